"""What ``ctxlint context`` can say about one service: each view as text, as names and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.cli.exclusions import Exclusion, exclusion_lines
from ctxlint.cli.size_tables import extension_lines, extensions, largest_directories, largest_files, top_lines
from ctxlint.cli.tree_view import TreeView, folder_of
from ctxlint.reporters.lines import Line, Piece, Style, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.cli.items import Item


class View(Struct, frozen=True):
    """One question about a set of files."""

    def text(self) -> Iterator[Line]:
        """Write the answer for people."""
        raise NotImplementedError

    def data(self) -> Mapping[str, object]:
        """Give the answer for JSON."""
        raise NotImplementedError


class NamesView(View, frozen=True):
    """A view whose answer is a list of paths."""

    def names(self) -> Iterator[str]:
        """List the paths."""
        raise NotImplementedError

    def flat(self) -> Iterator[Line]:
        """Write a line for each path."""
        yield from map(line, self.names())


class FilesView(NamesView, frozen=True):
    """Everything that is in the set."""

    service: str
    place: str
    """Which files these are, as the end of a sentence."""
    items: Sequence[Item]
    depth: int

    def text(self) -> Iterator[Line]:
        """Draw a tree."""
        tree = folder_of(self.items)
        numbers = f"{count_text(tree.count, 'file')}, {size_text(tree.bytes)} "
        yield line(Piece(f"{self.service}: ", Style.STRONG), numbers, self.place)
        yield from TreeView(tree, self.depth).lines()

    def names(self) -> Iterator[str]:
        """List the paths."""
        return (item.path for item in self.items)

    def flat(self) -> Iterator[Line]:
        """Write a line for each path, with the origin of what is in an image."""
        for item in self.items:
            yield line(item.path, Piece(f" <- {item.origin}" if item.origin else "", Style.FAINT))

    def data(self) -> Mapping[str, object]:
        """Give each path with its size and, in an image, the path in the context that it comes from."""
        return {"entries": [{"path": item.path, "bytes": item.size, "source": item.source} for item in self.items]}


class ExcludedView(NamesView, frozen=True):
    """What the ignore file leaves out."""

    exclusions: Sequence[Exclusion]

    def text(self) -> Iterator[Line]:
        """Write each path with the line that took it."""
        return exclusion_lines(self.exclusions)

    def names(self) -> Iterator[str]:
        """List the paths."""
        return (item.path for item in self.exclusions)

    def data(self) -> Mapping[str, object]:
        """Give each path with the line that took it."""
        return {"excluded": [item.as_object() for item in self.exclusions]}


class TopView(View, frozen=True):
    """The largest files and directories."""

    items: Sequence[Item]
    number: int

    def text(self) -> Iterator[Line]:
        """Write two tables."""
        return top_lines(self.items, self.number)

    def data(self) -> Mapping[str, object]:
        """Give both lists."""
        directories, files = largest_directories(self.items, self.number), largest_files(self.items, self.number)
        return {
            "largest_directories": [share.as_object("path") for share in directories],
            "largest_files": [share.as_object("path") for share in files],
        }


class ExtensionsView(View, frozen=True):
    """Files and bytes by extension."""

    items: Sequence[Item]

    def text(self) -> Iterator[Line]:
        """Write a table."""
        return extension_lines(self.items)

    def data(self) -> Mapping[str, object]:
        """Give the same."""
        return {"extensions": [share.as_object("extension") for share in extensions(self.items)]}
