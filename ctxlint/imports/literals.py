"""Strings that can be known without running anything."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = "\1"
"""Stands for the package of the module itself: ``__package__``, or ``__name__`` of a package."""
ANYTHING = "\2"
"""Stands for a part that only a run would know."""

_MAX_DEPTH = 50
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def is_dotted(text: str) -> bool:
    """Whether a string can be the name of a module."""
    return _DOTTED.fullmatch(text) is not None


class Constants:
    """The names that a module binds once, at its top level."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self._values: dict[str, ast.expr] = {}
        for statement in body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self._bind(target, statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value:
                self._bind(statement.target, statement.value)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._values.setdefault(target.id, value)

    def text(self, node: ast.expr, depth: int = 0) -> str:
        """A string; what is not known of it is :data:`ANYTHING`."""
        if depth > _MAX_DEPTH:
            return ANYTHING
        match node:
            case ast.Constant(value=str(value)):
                return value
            case ast.BinOp(op=ast.Add()):
                return self.text(node.left, depth + 1) + self.text(node.right, depth + 1)
            case ast.JoinedStr():
                return "".join(self.text(value, depth + 1) for value in node.values)
            case ast.FormattedValue(conversion=-1, format_spec=None):
                return self.text(node.value, depth + 1)
            case ast.Name(id="__package__" | "__name__"):
                return HERE
            case ast.Name() if node.id in self._values:
                return self.text(self._values[node.id], depth + 1)
            case _:
                return ANYTHING

    def texts(self, node: ast.expr, depth: int = 0) -> Iterator[tuple[str, ast.expr]]:
        """The strings of a list, put together with ``+``, ``*`` and names, each with its place."""
        if depth > _MAX_DEPTH:
            return
        match node:
            case ast.List() | ast.Tuple() | ast.Set():
                inside = node.elts
            case ast.BinOp(op=ast.Add()):
                inside = [node.left, node.right]
            case ast.Starred():
                inside = [node.value]
            case ast.Call(func=ast.Name(id="list" | "tuple" | "set")):
                inside = node.args
            case ast.Name() if isinstance(self._values.get(node.id), ast.List | ast.Tuple | ast.Set | ast.BinOp):
                inside = [self._values[node.id]]
            case _:
                text = self.text(node)
                if ANYTHING not in text and HERE not in text:
                    yield text, node
                return
        for child in inside:
            yield from self.texts(child, depth + 1)
