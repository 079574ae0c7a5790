"""Lines of the project's files, to be shown in reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.project.files import read_start

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.model import Location

MAX_BYTES = 4_000_000
"""Only the beginning of a file is read."""
MAX_WIDTH = 160
"""Longer lines are cut around the column that matters."""


class Sources:
    """Reads files below ``root`` once, and never fails: what cannot be shown is ``None``."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._files: dict[str, list[str]] = {}

    def line(self, location: Location) -> str | None:
        """Give the text of the line, tabs included."""
        if location.file not in self._files:
            self._files[location.file] = self._read(location.file)
        lines = self._files[location.file]
        return lines[location.line - 1] if 0 < location.line <= len(lines) else None

    def _read(self, file: str) -> list[str]:
        data = read_start(self._root / file, self._root, MAX_BYTES)
        if data is None:
            return []
        return [text.removesuffix("\r") for text in data.decode("utf-8-sig", "replace").split("\n")]


def excerpt(text: str, column: int) -> tuple[str, int, int]:
    """Cut out what to show of a line, and give the offset and length of the word at ``column`` in it."""
    start = min(max(column - 1, 0), len(text))
    word = len(text[start:].split(maxsplit=1)[0]) if text[start:].strip() else 0
    text = text.replace("\t", " ")
    cut = 0 if len(text) <= MAX_WIDTH else max(0, start - MAX_WIDTH // 2)
    shown = text[cut : cut + MAX_WIDTH]
    before, after = "..." if cut else "", "..." if cut + MAX_WIDTH < len(text) else ""
    length = max(1, min(word, len(shown) - (start - cut)))
    return f"{before}{shown}{after}", start - cut + len(before), length
