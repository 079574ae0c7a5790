"""One source of a COPY, ADD or heredoc into a file system, as BuildKit's file backend copies it.

The rules are those of fsutil's ``copy`` package as BuildKit calls it: a directory's content is copied, not the
directory; links in the source path are followed, links in the copied tree are kept.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, Node, Unknown, lookup
from ctxlint.errors import CopySourceError
from ctxlint.globs import GlobSyntaxError, match_glob
from ctxlint.image.filesystem import LateDirectory, child_directory, make_directories, place, resolve, split, stat
from ctxlint.paths import has_glob, rooted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.dockerignore import Directory as Position
    from ctxlint.dockerignore import Matcher


class Filters(Struct, frozen=True):
    """Which paths below a source directory are copied: ``--parents`` includes, ``--exclude`` excludes."""

    include: Matcher | None = None
    exclude: Matcher | None = None


def missing(path: str) -> CopySourceError:
    """The error for a source that is not there."""
    return CopySourceError(f"{path} does not exist", path=path)


def clean_path(path: str) -> str:
    """Absolute and clean, but with a trailing ``/`` or ``/.`` kept: they change what a destination means."""
    cleaned = rooted(path)
    if path.endswith("/."):
        return cleaned + ("." if cleaned == "/" else "/.")
    return cleaned + "/" if path.endswith("/") and cleaned != "/" else cleaned


def split_glob(path: str) -> tuple[str, str]:
    """The part of a source before its first glob segment, and the rest (empty without a glob)."""
    names = rooted(path).strip("/").split("/")
    first = next((number for number, name in enumerate(names) if has_glob(name)), len(names))
    return "/" + "/".join(names[:first]), "/".join(names[first:])


def expand(source: Directory, path: str) -> list[str]:
    """The paths that a source stands for; empty for a glob that matches nothing."""
    base, pattern = split_glob(path)
    if not pattern:
        return [base]
    start = stat(source, base)
    if start is None:
        raise missing(base)
    if not isinstance(start, Directory):
        return []
    return [posixpath.join(resolve(source, base), found) for found in _glob(start, pattern)]


def _glob(directory: Directory, pattern: str) -> Iterator[str]:
    """Paths below ``directory`` that match as a whole; a directory that matches is not searched."""
    waiting = [("", directory)]
    while waiting:
        prefix, here = waiting.pop()
        below = []
        for name, node in here.sorted():
            path = prefix + name
            if _matches(pattern, path):
                yield path
            elif isinstance(node, Directory):
                below.append((path + "/", node))
        waiting += reversed(below)


def _matches(pattern: str, path: str) -> bool:
    try:
        return match_glob(pattern, path)
    except GlobSyntaxError:
        return False


def copy_path(source: Directory, path: str, target: Directory, destination: str, filters: Filters) -> None:
    """Copy one existing path of ``source`` to ``destination`` (absolute, see :func:`clean_path`) in ``target``.

    Raises :class:`CopySourceError` and :class:`CopyConflictError`.
    """
    directory, name = split(destination)
    make_directories(target, resolve(target, directory if name not in ("", ".") else destination))
    resolved = resolve(target, destination)
    node = stat(source, path)
    if node is None:
        raise missing(path)
    existing = lookup(target, resolved)
    if isinstance(node, Directory):
        make_directories(target, resolved if existing is None else posixpath.dirname(resolved))
        into = _directory_at(target, resolved)
        into.unknown = into.unknown or node.unknown
        _copy_directory(node, into, filters)
        return
    if isinstance(existing, Directory | Unknown):
        resolved = posixpath.join(resolved, posixpath.basename(path.rstrip("/")))
    parent = make_directories(target, posixpath.dirname(resolved))
    place(parent, posixpath.basename(resolved), node)


def _directory_at(target: Directory, path: str) -> Directory:
    parent, name = split(path)
    if not name:
        return target
    return child_directory(make_directories(target, parent), name)


class _Level(Struct, frozen=True):
    """A directory on its way: its filters' positions, and whatever goes along with it (the target, a path)."""

    source: Directory
    include: Position | None
    exclude: Position | None


def _start(source: Directory, filters: Filters) -> _Level:
    include, exclude = filters.include, filters.exclude
    return _Level(source, include.root if include else None, exclude.root if exclude else None)


def _child(level: _Level, name: str, node: Node, filters: Filters) -> tuple[bool, _Level | None]:
    """Whether an entry is copied, and how to go on below it (``None``: not at all)."""
    wanted, include = True, None
    if filters.include and level.include:
        visit = filters.include.visit(level.include, name)
        wanted, include = visit.excluded, filters.include.enter(level.include, name, visit)
    excluded, exclude = False, None
    if filters.exclude and level.exclude:
        visit = filters.exclude.visit(level.exclude, name)
        excluded, exclude = visit.excluded, filters.exclude.enter(level.exclude, name, visit)
    if not isinstance(node, Directory) or (excluded and not (filters.exclude and filters.exclude.negates)):
        return wanted and not excluded, None
    return wanted and not excluded, _Level(node, include, exclude)


def _copy_directory(source: Directory, target: Directory, filters: Filters) -> None:
    waiting: list[tuple[_Level, LateDirectory | Directory]] = [(_start(source, filters), target)]
    while waiting:
        level, into = waiting.pop()
        for name, node in level.source.sorted():
            wanted, below = _child(level, name, node, filters)
            if isinstance(node, Directory):
                late = LateDirectory(into, name, node)
                if wanted:
                    late.make()
                if below:
                    waiting.append((below, late))
            elif wanted:
                place(into.make() if isinstance(into, LateDirectory) else into, name, node)


def selected(source: Directory, filters: Filters) -> Iterator[str]:
    """The paths below ``source`` that the filters let through."""
    waiting = [(_start(source, filters), "")]
    while waiting:
        level, prefix = waiting.pop()
        for name, node in level.source.entries.items():
            wanted, below = _child(level, name, node, filters)
            if wanted:
                yield prefix + name
            if below:
                waiting.append((below, f"{prefix}{name}/"))
