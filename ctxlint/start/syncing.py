"""What ``uv run`` installs before it starts a command: the project, its workspace, and what lies beside it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.context import Directory
from ctxlint.packaging import dependencies_of, editable, is_workspace, member_directories, read_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.packaging import Project
    from ctxlint.start.calls import Call


def synced_roots(call: Call, project: str | None) -> tuple[str, ...]:
    """The directories that an installed project is imported from; ``project`` is the one that an option names."""
    start = next((found for path in _upwards(call.path(project or ".")) if (found := _project(call, path))), None)
    if start is None:
        return ()
    above = (found for path in _upwards(start.root) if (found := _project(call, path)))
    top = next((each for each in above if is_workspace(each)), start)
    members = (_project(call, posixpath.join(top.root, path)) for path in member_directories(top))
    projects = [start, top, *(each for each in members if each)]
    beside = [each for member in projects for each in _dependencies(call, member)]
    packages = [*(each for each in projects if each.is_package), *beside]
    return tuple(dict.fromkeys(root for each in packages for root in editable(each).roots))


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
