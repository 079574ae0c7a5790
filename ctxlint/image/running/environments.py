"""Python environments: where they are, and which one a command means.

Interpreters are not looked at: an environment is its ``site-packages``, a directory whose first-party content is
known. Everything around it is made up as far as the image needs it.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Origin
from ctxlint.dockerfile import CopyStep, ImageSource, StageSource
from ctxlint.paths import parts
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.dockerfile import Plan, Step
    from ctxlint.image.running.command import Command

_TAG = re.compile(r"python[\w.-]*?[:-](?:[a-z]*-)?v?(3\.\d+)|:python(3\.\d+)|python(3\.\d+)")
_VERSION = re.compile(r"\bpython(3\.\d+)\b")
_SITE = re.compile(
    r"(?:/usr(?:/local)?|/opt/(?:conda|miniconda3?|miniforge3?|bitnami/python|python))/lib(?:64)?/python3[\d.]*/(?:site|dist)-packages"
)
_PACKAGES = ("site-packages", "dist-packages")
MARK = "pyvenv.cfg"


def python_version(plan: Plan, stage: int) -> str:
    """``3.12``: what the base image says, else the first version that any instruction names; ``3`` if none does."""
    base = plan.stages[stage].base
    while isinstance(base, StageSource):
        base = plan.stages[base.index].base
    found = _TAG.search(base.ref) if isinstance(base, ImageSource) else None
    if found:
        return next(group for group in found.groups() if group)
    named = (match[1] for text in _texts(plan) for match in _VERSION.finditer(text))
    return next(named, "3")


def system_site(plan: Plan, stage: int) -> str:
    """The directory that the image's own interpreter installs into, as copies between stages name it."""
    version = python_version(plan, stage)
    named = [match[0] for text in _texts(plan) for match in _SITE.finditer(text)]
    return next(
        (path for path in named if f"python{version}/" in path), f"/usr/local/lib/python{version}/site-packages"
    )


def _texts(plan: Plan) -> Iterator[str]:
    for index in plan.reachable:
        for step in plan.stages[index].steps:
            yield from _words(step)


def _words(step: Step) -> Iterator[str]:
    if isinstance(step, CopyStep):
        yield from (source.text for source in step.sources)
        yield step.destination


# -- finding one


def is_environment(command: Command, prefix: str) -> bool:
    """Whether a virtual environment is known to be at a path."""
    return is_known(prefix) and isinstance(command.machine.known(posixpath.join(prefix, MARK)), File)


def of_program(command: Command, program: str) -> str | None:
    """The ``site-packages`` of the environment that a path to a program lies in; ``None`` without a path."""
    if "/" not in program or not is_known(program):
        return None
    prefix = posixpath.dirname(posixpath.dirname(command.path(program)))
    return site_of(command, prefix)


def site_of(command: Command, prefix: str) -> str:
    """The ``site-packages`` below a prefix; those of the system stand together."""
    if prefix in ("/usr", "/usr/local", "/", ""):
        return command.job.site
    return posixpath.join(prefix, "lib", f"python{command.job.python}", "site-packages")


def active(command: Command) -> str:
    """The environment that ``python`` and ``pip`` belong to: the first of the path that is known, or the system's."""
    for entry in command.environment.get("PATH", "").split(":"):
        prefix = posixpath.dirname(entry)
        if posixpath.basename(entry) != "bin" or not prefix.startswith("/"):
            continue
        if is_environment(command, prefix) or prefix == command.variable("VIRTUAL_ENV"):
            return site_of(command, prefix)
    return command.job.site


def make(command: Command, prefix: str) -> str:
    """Make a virtual environment; its ``site-packages`` is returned."""
    site = site_of(command, prefix)
    make_site(command, site)
    directory = command.machine.known(prefix)
    if isinstance(directory, Directory) and site != command.job.site:
        directory.entries.setdefault(MARK, File("", origin=Origin.MADE, installed=True))
    return site


def make_site(command: Command, site: str) -> Directory | None:
    """The directory of an environment, made with everything above it; ``None`` when something is in the way.

    What is around it belongs to the interpreter and is unknown; what is in it comes from the repository, or from
    elsewhere and is nobody's business.
    """
    directory = command.machine.tree
    names = parts(command.machine.real(site)) if is_known(site) else []
    for number, name in enumerate(names):
        node = directory.entries.get(name)
        if not isinstance(node, Directory):
            if isinstance(node, File):
                return None
            node = directory.entries[name] = Directory(installed=True)
        node.unknown = node.unknown or (number >= len(names) - 4 and number < len(names) - 1 and node.installed)
        directory = node
    _make_programs(directory if names else None, command, site)
    return directory if names else None


def _make_programs(site: Directory | None, command: Command, path: str) -> None:
    """The ``bin`` beside ``lib``: what installers put there is unknown."""
    if site is not None and is_site(path):
        prefix = command.machine.known(posixpath.dirname(posixpath.dirname(posixpath.dirname(path))))
        if isinstance(prefix, Directory) and prefix.installed:
            prefix.entries.setdefault("bin", Directory(unknown=True, installed=True))


def is_site(path: str) -> bool:
    """Whether a directory is one that installers fill."""
    return posixpath.basename(path) in _PACKAGES


def sites(tree: Directory) -> Iterator[tuple[str, Directory]]:
    """Every known ``site-packages`` of a tree, with its absolute path."""
    waiting = [("", tree)]
    while waiting:
        path, directory = waiting.pop()
        for name, node in directory.sorted():
            if not isinstance(node, Directory):
                continue
            if name in _PACKAGES and (node.installed or posixpath.basename(path).startswith("python")):
                yield f"{path}/{name}", node
            else:
                waiting.append((f"{path}/{name}", node))
