"""What names stand for in a module and in its functions, as far as one assignment decides it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.imports.platform import dotted
from ctxlint.imports.syntax import blocks_in, every_block

if TYPE_CHECKING:
    from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Fields of such classes are defaults that the environment or a file overrides.
_OVERRIDDEN = ("Settings", "Config", "Model")


class Scope(Struct, eq=False):
    """Names and what they are bound to; ``None`` where several bindings, or none that is an expression, compete."""

    names: dict[str, ast.expr | None] = field(default_factory=dict)
    outer: Scope | None = None

    def find(self, name: str) -> tuple[ast.expr | None, Scope] | None:
        """The expression and the scope to read it in; ``None`` when nobody binds the name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name], scope
            scope = scope.outer
        return None

    def bind(self, name: str, value: ast.expr | None) -> None:
        """One more binding."""
        self.names[name] = None if name in self.names else value


def module_scope(body: list[ast.stmt]) -> Scope:
    """The names at the top level; what functions declare ``global`` is not known."""
    scope = Scope()
    for statement in _own(body):
        _bind(statement, scope)
    for node in every_block(body):
        if isinstance(node, ast.Global):
            scope.names.update(dict.fromkeys(node.names))
    return scope


def function_scope(function: Function | ast.Lambda, outer: Scope) -> Scope:
    """The names of a function: its parameters are not known."""
    scope = Scope(outer=outer)
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    scope.names.update({argument.arg: None for argument in every if argument})
    for statement in [] if isinstance(function, ast.Lambda) else _own(function.body):
        _bind(statement, scope)
    return scope


def _own(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block and the blocks inside, without those of functions and classes."""
    waiting: list[ast.AST] = [*reversed(body)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, _INNER):
            waiting += reversed(blocks_in(node))


def _bind(statement: ast.stmt, scope: Scope) -> None:
    match statement:
        case ast.Assign():
            for target in statement.targets:
                _bind_target(target, statement.value, scope)
        case ast.AnnAssign(value=ast.expr()):
            _bind_target(statement.target, statement.value, scope)
        case ast.AugAssign() | ast.For() | ast.AsyncFor():
            _bind_target(statement.target, None, scope)
        case ast.With() | ast.AsyncWith():
            for item in statement.items:
                _bind_target(item.optional_vars, _entered(item.context_expr), scope)
        case _:
            return


def _entered(context: ast.expr) -> ast.expr | None:
    """What ``with ... as name`` binds, when that is a path."""
    if not isinstance(context, ast.Call):
        return None
    last = dotted(context.func).rpartition(".")[2]
    return context.args[0] if last == "as_file" and context.args else context if last == "path" else None


def _bind_target(target: ast.expr | None, value: ast.expr | None, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        scope.bind(target.id, value)
    elif isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            _bind_target(each, None, scope)


def attributes(body: list[ast.stmt], scope: Scope) -> dict[str, tuple[ast.expr, Scope] | None]:
    """What ``self.name`` stands for, by name, where one assignment of the module decides it."""
    found: dict[str, tuple[ast.expr, Scope] | None] = {}
    for node in every_block(body):
        if isinstance(node, ast.ClassDef) and not _is_overridden(node):
            for name, value, where in _fields(node, scope):
                found[name] = None if name in found or value is None else (value, where)
    return found


def _is_overridden(definition: ast.ClassDef) -> bool:
    return any(word in dotted(base) for base in definition.bases for word in _OVERRIDDEN)


def _fields(definition: ast.ClassDef, scope: Scope) -> Iterator[tuple[str, ast.expr | None, Scope]]:
    for statement in definition.body:
        if isinstance(statement, Function):
            inner = function_scope(statement, scope)
            for name, value in _assigned(statement.body, "self."):
                yield name, value, inner
        else:
            for name, value in _assigned([statement], ""):
                yield name, value, scope


def _assigned(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.expr | None]]:
    for statement in _own(body):
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            name = dotted(target)
            if name.startswith(prefix) and "." not in name.removeprefix(prefix) and name:
                yield name.removeprefix(prefix), value
