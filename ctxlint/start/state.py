"""What a shell knows while a script runs."""

from __future__ import annotations

import posixpath
import re
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.shell.expansion import expand_words
from ctxlint.shell.syntax import Chain, Sequence, Simple, parse_script
from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxlint.shell.syntax import Node
    from ctxlint.start.calls import Call
    from ctxlint.start.files import Files

MAX_SOURCES = 8


class Ending(Enum):
    """How a run of the script is over."""

    DONE = "exec or exit"
    FAILED = "exit with an error"
    RETURNED = "return"


class State(Struct):
    """One possible run of a script, up to some command."""

    cwd: str
    variables: dict[str, str]
    exported: frozenset[str]
    arguments: tuple[str, ...]
    zero: str
    files: Files
    optional: bool = False
    aside: bool = False
    exports_all: bool = False
    depth: int = 0
    ending: Ending | None = None
    installed: tuple[str, ...] = ()
    """As in a :class:`Situation`."""
    functions: dict[str, Node] = field(default_factory=dict)
    pushed: tuple[str, ...] = ()
    """The directories that ``popd`` goes back to, the last one last."""
    substituted: list[str] = field(default_factory=list)
    """Scripts of ``$(script)`` that nobody has followed yet."""

    @classmethod
    def of(cls, call: Call, zero: str, arguments: tuple[str, ...]) -> State:
        """The state that a script begins with."""
        variables = dict(call.situation.environment)
        state = cls(call.cwd, variables, frozenset(variables), arguments, zero, call.files)
        state.optional, state.aside = call.situation.optional, call.situation.aside
        state.installed = call.situation.installed
        return state

    def fork(self, *, optional: bool = False) -> State:
        """A run that goes another way from here."""
        return State(
            self.cwd,
            dict(self.variables),
            self.exported,
            self.arguments,
            self.zero,
            self.files,
            self.optional or optional,
            self.aside,
            self.exports_all,
            self.depth,
            self.ending,
            self.installed,
            dict(self.functions),
            self.pushed,
        )

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for runs that go on alike; those that are over are all alike."""
        if self.ending:
            return (self.ending,)
        return (
            self.cwd,
            self.pushed,
            tuple(sorted(self.variables.items())),
            self.exported,
            self.arguments,
            tuple(self.functions),
        )

    @property
    def environment(self) -> dict[str, str]:
        """What programs get."""
        return {name: value for name, value in self.variables.items() if name in self.exported}

    def assign(self, name: str, value: str, *, export: bool = False) -> None:
        """Set a variable."""
        self.variables[name] = value
        if export or self.exports_all:
            self.exported |= {name}

    def path(self, written: str) -> str:
        """A path as a command means it."""
        return posixpath.normpath(posixpath.join(self.cwd, written))

    def change_directory(self, written: str) -> None:
        """``cd``; what the target would be is unknown when the word is."""
        if written != "-":
            self.cwd = self.path(written) if is_known(written) else written

    # -- words

    def words(self, raws: Iterable[str]) -> list[str]:
        """The words of a command; patterns become the files that they match, and are unknown when they match none."""
        return [word for raw in raws for each in expand_words(raw, self) for word in self._matched(raw, each)]

    def turns(self, raws: Iterable[str]) -> list[str]:
        """What a loop goes over: a pattern that matches nothing known is no turn."""
        found = [(raw, word) for raw in raws for word in self.words((raw,))]
        return [word for raw, word in found if is_known(word) or not _is_pattern(raw)]

    def _matched(self, raw: str, word: str) -> list[str]:
        if not _is_pattern(raw) or not is_known(word) or not is_known(self.cwd):
            return [word]
        found = self.files.expand(posixpath.join(self.cwd, word))
        if not word.startswith("/"):
            found = [posixpath.relpath(path, self.cwd) for path in found]
        return found or [word if word.startswith("-") else unknown(word)]

    # -- substitutions

    def substitute(self, script: str) -> str:
        """What ``$(script)`` prints, for the few commands that scripts use to find their place."""
        if self.depth >= MAX_SOURCES:
            return unknown(f"$({script})")
        self.substituted.append(script)
        printed = self._printed(script)
        return unknown(f"$({script})") if printed is None else printed

    def _printed(self, script: str) -> str | None:
        inner = self.fork()
        inner.depth += 1
        printed: str | None = None
        for command in _commands(parse_script(script)) if inner.depth <= MAX_SOURCES else ():
            if command is None:
                return None
            printed = inner.print_of(command)
        return printed

    def print_of(self, command: Simple) -> str | None:
        """What one command prints; ``""`` for ``cd``, ``None`` when nobody knows."""
        words = [word for raw in command.words for word in expand_words(raw, self)]
        if not words or not all(map(is_known, words)):
            return None
        if words[0] in _PRINTERS:
            return _PRINTERS[words[0]](self, words[1:])
        name, arguments = words[0], [word for word in words[1:] if not word.startswith("-")]
        if name == "cd":
            self.change_directory(arguments[0] if arguments else "/root")
            return ""
        if name == "pwd":
            return self.cwd
        return self._path_tool(name, arguments[-1]) if arguments else None

    def _path_tool(self, name: str, argument: str) -> str | None:
        match name:
            case "dirname":
                return posixpath.dirname(argument) or "."
            case "basename":
                return posixpath.basename(argument)
            case "realpath" | "readlink":
                return self.files.real(self.path(argument))
            case "which" | "command":
                return argument if "/" in argument else posixpath.join("/usr/local/bin", argument)
            case _:
                return None


def _echo(_: State, words: list[str]) -> str:
    while words and words[0] in ("-n", "-e", "-E"):
        words = words[1:]
    return " ".join(words)


def _printf(_: State, words: list[str]) -> str | None:
    """Words one after another; a format that says more is not followed."""
    return " ".join(words[1:]) if words and _PLAIN_FORMAT.fullmatch(words[0]) else None


def _is_pattern(raw: str) -> bool:
    """Whether a word, as it is written, is compared with the names of files."""
    return _MAGIC.search(_QUOTED.sub("", raw)) is not None


_QUOTED = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.|\$\{[^}]*\}|\$\([^)]*\)|\$[*?]""", re.S)
_MAGIC = re.compile(r"[*?]|\[[^]]+\]")
_PLAIN_FORMAT = re.compile(r"\s*%[sq](?:\s|\\n)*")
_PRINTERS: dict[str, Callable[[State, list[str]], str | None]] = {
    "echo": _echo,
    "eval": lambda state, words: state._printed(" ".join(words)),
    "printf": _printf,
}


def _commands(node: Node) -> list[Simple | None]:
    """The commands of a plain list; ``None`` stands for anything else."""
    match node:
        case Simple():
            return [node]
        case Sequence(items):
            return [command for item in items for command in _commands(item)]
        case Chain(links):
            return [command for operator, link in links if operator != "||" for command in _commands(link)]
        case _:
            return [None]
