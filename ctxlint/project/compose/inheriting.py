"""``args: [KEY]`` and ``environment: {KEY: }``: what has no value takes that of the project's variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.project.compose.nodes import Items, Node, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping


def inherited(service: Node, variables: Mapping[str, str]) -> Node:
    """A service as written, with the values of the variables that are known; others stay without a value."""
    if not isinstance(service, Table):
        return service
    entries = dict(service.entries)
    if "environment" in entries:
        entries["environment"] = _filled(entries["environment"], variables)
    build = entries.get("build")
    if isinstance(build, Table) and "args" in build.entries:
        args = _filled(build.entries["args"], variables)
        entries["build"] = replace(build, entries={**build.entries, "args": args})
    return replace(service, entries=entries)


def _filled(node: Node, variables: Mapping[str, str]) -> Node:
    match node:
        case Items(items=items):
            return replace(node, items=tuple(_item(item, variables) for item in items))
        case Table(entries=entries):
            return replace(node, entries={key: _value(key, value, variables) for key, value in entries.items()})
        case Text():
            return node


def _item(item: Node, variables: Mapping[str, str]) -> Node:
    if isinstance(item, Text) and item.text in variables:
        return replace(item, text=f"{item.text}={variables[item.text]}", plain=False)
    return item


def _value(key: str, value: Node, variables: Mapping[str, str]) -> Node:
    if isinstance(value, Text) and value.is_null and key in variables:
        return replace(value, text=variables[key], plain=False)
    return value
