"""Which file an edit for a service belongs into, and who else reads it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ctxlint.context import IGNORE_NAME
from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.analysis import Service


_MANY_FILES = 10
_MANY_BYTES = 10_000


class NotEditable(Exception):  # noqa: N818  # it is an answer, not an error
    """Why nothing can be written to the ignore file of a service."""


def target(service: Service) -> Path:
    """The ignore file that the builder reads, or would read if it were there; raises :class:`NotEditable`."""
    root = service.workspace.root
    try:
        path = service.ignore_path or service.definition.context / IGNORE_NAME
    except CtxlintError as error:
        raise NotEditable(str(error)) from None
    if service.ignore_path is None and os.path.lexists(path):
        raise NotEditable(f"{service.display(path)} is not a file that the builder reads")
    if not path.resolve().is_relative_to(root.resolve()):
        raise NotEditable(f"{service.display(path)} lies outside of the project")
    if service.ignore_path and b"\0" in service.workspace.ignore_bytes(path):
        raise NotEditable(f"{service.display(path)} is not UTF-8 text")
    return path


def reads(service: Service, path: Path) -> bool:
    """Whether an edit of ``path`` means something to a service, if only because other builders read that file."""
    usual = service.definition.context / IGNORE_NAME
    try:
        return path in (service.ignore_path, usual) or path in _named(service)
    except CtxlintError:
        return False


def is_worth_a_file(files: int, size: int) -> bool:
    """Whether so many files, or bytes, that would stay away are worth a new ignore file."""
    return files >= _MANY_FILES or size >= _MANY_BYTES


def _named(service: Service) -> Iterable[Path]:
    """The ignore files at the roots of named contexts."""
    for directory in map(Path, service.definition.named_contexts.values()):
        if directory.is_absolute():
            yield service.workspace.find_ignore_file(directory, None, service.builder) or directory / IGNORE_NAME
