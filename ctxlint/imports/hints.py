"""Whether a source may have something, by its bytes: what is not there need not be parsed."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Given = Callable[[bytes], Callable[[int, int], bool]]
    """Made for a source; asked with the offsets of the last name of a function and of its first argument."""

# Between a name and the parenthesis of its call, and between a name and what follows it in an assignment.
_GAP = r"(?:[\s\\)]|#[^\n]*+\n)*+"
# The name comes first in each pattern, and what must not precede it after it: plain text is found much faster.
_ENDING = 4
_ADDS = "append|extend|insert"


class Hint(Struct, frozen=True):
    """A text that a source must have; ``pattern`` (a regular expression) must match it, too, when it is there."""

    text: str
    pattern: str = ""
    called: tuple[str, ...] = ()
    """The text is of use only where one of these is called; their last four characters lead to it."""
    given: Given | None = None
    """What is asked besides about each place where the pattern matches: it ends before an argument."""


def calls(*names: str) -> list[Hint]:
    """For functions and classes that are called by their names, or by others that an import gives them."""
    return [Hint(name, rf"{name}(?<!\w{name}){_GAP}(?:\(|as\b)", (name,)) for name in names]


def calls_given(given: Given, *names: str) -> list[Hint]:
    """The same for functions that are of interest when they may be given something that can be told."""
    return [replace(hint, given=given) for hint in calls(*names)]


def assigns(*names: str) -> list[Hint]:
    """For names that are assigned, or changed by a method."""
    return [
        Hint(name, rf"{name}(?<![\w.]{name}){_GAP}(?:[^\w\s\"'=()]{{0,2}}=(?!=)|:|\.{_GAP}(?:{_ADDS})\b)")
        for name in names
    ]


class Hints:
    """Tells whether one of several hints is in a source."""

    def __init__(self, hints: Iterable[Hint]) -> None:
        self._anywhere: list[_Compiled] = []
        self._capital: list[_Compiled] = []
        self._by_ending: dict[bytes, list[_Compiled]] = {}
        for hint in hints:
            compiled = _Compiled(hint.text.encode(), hint.pattern.encode(), hint.given)
            for name in hint.called:
                self._by_ending.setdefault(name.encode()[-_ENDING:], []).append(compiled)
            if not hint.called:
                (self._capital if _is_capital(compiled.text) else self._anywhere).append(compiled)

    def __call__(self, source: bytes) -> bool:
        """Whether one of them is there."""
        made: dict[Given, Callable[[int, int], bool]] = {}
        return any(hint.text in source and hint.fits(source, made) for hint in self._possible(source))

    def _possible(self, source: bytes) -> Iterator[_Compiled]:
        yield from self._anywhere
        capitals = _capitals(source)
        yield from (hint for hint in self._capital if hint.text in capitals)
        for ending in self._by_ending.keys() & _called(source):
            yield from self._by_ending[ending]


class _Compiled(Struct, frozen=True):
    text: bytes
    pattern: bytes
    given: Given | None

    def fits(self, source: bytes, made: dict[Given, Callable[[int, int], bool]]) -> bool:
        if self.given:
            may_be_known = made[self.given] = made.get(self.given) or self.given(source)
            found = re.finditer(self.pattern, source)
            return any(each[0].endswith(b"as") or may_be_known(each.start(), each.end()) for each in found)
        return not self.pattern or re.search(self.pattern, source) is not None


_CAPITALS = (string.ascii_uppercase + "_").encode()
_OTHERS = bytes(byte for byte in range(256) if byte not in _CAPITALS)


def _is_capital(text: bytes) -> bool:
    return not text.translate(None, _CAPITALS)


@lru_cache(maxsize=1)
def _capitals(source: bytes) -> bytes:
    """The capital letters and underscores alone, in which names of settings are found many times faster."""
    return source.translate(None, _OTHERS)


@lru_cache(maxsize=1)
def _called(source: bytes) -> frozenset[bytes]:
    """The last four characters of all that is called or renamed: whole names would take several times as long."""
    heads = source.split(b"(") + source.split(b" as ")[:-1]
    return frozenset([head.rstrip(b" \t\r\n\\)")[-_ENDING:] for head in heads])
