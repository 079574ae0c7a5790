"""What ``uv run`` installs before it starts a command: the project, its workspace, and what lies beside it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.context import Directory
from ctxlint.packaging import dependencies_of, editable, is_workspace, member_directories, read_project
from ctxlint.start.values import MissingStart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.packaging import Project
    from ctxlint.start.calls import Call


def synced_roots(call: Call, project: str | None) -> tuple[str, ...]:
    """The directories that an installed project is imported from; ``project`` is the one that an option names."""
    projects = _projects(call, project)
    beside = [each for member in projects for each in _dependencies(call, member)]
    packages = [*(each for each in projects if each.is_package), *beside]
    return tuple(dict.fromkeys(root for each in packages for root in editable(each).roots))


def lost_sources(call: Call, project: str | None, *, frozen: bool) -> Iterator[MissingStart]:
    """The dependencies that lie beside the project and are known to be missing; ``uv run`` stops without them.

    It reads all of them to see whether the lock file still fits; with a ``frozen`` one only those that it installs.
    """
    for each in _projects(call, project):
        for dependency in dependencies_of(each):
            path = posixpath.normpath(posixpath.join(each.root, dependency.path or ""))
            if dependency.path and not (frozen and dependency.optional) and call.files.never_had(path):
                yield MissingStart(path, "source", call.shown, call.files.mounted(path))


def _projects(call: Call, project: str | None) -> list[Project]:
    """The project itself, and all of its workspace."""
    start = next((found for path in _upwards(call.path(project or ".")) if (found := _project(call, path))), None)
    if start is None:
        return []
    above = (found for path in _upwards(start.root) if (found := _project(call, path)))
    top = next((each for each in above if is_workspace(each)), start)
    members = (_project(call, posixpath.join(top.root, path)) for path in member_directories(top))
    return list(dict.fromkeys([start, top, *(each for each in members if each)]))


def _project(call: Call, path: str) -> Project | None:
    directory = call.files.node(path)
    if not isinstance(directory, Directory):
        return None
    return read_project(path, directory, lambda name: call.files.text(posixpath.join(path, name)))


def _dependencies(call: Call, project: Project) -> Iterator[Project]:
    for dependency in dependencies_of(project):
        found = _project(call, call.path(posixpath.join(project.root, dependency.path))) if dependency.path else None
        if found:
            yield found


def _upwards(path: str) -> Iterator[str]:
    while path not in ("/", ""):
        yield path
        path = posixpath.dirname(path)
