"""The one walker of a context: each directory of a context is read once, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING

from ctxlint.context.files import is_directory
from ctxlint.errors import ContextError
from ctxlint.host import HOST, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.context.drafted import DraftedFiles
    from ctxlint.context.files import Files
    from ctxlint.host import DiskEntry, Listing

Progress = Callable[[int], None]
"""Called with the number of entries read since the last call."""


class Disk:
    """A directory, read lazily; paths are relative to it, and links are never followed.

    ``files`` is where it is: on the disk, or in a revision. Names that are not UTF-8 are kept as Python keeps them
    (lone surrogates).
    """

    def __init__(self, root: Path, progress: Progress | None = None, files: Files = HOST) -> None:
        if not is_directory(files, root):
            raise ContextError(f"the build context {_problem(files, root)}", file=str(root))
        self.root = root
        self._files = files
        self._progress = progress
        self._listings: dict[str, Listing | ContextError] = {}
        self._others: Disk | None = None
        self._changed: frozenset[str] = frozenset()

    def over(self, files: DraftedFiles) -> Disk:
        """The same directory with what is new there; everything else is read once for both."""
        other, changed = copy(self), files.changed(self.root)
        other._files, other._listings, other._others, other._changed = files, {}, self, changed
        return other if changed else self

    def list(self, directory: str) -> Listing:
        """The entries of a directory (``""`` is the root); raises :class:`ContextError`."""
        if self._others and directory not in self._changed:
            return self._others.list(directory)
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
            return self._files.link_target(self.root / path)
        except OSError:
            return ""

    def read(self, path: str) -> bytes:
        """The content of a file."""
        return self._files.read(self.root / path)

    def _read(self, directory: str) -> Listing | ContextError:
        try:
            listing = self._files.list(self.root / directory)
        except OSError as error:
            return ContextError(f"the directory cannot be read ({_reason(error)})", file=str(self.root / directory))
        if self._progress:
            self._progress(len(listing))
        return listing


def _problem(files: Files, root: Path) -> str:
    """Why a path is no directory that can be read."""
    if files.entry(root):
        return "is not a directory"
    try:
        files.list(root)
    except PermissionError as error:
        return f"cannot be read ({_reason(error)})"
    except (OSError, ValueError):
        pass
    return "does not exist"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
