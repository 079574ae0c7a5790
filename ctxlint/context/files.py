"""Where the files of a project are read from: the disk, or whatever else answers the same questions."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


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


class Files(Protocol):
    """A file system. Paths are absolute and those of the host, also where the files are not on its disk.

    What fails raises :class:`OSError`, but for the questions that have an answer in any case. Links are followed in
    the way that ``open`` follows them, but not by ``list``, ``entry`` and ``link_target``.
    """

    def list(self, directory: Path) -> Listing:
        """The entries of a directory."""

    def entry(self, path: Path) -> DiskEntry | None:
        """What is at a path, ``None`` when nothing is (or it may not be looked at)."""

    def link_target(self, path: Path) -> str:
        """The text of a link."""

    def resolve(self, path: Path) -> Path:
        """The path without links."""

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The content of a regular file, of which ``limit`` bytes at most are needed unless it is negative."""


class HostFiles:
    """The disk as it is."""

    def list(self, directory: Path) -> Listing:
        """The entries of a directory."""
        with os.scandir(directory) as entries:
            return {entry.name: found for entry in entries if (found := _inspect(entry))}

    def entry(self, path: Path) -> DiskEntry | None:
        """What is at a path."""
        try:
            return _entry(path.lstat())
        except (OSError, ValueError):
            return None

    def link_target(self, path: Path) -> str:
        """The text of a link."""
        return os.readlink(path)  # noqa: PTH115  # the text as it stands, not as a path

    def resolve(self, path: Path) -> Path:
        """The path without links; raises ``RuntimeError`` for a loop of them."""
        return path.resolve()

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The content of a regular file."""
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise IsADirectoryError(0, "it is a directory" if stat.S_ISDIR(mode) else "it is not a regular file")
        with path.open("rb") as file:
            return file.read(limit)


HOST = HostFiles()


def exists(files: Files, path: Path) -> bool:
    """Whether anything is there, links followed."""
    return _kind(files, path) is not None


def is_file(files: Files, path: Path) -> bool:
    """Whether a regular file is there, links followed."""
    return _kind(files, path) is Kind.FILE


def is_directory(files: Files, path: Path) -> bool:
    """Whether a directory is there, links followed."""
    return _kind(files, path) is Kind.DIRECTORY


def _kind(files: Files, path: Path) -> Kind | None:
    entry = files.entry(path)
    if entry is not None and entry.kind is Kind.LINK:
        try:
            entry = files.entry(files.resolve(path))
        except (OSError, RuntimeError, ValueError):
            return None
    return entry.kind if entry else None


def _inspect(entry: os.DirEntry[str]) -> DiskEntry | None:
    if entry.is_dir(follow_symlinks=False):
        return DiskEntry(Kind.DIRECTORY, 0)
    try:
        return _entry(entry.stat(follow_symlinks=False))
    except FileNotFoundError:
        return None  # gone since the directory was read


def _entry(status: os.stat_result) -> DiskEntry | None:
    if stat.S_ISSOCK(status.st_mode):
        return None
    kind = _KINDS.get(stat.S_IFMT(status.st_mode), Kind.SPECIAL)
    return DiskEntry(kind, status.st_size if kind is Kind.FILE else 0)
