"""Under which circumstances a statement runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.imports.handlers import Catching, gives_up
from ctxlint.imports.platform import Verdict, decide
from ctxlint.imports.values import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_CATCHING = Catching(frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}))


class Circumstances(Struct, frozen=True):
    """What stands around a statement."""

    lazy: bool = False
    caught: bool = False
    guarded: bool = False
    typing: bool = False
    main_only: bool = False
    instead_of: tuple[tuple[int, str], ...] = ()
    flags: frozenset[str] = frozenset()
    """Names that tell whether a module is there."""

    @property
    def kind(self) -> Kind:
        """The kind of an import that stands here."""
        if self.typing:
            return Kind.TYPE_CHECKING
        if self.guarded or self.caught:
            return Kind.OPTIONAL
        return Kind.LAZY if self.lazy else Kind.EAGER

    def in_function(self) -> Circumstances:
        """A body that runs later, outside of any ``try`` around its definition."""
        return replace(self, lazy=True, caught=False, instead_of=())


Block = tuple[list[ast.stmt], Circumstances]


def blocks(statement: ast.stmt, here: Circumstances) -> Iterator[Block]:
    """The statements inside of a statement, and their circumstances."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield statement.body, here.in_function()
        case ast.ClassDef():
            yield statement.body, here
        case ast.If():
            then, otherwise = _branches(statement.test, here)
            yield statement.body, then
            yield statement.orelse, otherwise
        case ast.Try() | ast.TryStar():
            yield from _attempts(statement, here)
        case ast.With() | ast.AsyncWith():
            suppresses = any(map(_CATCHING.suppresses, statement.items))
            yield statement.body, replace(here, caught=True) if suppresses else here
        case ast.For() | ast.AsyncFor() | ast.While():
            yield statement.body, here
            yield statement.orelse, here
        case ast.Match():
            for case in statement.cases:
                yield case.body, replace(here, lazy=True)
        case _:
            return


def flags_of(body: list[ast.stmt]) -> frozenset[str]:
    """The names at the top level that an import or ``find_spec`` has decided about: ``HAS_X``."""
    found: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.Try):
            handlers = (handler for handler in statement.handlers if _CATCHING.catches(handler.type))
            found.update(name for handler in handlers for each in handler.body for name in _assigned(each))
        elif isinstance(statement, ast.Assign) and decide(statement.value) is Verdict.UNDECIDED:
            found.update(_assigned(statement))
    return frozenset(found)


def _assigned(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _asks(test: ast.expr, flags: frozenset[str]) -> bool:
    return bool(flags) and any(isinstance(node, ast.Name) and node.id in flags for node in ast.walk(test))


def _branches(test: ast.expr, here: Circumstances) -> tuple[Circumstances, Circumstances]:
    if _asks(test, here.flags):
        return replace(here, guarded=True), replace(here, guarded=True)
    match decide(test):
        case Verdict.TYPING:
            return replace(here, typing=True), here
        case Verdict.NOT_TYPING:
            return here, replace(here, typing=True)
        case Verdict.MAIN:
            return replace(here, main_only=True), here
        case Verdict.TRUE:
            return here, replace(here, guarded=True)
        case Verdict.FALSE:
            return replace(here, guarded=True), here
        case Verdict.UNDECIDED:
            return replace(here, guarded=True), replace(here, guarded=True)
        case Verdict.PLAIN:
            return replace(here, lazy=True), replace(here, lazy=True)


def _attempts(statement: ast.Try | ast.TryStar, here: Circumstances) -> Iterator[Block]:
    catching = [handler for handler in statement.handlers if _CATCHING.catches(handler.type)]
    caught = bool(catching) and not any(gives_up(handler.body) for handler in catching)
    yield statement.body, replace(here, caught=True) if caught else here
    first = tuple(_imported(statement.body)) if catching else ()
    for handler in statement.handlers:
        yield handler.body, replace(here, instead_of=first) if handler in catching and first else here
    yield statement.orelse, here
    yield statement.finalbody, here


def _imported(statements: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    for statement in statements:
        if isinstance(statement, ast.ImportFrom):
            yield statement.level, statement.module or ""
        elif isinstance(statement, ast.Import):
            yield from ((0, alias.name) for alias in statement.names)
