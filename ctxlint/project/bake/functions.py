"""Functions that bake files may call; of those that are not here, the result is unknown.

Names and meaning as in buildx, ``bake/hclparser/stdlib.go``, and go-cty's standard library.
"""

from __future__ import annotations

import posixpath
import re
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LENGTH = 100_000
Value = Any  # a text, a number, a truth value, None, a list or a mapping


def text_of(value: Value) -> str:
    """A value in a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError("not a text")


def _replace(text: str, old: str, new: str) -> str:
    is_pattern = len(old) > 1 and old.startswith("/") and old.endswith("/")
    return _regex_replace(text, old[1:-1], new) if is_pattern else text.replace(old, new)


def _regex_replace(text: str, pattern: str, new: str) -> str:
    return _quick(pattern, text).sub(re.sub(r"\$\{?(\w+)\}?", r"\\g<\1>", new), text)


def _regex(pattern: str, text: str) -> Value:
    match = _quick(pattern, text).search(text)
    if match is None:
        raise ValueError("no match")
    return match.groupdict() or list(match.groups()) or match[0]


def _quick(pattern: str, text: str) -> re.Pattern[str]:
    """A pattern that cannot take long: nothing in brackets is repeated, and little else."""
    if (
        len(pattern) > 200
        or len(text) > 200
        or re.search(r"\)[*+{]", pattern)
        or len(re.findall(r"[*+{]", pattern)) > 4
    ):
        raise ValueError("the pattern is not followed")
    return re.compile(pattern)


def _flatten(items: Value) -> list[Value]:
    return [part for item in items for part in (_flatten(item) if isinstance(item, list) else [item])]


def _distinct(items: list[Value]) -> list[Value]:
    return [item for at, item in enumerate(items) if item not in items[:at]]


def _coalesce(*values: Value) -> Value:
    return next(value for value in values if value is not None)


def _lookup(table: dict[str, Value], key: str, default: Value = None) -> Value:
    return table.get(key, default)


def _merge(*tables: dict[str, Value]) -> dict[str, Value]:
    return {key: value for table in tables for key, value in (table or {}).items()}


def _concat(*lists: list[Value]) -> list[Value]:
    return [item for each in lists for item in each]


def _trim_prefix(text: str, prefix: str) -> str:
    return text.removeprefix(prefix)


def _format(pattern: str, *values: Value) -> str:
    if re.sub(r"%[sdvq%]", "", pattern).count("%"):
        raise ValueError("the format is not followed")
    left = list(values)
    return re.sub(r"%([sdvq%])", lambda match: "%" if match[1] == "%" else text_of(left.pop(0)), pattern)


def _product(*lists: list[Value]) -> list[Value]:
    return [list(items) for items in product(*lists)]


def _join(separator: str, *lists: list[Value]) -> str:
    return separator.join(text_of(item) for item in _concat(*lists))


def _substr(text: str, start: int, length: int) -> str:
    return text[start:] if length < 0 else text[start : start + length]


def _index(items: Value, key: Value) -> Value:
    return items[key]


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "add": lambda a, b: a + b,
    "and": lambda a, b: a and b,
    "basename": posixpath.basename,
    "chomp": lambda text: text.rstrip("\r\n"),
    "coalesce": _coalesce,
    "compact": lambda items: [item for item in items if item],
    "concat": _concat,
    "contains": lambda items, item: item in items,
    "dirname": lambda path: posixpath.dirname(path) or ".",
    "distinct": _distinct,
    "element": lambda items, at: items[at % len(items)],
    "equal": lambda a, b: a == b,
    "flatten": _flatten,
    "format": _format,
    "hasindex": lambda items, key: key in items if isinstance(items, dict) else 0 <= key < len(items),
    "index": _index,
    "join": _join,
    "keys": sorted,
    "length": len,
    "lookup": _lookup,
    "lower": str.lower,
    "merge": _merge,
    "not": lambda a: not a,
    "notequal": lambda a, b: a != b,
    "or": lambda a, b: a or b,
    "regex": _regex,
    "regex_replace": _regex_replace,
    "replace": _replace,
    "reverselist": lambda items: items[::-1],
    "sanitize": lambda text: re.sub(r"[^a-zA-Z0-9_-]+", "_", text),
    "setproduct": _product,
    "slice": lambda items, start, end: items[start:end],
    "sort": sorted,
    "split": lambda separator, text: text.split(separator) if separator else list(text),
    "strlen": len,
    "substr": _substr,
    "subtract": lambda a, b: a - b,
    "title": lambda text: re.sub(r"\b[a-z]", lambda match: match[0].upper(), text),
    "trim": lambda text, characters: text.strip(characters),
    "trimprefix": _trim_prefix,
    "trimspace": str.strip,
    "trimsuffix": lambda text, suffix: text.removesuffix(suffix),
    "upper": str.upper,
    "values": lambda table: [table[key] for key in sorted(table)],
    "zipmap": lambda keys, values: dict(zip(keys, values, strict=True)),
}
