"""Project managers: which projects of a workspace an install brings into its environment."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Unknown
from ctxlint.image.running.installing import install_named, open_up, put
from ctxlint.image.running.requests import install_path
from ctxlint.image.running.sources import need, need_for_build, project_at
from ctxlint.packaging import (
    MAIN,
    Groups,
    Input,
    dependencies_of,
    is_workspace,
    member_directories,
    member_place,
    normal_name,
)

if TYPE_CHECKING:
    from ctxlint.image.running.command import Command
    from ctxlint.packaging import Dependency, Project

ALL_USUAL = Groups()


class Selection(Struct, frozen=True):
    """What the options of a manager leave."""

    project: bool = True
    """The project itself."""
    workspace: bool = True
    """Members of its workspace."""
    paths: bool = True
    """Dependencies that are given by a path."""
    editable: bool = True
    everything: bool = False
    """All members, needed or not."""
    packages: tuple[str, ...] = ()
    """Members that are named; they stand in for the project."""
    without: frozenset[str] = frozenset()
    """Names that are left out."""
    lock: str = ""
    """The name of the lock file."""
    locked: bool = False
    """It has to be there; else the manager makes it."""
    dependencies: bool = True
    groups: Groups = ALL_USUAL
    resolves: bool = False
    """Versions are worked out anew, so that everything has to be there that is named at all."""
    strict: bool = True
    """The manager stops when the project itself cannot be built."""


def install_workspace(command: Command, start: str, root: str, site: str, selection: Selection) -> None:
    """Install the project in ``start``, whose workspace is in ``root``, and what it needs from beside it."""
    lock = posixpath.join(root, selection.lock)
    if selection.locked:
        need(command, Input(lock, "lock"))
    project, top = project_at(command, start), project_at(command, root)
    if project is None or top is None:
        if need(command, Input(posixpath.join(start, "pyproject.toml"), "project")):
            open_up(command, site)
        return
    _Installation(command, top, site, selection, members_of(command, top)).run(project)
    if selection.lock and not selection.locked:
        command.machine.put(lock, Unknown(command.shown), replace=False)


def members_of(command: Command, top: Project) -> dict[str, Project]:
    """The members that are there, by their normal names; the root is one of them."""
    directories = member_directories(top) if is_workspace(top) else []
    found = [top, *(project_at(command, posixpath.join(top.root, path)) for path in directories)]
    return {normal_name(each.name): each for each in found if each and each.name}


class _Installation(Struct):
    command: Command
    top: Project
    site: str
    selection: Selection
    members: dict[str, Project]

    def run(self, project: Project) -> None:
        chosen = [
            self.members[normal_name(name)] for name in self.selection.packages if normal_name(name) in self.members
        ]
        starts = list(self.members.values()) if self.selection.everything else chosen or [project]
        waiting, seen = [*starts], set[str]()
        while waiting:
            here = waiting.pop(0)
            if here.root not in seen:
                seen.add(here.root)
                self._install(here, is_start=here in starts)
                waiting += self._needed(here, is_start=here in starts)

    def _install(self, project: Project, *, is_start: bool) -> None:
        wanted = self.selection.project if is_start else self.selection.workspace
        if not wanted or normal_name(project.name or "") in self.selection.without:
            return
        if not project.is_package and not (is_start and self._is_built_anyway(project)):
            return
        if self.selection.strict:
            need_for_build(self.command, project)
        put(self.command, project, self.site, editable=self.selection.editable)

    def _is_built_anyway(self, project: Project) -> bool:
        """Poetry builds its own project even when nothing says how, unless it is told that it is no package."""
        return (
            not self.selection.strict and bool(project.name) and project.tool("poetry").get("package-mode") is not False
        )

    def _needed(self, project: Project, *, is_start: bool) -> list[Project]:
        """The members that a project depends on; its other dependencies are installed."""
        found = []
        for dependency in dependencies_of(project) if self.selection.dependencies else []:
            if not self._takes(dependency, is_start=is_start):
                self._resolve(project, dependency)
            elif dependency.workspace and (member := self.members.get(dependency.name)):
                found.append(member)
            elif dependency.workspace:
                self._absent(project, dependency)
            elif dependency.path is not None:
                self._install_path(project, dependency, is_start=is_start)
            else:
                install_named(self.command, dependency.name, self.site)
        return found

    def _takes(self, dependency: Dependency, *, is_start: bool) -> bool:
        """Whether it is asked for; groups count only where the install starts."""
        return self.selection.groups.take(dependency) if is_start else dependency.group in (MAIN, "")

    def _resolve(self, project: Project, dependency: Dependency) -> None:
        """Look at what is not asked for, but has to be there while versions are worked out."""
        if self.selection.resolves and self.selection.paths and dependency.path is not None:
            need(self.command, self._place_of(project, dependency, certain=True))

    def _absent(self, project: Project, dependency: Dependency) -> None:
        """A member that is not there: without its files nothing can be installed but what is not asked for."""
        if self.selection.workspace and not dependency.optional:
            declared = posixpath.join(project.root, "pyproject.toml")
            path = posixpath.join(self.top.root, member_place(self.top, dependency.name))
            need(self.command, Input(path, "member", declared))

    def _install_path(self, project: Project, dependency: Dependency, *, is_start: bool) -> None:
        left_out = not self.selection.paths or dependency.name in self.selection.without
        if left_out or (dependency.optional and not is_start):
            return
        certain = self.selection.resolves or dependency.group != ""
        needed = self._place_of(project, dependency, certain=certain)
        editable = dependency.editable and self.selection.editable
        install_path(self.command, needed.path, self.site, editable=editable, needed=needed)

    @staticmethod
    def _place_of(project: Project, dependency: Dependency, *, certain: bool) -> Input:
        path = posixpath.normpath(posixpath.join(project.root, dependency.path or ""))
        return Input(path, "dependency", posixpath.join(project.root, "pyproject.toml"), certain=certain)
