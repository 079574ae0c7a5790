"""``volumes`` of a compose service -> what lies over the image at run time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxlint.model import Mount
from ctxlint.project.compose.canonical import split_volume
from ctxlint.project.compose.nodes import Node, Table, Text
from ctxlint.project.files import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATH_STARTS = (".", "/", "~")


def mounts(service: Table, project: Path, root: Path) -> Iterator[Mount]:
    """Yield the bind mounts and volumes; an anonymous volume is a named one with the name ``""``.

    The source of a bind is relative to ``root`` (with ``..`` when beside it), absolute when written so and elsewhere.
    """
    volumes = service.get("volumes")
    for node in volumes.entries.values() if isinstance(volumes, Table) else ():
        source, target, is_named = _parts(node)
        if target.startswith("/"):
            shown = source if is_named else _relative(source, project, root)
            yield Mount(shown, target, node.location, is_named)


def _parts(node: Node) -> tuple[str, str, bool]:
    """Return source, target and whether the source is a name; an empty target for what is neither."""
    if isinstance(node, Text):
        source, target = split_volume(node.text)
        return source, target, not source.startswith(_PATH_STARTS)
    if not isinstance(node, Table):
        return "", "", False
    kind, source, target = (_text(node, key) for key in ("type", "source", "target"))
    return source, target if kind in ("bind", "volume") else "", kind == "volume"


def _text(table: Table, key: str) -> str:
    node = table.get(key)
    return node.text if isinstance(node, Text) else ""


def _relative(source: str, project: Path, root: Path) -> str:
    path = normalised(project, source)
    if source.startswith(("/", "~")) and not path.is_relative_to(root):
        return source
    return os.path.relpath(path, root).replace(os.sep, "/")
