"""Modules of the repository that a service does not take from it, but from a package index."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, walk
from ctxlint.dockerfile import RunStep
from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service

_NAME = re.compile(r"^\s*name\s*=\s*[\"']([\w.-]+)[\"']", re.MULTILINE)
_REQUIREMENTS = re.compile(r"[\w.-]*requirements?[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|Pipfile")
_PROJECTS = ("pyproject.toml", "setup.py", "setup.cfg")
_MAX_DEPTH = 2
_MAX_FILES = 100


def is_from_index(service: Service, path: str) -> bool:
    """Whether the project that has ``path`` (relative to the project root) is a requirement of the service by name."""
    name = _project_of(service, path)
    if not name or any(True for text in _texts(service) for _ in _sources(text, _spelling(name))):
        return False  # a path beside the requirement says that it is the one of the repository
    return is_required(service, name)


def is_required(service: Service, name: str) -> bool:
    """Whether the service requires a distribution by a name, whatever its capital letters."""
    requirement = requirement_of(name)
    return any(requirement.search(text) for text in _texts(service))


def is_installed_by_name(service: Service, path: str) -> bool:
    """Whether a command of the Dockerfile installs the project that has ``path`` from an index."""
    requirement = _requirement(service, path, r"(?<![\w-])install(?![\w-])(?:[^\n;&|]|\\\n)*?(?<!-e)(?<!--editable)")
    return requirement is not None and any(requirement.search(text) for text in _commands(service))


def _requirement(service: Service, path: str, before: str = "") -> re.Pattern[str] | None:
    name = _project_of(service, path)
    if not name:
        return None
    return requirement_of(name, before)


def requirement_of(name: str, before: str = "") -> re.Pattern[str]:
    """Finds a distribution where it is required, in a file or in a command; ``before`` is what has to precede it."""
    return re.compile(
        rf"{before}(?:^|[\s\"']){_spelling(name)}\s*(?:[=<>~!\[;,\"']|$|\s)", re.MULTILINE | re.IGNORECASE
    )


def _project_of(service: Service, path: str) -> str | None:
    """The name of the distribution that the nearest project file above a path declares."""
    while path:
        path = posixpath.dirname(path)
        for file in _PROJECTS:
            text = _read(service, posixpath.join(path, file)) or ""
            if match := _NAME.search(text):
                return match[1]
    return None


def local_projects(service: Service, name: str) -> Iterator[str]:
    """The directories of the repository that hold a distribution's project, relative to the project root.

    They may not exist: a submodule, a path that is wrong.
    """
    for path, node in walk(service.workspace.python_tree):
        directory, file = posixpath.split(path)
        if isinstance(node, File) and file in _PROJECTS:
            text = _read(service, path) or ""
            if directory and (match := _NAME.search(text)) and _normalised(match[1]) == _normalised(name):
                yield directory
            for place in _sources(text, _spelling(name)):
                yield posixpath.normpath(posixpath.join(directory, place))


def _sources(text: str, spelling: str) -> Iterator[str]:
    """The paths that a project file gives for a requirement: of its own, or as a member of the workspace."""
    for found in re.finditer(rf"^\s*[\"']?{spelling}[\"']?\s*=\s*\{{(?P<table>[^}}\n]*)", text, re.M | re.I):
        if path := re.search(r"\bpath\s*=\s*[\"']([^\"']+)", found["table"]):
            yield path[1]
        elif re.search(r"\bworkspace\s*=\s*true", found["table"]):
            members = re.finditer(rf"[\"']([^\"'\n]*/{spelling})[\"']\s*[,\]]", text, re.I)
            yield from (member[1] for member in members)


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _spelling(name: str) -> str:
    return "[-_.]+".join(map(re.escape, re.split(r"[-_.]+", name)))


def _read(service: Service, path: str) -> str | None:
    try:
        return service.workspace.disk(service.workspace.root).read(path).decode("utf-8", "replace")
    except (OSError, CtxlintError):
        return None


def _texts(service: Service) -> Iterator[str]:
    """What says which distributions are installed: requirements in the context, and commands."""
    yield from _commands(service)
    for _, text in requirement_files(service):
        yield text


def requirement_files(service: Service) -> Iterator[tuple[str, str]]:
    """The files of the context that may name requirements, relative to the context, with their texts."""
    for path in islice(_files(service), _MAX_FILES):
        yield path, _read(service, service.path(path)) or ""


def _commands(service: Service) -> Iterator[str]:
    for index in service.plan.reachable:
        for step in service.plan.stages[index].steps:
            if isinstance(step, RunStep):
                yield step.text


def _files(service: Service) -> Iterator[str]:
    waiting = [("", service.filtered.tree, 0)]
    while waiting:
        prefix, directory, depth = waiting.pop()
        for name, node in directory.sorted():
            if isinstance(node, File) and _REQUIREMENTS.fullmatch(name):
                yield prefix + name
            elif isinstance(node, Directory) and depth < _MAX_DEPTH:
                waiting.append((f"{prefix}{name}/", node, depth + 1))
