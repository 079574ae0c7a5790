"""Python scripts that only start something else: ``subprocess.run([sys.executable, "-m", "app"])``."""

from __future__ import annotations

import ast
import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.context import Directory, File
from ctxlint.shell.unknown import unknown
from ctxlint.shell.words import split_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Again, Call
    from ctxlint.start.values import Start

_RUNS = frozenset({"run", "call", "check_call", "check_output", "Popen", "system", "popen", "execv", "execve"})
_PROGRAM_FIRST = frozenset({"execl", "execlp", "execle", "execlpe", "execvp", "execvpe", "spawnv", "spawnvp"})
_MODULES = frozenset({"subprocess", "os", "sp", "asyncio"})
_SIGNS = ("subprocess", "os.system", "os.exec", "os.popen", "os.spawn")
_MAX_COMMANDS = 20


class _Command(Struct, frozen=True):
    argv: tuple[str, ...]
    optional: bool
    directory: str | None


def spawned(call: Call, start: Start) -> Iterator[Again]:
    """The commands that the file of a start runs, in the place of ``call``; those of functions are optional."""
    text = _text(call, start)
    if text is None or not any(sign in text for sign in _SIGNS):
        return
    for command in _commands(text)[:_MAX_COMMANDS]:
        inside = call.inside(command.directory)
        optional = call.situation.optional or command.optional
        yield call.again(command.argv, replace(inside.situation, optional=optional, aside=True))


def _text(call: Call, start: Start) -> str | None:
    if start.script is not None:
        return call.files.text(start.script)
    for root in start.roots:
        base = posixpath.join(root, *(start.module or "").split("."))
        for path in (base + ".py", base + "/__main__.py"):
            if isinstance(call.files.node(path), File):
                return call.files.text(path)
        if isinstance(call.files.node(base), Directory):
            return None
    return None


def _commands(text: str) -> list[_Command]:
    try:
        return list(_in(ast.parse(text), optional=False))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _in(node: ast.AST, *, optional: bool) -> Iterator[_Command]:
    if isinstance(node, ast.Call) and (found := _command(node, optional=optional)):
        yield found
    inside = optional or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.If | ast.Try)
    if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test):
        inside = optional
    for child in ast.iter_child_nodes(node):
        yield from _in(child, optional=inside)


def _command(call: ast.Call, *, optional: bool) -> _Command | None:
    function = call.func
    module = function.value if isinstance(function, ast.Attribute) else None
    if not isinstance(function, ast.Attribute) or not isinstance(module, ast.Name) or module.id not in _MODULES:
        return None
    if function.attr in _PROGRAM_FIRST:
        arguments = call.args[1:2] if "v" in function.attr else [ast.List(call.args[1:], ast.Load())]
    else:
        arguments = call.args[:1] if function.attr in _RUNS else []
    argv = _words(arguments[0]) if arguments else ()
    if not argv:
        return None
    directory = next((keyword.value for keyword in call.keywords if keyword.arg == "cwd"), None)
    known = directory is None or (isinstance(directory, ast.Constant) and isinstance(directory.value, str))
    place = directory.value if isinstance(directory, ast.Constant) and isinstance(directory.value, str) else None
    return _Command(argv, optional or not known, place)


def _words(node: ast.expr) -> tuple[str, ...]:
    """The words of a list or a text; what is not literal is unknown, but for the interpreter before ``-m``."""
    match node:
        case ast.BinOp(op=ast.Add()):
            return _words(node.left)
        case ast.Constant(str(text)):
            return split_command(text)
        case ast.List(elements) | ast.Tuple(elements) if elements:
            words = [_word(element) for element in elements if not isinstance(element, ast.Starred)]
            return ("python", *words[1:]) if _names_interpreter(elements, words) else tuple(words)
        case _:
            return ()


def _word(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else unknown("…")


def _names_interpreter(elements: list[ast.expr], words: list[str]) -> bool:
    if isinstance(elements[0], ast.Constant) or len(words) < 2:
        return False
    return words[1] == "-m" or words[1].endswith(".py")
