"""The names that a module defines."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ctxlint.imports.syntax import every_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.imports.values import Binding

# Names may be made by code: nothing can be said of those that are not listed.
_MAKES_NAMES = re.compile(rb"sys\.modules\s*\[\s*__name__|\bglobals\(\)|\bvars\(\)|\blocals\(\)")
_PATH_CHANGE = re.compile(
    rb"^[^\n#]*(?:\bsys\.path\.(?:insert|append|extend)\b|\bsys\.path\s*(?:\+?=(?!=)|\[[^\]\n]*\]\s*=)|\baddsitedir\b)",
    re.MULTILINE,
)


def bindings_of(body: list[ast.stmt]) -> dict[str, Binding]:
    """The names that the top level of a module binds, branches included."""
    names: dict[str, Binding] = {}
    waiting = [body]
    while waiting:
        for statement in waiting.pop():
            names.update(_bound(statement))
            waiting += _inner(statement)
    return names


def _bound(statement: ast.stmt) -> Iterator[tuple[str, Binding]]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name, None
        case ast.Import():
            yield from (((alias.asname or alias.name).partition(".")[0], None) for alias in statement.names)
        case ast.ImportFrom():
            source = statement.level, statement.module or ""
            for alias in statement.names:
                own = alias.asname in (None, alias.name)
                yield alias.asname or alias.name, source if own else None
        case ast.Assign():
            yield from ((name, None) for target in statement.targets for name in _targets(target))
        case ast.AnnAssign(value=ast.expr()) | ast.For():
            yield from ((name, None) for name in _targets(statement.target))
        case ast.With():
            yield from ((name, None) for item in statement.items for name in _targets(item.optional_vars))
        case _:
            return


def _targets(target: ast.expr | None) -> Iterator[str]:
    if target is not None:
        yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _inner(statement: ast.stmt) -> list[list[ast.stmt]]:
    match statement:
        case ast.If() | ast.For() | ast.While():
            return [statement.body, statement.orelse]
        case ast.With():
            return [statement.body]
        case ast.Try() | ast.TryStar():
            handled = [handler.body for handler in statement.handlers]
            return [statement.body, *handled, statement.orelse, statement.finalbody]
        case _:
            return []


def import_names(body: list[ast.stmt]) -> dict[str, tuple[int, str]]:
    """Name -> level and module, for each name that an import anywhere binds to what may be a module."""
    names: dict[str, tuple[int, str]] = {}
    for node in every_block(body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = 0, alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            prefix = f"{node.module}." if node.module else ""
            names.update({alias.asname or alias.name: (node.level, prefix + alias.name) for alias in node.names})
    return names


def is_open(source: bytes, names: dict[str, Binding]) -> bool:
    """Whether a module may have names that its statements do not bind."""
    return "__getattr__" in names or _MAKES_NAMES.search(source) is not None


def path_change(source: bytes) -> int:
    """The first line that seems to change ``sys.path``; 0 for none."""
    if b"sys.path" not in source and b"addsitedir" not in source:
        return 0
    found = _PATH_CHANGE.search(source)
    return source.count(b"\n", 0, found.start()) + 1 if found else 0
