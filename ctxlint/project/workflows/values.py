"""The YAML of pipelines, taken with care: anything may stand anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.errors import CtxlintError
from ctxlint.project.compose.nodes import Items, Node, Source, Table, Text
from ctxlint.project.files import display, is_file, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read_yaml(path: Path, root: Path) -> Table | None:
    """Read a file; ``None`` for what is not there or no mapping. Whoever runs it says what is wrong with it."""
    if not is_file(path):
        return None
    # Few projects need it, and PyYAML takes long to import.
    from ctxlint.project.compose.reading import read_nodes  # noqa: PLC0415

    try:
        return read_nodes(read_text(path, root, "the workflow"), Source(display(path, root), path, path.parent))
    except CtxlintError:
        return None


def text_of(table: Node | None, *keys: str) -> str | None:
    """The text below keys, one inside the other."""
    node = node_of(table, *keys)
    return node.text if isinstance(node, Text) and not node.is_null else None


def node_of(table: Node | None, *keys: str) -> Node | None:
    """The value below keys, one inside the other."""
    for key in keys:
        table = table.get(key) if isinstance(table, Table) else None
    return table


def pairs_of(table: Node | None, *keys: str) -> dict[str, str]:
    """The texts of a mapping."""
    node = node_of(table, *keys)
    entries = node.entries.items() if isinstance(node, Table) else ()
    return {key: value.text if not value.is_null else "" for key, value in entries if isinstance(value, Text)}


def items_of(table: Node | None, *keys: str) -> tuple[Node, ...]:
    """The items of a list; a single value is one."""
    node = node_of(table, *keys)
    if isinstance(node, Items):
        return node.items
    return () if node is None else (node,)


def texts_in(node: Node | None) -> Iterator[Text]:
    """All texts below a value, in order."""
    match node:
        case Text():
            yield node
        case Items(items=items):
            for item in items:
                yield from texts_in(item)
        case Table(entries=entries):
            for value in entries.values():
                yield from texts_in(value)
        case None:
            pass
