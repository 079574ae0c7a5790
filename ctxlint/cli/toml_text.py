"""Values as TOML writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNITS = {"TB": 10**12, "GB": 10**9, "MB": 10**6, "kB": 10**3}


def toml_value(value: object) -> str:
    """Write a string, a number, a truth value, a list or a table in one line."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return _text(value)
        case Mapping():
            pairs = ", ".join(f"{toml_key(str(key))} = {toml_value(item)}" for key, item in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case Sequence():
            return f"[{', '.join(map(toml_value, value))}]"
        case _:
            return _text(str(value))


def toml_key(key: str) -> str:
    """Write a key, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else _text(key)


def toml_size(size: int) -> str:
    """Write a number of bytes as people would, where that is exact."""
    unit = next((unit for unit, factor in _UNITS.items() if size and size % factor == 0), "")
    return f'"{size // _UNITS[unit]}{unit}"' if unit else str(size)


def _text(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    """Escape what TOML wants escaped; a byte that is not UTF-8 has no spelling in it."""
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return _ESCAPES.get(char) or (char if char.isprintable() else f"\\U{ord(char):08x}")
