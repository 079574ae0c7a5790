"""The text of an ignore file -> its patterns, read as the builder's ``ignorefile`` package does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxlint.errors import IgnoreSyntaxError
from ctxlint.paths import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LINE_BYTES = 64 * 1024
"""The builder's line scanner gives up on lines that are as long as this or longer."""

# Python's str.strip() takes more (the ASCII separators) than Go's unicode.IsSpace.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_CONTROL = frozenset(map(chr, [*range(0x20), 0x7F]))


class IgnoreLine(NamedTuple):
    """A line that is a pattern."""

    number: int
    """Counts from 1."""
    text: str
    """The line as it stands in the file, without its end."""
    pattern: str
    """Cleaned, without ``!`` and without the leading slash: what paths are matched with."""
    negated: bool

    def __str__(self) -> str:
        return ("!" if self.negated else "") + self.pattern


def decode(data: bytes | str) -> str:
    """The text of a file; bytes that are not UTF-8 survive as lone surrogates."""
    return data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")


def _is_endless(line: str) -> bool:
    return len(line) * 4 >= MAX_LINE_BYTES and len(line.encode(errors="replace")) >= MAX_LINE_BYTES


def _physical_lines(text: str, file: str | None) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if _is_endless(line):
            raise IgnoreSyntaxError(f"the line has {MAX_LINE_BYTES} bytes or more", file=file, line=number)
        yield number, (line.removeprefix("\ufeff") if number == 1 else line).removesuffix("\r")


def read_lines(data: bytes | str, file: str | None) -> tuple[IgnoreLine, ...]:
    """The pattern lines in order; raises :class:`IgnoreSyntaxError` for a lone ``!`` or an endless line."""
    lines = []
    for number, text in _physical_lines(decode(data), file):
        if text.startswith("#") or not (stripped := text.strip(_SPACE)):
            continue
        negated = stripped.startswith("!")
        pattern = _normalized(stripped[1:].strip(_SPACE) if negated else stripped)
        if negated:
            # The matcher cleans once more with the "!" in front, which turns "!/" into a lone "!".
            pattern = clean("!" + pattern)[1:]
            if not pattern:
                raise IgnoreSyntaxError('a lone "!" is not a pattern', file=file, line=number)
        lines.append(IgnoreLine(number, text, pattern, negated))
    return tuple(lines)


def lines_of(patterns: Iterable[str]) -> tuple[IgnoreLine, ...]:
    """Patterns that do not come from a file (``COPY --exclude``, wanted paths), numbered in order."""
    lines = []
    for number, text in enumerate(patterns, start=1):
        stripped = text.strip(_SPACE)
        if not stripped:
            continue
        pattern = clean(stripped)
        if pattern == "!":
            raise IgnoreSyntaxError('a lone "!" is not a pattern')
        lines.append(IgnoreLine(number, text, pattern.removeprefix("!"), pattern.startswith("!")))
    return tuple(lines)


def _normalized(pattern: str) -> str:
    if not pattern:
        return ""
    pattern = clean(pattern)
    return pattern[1:] if len(pattern) > 1 and pattern.startswith("/") else pattern


def unsendable(lines: tuple[IgnoreLine, ...]) -> IgnoreLine | None:
    """The first pattern that BuildKit cannot send to its client, if any.

    Patterns travel as gRPC metadata, which takes printable ASCII only. The builder escapes all of them as
    soon as one has a character beyond ASCII, so control characters pass in such a file.
    """
    if any(not line.pattern.isascii() for line in lines):
        return None
    return next((line for line in lines if not _CONTROL.isdisjoint(line.pattern)), None)
