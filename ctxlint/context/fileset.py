"""A set of files as people and programs ask for it: paths and sizes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ctxlint.context.tree import Directory, File, Link, walk

if TYPE_CHECKING:
    from collections.abc import Iterator


class Entry(NamedTuple):
    """One path of a set; a directory's ends in ``/`` and its size is 0."""

    path: str
    size: int = 0

    @property
    def is_directory(self) -> bool:
        """Whether the path is a directory's."""
        return self.path.endswith("/")


class FileSet(Struct, frozen=True, dict=True):
    """A tree as a sorted list of entries, with paths relative to the root of the context."""

    tree: Directory
    links: bool = True
    """Whether links are listed; BuildKit transfers them with the listing, there is no content to ask for."""
    implied: bool = True
    """Whether directories are listed that the ignore file excludes, though not all that is in them."""
    left_out: frozenset[str] = frozenset()
    """Paths that are in the tree but not in the set."""

    def _entries(self) -> Iterator[Entry]:
        for path, node in walk(self.tree):
            match node:
                case File(_, size) if path not in self.left_out:
                    yield Entry(path, size)
                case Link() if self.links:
                    yield Entry(path)
                case Directory(implied=implied) if self.implied or not implied:
                    yield Entry(path + "/")

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Everything, sorted by path."""
        return tuple(sorted(self._entries(), key=lambda entry: entry.path))

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths, sorted; directories end in ``/``."""
        return tuple(entry.path for entry in self.entries)

    @cached_property
    def files(self) -> int:
        """How many entries are not directories."""
        return sum(not entry.is_directory for entry in self.entries)

    @cached_property
    def bytes(self) -> int:
        """Sum of the sizes."""
        return sum(entry.size for entry in self.entries)
