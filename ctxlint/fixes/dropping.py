"""Doing without lines, and without what was written for them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.model import Change

if TYPE_CHECKING:
    from ctxlint.fixes.text import IgnoreText


def dropped(text: IgnoreText, number: int) -> Change:
    """The line goes with the comment that is about it alone, and no gap stays behind.

    A comment over several lines of patterns is about all of them; one of several lines that begins the file may be
    about all of it.
    """
    lines = text.texts
    first, end = number - 1, number  # from zero, the end left out
    if _is_over(lines, end):
        above = _start_of_comment(lines, first)
        first = first if above == 0 and first > 1 else above
        if _is_blank(lines, first - 1) and (end == len(lines) or _is_blank(lines, end)):
            first, end = (first, end + 1) if end < len(lines) else (_start_of_gap(lines, first), end)
    return Change(first + 1, tuple(lines[first:end]), ())


def _is_over(lines: list[str], end: int) -> bool:
    """Whether a group of patterns ends here."""
    return end == len(lines) or _is_blank(lines, end) or lines[end].startswith("#")


def _is_blank(lines: list[str], index: int) -> bool:
    """Whether a line is blank; so is what stands before the first."""
    return index < 0 or not lines[index].strip()


def _start_of_comment(lines: list[str], index: int) -> int:
    """Where the comment begins that ends right above a line; the line itself when there is none."""
    while index and lines[index - 1].startswith("#"):
        index -= 1
    return index


def _start_of_gap(lines: list[str], index: int) -> int:
    while index and not lines[index - 1].strip():
        index -= 1
    return index
