"""Puts modules into environments: copies, links, wheels, and names of which only the place is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Node, Origin, Unknown
from ctxlint.image.running.environments import active, make_site
from ctxlint.image.running.values import Install, Wheel
from ctxlint.packaging import editable as editable_install
from ctxlint.packaging import normal_name, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxlint.image.running.command import Command
    from ctxlint.packaging import Project


def put(command: Command, project: Project, site: str, *, editable: bool) -> None:
    """Install a project, as its sources are at this moment."""
    directory = make_site(command, site)
    if directory is None:
        return
    name = project.name or ""
    found = editable_install(project) if editable else shipped(project)
    # An installer removes what it installed before; of that only the link is certain to be in the way.
    directory.entries.pop(_link_name(name), None)
    add(directory, found.files)
    put_link(directory, name, found.roots)
    step, paths = command.job.step, tuple(found.files)
    install = Install(command.job.stage, step, command.shown, project, editable, site, paths, found.roots)
    command.machine.notes.installs.append(install)


def add(directory: Directory, nodes: Mapping[str, Node]) -> None:
    """Put modules into a ``site-packages``; packages that are there are added to."""
    for path, node in nodes.items():
        *above, name = path.split("/")
        into = directory
        for part in above:
            child = into.entries.setdefault(part, Directory(installed=True))
            into = child if isinstance(child, Directory) else Directory()
        existing = into.entries.get(name)
        if isinstance(existing, Directory) and isinstance(node, Directory):
            existing.unknown = existing.unknown or node.unknown
            add(existing, node.entries)
        else:
            into.entries[name] = as_installed(node)


def as_installed(node: Node) -> Node:
    """A node as an installer leaves it: a copy that no instruction names."""
    match node:
        case File():
            return node._replace(installed=True)
        case Directory():
            entries = {name: as_installed(child) for name, child in node.entries.items()}
            return Directory(entries, unknown=node.unknown, installed=True)
        case _:
            return Unknown("a link of a project", installed=True)


def put_link(directory: Directory, name: str, roots: Sequence[str]) -> None:
    """Put a file into a ``site-packages`` that leads to other directories."""
    if roots:
        text = "\n".join(roots)
        directory.entries[_link_name(name)] = File(text, len(text), Origin.MADE, installed=True)


def _link_name(name: str) -> str:
    return f"_{normal_name(name)}.pth"


def install_named(command: Command, name: str, site: str) -> None:
    """Install a distribution by its name: a wheel that was built before, or one that comes from far away.

    What comes from far away may be called like a package of the repository, which it then replaces.
    """
    directory = make_site(command, site)
    if directory is None:
        return
    wheels = [wheel for wheel in command.machine.notes.wheels.values() if wheel.name == normal_name(name)]
    if wheels:
        add(directory, wheels[-1].files)
    else:
        module = normal_name(name).replace("-", "_")
        directory.entries.setdefault(module, Unknown(f"the distribution {name}", installed=True))


def install_wheel(command: Command, wheel: Wheel, site: str) -> None:
    """Unpack a wheel that an earlier command built."""
    directory = make_site(command, site)
    if directory is not None:
        add(directory, wheel.files)


def open_up(command: Command, site: str | None = None) -> None:
    """After a command that may install whatever it likes: anything may be there."""
    directory = make_site(command, site or active(command))
    command.machine.notes.open.append(command.shown)
    if directory is not None:
        directory.unknown = True


def put_wheel(command: Command, project: Project, output: str) -> None:
    """Leave a wheel of a project in a directory."""
    name = normal_name(project.name or "unnamed")
    file_name = f"{name.replace('-', '_')}-{project.version or '0.0.0'}-py3-none-any.whl"
    wheels = command.machine.notes.wheels
    token = f"{file_name} #{len(wheels)}"
    wheels[token] = Wheel(name, shipped(project).files)
    command.machine.make_directory(output)
    command.machine.put(f"{output.rstrip('/')}/{file_name}", File(token, origin=Origin.MADE, installed=True))
