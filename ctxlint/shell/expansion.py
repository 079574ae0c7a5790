"""A shell word as written -> the words that it becomes, as far as variables are known."""

from __future__ import annotations

import fnmatch
import re
import shlex
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from ctxlint.shell.lexer import between, bracket_end, quoted_end, tokens_of
from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LENGTH = 20_000
_ARRAY, _NEXT = "\x1e", "\x1f"
"""How the value of an array begins, and what stands between its entries."""
_WHOLE_ARRAY = re.compile(r"\$\{([A-Za-z_]\w*)\[[@*]\]\}")
_MAX_NESTING = 20
_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]")
_PARAMETER = re.compile(
    r"(?P<length>#(?=[\w@*]))?!?(?P<name>[A-Za-z_]\w*|[0-9]+|[@*#?$!-])(?P<index>\[[^]]*\])?(?P<rest>.*)", re.S
)
_SLICE = re.compile(r":\s*(-?\d+)(?:\s*:\s*(-?\d+))?")


class Scope(Protocol):
    """Where a word is expanded."""

    @property
    def variables(self) -> Mapping[str, str]:
        """Values by name; parts may be unknown."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """``$1`` and so on."""

    @property
    def zero(self) -> str:
        """``$0``."""

    def assign(self, name: str, value: str) -> None:
        """Keep the value that ``${NAME:=value}`` gives."""

    def substitute(self, script: str) -> str:
        """What a command prints; perhaps unknown."""


class _Expander(Struct):
    scope: Scope
    words: list[str] = field(default_factory=list)
    piece: str = ""
    started: bool = False
    """Whether the word at hand exists even when it is empty: something in it was quoted."""

    def run(self, raw: str) -> list[str]:
        at = 0
        while at < len(raw):
            at = self._step(raw, at)
        if self.piece or self.started:
            self.words.append(self.piece)
        return self.words

    def _step(self, raw: str, at: int) -> int:
        match raw[at]:
            case "'":
                end = quoted_end(raw, at)
                self._quoted(between(raw, at, end))
            case '"':
                end = quoted_end(raw, at)
                self._double(between(raw, at, end))
            case "\\":
                end = at + 2
                self.piece += raw[at + 1 : end].replace("\n", "")
            case "$" if raw[at + 1 : at + 2] in ("'", '"'):
                end = at + 1
            case "$" | "`":
                value, end = _substitution(raw, at, self.scope)
                self._unquoted(value, raw[at:end])
            case "<" | ">" if raw[at + 1 : at + 2] == "(":
                end = bracket_end(raw, at + 1)
                self.piece += unknown(raw[at:end])
            case char:
                end = at + 1
                self.piece += char
        return end

    def _quoted(self, text: str) -> None:
        self.piece += text
        self.started = True

    def _double(self, text: str) -> None:
        if text in ("$@", "${@}"):
            self._spread(self.scope.arguments)
            return
        if (entries := self._entries(text)) is not None:
            self._spread(entries)
            return
        self._quoted(_inside_double(text, self.scope))

    def _entries(self, text: str) -> tuple[str, ...] | None:
        """The entries of ``${NAME[@]}``, if that is an array."""
        match = _WHOLE_ARRAY.fullmatch(text)
        value = self.scope.variables.get(match[1]) if match else None
        return None if value is None or not value.startswith(_ARRAY) else entries_of(value)

    def _spread(self, arguments: tuple[str, ...]) -> None:
        if not arguments:
            return
        *first, last = arguments
        for argument in first:
            self._quoted(argument)
            self.words.append(self.piece)
            self.piece, self.started = "", False
        self._quoted(last)

    def _unquoted(self, value: str | None, raw: str) -> None:
        if raw in ("$@", "$*", "${@}", "${*}"):
            self._spread(self.scope.arguments)
            return
        if (entries := self._entries(raw)) is not None:
            self._spread(entries)
            return
        parts = (value or "").split() if value is not None and is_known(value) else [value or ""]
        if value and value[0].isspace() and self.piece:
            self._cut()
        for number, part in enumerate(parts):
            if number:
                self._cut()
            self.piece += part

    def _cut(self) -> None:
        self.words.append(self.piece)
        self.piece, self.started = "", False


def expand_words(raw: str, scope: Scope) -> list[str]:
    """All words that one becomes: none for an empty variable, several for one with blanks."""
    return [word[:MAX_LENGTH] for word in _Expander(scope).run(raw)]


def expand_text(raw: str, scope: Scope) -> str:
    """The one word that an assignment or a ``case`` makes of it."""
    return " ".join(expand_words(raw, scope))[:MAX_LENGTH]


def assigned_value(raw: str, scope: Scope, before: str = "") -> str:
    """What ``NAME=raw`` gives a variable; ``before`` is what ``NAME+=raw`` adds to."""
    if not (raw.startswith("(") and raw.endswith(")")):
        return before + expand_text(raw, scope)
    words = [word for token in tokens_of(raw[1:-1]) if not token.operator for word in expand_words(token.text, scope)]
    return (_ARRAY + "".join(_NEXT + word for word in (*entries_of(before), *words)))[:MAX_LENGTH]


def entries_of(value: str) -> tuple[str, ...]:
    """The entries of an array; a plain value is the only one, nothing has none."""
    if value.startswith(_ARRAY):
        return tuple(value.split(_NEXT)[1:])
    return (value,) if value else ()


def _inside_double(text: str, scope: Scope) -> str:
    found = []
    at = 0
    while at < len(text):
        if text[at] in "$`":
            value, at = _substitution(text, at, scope)
            found.append(value)
        elif text[at] == "\\" and text[at + 1 : at + 2] in ("$", "`", '"', "\\", "\n"):
            found.append(text[at + 1].replace("\n", ""))
            at += 2
        else:
            found.append(text[at])
            at += 1
    return "".join(found)


def _substitution(text: str, at: int, scope: Scope) -> tuple[str, int]:
    """The value of what begins with ``$`` or a backquote, and where it ends."""
    if text[at] == "`":
        end = quoted_end(text, at)
        return scope.substitute(between(text, at, end)), end
    follow = text[at + 1 : at + 2]
    if follow == "(":
        end = bracket_end(text, at + 1)
        if text.startswith("((", at + 1):
            return unknown(text[at:end]), end
        return scope.substitute(between(text, at + 1, end)), end
    if follow == "{":
        end = bracket_end(text, at + 1)
        return _parameter(between(text, at + 1, end), scope), end
    match = _NAME.match(text, at + 1)
    if not match:
        return "$", at + 1
    value = _value(match[0], scope)
    return (unknown("$" + match[0]) if value is None else value), match.end()


def _value(name: str, scope: Scope) -> str | None:
    """The value of a variable; ``None`` when it is not set as far as anyone knows."""
    if name in ("@", "*"):
        return " ".join(scope.arguments)
    if name == "#":
        return str(len(scope.arguments))
    if name == "0":
        return scope.zero
    if name.isdigit():
        number = int(name) if len(name) < 6 else len(scope.arguments) + 1
        return scope.arguments[number - 1] if number <= len(scope.arguments) else ""
    value = scope.variables.get(name)
    return value if value is None or not value.startswith(_ARRAY) else next(iter(entries_of(value)), "")


def _parameter(inner: str, scope: Scope) -> str:
    """``${inner}``, with the operators of the shells."""
    match = _PARAMETER.fullmatch(inner)
    written = unknown("${" + inner + "}")
    if not match or inner.startswith("!") or inner.count("${") > _MAX_NESTING:
        return written
    name, rest = match["name"], match["rest"]
    value = _value(name, scope)
    if name == "BASH_SOURCE":
        value = scope.zero
    if match["length"]:
        return str(len(value)) if value is not None and is_known(value) else written
    if rest.startswith((":-", ":=", ":+", ":?", "-", "=", "+", "?")):
        return _with_default(name, value, rest, scope)
    if value is None:
        return unknown("$" + name) if not rest else written
    if rest == "@Q" and is_known(value):
        return shlex.join(scope.arguments) if name in ("@", "*") else shlex.quote(value)
    return _edited(value, rest, written, scope)


def _with_default(name: str, value: str | None, rest: str, scope: Scope) -> str:
    is_set = bool(value) if rest.startswith(":") else value is not None
    operator, word = rest.lstrip(":")[0], rest.lstrip(":")[1:]
    if operator == "+":
        return expand_text(word, scope) if is_set else ""
    if is_set and value is not None:
        return value
    if operator == "?":
        return unknown("$" + name)
    found = expand_text(word, scope)
    if operator == "=":
        scope.assign(name, found)
    return found


def _edited(value: str, rest: str, written: str, scope: Scope) -> str:
    if not rest:
        return value
    if not is_known(value):
        return written
    if match := _SLICE.fullmatch(rest):
        start, length = int(match[1]), match[2]
        tail = value[start:] if -start < len(value) else value
        return tail if length is None else tail[: int(length)]
    if rest in ("^^", ",,"):
        return value.upper() if rest == "^^" else value.lower()
    if rest[0] in "#%":
        greedy = rest[:2] in ("##", "%%")
        pattern = expand_text(rest[2 if greedy else 1 :], scope)
        return _trimmed(value, pattern, at_start=rest[0] == "#", greedy=greedy)
    return written


def _trimmed(value: str, pattern: str, *, at_start: bool, greedy: bool) -> str:
    """``value`` without the shortest or longest part at one end that matches."""
    if not is_known(pattern) or len(value) > 200:
        return value
    lengths = range(len(value) + 1)
    for length in reversed(lengths) if greedy else lengths:
        part = value[:length] if at_start else value[len(value) - length :]
        if fnmatch.fnmatchcase(part, pattern):
            return value[length:] if at_start else value[: len(value) - length]
    return value
