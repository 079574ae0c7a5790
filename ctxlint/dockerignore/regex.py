r"""Go's regular expressions, as far as an ignore pattern can reach them.

The builder turns a pattern into a regular expression and passes escapes and brackets on as they are, so
``[[:digit:]]``, ``\d`` or ``\b`` in an ignore file mean what they mean there. So do ``|`` and ``x{2}``: the
builder means to escape them, but its table of characters to escape (``escapeBytes`` of moby/patternmatcher) ends
before them. Docker before 23 escapes even less.

Unicode scripts (``\p{Greek}``) are the one thing left out; categories (``\pL``) are in.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ctxlint.dockerignore.charset import CharSet


class RegexError(ValueError):
    """Go's compiler would refuse the expression."""


class Assertion(StrEnum):
    """An item that takes no character."""

    START = "^"
    END = "$"
    BOUNDARY = "\\b"
    INSIDE = "\\B"


class Chars(Struct, frozen=True):
    """One character out of a set."""

    chars: CharSet


class Raw(Struct, frozen=True):
    """One character as it stands, bytes that are not UTF-8 included."""

    char: str


class Repeat(Struct, frozen=True):
    """An item at least ``low`` times, at most ``high`` times (``None``: any number)."""

    item: Item
    low: int
    high: int | None


class Choice(Struct, frozen=True):
    """One of several sequences."""

    sequences: tuple[Sequence, ...]


Item = Chars | Raw | Assertion | Repeat | Choice
Sequence = tuple[Item, ...]

_PYTHON_ASSERTIONS = {
    Assertion.START: r"\A",
    Assertion.END: "$",  # not ``\Z``, which pathspec's RE2 backend does not know
    Assertion.BOUNDARY: r"(?a:\b)",
    Assertion.INSIDE: r"(?a:\B)",
}


def python_source(item: Item) -> str:
    """The same for Python's ``re``, to be used with ``search``."""
    match item:
        case Assertion():
            return _PYTHON_ASSERTIONS[item]
        case Chars(chars):
            return chars.source()
        case Raw(char):
            return re.escape(char)
        case Repeat(inner, low, high):
            return f"(?:{python_source(inner)}){{{low},{'' if high is None else high}}}"
        case Choice(sequences):
            return "(?:" + "|".join("".join(map(python_source, sequence)) for sequence in sequences) + ")"


def size(item: Item) -> int:
    """How many positions an automaton needs for the item, roughly."""
    match item:
        case Repeat(inner, low, high):
            return size(inner) * max(low, high or 1) + 1
        case Choice(sequences):
            return sum(size(inner) + 1 for sequence in sequences for inner in sequence)
        case _:
            return 1


def fits_count(item: Item, limit: int) -> bool:
    """Whether the counts of nested repetitions multiply to no more than ``limit``."""
    match item:
        case Repeat(inner, low, high):
            count = low if high is None else high
            return high == 0 or (count <= limit and fits_count(inner, limit // max(count, 1)))
        case Choice(sequences):
            return all(fits_count(inner, limit) for sequence in sequences for inner in sequence)
        case _:
            return True
