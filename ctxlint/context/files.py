"""Where the files of a project are read from: the disk, or whatever else answers the same questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ctxlint.host import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.host import DiskEntry, Listing


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
