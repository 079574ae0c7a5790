"""Which files of a directory Python would import, and under which names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

# Compiled modules come first, sources next: the order of importlib.machinery on Linux.
_SUFFIX = re.compile(
    r"(?P<compiled>\.(?:cpython-[\w-]+\.|abi3\.)?so)|(?P<source>\.py)|(?P<bytecode>\.pyc)|(?P<built>\.pyx)"
)
_ORDER = ("compiled", "source", "bytecode", "built")


def indexed(directory: Directory) -> Mapping[str, list[str]]:
    """Module name -> the files that may hold it, in Python's order; directories stand with no file."""
    index: dict[str, list[tuple[int, str]]] = {}
    for name, node in directory.entries.items():
        stem, dot, _ = name.partition(".")
        suffix = _SUFFIX.fullmatch(name, len(stem))
        if suffix and suffix.lastgroup and not isinstance(node, Directory):
            index.setdefault(stem, []).append((_ORDER.index(suffix.lastgroup), name))
        elif not dot and not isinstance(node, File):
            index.setdefault(name, [])
    return {stem: [name for _, name in sorted(files)] for stem, files in index.items()}


def has_modules(top: Directory) -> bool:
    """Whether some module is in a directory or below it."""
    waiting = [top]
    while waiting:
        directory = waiting.pop()
        if directory.unknown:
            return True
        for name, node in directory.entries.items():
            if isinstance(node, Unknown) or (not isinstance(node, Directory) and _is_module_file(name)):
                return True
            if isinstance(node, Directory):
                waiting.append(node)
    return False


def _is_module_file(name: str) -> bool:
    stem = name.partition(".")[0]
    return stem.isidentifier() and _SUFFIX.fullmatch(name, len(stem)) is not None
