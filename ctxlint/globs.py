"""Go's ``filepath.Match``: the glob of COPY sources, and the syntax check of ignore patterns."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

_UNDECODABLE = range(0xDC80, 0xDD00)
"""How Python spells bytes that are not UTF-8; Go refuses them in a class."""


class GlobSyntaxError(ValueError):
    """The pattern is malformed (Go's ``ErrBadPattern``)."""


class _Scanner(Struct):
    pattern: str
    at: int = 0

    def more(self) -> bool:
        return self.at < len(self.pattern)

    def take(self) -> str:
        if not self.more():
            raise GlobSyntaxError(self.pattern)
        self.at += 1
        return self.pattern[self.at - 1]

    def take_if(self, char: str) -> bool:
        found = self.pattern.startswith(char, self.at)
        self.at += found
        return found

    def class_member(self) -> str:
        """One character of a range; ``-`` and ``]`` need an escape there."""
        char = self.take()
        if char in "-]":
            raise GlobSyntaxError(self.pattern)
        member = self.take() if char == "\\" else char
        if ord(member) in _UNDECODABLE:
            raise GlobSyntaxError(self.pattern)
        return member


def _character_class(scanner: _Scanner) -> str:
    negated = scanner.take_if("^")
    ranges: list[str] = []
    while not (ranges and scanner.take_if("]")):
        low = scanner.class_member()
        high = scanner.class_member() if scanner.take_if("-") else low
        if low <= high:
            ranges.append(f"{re.escape(low)}-{re.escape(high)}")
        else:
            ranges.append("")  # an empty range is no error, it matches nothing
    members = "".join(ranges)
    if not members:
        return r"[\s\S]" if negated else r"(?!)"
    return f"[{'^' if negated else ''}{members}]"


def _token(scanner: _Scanner) -> str:
    char = scanner.take()
    if char == "*":
        return "[^/]*"
    if char == "?":
        return "[^/]"
    if char == "[":
        return _character_class(scanner)
    if char == "\\":
        char = scanner.take()
    return re.escape(char)


def _translate(pattern: str) -> list[list[str]]:
    """The pattern cut at its stars: tokens of each piece between them."""
    scanner = _Scanner(pattern)
    pieces: list[list[str]] = [[]]
    while scanner.more():
        source = _token(scanner)
        if source == "[^/]*":
            pieces.append([])
        else:
            pieces[-1].append(source)
    return pieces


@lru_cache(maxsize=1024)
def compile_glob(pattern: str) -> re.Pattern[str]:
    """A regular expression for ``fullmatch``; raises :class:`GlobSyntaxError`.

    A star takes as little as it can and never gives back (an atomic group), which is what Go does:
    the time stays linear in the name for each star.
    """
    first, *rest = ("".join(piece) for piece in _translate(pattern))
    middle = "".join(f"(?>[^/]*?{piece})" for piece in rest[:-1] if piece)
    last = f"[^/]*{rest[-1]}" if rest else ""
    return re.compile(first + middle + last, re.DOTALL)


def check_glob(pattern: str) -> None:
    """Raise :class:`GlobSyntaxError` when Go would refuse the pattern."""
    _translate(pattern)


def match_glob(pattern: str, name: str) -> bool:
    """Whether the whole of ``name`` matches; ``*`` and ``?`` never match ``/``."""
    return compile_glob(pattern).fullmatch(name) is not None
