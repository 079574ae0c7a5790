"""Service tables in one form: short forms written out, and only the keys that say what is built and run."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.project.compose.nodes import Items, Mark, Node, Table, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    Converter = Callable[[str, Node], Node]

_FLOAT = re.compile(r"[-+]?\d+\.\d*", re.ASCII)
_NULL_REPLACES = ("entrypoint", "command")
"""Keys whose null is a value of its own: it brings back what the image says."""
_WINDOWS_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def canonical_service(table: Table) -> Table:
    """Return a table in which two definitions of a service merge key by key.

    ``build`` is a mapping, ``environment``, ``args`` and ``additional_contexts`` are mappings, ``volumes`` is a
    mapping by target. Raises ``ConfigError`` for a value of the wrong kind.
    """
    found = ((key, table.entries[key]) for key in KEYS if key in table.entries)
    return replace(table, entries={key: _converted(key, node, KEYS) for key, node in found})


def _converted(key: str, node: Node, keys: dict[str, Converter]) -> Node:
    if node.mark is Mark.RESET:
        return node
    if isinstance(node, Text) and node.is_null:
        return replace(node, mark=Mark.OVERRIDE) if key in _NULL_REPLACES else node
    return keys[key](key, node)


def _texts(key: str, node: Node) -> Node:
    """List of texts -> mapping of each to itself, for lists that compose appends to."""
    if not isinstance(node, Items):
        raise node.error(f"'{key}' must be a list")
    entries: dict[str, Node] = {item.text: item for item in node.items if isinstance(item, Text)}
    return Table(node.source, node.line, node.column, entries, node.mark)


def _text(key: str, node: Node) -> Node:
    if not isinstance(node, Text):
        raise node.error(f"'{key}' must be a string")
    return node


def _command(key: str, node: Node) -> Node:
    if isinstance(node, Table) or (isinstance(node, Items) and not all(isinstance(item, Text) for item in node.items)):
        raise node.error(f"'{key}' must be a string or a list of strings")
    return node


def _build(key: str, node: Node) -> Node:
    if isinstance(node, Text):
        return Table(node.source, node.line, node.column, {"context": node}, node.mark)
    if isinstance(node, Items):
        raise node.error(f"'{key}' must be a directory or a mapping")
    found = ((key, node.entries[key]) for key in BUILD_KEYS if key in node.entries)
    return replace(node, entries={key: _converted(key, value, BUILD_KEYS) for key, value in found})


def _pairs(key: str, node: Node) -> Node:
    """``KEY=value`` items or a mapping -> a mapping of texts; a key without a value is null."""
    if isinstance(node, Text):
        raise node.error(f"'{key}' must be a mapping or a list of KEY=value")
    pairs = node.entries.items() if isinstance(node, Table) else [_pair(key, item) for item in node.items]
    entries: dict[str, Node] = {name: _scalar(key, value) for name, value in pairs}
    return Table(node.source, node.line, node.column, entries, node.mark)


def _pair(key: str, item: Node) -> tuple[str, Node]:
    if not isinstance(item, Text):
        raise item.error(f"'{key}' must be a mapping or a list of KEY=value")
    name, equals, value = item.text.partition("=")
    return name, replace(item, text=value, plain=not equals)  # null without "="


def _scalar(key: str, node: Node) -> Text:
    """Write numbers as compose does: it reads ``3.10`` as a number, which is 3.1."""
    if not isinstance(node, Text):
        raise node.error(f"a value of '{key}' must be a string")
    if node.is_null and node.mark is Mark.NONE:
        return replace(node, mark=Mark.OVERRIDE)  # it replaces a value of the base
    if node.plain and _FLOAT.fullmatch(node.text) and math.isfinite(float(node.text)):
        return replace(node, text=repr(float(node.text)).removesuffix(".0"))
    return node


def _volumes(key: str, node: Node) -> Node:
    if not isinstance(node, Items):
        raise node.error(f"'{key}' must be a list")
    entries = {target_of(item): item for item in node.items}
    return Table(node.source, node.line, node.column, entries, node.mark)


def target_of(volume: Node) -> str:
    """Return where a volume is mounted; raises ``ConfigError`` when it does not say."""
    target = volume.get("target") if isinstance(volume, Table) else volume
    if not isinstance(target, Text):
        raise volume.error("a volume must be a string or a mapping with a target")
    return target.text if isinstance(volume, Table) else split_volume(target.text)[1]


def split_volume(short: str) -> tuple[str, str]:
    """Split ``source:target:mode`` into source and target; an anonymous volume has the source ``""``."""
    drive = _WINDOWS_DRIVE.match(short)
    at = drive.end() if drive else 0
    head, *rest = short[at:].split(":")
    return (short[:at] + head, rest[0]) if rest else ("", short)


BUILD_KEYS: dict[str, Converter] = {
    "context": _text,
    "dockerfile": _text,
    "dockerfile_inline": _text,
    "target": _text,
    "args": _pairs,
    "additional_contexts": _pairs,
}
KEYS: dict[str, Converter] = {
    "build": _build,
    "image": _text,
    "entrypoint": _command,
    "command": _command,
    "environment": _pairs,
    "working_dir": _text,
    "volumes": _volumes,
    "profiles": _texts,
}
