"""A shell of a job, followed command by command with what is known of variables and of the directory it is in."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.project.workflows.harmless import writes_files
from ctxlint.project.workflows.place import Checkout, joined
from ctxlint.shell.expansion import expand_text, expand_words
from ctxlint.shell.syntax import ASSIGNMENT, Apart, Case, Chain, Function, If, Loop, Sequence, Simple, parse_script
from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxlint.shell.syntax import Node

MAX_COMMANDS = 20_000
MAX_ROUNDS = 50


@lru_cache(maxsize=1000)
def parsed(text: str) -> Sequence:
    """The commands of a script; the jobs of a matrix have the same ones."""
    return parse_script(text)


class Budget(Struct):
    """Commands that may still be followed; loops, functions and scripts repeat them."""

    left: int = MAX_COMMANDS


class Shell(Struct):
    """What is known at one point of a job. Parts of texts may be unknown, the directory's, too."""

    checkout: Checkout | None
    """``None`` while the repository is not there."""
    directory: str
    """Absolute on the job's machine."""
    variables: dict[str, str]
    execute: Callable[[Shell, list[str]], None]
    """Does what a command other than an assignment does."""
    arguments: tuple[str, ...] = ()
    zero: str = "sh"
    prepared: bool = False
    """Whether anything so far may have put files where the repository has none."""
    functions: dict[str, Node] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    depth: int = 0

    def run(self, text: str) -> None:
        """Follow a script."""
        self.prepared = self.prepared or writes_files(text)
        self.follow(parsed(text))

    def follow(self, node: Node) -> None:
        """Follow a part of a script."""
        self.budget.left -= 1
        if self.budget.left < 0:
            return
        match node:
            case Simple():
                self._simple(node)
            case Chain() | Sequence():
                for part in node.items if isinstance(node, Sequence) else (link for _, link in node.links):
                    self.follow(part)
            case Apart(items):
                for item in items:
                    self.aside((item,))
            case _:
                self._compound(node)

    def _compound(self, node: Node) -> None:
        match node:
            case If(branches):
                self._branches([tuple(part for part in branch if part) for branch in branches])
            case Case(_, arms):
                self._branches([(body,) for _, body in arms])
            case Loop():
                self._loop(node)
            case Function(name, body):
                self.functions[name] = body
            case _:
                pass

    def child(self) -> Shell:
        """A process of its own with the same knowledge."""
        return replace(self, variables=dict(self.variables), functions=dict(self.functions))

    def aside(self, nodes: Iterable[Node], **variables: str) -> Shell:
        """Follow commands whose variables and directory do not come back."""
        child = self.child()
        child.variables |= variables
        for node in nodes:
            child.follow(node)
        self.prepared = self.prepared or child.prepared
        return child

    def call(self, name: str, arguments: Iterable[str]) -> None:
        """Follow a function that the script has defined."""
        before, self.arguments = self.arguments, tuple(arguments)
        self.depth += 1
        self.follow(self.functions[name])
        self.depth -= 1
        self.arguments = before

    def enter(self, words: list[str]) -> bool:
        """``cd``; says whether it is known where it leads."""
        paths = [word for word in words if not word.startswith("-")]
        known = len(paths) == 1 and not paths[0].startswith("~")
        self.directory = joined(self.directory, paths[0]) if known else unknown("directory")
        return is_known(self.directory)

    def _branches(self, branches: list[tuple[Node, ...]]) -> None:
        """Follow each branch by itself; afterwards, what any of them has changed is unknown."""
        self._forget([self.aside(branch) for branch in branches])

    def _loop(self, loop: Loop) -> None:
        words = [word for raw in loop.words or () for word in expand_words(raw, self)]
        if not words or not all(map(is_known, words)) or len(words) > MAX_ROUNDS:
            words = [unknown("$word")]
        nodes = tuple(part for part in (loop.condition, loop.body) if part)
        self._forget([self.aside(nodes, **({loop.variable: word} if loop.variable else {})) for word in words])

    def _forget(self, children: list[Shell]) -> None:
        for child in children:
            changed = (name for name, value in child.variables.items() if self.variables.get(name) != value)
            self.variables |= {name: unknown("$" + name) for name in changed}
            if child.directory != self.directory:
                self.directory = unknown("directory")

    def _simple(self, simple: Simple) -> None:
        words = [word for raw in simple.words for word in expand_words(raw, self)]
        if not words:
            self.variables |= dict(self._assigned(simple))
            return
        before = {name: self.variables.get(name) for name, _ in self._assigned(simple)}
        self.variables |= dict(self._assigned(simple))
        self.execute(self, words)
        for name, value in before.items():
            self.assign(name, unknown("$" + name) if value is None else value)

    def _assigned(self, simple: Simple) -> list[tuple[str, str]]:
        found = []
        for text in simple.assignments:
            match = ASSIGNMENT.match(text)
            if match:
                before = self.variables.get(match["name"], "") if match["append"] else ""
                found.append((match["name"], before + expand_text(text[match.end() :], self)))
        return found

    # -- the scope of words

    def assign(self, name: str, value: str) -> None:
        """Keep a value."""
        self.variables[name] = value

    def substitute(self, script: str) -> str:
        """What the few commands print that say where things are: ``$(cd "$(dirname "$0")" && pwd)``."""
        shell = self.child()
        for node in _commands(parsed(script)):
            words = [word for raw in node.words for word in expand_words(raw, shell)]
            printed = shell.printed(words)
            if printed is not None:
                return printed
            if words[:1] != ["cd"] or not shell.enter(words[1:]):
                break
        return unknown("$(command)")

    def printed(self, words: list[str]) -> str | None:
        """What a command prints; ``None`` when that is not known."""
        if not all(map(is_known, words)):
            return None
        match words:
            case ["pwd", *_] if is_known(self.directory):
                return self.directory
            case ["git", "rev-parse", "--show-toplevel"] if self.checkout:
                return self.checkout.directory
            case ["dirname", path]:
                return posixpath.dirname(path) or "."
            case ["basename", path]:
                return posixpath.basename(path)
            case ["realpath" | "readlink", *_, path]:
                return joined(self.directory, path)
            case ["echo", *rest]:
                return " ".join(rest)
            case _:
                return None


def _commands(node: Node) -> list[Simple]:
    """The commands that run one after the other, without those in processes of their own."""
    match node:
        case Simple():
            return [node]
        case Chain(links):
            return [command for _, link in links for command in _commands(link)]
        case Sequence(items):
            return [command for item in items for command in _commands(item)]
        case _:
            return []
