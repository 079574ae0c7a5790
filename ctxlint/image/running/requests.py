"""What installers are asked for: paths, names, files of requirements."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Origin
from ctxlint.image.running.environments import active, make_site
from ctxlint.image.running.installing import install_named, install_wheel, open_up, put, put_link, put_wheel
from ctxlint.image.running.sources import need, need_for_build, node_of, project_at
from ctxlint.packaging import Input, beside, dependencies_of, parse_toml, read_requirement, read_requirements, table_at
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from ctxlint.context import Node
    from ctxlint.image.running.command import Command
    from ctxlint.packaging import Project, Requirement

_ARCHIVES = (".whl", ".tar.gz", ".zip")
_MAX_FILES = 50


def install_path(
    command: Command, path: str, site: str, *, editable: bool = False, needed: Input | None = None
) -> None:
    """Install the project, or the archive, at a path; ``needed`` tells who asks, when it is not the command itself."""
    if not is_known(path):
        open_up(command, site)
        return
    for found in command.paths([path]):
        wanted = needed or Input(found, "project")
        node = node_of(command, wanted) if found == wanted.path else command.machine.node(found)
        _install_node(command, found, node, site, wanted, editable=editable)


def _install_node(command: Command, path: str, node: Node | None, site: str, needed: Input, *, editable: bool) -> None:
    match node:
        case Directory():
            project = project_at(command, path)
            if project:
                install_project(command, project, site, editable=editable)
            elif node.unknown:
                open_up(command, site)
            else:
                need(command, Input(posixpath.join(path, "pyproject.toml"), "project", needed.declared))
        case File(token, origin=Origin.MADE) if wheel := command.machine.notes.wheels.get(token):
            install_wheel(command, wheel, site)
        case None if not path.endswith(_ARCHIVES):
            need(command, needed)
        case _:
            open_up(command, site)


def install_project(command: Command, project: Project, site: str, *, editable: bool) -> None:
    """Build a project and install it, with the projects beside it that it depends on."""
    if any(
        each.project.root == project.root and each.step is command.job.step for each in command.machine.notes.installs
    ):
        return
    need_for_build(command, project)
    put(command, project, site, editable=editable)
    follows = project.backend == "poetry" or command.argv[0] == "uv"
    for dependency in dependencies_of(project):
        if dependency.path is None or not follows:
            install_named(command, dependency.name, site)
        elif not dependency.optional:
            path = posixpath.normpath(posixpath.join(project.root, dependency.path))
            wanted = Input(path, "dependency", posixpath.join(project.root, "pyproject.toml"))
            install_path(command, path, site, editable=dependency.editable, needed=wanted)


def install_requirement(command: Command, requirement: Requirement, site: str, *, declared: str = "") -> None:
    """Install one requirement of a command, or of the file that declares it."""
    if requirement.path is not None:
        needed = Input(command.path(requirement.path), "dependency" if declared else "project", declared)
        install_path(command, requirement.path, site, editable=requirement.editable, needed=needed)
    elif requirement.name:
        install_named(command, requirement.name, site)


def install_word(command: Command, word: str, site: str, *, editable: bool = False) -> None:
    """Install what a word of a command names."""
    if is_known(word):
        install_requirement(command, read_requirement(word, editable=editable), site)
    else:
        open_up(command, site)


def install_requirements(command: Command, word: str, site: str) -> None:
    """Install what a file lists, and the files that it includes."""
    if not is_known(word) or "://" in word or word == "-":
        return
    waiting, seen = [(command.path(word), Input(command.path(word), "requirements"))], set[str]()
    while waiting and len(seen) < _MAX_FILES:
        path, needed = waiting.pop()
        if path in seen or not need(command, needed):
            continue
        seen.add(path)
        for requirement in read_requirements(command.machine.text(path) or ""):
            if requirement.file is None:
                install_requirement(command, requirement, site, declared=path)
                continue
            role = "constraints" if requirement.constraint else "requirements"
            included = beside(path, requirement.file)
            if requirement.constraint:
                need(command, Input(included, role, path))
            else:
                waiting.append((included, Input(included, role, path)))


def install_pipfile(command: Command, directory: str, site: str, *, locked: bool) -> None:
    """Install what a ``Pipfile`` lists."""
    path = posixpath.join(directory, "Pipfile")
    need(command, Input(path, "project"))
    if locked:
        need(command, Input(path + ".lock", "lock"))
    data = parse_toml(command.machine.text(path) or "")
    for name, value in {**table_at(data, "dev-packages"), **table_at(data, "packages")}.items():
        where = value.get("path") if isinstance(value, dict) else None
        if isinstance(where, str):
            needed = Input(posixpath.normpath(posixpath.join(directory, where)), "dependency", path)
            install_path(command, needed.path, site, editable=value.get("editable") is True, needed=needed)
        else:
            install_named(command, name, site)


def make_wheel(command: Command, source: str, output: str) -> None:
    """Build the project in a directory; its wheel lands in another. Whatever else may land there is unknown."""
    project = project_at(command, source) if is_known(source) else None
    if project and is_known(output):
        need_for_build(command, project)
        put_wheel(command, project, output)


def open_directory(command: Command, path: str) -> None:
    """A directory into which things from far away were put."""
    directory = command.machine.make_directory(path)
    if directory is not None:
        directory.unknown = True


def install_generously(command: Command) -> None:
    """After a task runner: the project of the directory may have been installed by a link."""
    command.machine.notes.open.append(command.shown)
    project = project_at(command, command.cwd)
    directory = make_site(command, active(command)) if project else None
    if project and directory is not None:
        put_link(directory, project.name or "", (command.cwd, posixpath.join(command.cwd, "src")))
