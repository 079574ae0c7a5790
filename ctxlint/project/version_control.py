"""Which files version control knows, read from git's index; git itself is never run on a scanned repository."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from pathlib import Path
    from collections.abc import Iterable

_GITDIR = "gitdir:"


class Tracked:
    """The tracked files of a project; paths are relative to its root.

    Without a repository (or with an index that cannot be read) nothing is known: see :attr:`known`.
    """

    def __init__(self, paths: Iterable[str] | None, root: Path | None = None) -> None:
        self._given = None if paths is None else frozenset(paths)
        self._root = root

    @classmethod
    def of(cls, root: Path) -> Tracked:
        """The tracked files below ``root``, whose repository may lie above it; the index is read when asked."""
        return cls(None, root)

    @cached_property
    def _paths(self) -> frozenset[str] | None:
        return self._given if self._root is None else _read_index(self._root)

    @cached_property
    def _directories(self) -> frozenset[str]:
        return frozenset(above for path in self._paths or () for above in ancestors(path))

    @property
    def known(self) -> bool:
        """Whether there is an index to ask."""
        return self._paths is not None

    def __contains__(self, path: str) -> bool:
        """Whether ``path`` is a tracked file, a directory with one in it, or lies in a submodule."""
        paths = self._paths or frozenset()
        path = path.rstrip("/")
        return path in paths or path in self._directories or any(above in paths for above in ancestors(path))


def _read_index(root: Path) -> frozenset[str] | None:
    # The import costs more than most runs need; a bad index can fail in many ways, all of which mean "unknown".
    from dulwich.index import Index  # noqa: PLC0415

    for directory in (root, *root.parents):
        git = directory / ".git"
        if not git.exists():
            continue
        index = _git_directory(git) / "index"
        try:
            names = [os.fsdecode(name) for name in Index(str(index), skip_hash=True)]
        except Exception:  # noqa: BLE001
            return None
        prefix = root.relative_to(directory).as_posix()
        if prefix == ".":
            return frozenset(names)
        return frozenset(name.removeprefix(prefix + "/") for name in names if name.startswith(prefix + "/"))
    return None


def _git_directory(git: Path) -> Path:
    """The repository behind ``.git``, which is a file in worktrees and submodules."""
    if git.is_dir():
        return git
    try:
        text = git.read_text("utf-8")
    except (OSError, ValueError):
        return git
    return git.parent / text.removeprefix(_GITDIR).strip() if text.startswith(_GITDIR) else git
