"""Workspaces of uv: a root project and its members (https://docs.astral.sh/uv/concepts/projects/workspaces/)."""

from __future__ import annotations

import fnmatch
import posixpath
from typing import TYPE_CHECKING

from ctxlint.context import Directory, lookup
from ctxlint.packaging.projects import normal_name
from ctxlint.packaging.tables import strings
from ctxlint.paths import has_glob, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.packaging.projects import Project


def is_workspace(project: Project) -> bool:
    """Whether a project is the root of a workspace."""
    return "workspace" in project.tool("uv")


def member_directories(project: Project) -> list[str]:
    """The directories of the members that are there, relative to the root."""
    table = project.tool("uv", "workspace")
    excluded = strings(table.get("exclude"))
    found = (path for pattern in strings(table.get("members")) for path in _matches(project.directory, pattern))
    return [path for path in dict.fromkeys(found) if not any(fnmatch.fnmatchcase(path, each) for each in excluded)]


def member_place(project: Project, name: str) -> str:
    """Where a member would be, relative to the root, by the patterns of the workspace; ``name`` is normalised."""
    members = strings(project.tool("uv", "workspace").get("members"))
    patterns = [posixpath.split(pattern.rstrip("/")) for pattern in members]
    written = (f"{above}/{last}" for above, last in patterns if normal_name(last) == name)
    below = (f"{above}/{name}" for above, last in patterns if has_glob(last) and not has_glob(above))
    return next(written, None) or next(below, name)


def _matches(directory: Directory, pattern: str) -> Iterator[str]:
    found = [("", directory)]
    for name in parts(pattern):
        found = [each for path, node in found for each in _below(path, node, name)]
    return (path for path, node in found if "pyproject.toml" in node.entries)


def _below(path: str, directory: Directory, name: str) -> Iterator[tuple[str, Directory]]:
    if not has_glob(name):
        node = lookup(directory, name)
        if isinstance(node, Directory):
            yield f"{path}/{name}".lstrip("/"), node
        return
    for inner, node in directory.sorted():
        if isinstance(node, Directory) and fnmatch.fnmatchcase(inner, name) and not inner.startswith("."):
            yield f"{path}/{inner}".lstrip("/"), node
