"""Walking syntax trees by what is looked for, many times as fast as :func:`ast.walk`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Block = ast.stmt | ast.ExceptHandler | ast.match_case
"""What holds statements, or is one; no expression has any of them inside."""

_HOLDERS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name in ("body", "handlers", "orelse", "finalbody", "cases"))
    for kind in (
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While),
        *(ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match, ast.ExceptHandler, ast.match_case),
    )
}
# Fields that hold no expression, or one that is never more than a name.
_PLAIN = frozenset(
    ("ctx", "op", "ops", "id", "attr", "kind", "conversion", "type_comment", "module", "level", "names", "name", "arg")
)
_PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in (*_PLAIN, *_HOLDERS.get(kind, ())))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and kind is not ast.Constant
}


def blocks_in(node: ast.AST) -> list[Block]:
    """The statements, handlers and cases directly inside of one of them."""
    return [child for name in _HOLDERS.get(type(node), ()) for child in getattr(node, name)]


def every_block(body: Iterable[Block]) -> list[Block]:
    """All of them, whatever they are in, those on the outside first."""
    found = list(body)
    for node in found:
        found += blocks_in(node)
    return found


def parts_of(node: ast.AST) -> list[ast.AST]:
    """The children of a node that are no blocks, without operators and contexts."""
    found: list[ast.AST] = []
    for name in _PARTS.get(type(node), ()):
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, ast.AST)]
    return found
