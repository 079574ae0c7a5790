"""One walk over a repository: the names of the files in each directory that can hold a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.context import Kind
from ctxlint.errors import ContextError, CtxlintError
from ctxlint.project.files import display, is_directory, listing

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.excluding import Exclusion

MAX_DEPTH = 32
SKIPPED = frozenset(
    {
        *(".git", ".hg", ".svn", ".bzr", ".jj"),
        *("node_modules", "bower_components", ".yarn", ".pnpm-store", "site-packages", "Pods", "third_party"),
        *("__pycache__", ".tox", ".nox", ".eggs", ".cache", ".direnv", ".terraform"),
        *(".mypy_cache", ".pytest_cache", ".ruff_cache"),
    }
)
"""Directories that hold other people's code or nothing that anybody wrote; so do those with a ``{{`` (templates)."""
_VENDOR_MARKS = {"vendor": ("modules.txt", "autoload.php", "bundle")}
"""A common name of a directory, and what is in it when it holds other people's code."""


class Directory(Struct, frozen=True):
    """A directory with the names in it, sorted; links to files count as files, links to directories are left out."""

    path: Path
    files: tuple[str, ...]
    directories: tuple[str, ...]


class Walk(Struct):
    """What was found, each directory before those in it, and the directories that cannot be read."""

    directories: list[Directory] = field(default_factory=list)
    errors: list[CtxlintError] = field(default_factory=list)


def walk(start: Path, root: Path, exclusion: Exclusion | None = None) -> Walk:
    """Visit ``start`` and what lies below it; ``exclusion`` is asked with paths relative to ``root``."""
    found = Walk()
    waiting = [(start, 0)]
    while waiting:
        path, depth = waiting.pop()
        try:
            directory = _without(exclusion, _read(path), root)
        except OSError as error:
            reason = (error.strerror or "it cannot be read").lower()
            message = f"this directory cannot be searched for services: {reason}"
            found.errors.append(ContextError(message, file=display(path, root)))
            continue
        if depth > 0 and _holds_foreign_code(directory):
            continue
        found.directories.append(directory)
        children = [path / name for name in directory.directories if name not in SKIPPED and "{{" not in name]
        if depth < MAX_DEPTH:
            waiting += [
                (child, depth + 1)
                for child in reversed(children)
                if not (exclusion and exclusion.prunes(display(child, root)))
            ]
    return found


def _read(path: Path) -> Directory:
    files, directories = [], []
    for name, entry in listing(path).items():
        if entry.kind is Kind.DIRECTORY:
            directories.append(name)
        elif not (entry.kind is Kind.LINK and is_directory(path / name)):
            files.append(name)
    return Directory(path, tuple(sorted(files)), tuple(sorted(directories)))


def _without(exclusion: Exclusion | None, directory: Directory, root: Path) -> Directory:
    if exclusion is None:
        return directory
    kept = (name for name in directory.files if not exclusion.excludes(display(directory.path / name, root)))
    return replace(directory, files=tuple(kept))


def _holds_foreign_code(directory: Directory) -> bool:
    if "pyvenv.cfg" in directory.files:
        return True
    marks = _VENDOR_MARKS.get(directory.path.name, ())
    return any(mark in directory.files or mark in directory.directories for mark in marks)
