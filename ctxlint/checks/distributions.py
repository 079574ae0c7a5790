"""Modules of the repository that a service does not take from it, but from a package index."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File
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
    if not name:
        return False
    spelled = "[-_.]+".join(map(re.escape, re.split(r"[-_.]+", name)))
    requirement = re.compile(rf"(?:^|[\s\"']){spelled}\s*(?:[=<>~!\[;,\"']|$|\s)", re.MULTILINE | re.IGNORECASE)
    return any(requirement.search(text) for text in _texts(service))


def _project_of(service: Service, path: str) -> str | None:
    """The name of the distribution that the nearest project file above a path declares."""
    while path:
        path = posixpath.dirname(path)
        for file in _PROJECTS:
            text = _read(service, posixpath.join(path, file)) or ""
            if match := _NAME.search(text):
                return match[1]
    return None


def _read(service: Service, path: str) -> str | None:
    try:
        return service.workspace.disk(service.workspace.root).read(path).decode("utf-8", "replace")
    except (OSError, CtxlintError):
        return None


def _texts(service: Service) -> Iterator[str]:
    """What says which distributions are installed: requirements in the context, and commands."""
    for index in service.plan.reachable:
        for step in service.plan.stages[index].steps:
            if isinstance(step, RunStep):
                yield step.text
    for number, path in enumerate(_files(service)):
        if number >= _MAX_FILES:
            break
        yield _read(service, service.path(path)) or ""


def _files(service: Service) -> Iterator[str]:
    waiting = [("", service.filtered.tree, 0)]
    while waiting:
        prefix, directory, depth = waiting.pop()
        for name, node in directory.sorted():
            if isinstance(node, File) and _REQUIREMENTS.fullmatch(name):
                yield prefix + name
            elif isinstance(node, Directory) and depth < _MAX_DEPTH:
                waiting.append((f"{prefix}{name}/", node, depth + 1))
