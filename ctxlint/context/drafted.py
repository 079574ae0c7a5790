"""A file system with files that nobody has written yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ctxlint.host import DiskEntry, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.context.files import Files
    from ctxlint.host import Listing


class DraftedFiles:
    """Other files, and new ones in directories that are there; see :class:`ctxlint.context.Files`."""

    def __init__(self, files: Files, new: Mapping[Path, bytes]) -> None:
        """Put the files ``new`` where there is nothing yet."""
        self._files = files
        self._new = {files.resolve(path.parent) / path.name: data for path, data in new.items()}
        self._names = {path.name for path in new}

    def changed(self, root: Path) -> frozenset[str]:
        """The directories below ``root``, relative to it (``""`` is itself), in which there is something new."""
        real = self._files.resolve(root)
        inside = (path.parent.relative_to(real) for path in self._new if path.is_relative_to(real))
        return frozenset("" if path == Path() else path.as_posix() for path in inside)

    def list(self, directory: Path) -> Listing:
        """The entries of a directory."""
        found, real = self._files.list(directory), self._files.resolve(directory)
        return {**found, **{path.name: _entry(data) for path, data in self._new.items() if path.parent == real}}

    def entry(self, path: Path) -> DiskEntry | None:
        """What is at a path."""
        data = self._drafted(path)
        return self._files.entry(path) if data is None else _entry(data)

    def link_target(self, path: Path) -> str:
        """The text of a link."""
        return self._files.link_target(path)

    def resolve(self, path: Path) -> Path:
        """The path without links."""
        return self._files.resolve(path)

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The content of a regular file."""
        data = self._drafted(path)
        return self._files.read(path, limit) if data is None else data[: limit if limit >= 0 else None]

    def _drafted(self, path: Path) -> bytes | None:
        if path.name not in self._names:
            return None
        try:
            return self._new.get(self._files.resolve(path.parent) / path.name)
        except (OSError, RuntimeError):
            return None  # a loop of links


def _entry(data: bytes) -> DiskEntry:
    return DiskEntry(Kind.FILE, len(data))
