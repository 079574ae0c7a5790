"""A revision of a git repository as a file system, read from its objects; nothing is checked out."""

from __future__ import annotations

import errno
import os
import re
import stat
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ctxlint.context import HOST, DiskEntry, Kind
from ctxlint.project.commits import open_revision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.context import Listing

_MAX_LINKS = 40
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/.*?^size (\d+)$", re.DOTALL | re.MULTILINE)
_MAX_POINTER = 1024


class RevisionFiles:
    """The files of one commit, at the paths that they have (or would have) in the work tree.

    What lies outside of the repository, and git's own files, is read from the disk. A submodule is an empty directory.
    """

    def __init__(self, root: Path, revision: str) -> None:
        """Open the repository in ``root``; raises :class:`CtxlintError` when it has no such commit."""
        self.root = root
        self._repo, self._tree = open_revision(root, revision)
        self._listings: dict[str, dict[str, tuple[int, bytes]]] = {}
        self._sizes: dict[bytes, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._repo.close()

    def list(self, directory: Path) -> Listing:
        """The entries of a directory."""
        inside = self._inside(self.resolve(directory))
        if inside is None:
            return HOST.list(directory)
        return {name: self._describe(*entry) for name, entry in self._names(inside).items()}

    def entry(self, path: Path) -> DiskEntry | None:
        """What is at a path."""
        try:
            return self._entry(self.resolve(path.parent) / path.name)
        except OSError:
            return None

    def _entry(self, path: Path) -> DiskEntry | None:
        """What is at a path that no link leads to."""
        inside = self._inside(path)
        if inside is None:
            return HOST.entry(path)
        found = self._found(inside)
        return self._describe(*found) if found else None

    def link_target(self, path: Path) -> str:
        """The text of a link."""
        real = self.resolve(path.parent) / path.name
        inside = self._inside(real)
        if inside is None:
            return HOST.link_target(real)
        found = self._found(inside)
        if not found or not stat.S_ISLNK(found[0]):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return os.fsdecode(self._content(found[1]))

    def resolve(self, path: Path) -> Path:
        """The path without links."""
        waiting = list(reversed(Path(os.path.normpath(path)).parts[1:]))
        here = Path(path.anchor)
        links = 0
        while waiting:
            step = here.parent if waiting[-1] == ".." else here / waiting[-1]
            waiting.pop()
            entry = self._entry(step) if self._inside(step) else None
            if entry is None or entry.kind is not Kind.LINK:
                here = step
                continue
            links += 1
            if links > _MAX_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            found = self._found(step.relative_to(self.root).as_posix())
            target = os.fsdecode(self._content(found[1])) if found else ""
            here = Path("/") if target.startswith("/") else here
            waiting += [part for part in reversed(target.split("/")) if part not in ("", ".")]
        return here

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The content of a file."""
        real = self.resolve(path)
        inside = self._inside(real)
        if inside is None:
            return HOST.read(real, limit)
        found = self._found(inside)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if stat.S_IFMT(found[0]) != stat.S_IFREG:
            raise IsADirectoryError(errno.EISDIR, "it is a directory")
        return self._content(found[1])

    def _inside(self, path: Path) -> str | None:
        """The path relative to the repository, ``None`` for what lies outside, or is git's own."""
        if not path.is_relative_to(self.root):
            return None
        inside = path.relative_to(self.root)
        return None if inside.parts[:1] == (".git",) else inside.as_posix()

    def _found(self, inside: str) -> tuple[int, bytes] | None:
        if inside == ".":
            return stat.S_IFDIR, self._tree
        parent, _, name = inside.rpartition("/")
        try:
            return self._names(parent or ".").get(name)
        except NotADirectoryError:
            return None

    def _names(self, inside: str) -> Mapping[str, tuple[int, bytes]]:
        if inside not in self._listings:
            found = self._found(inside)
            if found is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            self._listings[inside] = self._read_tree(*found)
        return self._listings[inside]

    def _read_tree(self, mode: int, name: bytes) -> dict[str, tuple[int, bytes]]:
        if _is_submodule(mode):
            return {}
        if not stat.S_ISDIR(mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        items: Any = self._object(name)
        return {os.fsdecode(item.path): (item.mode, item.sha) for item in items.iteritems()}

    def _describe(self, mode: int, name: bytes) -> DiskEntry:
        if stat.S_ISDIR(mode) or _is_submodule(mode):
            return DiskEntry(Kind.DIRECTORY, 0)
        if stat.S_ISLNK(mode):
            return DiskEntry(Kind.LINK, 0)
        return DiskEntry(Kind.FILE, self._size(name))

    def _size(self, name: bytes) -> int:
        """The size of a file; a large one behind git-lfs has the size that its pointer names."""
        known = self._known_sizes.get(name)
        if known is not None:
            return known
        if name not in self._sizes:
            data = self._content(name)
            pointer = _POINTER.match(data) if len(data) < _MAX_POINTER else None
            self._sizes[name] = int(pointer[1]) if pointer else len(data)
        return self._sizes[name]

    @cached_property
    def _known_sizes(self) -> Mapping[bytes, int]:
        """What the index knows about files that have not changed since, so that their content need not be unpacked."""
        try:
            entries: Any = self._repo.open_index().items()
            return {entry.sha: entry.size for _, entry in entries if getattr(entry, "size", 0)}
        except Exception:  # noqa: BLE001  # a bad index can fail in many ways, and is not needed
            return {}

    def _content(self, name: bytes) -> bytes:
        data: bytes = self._object(name).as_raw_string()
        return data

    def _object(self, name: bytes) -> Any:  # noqa: ANN401  # a tree or a blob
        store: Any = self._repo.object_store
        try:
            return store[name]
        except KeyError:
            raise OSError(errno.ENOENT, "the object is not in this clone") from None


def _is_submodule(mode: int) -> bool:
    return stat.S_IFMT(mode) == stat.S_IFDIR | stat.S_IFLNK
