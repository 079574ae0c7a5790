"""Which file an edit for a service belongs into, and who else reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.context import IGNORE_NAME
from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.analysis import Service
    from ctxlint.workspace import Workspace


_MANY_FILES = 10
_MANY_BYTES = 10_000


class NotEditable(Exception):  # noqa: N818  # it is an answer, not an error
    """Why nothing can be written to the ignore file of a service."""


def target(service: Service) -> Path:
    """The ignore file that the builder reads, or would read if it were there; raises :class:`NotEditable`."""
    try:
        root = service.roots[""]
    except CtxlintError as error:
        raise NotEditable(str(error)) from None
    return target_in(service.workspace, *root)


def target_in(workspace: Workspace, directory: Path, ignore_path: Path | None) -> Path:
    """The same for a directory with the ignore file that holds there, if there is one. The path is canonical."""
    path = ignore_path or directory / IGNORE_NAME
    shown = workspace.display(path)
    if ignore_path is None and workspace.has(path):
        raise NotEditable(f"{shown} is not a file that the builder reads")
    if not path.resolve().is_relative_to(workspace.root.resolve()):
        raise NotEditable(f"{shown} lies outside of the project")
    if ignore_path and b"\0" in workspace.ignore_bytes(path):
        raise NotEditable(f"{shown} is not UTF-8 text")
    return workspace.canonical(path)


def reads(service: Service, path: Path) -> bool:
    """Whether an ignore file (by its canonical path) holds, or would hold, in a directory that a service reads."""
    try:
        roots = service.roots.values()
    except CtxlintError:
        return False
    return path in {service.workspace.canonical(ignore or directory / IGNORE_NAME) for directory, ignore in roots}


def concerns(service: Service, path: Path) -> bool:
    """Whether an edit of it means something to a service, if only because other builders read that file."""
    usual = service.definition.context / IGNORE_NAME
    return path == service.workspace.canonical(usual) or reads(service, path)


def is_worth_a_file(files: int, size: int) -> bool:
    """Whether so many files, or bytes, that would stay away are worth a new ignore file."""
    return files >= _MANY_FILES or size >= _MANY_BYTES
