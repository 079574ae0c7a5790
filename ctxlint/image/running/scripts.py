"""Walks through a script, command by command.

A branch that may not be taken only adds files: both sides of every condition are followed, and what they take away
stays.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.image.running.command import MAX_DEPTH
from ctxlint.shell.expansion import assigned_value, expand_words
from ctxlint.shell.syntax import (
    ASSIGNMENT,
    Apart,
    Case,
    Chain,
    Function,
    If,
    Loop,
    Node,
    Sequence,
    Simple,
    parse_script,
)
from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.image.running.command import Command
    from ctxlint.image.running.machine import Machine

_MAX_TURNS = 20
_FINE = (("true",), (":",), ("exit", "0"))
_TESTS = frozenset({"[", "[[", "test", "grep", "which", "command", "type", "id", "getent", "false", "!"})


def run_script(command: Command, text: str, zero: str = "sh", arguments: tuple[str, ...] = ()) -> None:
    """Run a script as a process of its own."""
    if command.depth < MAX_DEPTH:
        inner = replace(command, depth=command.depth + 1)
        _Shell(inner, command.cwd, dict(command.environment), arguments, zero).walk(parse_script(text))


class _Shell(Struct):
    """What a shell knows while the script runs."""

    command: Command
    cwd: str
    variables: dict[str, str]
    arguments: tuple[str, ...]
    zero: str
    functions: dict[str, Node] = field(default_factory=dict)
    before: str = ""
    """The directory that ``cd -`` goes back to."""
    pushed: tuple[str, ...] = ()
    """Those that ``popd`` goes back to, the last one last."""
    maybe: bool = False
    forgiven: bool = False
    depth: int = 0
    ended: bool = False

    # -- what expansion asks for

    def assign(self, name: str, value: str) -> None:
        """Set a variable."""
        self.variables[name] = value

    def substitute(self, script: str) -> str:
        """What a command prints: known only where it is the directory."""
        return self.cwd if script.strip() == "pwd" else unknown(f"$({script})")

    # -- the tree of commands

    def walk(self, node: Node) -> None:
        """Run a part of the script."""
        if not self._machine.goes_on() or self.ended:
            return
        match node:
            case Simple():
                self._simple(node)
            case Sequence(items):
                self._sequence(items)
            case Chain(links):
                self._chain(links)
            case Apart(items):
                self._apart(items)
            case Function(name, body):
                self.functions[name] = body
            case _:
                self._branches(node)

    def _sequence(self, items: tuple[Node, ...]) -> None:
        was = self.forgiven
        self.forgiven = was or _ends_well(items)
        for item in items:
            self.walk(item)
        self.forgiven = was

    def _branches(self, node: If | Case | Loop) -> None:
        """Both sides of a condition, and what repeats."""
        match node:
            case If(branches):
                for condition, body in branches:
                    self._perhaps(*([condition] if condition else []), body)
            case Case(_, arms):
                for _, body in arms:
                    self._perhaps(body)
            case Loop():
                self._loop(node)

    def _perhaps(self, *nodes: Node) -> None:
        was, cwd, variables = self.maybe, self.cwd, dict(self.variables)
        self.maybe = True
        for node in nodes:
            self.walk(node)
        self.maybe, self.cwd = was, cwd
        changed = {name for name, value in self.variables.items() if variables.get(name) != value}
        self.variables = variables | {name: unknown(f"${name}") for name in changed}

    def _chain(self, links: tuple[tuple[str, Node], ...]) -> None:
        was_maybe, was_forgiven = self.maybe, self.forgiven
        operators = [operator for operator, _ in links[1:]]
        for number, (operator, node) in enumerate(links):
            if operator:
                self.maybe = self.maybe or operator == "||" or _is_test(links[number - 1][1])
            self.forgiven = was_forgiven or "||" in operators[number:]
            self.walk(node)
        self.maybe, self.forgiven = was_maybe, was_forgiven

    def _apart(self, items: tuple[Node, ...]) -> None:
        """Processes of their own; in a pipeline only the last may stop the step."""
        outer = self.cwd, dict(self.variables), self.forgiven, self.ended
        for number, item in enumerate(items):
            self.forgiven = outer[2] or number + 1 < len(items)
            self.walk(item)
            self.cwd, self.variables = outer[0], dict(outer[1])
            self.ended = outer[3]
        self.forgiven = outer[2]

    def _loop(self, loop: Loop) -> None:
        if loop.variable is None or loop.words is None:
            self._perhaps(*([loop.condition] if loop.condition else []), loop.body)
            return
        words = [match for raw in loop.words for word in expand_words(raw, self) for match in self._matches(word)]
        for word in words[:_MAX_TURNS]:
            self.assign(loop.variable, word)
            self.walk(loop.body)

    def _matches(self, word: str) -> list[str]:
        absolute = posixpath.join(self.cwd, word)
        return [word] if absolute == word else [_relative(path, self.cwd) for path in self._machine.matches(absolute)]

    @property
    def _machine(self) -> Machine:
        return self.command.machine

    # -- plain commands

    def _simple(self, node: Simple) -> None:
        pairs = dict(self._assigned(raw) for raw in node.assignments)
        words = [word for raw in node.words for word in expand_words(raw, self)]
        if not words:
            self.variables |= pairs
        elif words[0] in self.functions and self.depth < MAX_DEPTH:
            self._call(words)
        elif words[0] in (".", "source"):
            self._source(words[1:])
        elif not self._builtin(words):
            self._start(words, pairs, node.document)

    def _assigned(self, raw: str) -> tuple[str, str]:
        match = ASSIGNMENT.match(raw)
        if not match:
            return "", ""
        before = self.variables.get(match["name"], "") if match["append"] else ""
        return match["name"], assigned_value(raw[match.end() :], self, before)

    def _start(self, words: list[str], variables: Mapping[str, str], document: str | None) -> None:
        command = replace(
            self.command,
            argv=tuple(words),
            cwd=self.cwd,
            environment={**self.variables, **variables},
            maybe=self.command.maybe or self.maybe,
            forgiven=self.command.forgiven or self.forgiven,
            document=document,
        )
        command.run(command)

    def _call(self, words: list[str]) -> None:
        outer, self.arguments = self.arguments, tuple(words[1:])
        self.depth += 1
        self.walk(self.functions[words[0]])
        self.depth -= 1
        self.arguments = outer

    def _source(self, words: list[str]) -> None:
        path = self._path(words[0]) if words else ""
        if path.endswith("/bin/activate"):
            prefix = path.removesuffix("/bin/activate")
            self.variables |= {
                "VIRTUAL_ENV": prefix,
                "PATH": f"{prefix}/bin:{self.variables.get('PATH', '')}",
            }
            return
        text = self._machine.text(path) if path else None
        if text is not None and self.depth < MAX_DEPTH:
            self.depth += 1
            self.walk(parse_script(text))
            self.depth -= 1

    def _path(self, written: str) -> str:
        return replace(self.command, cwd=self.cwd, environment=self.variables).path(written)

    def _builtin(self, words: list[str]) -> bool:
        name, *arguments = words
        match name:
            case "cd" | "pushd":
                self.pushed = (*self.pushed, self.cwd) if name == "pushd" else self.pushed
                self._change_directory([word for word in arguments if word == "-" or not word.startswith("-")])
            case "popd":
                *rest, self.cwd = self.pushed or (self.cwd,)
                self.pushed = tuple(rest)
            case "export" | "declare" | "local" | "readonly":
                self.variables |= dict(word.split("=", 1) for word in arguments if "=" in word)
            case "unset":
                for word in arguments:
                    self.variables.pop(word, None)
            case "exit" | "return":
                self.ended = not self.maybe and name == "exit"
            case "eval" if all(map(is_known, arguments)) and self.depth < MAX_DEPTH:
                self.depth += 1
                self.walk(parse_script(" ".join(arguments)))
                self.depth -= 1
            case "set" | "shift" | "shopt" | "trap" | "eval" | ":" | "true":
                pass
            case _:
                return False
        return True

    def _change_directory(self, arguments: list[str]) -> None:
        target = arguments[0] if arguments else "~"
        target = self.before if target == "-" else self._path(target)
        self.before, self.cwd = self.cwd, target or self.cwd


def _relative(path: str, directory: str) -> str:
    inside = directory.rstrip("/") + "/"
    return path.removeprefix(inside)


def _ends_well(items: tuple[Node, ...]) -> bool:
    """Whether ``…; true`` says that nothing before it stops the step; below ``set -e`` it does."""
    commands = [item.words for item in items if isinstance(item, Simple)]
    return (
        bool(items)
        and isinstance(items[-1], Simple)
        and tuple(items[-1].words) in _FINE
        and not any(map(_stops_at_failures, commands))
    )


def _stops_at_failures(words: tuple[str, ...]) -> bool:
    return words[:1] == ("set",) and any(re.match(r"-[a-z]*e|errexit$", word) for word in words[1:])


def _is_test(node: Node) -> bool:
    """Whether a command that fails does not mean that the step does."""
    return isinstance(node, Simple) and bool(node.words) and node.words[0] in _TESTS
