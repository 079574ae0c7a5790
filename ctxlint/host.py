"""The disk of this machine, as everything that reads a project asks for it."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

# A file that changed so recently may change again without looking different, in nanoseconds.
_TOO_YOUNG = 2_000_000_000


class Kind(Enum):
    """What a directory entry is; sockets are not listed, the builder skips them."""

    FILE = 0
    DIRECTORY = 1
    LINK = 2
    SPECIAL = 3


class DiskEntry(NamedTuple):
    """One name in a directory, as ``lstat`` sees it."""

    kind: Kind
    size: int


_KINDS = {stat.S_IFREG: Kind.FILE, stat.S_IFDIR: Kind.DIRECTORY, stat.S_IFLNK: Kind.LINK}
_DIRECTORY = DiskEntry(Kind.DIRECTORY, 0)
Listing = Mapping[str, DiskEntry]


class HostFiles:
    """The disk as it is; :class:`ctxlint.context.Files` says what each question means."""

    def list(self, directory: Path) -> Listing:
        """The entries of a directory."""
        with os.scandir(directory) as entries:
            return {entry.name: found for entry in entries if (found := _inspect(entry))}

    def entry(self, path: Path) -> DiskEntry | None:
        """What is at a path."""
        try:
            return _entry(os.lstat(path))
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
        status = os.stat(path)  # noqa: PTH116
        mode = status.st_mode
        if not stat.S_ISREG(mode):
            raise IsADirectoryError(0, "it is a directory" if stat.S_ISDIR(mode) else "it is not a regular file")
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read(limit if status.st_size >= limit else -1)


HOST = HostFiles()


def look_of(status: os.stat_result) -> list[int]:
    """How a file looks from outside: while this stays the same, so does its content."""
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def is_settled(look: list[int]) -> bool:
    """Whether a look says something of the content: the file has not changed just now."""
    return bool(look) and max(look[1:3]) <= time.time_ns() - _TOO_YOUNG


def _inspect(entry: os.DirEntry[str]) -> DiskEntry | None:
    if entry.is_dir(follow_symlinks=False):
        return _DIRECTORY
    try:
        return _entry(entry.stat(follow_symlinks=False))
    except FileNotFoundError:
        return None  # gone since the directory was read


def _entry(status: os.stat_result) -> DiskEntry | None:
    if stat.S_ISSOCK(status.st_mode):
        return None
    kind = _KINDS.get(stat.S_IFMT(status.st_mode), Kind.SPECIAL)
    return DiskEntry(kind, status.st_size if kind is Kind.FILE else 0)
