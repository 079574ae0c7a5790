"""The one walker of the disk: each directory of a context is read once, whoever asks."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ctxlint.errors import ContextError

if TYPE_CHECKING:
    from pathlib import Path

Progress = Callable[[int], None]
"""Called with the number of entries read since the last call."""


class Kind(Enum):
    """What a directory entry is; sockets are not listed, the builder skips them."""

    FILE = 0
    DIRECTORY = 1
    LINK = 2
    SPECIAL = 3


@dataclass(frozen=True, slots=True)
class DiskEntry:
    """One name in a directory, as ``lstat`` sees it."""

    kind: Kind
    size: int


_KINDS = {stat.S_IFREG: Kind.FILE, stat.S_IFDIR: Kind.DIRECTORY, stat.S_IFLNK: Kind.LINK}
Listing = Mapping[str, DiskEntry]


class Disk:
    """A directory of the host, read lazily; paths are relative to it, and links are never followed.

    Names that are not UTF-8 are kept as Python keeps them (lone surrogates).
    """

    def __init__(self, root: Path, progress: Progress | None = None) -> None:
        try:
            problem = "" if root.is_dir() else "is not a directory" if root.exists() else "does not exist"
        except OSError as error:
            problem = f"cannot be read ({_reason(error)})"
        if problem:
            raise ContextError(f"the build context {problem}", file=str(root))
        self.root = root
        self._progress = progress
        self._listings: dict[str, Listing | ContextError] = {}

    def list(self, directory: str) -> Listing:
        """The entries of a directory (``""`` is the root); raises :class:`ContextError`."""
        listing = self._listings.get(directory)
        if listing is None:
            listing = self._listings[directory] = self._read(directory)
        if isinstance(listing, ContextError):
            raise listing
        return listing

    def entry(self, path: str) -> DiskEntry | None:
        """The entry at a relative path, ``None`` when there is none (or a directory above it cannot be read)."""
        parent, _, name = path.rpartition("/")
        if parent and ((above := self.entry(parent)) is None or above.kind is not Kind.DIRECTORY):
            return None
        try:
            return self.list(parent).get(name)
        except ContextError:
            return None

    def link_target(self, path: str) -> str:
        """The text of a link; empty when it is gone since its directory was read."""
        try:
            return os.readlink(self.root / path)  # noqa: PTH115  # the text as it stands, not as a path
        except OSError:
            return ""

    def read(self, path: str) -> bytes:
        """The content of a file."""
        return (self.root / path).read_bytes()

    def _read(self, directory: str) -> Listing | ContextError:
        try:
            with os.scandir(self.root / directory) as entries:
                listing = {entry.name: found for entry in entries if (found := _inspect(entry))}
        except OSError as error:
            return ContextError(f"the directory cannot be read ({_reason(error)})", file=str(self.root / directory))
        if self._progress:
            self._progress(len(listing))
        return listing


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _inspect(entry: os.DirEntry[str]) -> DiskEntry | None:
    if entry.is_dir(follow_symlinks=False):
        return DiskEntry(Kind.DIRECTORY, 0)
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None  # gone since the directory was read
    if stat.S_ISSOCK(status.st_mode):
        return None
    kind = _KINDS.get(stat.S_IFMT(status.st_mode), Kind.SPECIAL)
    return DiskEntry(kind, status.st_size if kind is Kind.FILE else 0)
