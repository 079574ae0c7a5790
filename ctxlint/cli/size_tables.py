"""What makes a set of files large: the largest files and directories, and the extensions."""

from __future__ import annotations

from collections import Counter
from posixpath import splitext
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.cli.items import totals
from ctxlint.paths import ancestors
from ctxlint.reporters.lines import BLANK, Line, Piece, Style, line
from ctxlint.reporters.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.cli.items import Item

NO_EXTENSION = "(none)"


class Share(Struct, frozen=True):
    """A part of a set: a directory, a file or an extension."""

    name: str
    files: int
    bytes: int

    def as_object(self, key: str) -> dict[str, object]:
        """Make an object for JSON, with the name under ``key``."""
        return {key: self.name, "files": self.files, "bytes": self.bytes}


def largest_files(items: Sequence[Item], number: int) -> list[Share]:
    """Give the largest files first."""
    return _largest((Share(item.path, 1, item.size) for item in items if not item.is_directory), number)


def largest_directories(items: Sequence[Item], number: int) -> list[Share]:
    """Give the largest directories first, each with everything below it."""
    files: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for item in items:
        for directory in [] if item.is_directory else ancestors(item.path):
            files[directory] += 1
            sizes[directory] += item.size
    return _largest((Share(name + "/", files[name], sizes[name]) for name in files if name), number)


def extensions(items: Sequence[Item]) -> list[Share]:
    """Add up the files with the same extension, whatever its case; the largest sum is first."""
    files: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for item in items:
        if not item.is_directory:
            extension = splitext(item.path)[1].lower() or NO_EXTENSION
            files[extension] += 1
            sizes[extension] += item.size
    return _largest((Share(name, files[name], sizes[name]) for name in files), len(files))


def _largest(shares: Iterator[Share], number: int) -> list[Share]:
    return sorted(shares, key=lambda share: (-share.bytes, -share.files, share.name))[:number]


def top_lines(items: Sequence[Item], number: int) -> Iterator[Line]:
    """Write the largest directories and files."""
    yield line(Piece("Largest directories", Style.STRONG))
    rows = [
        (_right(size_text(s.bytes)), _right(count_text(s.files, "file")), [Piece(s.name, Style.PLACE)])
        for s in largest_directories(items, number)
    ]
    yield from table(rows, right=frozenset({0, 1}))
    yield BLANK
    yield line(Piece("Largest files", Style.STRONG))
    yield from table(
        [(_right(size_text(s.bytes)), [Piece(s.name)]) for s in largest_files(items, number)], right=frozenset({0})
    )


def _right(text: str) -> list[Piece]:
    return [Piece(text)]


def extension_lines(items: Sequence[Item]) -> Iterator[Line]:
    """Write the table of extensions."""
    everything = totals(items).bytes
    rows = [[[Piece(title, Style.STRONG)] for title in ("extension", "files", "bytes", "share")]]
    for share in extensions(items):
        part = f"{share.bytes / everything:.1%}" if everything else "-"
        rows.append([_right(text) for text in (share.name, f"{share.files:,}", size_text(share.bytes), part)])
    yield from table(rows, right=frozenset({1, 2, 3}))
