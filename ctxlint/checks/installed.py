"""Why an install of the project does not help: it came too early, leaves the module out, or is only a link."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, File
from ctxlint.errors import CopyConflictError
from ctxlint.image import stat
from ctxlint.packaging import PROJECT_FILES, shipped

if TYPE_CHECKING:
    from collections.abc import Collection

    from ctxlint.analysis import Service
    from ctxlint.image import Install
    from ctxlint.packaging import Project


class Trap(Struct, frozen=True):
    """An install that does not bring a module of its project."""

    kind: str
    """``early``, ``left-out`` or ``linked``."""
    install: Install
    file: str
    """The project file, relative to the context."""

    @property
    def step(self) -> int:
        """The line of the instruction."""
        return self.install.step.instruction.span.line


def trap_of(service: Service, inside: str, module: str) -> Trap | None:
    """Why the last install of the project that has ``inside`` (a path of the context) does not bring a module."""
    for install in reversed(service.build.installs):
        file = _project_file(install.project)
        if file is None or not inside.startswith(posixpath.dirname(file) + "/" * bool(posixpath.dirname(file))):
            continue
        kind = _kind(service, install, module)
        return Trap(kind, install, file) if kind else None
    return None


def _project_file(project: Project) -> str | None:
    nodes = (project.directory.entries.get(name) for name in PROJECT_FILES)
    return next((node.path for node in nodes if isinstance(node, File)), None)


def _kind(service: Service, install: Install, module: str) -> str | None:
    path = module.replace(".", "/")
    if install.editable and install.roots:
        gone = not any(_is_there(service, root) for root in install.roots)
        return "linked" if gone else None
    if _has(install.paths, path):
        return None
    # The directory is the stage's own: by now it has what came after the install.
    return "early" if _has(shipped(install.project).files, path) else "left-out"


def _has(paths: Collection[str], path: str) -> bool:
    """Whether one of the paths is a module, or a package around it that is taken whole."""
    return path in paths or path + ".py" in paths


def _is_there(service: Service, path: str) -> bool:
    try:
        return isinstance(stat(service.image.tree, path), Directory)
    except CopyConflictError:
        return False
