"""Where an expression stands: whether it runs at import, and whether the code copes with a file that is not there."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.data.scopes import Function, Scope, function_scope
from ctxlint.imports.handlers import Catching, gives_up
from ctxlint.imports.platform import Verdict, decide
from ctxlint.imports.syntax import every_block, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_CATCHING = Catching(
    frozenset({"OSError", "IOError", "EnvironmentError", "FileNotFoundError", "Exception", "BaseException"})
)
_CHECKS = frozenset({"exists", "lexists", "isfile", "is_file", "isdir", "is_dir", "access", "is_mount", "isfile_async"})


class Around(Struct, frozen=True):
    """What stands around an expression."""

    scope: Scope
    lazy: bool = False
    guarded: bool = False
    main_only: bool = False


Block = tuple[list[ast.stmt], Around]


def expressions(body: list[ast.stmt], scope: Scope) -> Iterator[tuple[ast.stmt | ast.expr, Around]]:
    """Every statement and every expression of a module; without what only type checkers read."""
    waiting: list[Block] = [(body, Around(scope))]
    while waiting:
        statements, here = waiting.pop()
        for statement in statements:
            yield statement, here
            yield from _inside(statement, here)
            waiting += _blocks(statement, here)


def _inside(statement: ast.stmt, here: Around) -> Iterator[tuple[ast.expr, Around]]:
    waiting: list[tuple[ast.AST, Around]] = [(statement, here)]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, ast.expr):
            yield node, around
        if isinstance(node, ast.Lambda):
            around = replace(around, lazy=True, scope=function_scope(node, around.scope))
        elif isinstance(node, ast.IfExp):
            around = replace(around, lazy=True, guarded=around.guarded or has_check(node.test))
        waiting += [(child, around) for child in parts_of(node)]


def _blocks(statement: ast.stmt, here: Around) -> Iterator[Block]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield statement.body, _in_function(statement, here)
        case ast.ClassDef():
            yield statement.body, here
        case ast.If():
            yield from _branches(statement, here)
        case ast.Try() | ast.TryStar():
            yield from _attempts(statement, here)
        case ast.With() | ast.AsyncWith():
            suppresses = any(map(_CATCHING.suppresses, statement.items))
            yield statement.body, replace(here, guarded=here.guarded or suppresses)
        case ast.For() | ast.AsyncFor() | ast.While():
            yield statement.body, here
            yield statement.orelse, here
        case ast.Match():
            yield from ((case.body, replace(here, lazy=True)) for case in statement.cases)
        case _:
            return


def _in_function(function: Function, here: Around) -> Around:
    scope = function_scope(function, here.scope)
    return replace(here, scope=scope, lazy=True, guarded=False)


def _branches(statement: ast.If, here: Around) -> Iterator[Block]:
    checked = replace(here, lazy=True, guarded=here.guarded or has_check(statement.test))
    match decide(statement.test):
        case Verdict.TYPING | Verdict.FALSE:
            yield statement.orelse, here
        case Verdict.NOT_TYPING | Verdict.TRUE:
            yield statement.body, here
        case Verdict.MAIN:
            yield statement.body, replace(here, main_only=True)
            yield statement.orelse, here
        case _:
            yield statement.body, checked
            yield statement.orelse, checked


def _attempts(statement: ast.Try | ast.TryStar, here: Around) -> Iterator[Block]:
    caught = any(_CATCHING.catches(handler.type) and not gives_up(handler.body) for handler in statement.handlers)
    yield statement.body, replace(here, guarded=here.guarded or caught)
    for handler in statement.handlers:
        yield handler.body, replace(here, lazy=True)
    yield statement.orelse, here
    yield statement.finalbody, here


def has_check(node: ast.AST) -> bool:
    """Whether some call inside asks whether a file is there."""
    return any(isinstance(each, ast.Call) and is_check(each) for each in ast.walk(node))


def is_check(call: ast.Call) -> bool:
    """Whether a call asks whether a file is there."""
    return _last_name(call.func) in _CHECKS


def insisting(body: list[ast.stmt]) -> frozenset[int]:
    """The calls (by ``id``) that ask for a file without which the code gives up: ``if not path.exists(): raise``."""
    found: set[int] = set()
    for node in every_block(body):
        if isinstance(node, ast.Assert) or (isinstance(node, ast.If) and gives_up(node.body)):
            found.update(map(id, ast.walk(node.test)))
    return frozenset(found)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
