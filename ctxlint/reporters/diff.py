"""Edits as a unified diff that ``patch -p1`` and ``git apply`` take."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from ctxlint.reporters.lines import Line, Piece, Style, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.fixes import Draft

_NO_END = "\\ No newline at end of file\n"
_STYLES = {"+": Style.HELP, "-": Style.ERROR, "@": Style.PLACE}


def diff_text(draft: Draft) -> str:
    """The diff of one file; empty when nothing changes. Bytes that are not UTF-8 are lone surrogates."""
    old = "/dev/null" if draft.before is None else f"a/{draft.file}"
    found = unified_diff(_lines(draft.before or b""), _lines(draft.after), old, f"b/{draft.file}")
    return "".join(text if text.endswith("\n") else f"{text}\n{_NO_END}" for text in found)


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "surrogateescape")
    return [part + "\n" for part in text.split("\n")[:-1]] + [part for part in text.split("\n")[-1:] if part]


def diff_lines(draft: Draft) -> Iterator[Line]:
    """The same for a terminal."""
    for text in diff_text(draft).split("\n")[:-1]:
        yield line(Piece(text.removesuffix("\r"), _STYLES.get(text[:1], Style.PLAIN)))
