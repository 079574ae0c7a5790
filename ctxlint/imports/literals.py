"""Strings that can be known without running anything."""

from __future__ import annotations

import ast
import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = "\1"
"""Stands for the package of the module itself: ``__package__``, or ``__name__`` of a package."""
ANYTHING = "\2"
"""Stands for a part that only a run would know."""

_MAX_DEPTH = 50
_MAX_CHOICES = 200
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def is_dotted(text: str) -> bool:
    """Whether a string can be the name of a module."""
    return _DOTTED.fullmatch(text) is not None


class Constants:
    """The names that a module binds once, at its top level."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self._values: dict[str, ast.expr] = {}
        self._loops: dict[str, ast.expr] = {}
        for statement in body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self._bind(target, statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value:
                self._bind(statement.target, statement.value)

    def looping(self, node: ast.AST) -> None:
        """Know the variable of a loop, or of a comprehension, over a list that is written down."""
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
            self._loops.setdefault(node.target.id, node.iter)

    def choices(self, node: ast.expr) -> list[str]:
        """All that a string can be, when a part of it is the variable of such a loop."""
        names = {
            each.id for each in ast.walk(node) if isinstance(each, ast.Name)
        } & self._loops.keys() - self._values.keys()
        if len(names) != 1:
            return [self.text(node)]
        (name,) = names
        found = []
        for value, _ in islice(self.texts(self._loops[name]), _MAX_CHOICES):
            self._values[name] = ast.Constant(value)
            found.append(self.text(node))
        self._values.pop(name, None)
        return found or [self.text(node)]

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._values.setdefault(target.id, value)

    def text(self, node: ast.expr, depth: int = 0) -> str:
        """A string; what is not known of it is :data:`ANYTHING`."""
        if depth > _MAX_DEPTH:
            return ANYTHING
        if joined := _joined(node):
            glue, parts = joined
            return glue.join(self.text(part, depth + 1) for part in parts)
        match node:
            case ast.Constant(value=str(value)):
                return value
            case ast.FormattedValue(conversion=-1, format_spec=None):
                return self.text(node.value, depth + 1)
            case ast.Name(id="__package__" | "__name__"):
                return HERE
            case ast.Name() if node.id in self._values:
                return self.text(self._values[node.id], depth + 1)
            case _:
                return ANYTHING

    def value(self, node: ast.expr) -> ast.expr:
        """What a name stands for; any other expression is itself."""
        return self._values.get(node.id, node) if isinstance(node, ast.Name) else node

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


def _joined(node: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """What stands between the parts of a text that is put together, and these."""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return "", [left, right]
        case ast.JoinedStr(values):
            return "", values
        case ast.Call(ast.Attribute(ast.Constant(str(glue)), "join"), [ast.List(parts) | ast.Tuple(parts)]):
            return glue, parts
        case _:
            return None
