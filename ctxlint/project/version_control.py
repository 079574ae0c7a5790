"""What git tracks and what it ignores, read from its files; git itself is never run on a scanned repository."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Self

from ctxlint.context import HOST, Kind, exists, is_directory
from ctxlint.dockerignore import GitIgnore, Spelled, spelled_paths
from ctxlint.paths import ancestors
from ctxlint.project.git_index import index_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ctxlint.context import Files

_GITDIR = "gitdir:"
_SUBMODULE = re.compile(r"^\s*path\s*=(.*)$", re.MULTILINE)
_MAX_BYTES = 1_000_000


class VersionControl:
    """The tracked and the ignored files of a project; paths are relative to its root.

    Without a repository (or with an index that cannot be read) nothing is known to be tracked: see :attr:`known`.
    """

    def __init__(self, root: Path, tracked: Iterable[str] | None, files: Files = HOST) -> None:
        self._root = root
        self._files = files
        self._given = None if tracked is None else frozenset(tracked)
        self._reads_index = False
        self._gitignore = GitIgnore(self._read_gitignore)

    @classmethod
    def of(cls, root: Path, files: Files = HOST) -> Self:
        """The repository that ``root`` lies in; its index is read when it is asked for."""
        found = cls(root, None, files)
        found._reads_index = True
        return found

    @cached_property
    def _tracked(self) -> frozenset[str] | None:
        return _read_index(self._root, self._files) if self._reads_index else self._given

    @cached_property
    def _directories(self) -> frozenset[str]:
        return frozenset(above for path in self._tracked or () for above in ancestors(path))

    @property
    def known(self) -> bool:
        """Whether there is an index to ask."""
        return self._tracked is not None

    @property
    def tracked(self) -> frozenset[str]:
        """The tracked files; none when nothing is known."""
        return self._tracked or frozenset()

    def tracks(self, path: str) -> bool:
        """Whether ``path`` is a tracked file, a directory with one in it, or lies in a submodule."""
        path = path.rstrip("/")
        if path in self.tracked or path in self._directories:
            return True
        return any(above in self.tracked for above in ancestors(path))

    def ignores(self, path: str) -> bool:
        """Whether the ``.gitignore`` files of the project name ``path``, as a file or as a directory."""
        path = path.rstrip("/")
        return self._gitignore.ignores(path) or self._gitignore.ignores(path + "/")

    def spelled(self, directory: str) -> tuple[Spelled, ...]:
        """The paths that the ``.gitignore`` of a directory spells out."""
        return tuple(spelled_paths(self._read_gitignore(directory) or ""))

    def in_submodule(self, path: str) -> bool:
        """Whether ``path`` lies in a submodule: a checkout may lack its files."""
        return any(above in self._submodules for above in (path, *ancestors(path)))

    @cached_property
    def _submodules(self) -> frozenset[str]:
        text = self._read(".gitmodules") or ""
        return frozenset(match[1].strip().strip('"').rstrip("/") for match in _SUBMODULE.finditer(text))

    def _read_gitignore(self, directory: str) -> str | None:
        return self._read(f"{directory}/.gitignore" if directory else ".gitignore")

    def _read(self, name: str) -> str | None:
        path = self._root / name
        try:
            entry = self._files.entry(path)
            if entry is None or entry.kind is not Kind.FILE or entry.size > _MAX_BYTES:
                return None
            return self._files.read(path).decode("utf-8", "replace")
        except (OSError, ValueError):  # a name with a null byte
            return None


def _read_index(root: Path, files: Files) -> frozenset[str] | None:
    """The tracked files below ``root``; ``None`` without a repository, or where its index cannot be read."""
    directory = next((place for place in (root, *root.parents) if exists(files, place / ".git")), None)
    if directory is None:
        return None
    try:
        names = set(index_names(files.read(_git_directory(directory / ".git", files) / "index")))
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()  # nothing was ever added
    except (OSError, ValueError):
        return None
    prefix = "" if root == directory else root.relative_to(directory).as_posix() + "/"
    return frozenset(name.removeprefix(prefix) for name in names if name.startswith(prefix))


def _git_directory(git: Path, files: Files) -> Path:
    """The repository behind ``.git``, which is a file in worktrees and submodules."""
    if is_directory(files, git):
        return git
    text = files.read(git).decode("utf-8")
    return git.parent / text.removeprefix(_GITDIR).strip() if text.startswith(_GITDIR) else git
