"""Sets of characters, as a class of the builder's regular expressions (Go's RE2 syntax) means them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

Range = tuple[int, int]

REPLACEMENT = "\ufffd"
NEVER = r"[^\s\S]"
"""Source of an expression that matches nothing."""
_UNDECODABLE = range(0xDC80, 0xDD00)
_SURROGATES = (0xD800, 0xDFFF)
_LAST = 0x10FFFF


def decoded(char: str) -> str:
    """``char`` as Go reads it: a byte that is not UTF-8 (a lone surrogate here) is U+FFFD."""
    return REPLACEMENT if ord(char) in _UNDECODABLE else char


class CharSet(Struct, frozen=True):
    """Characters by range and by Unicode category (``"L"`` or ``"Lu"``), or all the others."""

    ranges: tuple[Range, ...] = ()
    categories: tuple[str, ...] = ()
    excepted: tuple[CharSet, ...] = ()
    """Sets whose complement belongs to this one: the ``\\D`` in ``[a\\D]``."""
    negated: bool = False

    def __contains__(self, char: str) -> bool:
        code = ord(decoded(char))
        found = any(low <= code <= high for low, high in self.ranges)
        if not found and self.categories:
            found = unicodedata.category(chr(code)).startswith(self.categories)
        found = found or any(char not in other for other in self.excepted)
        return found is not self.negated

    def without(self) -> CharSet:
        """The complement."""
        return CharSet(self.ranges, self.categories, self.excepted, not self.negated)

    def joined(self, other: CharSet) -> CharSet:
        """Both together, where ``self`` is not a complement."""
        if other.negated:
            return CharSet(self.ranges, self.categories, (*self.excepted, other.without()))
        return CharSet(self.ranges + other.ranges, self.categories + other.categories, self.excepted + other.excepted)

    def source(self) -> str:
        """The same set for Python's ``re``."""
        ranges = [*self.ranges, *_category_ranges(self.categories)]
        for other in self.excepted:
            ranges += _complement([*other.ranges, *_category_ranges(other.categories)])
        # No path has a surrogate but those that stand for bytes, and Go reads these as U+FFFD.
        decodable = _complement([*_complement(ranges), _SURROGATES])
        if any(low <= ord(REPLACEMENT) <= high for low, high in decodable):
            decodable.append((_UNDECODABLE[0], _UNDECODABLE[-1]))
        body = "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in decodable)
        if not body:
            return r"[\s\S]" if self.negated else NEVER
        return f"[{'^' if self.negated else ''}{body}]"


def _complement(ranges: Iterable[Range]) -> list[Range]:
    out: list[Range] = []
    start = 0
    for low, high in sorted(ranges):
        if low > start:
            out.append((start, low - 1))
        start = max(start, high + 1)
    return [*out, (start, _LAST)] if start <= _LAST else out


@cache
def _category_ranges(categories: tuple[str, ...]) -> list[Range]:
    if not categories:
        return []
    codes = [code for code in range(_LAST + 1) if unicodedata.category(chr(code)).startswith(categories)]
    ranges: list[Range] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


def _of(*ranges: str) -> CharSet:
    return CharSet(tuple((ord(pair[0]), ord(pair[-1])) for pair in ranges))


def single(char: str) -> CharSet:
    """Just this character."""
    code = ord(decoded(char))
    return CharSet(((code, code),))


SEPARATOR = single("/")
NOT_SEPARATOR = SEPARATOR.without()
NOT_NEWLINE = single("\n").without()
ANY = CharSet(negated=True)

DIGIT = _of("09")
SPACE = _of("\t\n", "\f\r", "  ")
WORD = _of("09", "AZ", "__", "az")

PERL = {
    "d": DIGIT,
    "D": DIGIT.without(),
    "s": SPACE,
    "S": SPACE.without(),
    "w": WORD,
    "W": WORD.without(),
}

POSIX = {
    "alnum": _of("09", "AZ", "az"),
    "alpha": _of("AZ", "az"),
    "ascii": _of("\x00\x7f"),
    "blank": _of("\t\t", "  "),
    "cntrl": _of("\x00\x1f", "\x7f\x7f"),
    "digit": DIGIT,
    "graph": _of("!~"),
    "lower": _of("az"),
    "print": _of(" ~"),
    "punct": _of("!/", ":@", "[`", "{~"),
    "space": _of("\t\r", "  "),
    "upper": _of("AZ"),
    "word": WORD,
    "xdigit": _of("09", "AF", "af"),
}
