"""Which files of the context a file system of the build holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Origin, walk

if TYPE_CHECKING:
    from collections.abc import Container


def copied(tree: Directory, wanted: Container[str] | None = None) -> dict[str, str]:
    """Context path -> path in the file system, for all files from the context or those that are wanted."""
    return {
        node.path: path
        for path, node in walk(tree, "/")
        if isinstance(node, File) and node.origin is Origin.CONTEXT and (wanted is None or node.path in wanted)
    }
