"""Bake files, in HCL or JSON, as one: their variables, functions, groups and targets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ctxlint.errors import ConfigError
from ctxlint.project.bake.lexer import HclError
from ctxlint.project.bake.parser import parse_hcl, parse_template
from ctxlint.project.bake.syntax import Array, Attribute, Block, Body, Expression, Literal, Mapping
from ctxlint.project.files import display, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAX_JSON_DEPTH = 50
_KINDS = ("target", "group", "variable", "function")


class Part(Struct, frozen=True):
    """One block of a target or group: a name may have several, in one file or in many."""

    file: Path
    line: int
    attributes: dict[str, Attribute]


class Bake(Struct):
    """What several files say together; later ones win."""

    variables: dict[str, Expression] = field(default_factory=dict)
    functions: dict[str, tuple[tuple[str, ...], Expression]] = field(default_factory=dict)
    targets: dict[str, list[Part]] = field(default_factory=dict)
    groups: dict[str, list[Part]] = field(default_factory=dict)

    def add(self, path: Path, root: Path) -> None:
        """Read one more file; raises :class:`ConfigError`."""
        text = read_text(path, root, "the bake file")
        try:
            body = _json_body(text) if path.suffix == ".json" else parse_hcl(text)
        except HclError as error:
            message = f"the bake file is not valid {path.suffix[1:].upper()}: {error.message}"
            raise ConfigError(message, file=display(path, root), line=error.line) from error
        self.variables |= {name: attribute.value for name, attribute in body.attributes.items()}
        for block in body.blocks:
            self._block(block, path)

    def _block(self, block: Block, path: Path) -> None:
        name = block.labels[0] if block.labels else ""
        attributes = block.body.attributes
        if block.type in ("target", "group") and name:
            kind = self.targets if block.type == "target" else self.groups
            kind.setdefault(name, []).append(Part(path, block.line, attributes))
        elif block.type == "variable" and name:
            default = attributes.get("default")
            if default or name not in self.variables:
                self.variables[name] = default.value if default else Literal("")
        elif block.type == "function" and name and "result" in attributes and "variadic_params" not in attributes:
            parameters = attributes.get("params")
            self.functions[name] = (_names(parameters.value if parameters else None), attributes["result"].value)


def _names(expression: Expression | None) -> tuple[str, ...]:
    items = expression.items if isinstance(expression, Array) else ()
    return tuple(str(getattr(item, "name", getattr(item, "value", ""))) for item in items)


def _json_body(text: str) -> Body:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HclError(getattr(error, "msg", "it is nested too deeply"), getattr(error, "lineno", 1)) from error
    body = Body()
    for kind, content in whole.items() if isinstance(whole, dict) else ():
        if kind in _KINDS:
            body.blocks.extend(_json_blocks(kind, content, text))
        else:
            body.attributes[kind] = Attribute(kind, _json_value(content), 1, 1)
    return body


def _json_blocks(kind: str, content: Any, text: str) -> Iterator[Block]:  # noqa: ANN401
    for table in content if isinstance(content, list) else [content]:
        for name, values in table.items() if isinstance(table, dict) else ():
            line = _line_of(text, name)
            for each in values if isinstance(values, list) else [values]:
                found = (
                    {key: Attribute(key, _json_value(value), line, line) for key, value in each.items()}
                    if isinstance(each, dict)
                    else {}
                )
                yield Block(kind, (name,), Body(found), line)


def _json_value(value: Any, depth: int = 0) -> Expression:  # noqa: ANN401
    if depth > _MAX_JSON_DEPTH:
        return Literal(None)
    if isinstance(value, str):
        return parse_template(value)
    if isinstance(value, list):
        return Array(tuple(_json_value(item, depth + 1) for item in value))
    if isinstance(value, dict):
        return Mapping(tuple((Literal(key), _json_value(item, depth + 1)) for key, item in value.items()))
    return Literal(value)


def _line_of(text: str, name: str) -> int:
    """The line on which a name first is a key."""
    at = text.find(json.dumps(name))
    return text.count("\n", 0, max(at, 0)) + 1
