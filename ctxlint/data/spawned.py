"""Calls that start ``alembic``, which reads its settings: ``subprocess.run(["alembic", "upgrade", "head"])``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ctxlint.data.targets import UNKNOWN, join
from ctxlint.data.values import Base, Target
from ctxlint.shell.words import names, split_command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.data.evaluation import Evaluator
    from ctxlint.data.scopes import Scope

SPAWNERS = frozenset(
    {f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")}
    | {"os.system", "os.popen", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"}
)
_COMMANDS = names("upgrade downgrade stamp current check heads history revision")


def spawned(call: ast.Call, evaluator: Evaluator, scope: Scope) -> Iterator[tuple[Target, ast.expr]]:
    """The settings that a started ``alembic`` reads: in the directory that the call gives, else the process's own."""
    words = list(_words(call, evaluator, scope))
    if "alembic" not in words or not _COMMANDS.intersection(words[words.index("alembic") :]):
        return
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "cwd"), None)
    directory = evaluator.target(given, scope) if given else Target(Base.CWD)
    target = join(directory, _settings(words))
    if target and not target.partial:
        yield target, call


def _words(call: ast.Call, evaluator: Evaluator, scope: Scope) -> Iterator[str]:
    first = call.args[0] if call.args else None
    nodes: Sequence[ast.expr] = first.elts if isinstance(first, ast.List | ast.Tuple) else call.args
    for node in nodes:
        value = evaluator.value(node, scope)
        if isinstance(value, str) and " " in value and node is first:
            yield from split_command(value)
        else:
            yield value if isinstance(value, str) else UNKNOWN


def _settings(words: list[str]) -> str:
    option = next((number for number, word in enumerate(words) if word in ("-c", "--config")), None)
    return words[option + 1] if option is not None and option + 1 < len(words) else "alembic.ini"
