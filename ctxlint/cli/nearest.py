"""Guesses for words that are not known."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR = 0.65
"""Codes that differ in two digits are not near each other."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean 'x'?`` with a blank in front, or nothing when nothing is near."""
    by_case = {name.casefold(): name for name in known}
    nearest = difflib.get_close_matches(word.casefold(), list(by_case), n=1, cutoff=_NEAR)
    return f" Did you mean '{by_case[nearest[0]]}'?" if nearest else ""
