"""Whether code copes with a failure: what a handler catches, and whether it gives up all the same."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.imports.platform import dotted

if TYPE_CHECKING:
    from collections.abc import Set

_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort"})


class Catching(Struct, frozen=True):
    """Handlers for one kind of failure."""

    names: Set[str]
    """The exceptions that it is, without their modules."""

    def catches(self, caught: ast.expr | None) -> bool:
        """Whether the expression of an ``except`` covers it."""
        if isinstance(caught, ast.Tuple):
            return any(map(self.catches, caught.elts))
        return caught is None or dotted(caught).rpartition(".")[2] in self.names

    def suppresses(self, item: ast.withitem) -> bool:
        """Whether a ``with`` item is a ``suppress`` that covers it."""
        call = item.context_expr
        return (
            isinstance(call, ast.Call)
            and dotted(call.func).rpartition(".")[2] == "suppress"
            and any(map(self.catches, call.args))
        )


def gives_up(body: list[ast.stmt]) -> bool:
    """Whether a block ends the function or the process with the failure, as the handler in Django's ``manage.py``."""
    last = body[-1]
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return dotted(last.value.func) in _EXITS
    return isinstance(last, ast.Raise)
