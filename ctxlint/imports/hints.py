"""Whether a source may have something, by its bytes: what is not there need not be parsed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

# Between a name and the parenthesis of its call, and between a name and what follows it in an assignment.
_GAP = r"(?:[\s\\)]|#[^\n]*+\n)*+"
_ENDING = 4


class Hint(Struct, frozen=True):
    """A text that a source must have; ``pattern`` (a regular expression) must match it, too, when it is there."""

    text: str
    pattern: str = ""
    called: tuple[str, ...] = ()
    """The text is of use only where one of these is called; their last four characters lead to it."""


def calls(*names: str) -> list[Hint]:
    """For functions and classes that are called by their names, or by others that an import gives them."""
    return [Hint(name, rf"\b{name}{_GAP}(?:\(|as\b)", (name,)) for name in names]


def assigns(*names: str) -> list[Hint]:
    """For names that are assigned, or changed by a method."""
    return [Hint(name, rf"(?<![\w.]){name}{_GAP}(?:[^\w\s\"'=()]{{0,2}}=(?!=)|[.:])") for name in names]


class Hints:
    """Tells whether one of several hints is in a source."""

    def __init__(self, hints: Iterable[Hint]) -> None:
        self._anywhere: list[_Compiled] = []
        self._by_ending: dict[bytes, list[_Compiled]] = {}
        for hint in hints:
            compiled = _Compiled(hint.text.encode(), hint.pattern.encode())
            for name in hint.called:
                self._by_ending.setdefault(name.encode()[-_ENDING:], []).append(compiled)
            if not hint.called:
                self._anywhere.append(compiled)

    def __call__(self, source: bytes) -> bool:
        """Whether one of them is there."""
        if any(hint.text in source and hint.fits(source) for hint in self._anywhere):
            return True
        endings = self._by_ending.keys() & _called(source)
        return any(hint.text in source and hint.fits(source) for end in endings for hint in self._by_ending[end])


class _Compiled(Struct, frozen=True):
    text: bytes
    pattern: bytes

    def fits(self, source: bytes) -> bool:
        return not self.pattern or re.search(self.pattern, source) is not None


@lru_cache(maxsize=1)
def _called(source: bytes) -> frozenset[bytes]:
    """The last four characters of all that is called or renamed: whole names would take several times as long."""
    heads = source.split(b"(") + source.split(b" as ")[:-1]
    return frozenset([head.rstrip(b" \t\r\n\\)")[-_ENDING:] for head in heads])
