"""A set of files as a tree: directories first, with the sum of what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.reporters.lines import Line, Piece, Style, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.cli.items import Item

MAX_FILES = 40
"""Files shown in one directory, when the depth is limited at all."""


class Folder(Struct):
    """A directory with everything below it."""

    folders: dict[str, Folder] = field(default_factory=dict)
    files: list[tuple[str, Item]] = field(default_factory=list)
    count: int = 0
    bytes: int = 0

    def add(self, item: Item) -> None:
        """Put an item in its place."""
        *above, name = item.path.strip("/").split("/")
        folder = self._count(item)
        for part in (*above, name) if item.is_directory else above:
            folder = folder.folders.setdefault(part, Folder())._count(item)
        if not item.is_directory:
            folder.files.append((name, item))

    def _count(self, item: Item) -> Folder:
        self.count += not item.is_directory
        self.bytes += item.size
        return self


def folder_of(items: Iterable[Item]) -> Folder:
    """Build the tree."""
    root = Folder()
    for item in items:
        root.add(item)
    return root


class _Row(Struct, frozen=True):
    level: int
    name: str
    size: int
    note: str = ""
    folder: Folder | None = None

    def line(self) -> Line:
        files = count_text(self.folder.count, "file") if self.folder else ""
        name = Piece(self.name, Style.PLACE if self.folder else Style.PLAIN)
        return line(f"{size_text(self.size):>9}  {files:>13}  {'  ' * self.level}", name, Piece(self.note, Style.FAINT))


class TreeView:
    """Draws a tree down to ``depth`` (0 for all of it) and says how much it leaves out."""

    def __init__(self, root: Folder, depth: int) -> None:
        self._root = root
        self._depth = depth
        self._hidden = 0

    def lines(self) -> Iterator[Line]:
        """Draw the tree."""
        waiting = self._rows(self._root, 0)[::-1]
        while waiting:
            row = waiting.pop()
            yield row.line()
            if row.folder:
                waiting += self._rows(row.folder, row.level + 1)[::-1]
        if self._hidden:
            hidden = f"not shown: {self._hidden:,} of {count_text(self._root.count, 'file')}"
            yield line(Piece(f"{hidden} (--depth 0 shows everything, --list without a tree)", Style.FAINT))

    def _rows(self, folder: Folder, level: int) -> list[_Row]:
        """List the content of a directory, as far as it is to be shown."""
        if self._depth and level >= self._depth:
            self._hidden += folder.count
            return []
        rows = [_folder_row(level, name, inner) for name, inner in sorted(folder.folders.items())]
        limit = MAX_FILES if self._depth and len(folder.files) > MAX_FILES + 1 else len(folder.files)
        rows += [_Row(level, name, item.size, _origin(item)) for name, item in folder.files[:limit]]
        if more := folder.files[limit:]:
            self._hidden += len(more)
            rows.append(_Row(level, f"... {count_text(len(more), 'more file')}", sum(item.size for _, item in more)))
        return rows


def _folder_row(level: int, name: str, folder: Folder) -> _Row:
    """Put directories that hold nothing but the next one on one line."""
    names = [name]
    while len(folder.folders) == 1 and not folder.files:
        ((name, folder),) = folder.folders.items()
        names.append(name)
    return _Row(level, "/".join(names) + "/", folder.bytes, "", folder)


def _origin(item: Item) -> str:
    return f"  <- {item.origin}" if item.origin else ""
