"""The JSON Schema of ``ctxlint.toml``, made of the same table that the file is read by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxlint.project import options
from ctxlint.project.config import ABOUT, PARSER, Config, ServiceConfig, schema, services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_SIZE = "^ *[0-9]+([.][0-9]+)? *([kKmMgGtT][iI]?)?[bB]? *$"
_SHAPES: Mapping[Callable[[Any], object], Mapping[str, object]] = {
    options.assignments: {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
    options.codes: {"type": "array", "items": {"type": "string", "pattern": "^CTX[0-9]{0,3}$"}},
    options.command: {"anyOf": [_TEXT, _TEXTS]},
    options.count: {"type": "integer", "minimum": 0},
    options.flag: {"type": "boolean"},
    options.parse_size: {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": _SIZE}]},
    options.text: _TEXT,
    options.texts: _TEXTS,
}


def config_schema() -> dict[str, object]:
    """The whole schema; for ``pyproject.toml`` it describes the table ``[tool.ctxlint]``."""
    return {"$schema": DIALECT, "title": "The configuration of ctxlint", **_table(Config)}


def _table(kind: type[Config | ServiceConfig]) -> dict[str, object]:
    known = schema(kind).items()
    properties = {key: {"description": item.metadata[ABOUT], **_shape(item.metadata[PARSER])} for key, item in known}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _shape(parser: Callable[[Any], object]) -> Mapping[str, object]:
    if parser is services:
        return {"type": "object", "additionalProperties": _table(ServiceConfig)}
    if isinstance(parser, options.OneOf):
        return {"enum": [choice.value for choice in parser.kind]}
    return _SHAPES[parser]
