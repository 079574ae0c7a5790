"""Images of small trees, and what they start."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

import ctxlint
from ctxlint.context import File, Origin
from ctxlint.start import Starting, what_starts
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxlint.analysis import Service


def reader(service: Service) -> Callable[[File], bytes | None]:
    def read(file: File) -> bytes | None:
        if file.origin is Origin.HEREDOC:
            return file.path.encode()
        try:
            return service.disk.read(file.path)
        except OSError:
            return None

    return read


def starting(files: Mapping[str, str | bytes | None], **definition: Any) -> Starting:
    """What the image of a tree with a Dockerfile starts."""
    root = Path(tempfile.mkdtemp())
    try:
        service = ctxlint.service(write_tree(root, files))
        return what_starts(service.image, replace(service.definition, **definition), reader(service))
    finally:
        shutil.rmtree(root)


def shown(found: Starting) -> list[str]:
    """Everything in a line each: ``module:attribute < roots``, ``?`` for optional, ``opaque``, ``missing``."""
    lines = []
    for start in found.starts:
        name = (start.module or start.script or "") + (f":{start.attribute}" if start.attribute else "")
        lines.append(f"{name} < {' '.join(start.roots)}".rstrip() + (" ?" if start.optional else ""))
    lines += [f"opaque {opaque.python}" for opaque in found.opaque]
    lines += [f"missing {lost.path_or_module}" for lost in found.missing]
    return lines
