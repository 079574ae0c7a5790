"""``--name=value`` before an instruction's arguments."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum, auto
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.dockerfile.text import SPACES, Piece, RefusalError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Kind(Enum):
    """What a flag takes."""

    SWITCH = auto()
    """``--link``, ``--link=false``."""
    ONCE = auto()
    """``--from=x``, no more than once."""
    MANY = auto()
    """``--exclude=x``, any number of times."""


class Flag(Struct, frozen=True):
    """A flag with its quotes removed; ``origins`` are the offsets in the line of its characters."""

    text: str
    origins: Sequence[int]

    def piece(self, start: int, end: int) -> Piece:
        """Take the characters between two indexes, and where they stand."""
        first = self.origins[start] if start < len(self.origins) else self.origins[-1] + 1
        return Piece(self.text[start:end], first, self.origins[end - 1] + 1 if end > start else first)

    def value(self) -> Piece:
        """Take what follows ``=``."""
        return self.piece(self.text.index("=") + 1, len(self.text))


class Flags(Struct):
    """The flags of an instruction by name, checked against what it knows."""

    values: dict[str, list[Flag]] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=dict)

    def one(self, name: str) -> Piece | None:
        """Return the value of a flag; ``None`` when it is absent."""
        found = self.values.get(name)
        return found[0].value() if found else None

    def text(self, name: str, default: str) -> str:
        """Return the text of a flag's value."""
        value = self.one(name)
        return default if value is None else value.text

    def many(self, name: str) -> list[Flag]:
        """Return all uses of a flag in order."""
        return self.values.get(name, [])


def check(flags: Sequence[Flag], known: Mapping[str, Kind]) -> Flags:
    """Sort the flags by name; raises :class:`RefusalError` for the first that the instruction does not take."""
    checked = Flags()
    for flag in flags:
        shown, equals, value = flag.text.partition("=")
        name = shown.removeprefix("--")
        if name not in known:
            raise RefusalError(f"unknown flag: {shown}")
        kind = known[name]
        if kind is not Kind.MANY and (name in checked.switches or name in checked.values):
            raise RefusalError(f"duplicate flag specified: {shown}")
        if kind is Kind.SWITCH:
            checked.switches[name] = _switch(shown, value, bare=not equals)
        elif not equals:
            raise RefusalError(f"missing a value on flag: {shown}")
        else:
            checked.values.setdefault(name, []).append(flag)
    return checked


def _switch(shown: str, value: str, *, bare: bool) -> bool:
    if not bare and not value:
        raise RefusalError(f"missing a value on flag: {shown}")
    if value.lower() not in ("", "true", "false"):
        raise RefusalError(f"expecting boolean value for flag {shown}, not: {value}")
    return value.lower() != "false"


def split_flags(piece: Piece, escape: str) -> tuple[list[Flag], Piece]:
    """Take the leading words that start with ``--``; the second value is the rest."""
    if not piece.text.lstrip(SPACES).startswith("--"):
        return [], piece
    return _Splitter(piece, escape).split()


class _Splitter:
    """Reads flags byte by byte as the builder does, which takes every byte beyond ASCII for a character."""

    def __init__(self, piece: Piece, escape: str) -> None:
        self._piece = piece
        self._escape = escape
        self._bytes = piece.text.encode().decode("latin-1")
        self._starts = None if piece.text.isascii() else _byte_offsets(piece.text)
        self._at = 0

    def split(self) -> tuple[list[Flag], Piece]:
        flags: list[Flag] = []
        while self._skip_spaces() and self._bytes.startswith("--", self._at):
            flag = self._flag()
            if flag.text == "--":
                break
            flags.append(flag)
        return flags, self._piece.cut(self._index(self._at))

    def _skip_spaces(self) -> bool:
        while self._at < len(self._bytes) and self._bytes[self._at] in SPACES:
            self._at += 1
        return self._at < len(self._bytes)

    def _flag(self) -> Flag:
        text: list[str] = []
        origins: list[int] = []
        quote = ""
        while self._at < len(self._bytes):
            character = self._bytes[self._at]
            if not quote and character in SPACES:
                break
            if character == quote or (not quote and character in "'\""):
                quote = "" if quote else character
            elif character != self._escape:
                text.append(character)
                origins.append(self._piece.start + self._index(self._at))
            elif self._at + 1 < len(self._bytes):
                self._at += 1
                text.append(self._bytes[self._at])
                origins.append(self._piece.start + self._index(self._at))
            self._at += 1
        return Flag("".join(text), origins)

    def _index(self, byte: int) -> int:
        return byte if self._starts is None else bisect_right(self._starts, byte) - 1


def _byte_offsets(text: str) -> list[int]:
    return list(accumulate((len(character.encode()) for character in text), initial=0))
