"""Lines for people: pieces of text with a style, safe to print whatever a repository put into them."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple
from unicodedata import combining, east_asian_width


class Style(Enum):
    """What a piece of text is; a terminal gives each a colour, a pipe none."""

    PLAIN = auto()
    STRONG = auto()
    FAINT = auto()
    ERROR = auto()
    WARNING = auto()
    INFO = auto()
    PLACE = auto()
    HELP = auto()


class Piece(NamedTuple):
    """A stretch of one line."""

    text: str
    style: Style = Style.PLAIN


class Line(NamedTuple):
    """One line, made by :func:`line`, so that nothing in it can move the cursor or begin another line."""

    pieces: tuple[Piece, ...]
    hang: int | None = None
    """Where a terminal that is too narrow goes on with it; ``None`` leaves the line in one."""

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def printable(text: str) -> str:
    r"""``text`` with every character that does not print as itself written ``\x1b``, ``\n``, ``\u202e``.

    Bytes that are not UTF-8 (lone surrogates) become ``\xff``.
    """
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(char: str) -> str:
    if char.isprintable():
        return char
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def columns(text: str) -> int:
    """Tell how wide ``text`` is on a terminal, once it is printable."""
    shown = printable(text)
    return len(shown) if shown.isascii() else sum(map(_columns_of, shown))


def _columns_of(char: str) -> int:
    return 0 if combining(char) else 1 + (east_asian_width(char) in ("F", "W"))


def line(*parts: str | Piece, hang: int | None = None) -> Line:
    """Make a line of these parts, all made printable."""
    pieces = (part if isinstance(part, Piece) else Piece(part) for part in parts)
    return Line(tuple(Piece(printable(piece.text), piece.style) for piece in pieces), hang)


BLANK = Line(())
