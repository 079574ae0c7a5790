"""On which line of a TOML text a key stands; tomli does not say."""

from __future__ import annotations

import re

import tomli

_HEADER = re.compile(r"\s*\[\[?(?P<path>[^\[\]]+)\]")
_ASSIGNMENT = re.compile(r"""\s*(?P<path>(?:[\w-]|\s*\.\s*|"[^"]*"|'[^']*')+?)\s*=""")

Path = tuple[str, ...]


def key_lines(text: str) -> dict[Path, int]:
    """Map each table and key to the line of its first mention, by full path.

    Keys inside inline tables are missing here; look up a shorter path for them (:func:`line_of`).
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            table = _split(match["path"])
            lines.setdefault(table, number)
        elif match := _ASSIGNMENT.match(line):
            lines.setdefault(table + _split(match["path"]), number)
    return lines


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """Return the line of ``path``, or of the nearest table around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _split(dotted: str) -> Path:
    """``a."b.c"`` -> ``("a", "b.c")``; nothing for what is not a key after all."""
    try:
        value: object = tomli.loads(f"{dotted} = 0")
    except (ValueError, RecursionError):
        return ()
    path: list[str] = []
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        path.append(key)
    return tuple(path)
