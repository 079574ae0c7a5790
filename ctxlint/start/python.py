"""The Python interpreter itself."""

from __future__ import annotations

import ast
import posixpath
import sys
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.context import Directory, File
from ctxlint.shell.unknown import is_known
from ctxlint.start.scripts import ARCHIVES
from ctxlint.start.targets import TARGET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from ctxlint.start.calls import Call, Launcher, Outcome

_VALUED = "WXQ"


class Invocation(Struct):
    """What the options of an interpreter say."""

    flags: str = ""
    text: str | None = None
    module: str | None = None
    rest: tuple[str, ...] = ()
    """The script and its arguments, or the arguments of the module."""

    @property
    def is_safe(self) -> bool:
        """Whether neither the script's nor the working directory is searched."""
        return "I" in self.flags or "P" in self.flags


def read_options(words: tuple[str, ...]) -> Invocation:
    """Read the words after ``python`` as CPython does."""
    found = Invocation()
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "-":
        word, at = words[at], at + 1
        if word.startswith("--"):
            at += word == "--check-hash-based-pycs"
            continue
        for number, letter in enumerate(word[1:], 2):
            if letter in "cm" + _VALUED:
                value, at = (word[number:], at) if word[number:] else ("".join(words[at : at + 1]), at + 1)
                if letter not in _VALUED:
                    found.text, found.module = (value, None) if letter == "c" else (None, value)
                    found.rest = words[at:]
                    return found
                break
            found.flags += letter
    found.rest = words[at:]
    return found


class Python(Struct, frozen=True):
    """The interpreter, with the launchers that ``-m`` may name and the tools that start nothing."""

    modules: Mapping[str, Launcher]
    quiet: Set[str]

    def __call__(self, call: Call) -> Iterator[Outcome]:
        """``python -c text``, ``python -m module``, ``python script``, ``python directory``."""
        invocation = read_options(call.arguments)
        if set("IE") & set(invocation.flags):
            call = call.with_environment({"PYTHONPATH": ""})
        front = () if invocation.is_safe or call.variable("PYTHONSAFEPATH") else (call.cwd,)
        if invocation.text is not None:
            yield from _run_text(call, invocation.text, front)
        elif invocation.module is not None:
            yield from self._run_module(call, invocation.module, invocation.rest, front)
        elif invocation.rest and invocation.rest[0] != "-":
            yield from _run_path(call, invocation)
        elif call.situation.stdin:
            yield from _run_text(call, call.situation.stdin, front)
        elif invocation.rest:
            yield call.opaque("it reads its program from the standard input")

    def _run_module(self, call: Call, module: str, rest: tuple[str, ...], front: tuple[str, ...]) -> Iterator[Outcome]:
        """A module of the project, or a launcher by the name of its module."""
        if not is_known(module):
            yield call.not_known(module)
            return
        top = module.partition(".")[0]
        root = call.files.root_of(module, call.roots(*front))
        launcher = self.modules.get(module) if root is None else None
        if launcher:
            situation = replace(call.situation, roots=(*front, *call.situation.roots))
            yield from launcher(replace(call, argv=(module, *rest), situation=situation))
        elif root is None and (is_standard(module) or top in self.quiet):
            yield call.opaque("it is a module of Python or of a tool", python=False)
        else:
            yield _project_module(call, module, root, front)


def _project_module(call: Call, module: str, root: str | None, front: tuple[str, ...]) -> Outcome:
    node = call.files.module_node(root, module) if root is not None else None
    shown = f"-m {module}"
    if not isinstance(node, Directory) or root is None:
        return call.module(module, *front, words=shown)
    path = posixpath.join(root, *module.split("."), "__main__.py")
    if "__main__.py" not in node.entries and call.files.absent(path) and not call.situation.optional:
        return call.lost(path, "module-file")
    return call.module(f"{module}.__main__", *front, words=shown)


def _run_text(call: Call, text: str, front: tuple[str, ...]) -> Iterator[Outcome]:
    if not is_known(text):
        yield call.not_known(text)
        return
    for module, attribute in imports_of(text):
        yield call.module(module, *front, attribute=attribute, words=f"-c 'import {module}'")


def _run_path(call: Call, invocation: Invocation) -> Iterator[Outcome]:
    written, *_ = invocation.rest
    if not is_known(written):
        yield call.not_known(written)
        return
    path = call.path(written)
    node = call.files.node(path)
    if isinstance(node, Directory):
        yield call.script(posixpath.join(path, "__main__.py"), path, words=written)
    elif isinstance(node, File) and path.endswith(ARCHIVES):
        yield call.opaque("an archive is not looked into")
    elif node is None and _is_program(path):
        yield call.again((path, *invocation.rest[1:]))
    else:
        safe = invocation.is_safe or bool(call.variable("PYTHONSAFEPATH"))
        front = () if safe else (posixpath.dirname(call.files.real(path)),)
        yield call.script(path, *front, words=written)


def _is_program(path: str) -> bool:
    """Whether a path is one of what an installed project brings: ``python /venv/bin/gunicorn``."""
    return posixpath.basename(posixpath.dirname(path)) == "bin" and not path.endswith(".py")


def imports_of(text: str) -> list[tuple[str, str | None]]:
    """The modules that a text imports, but for the standard library; each once."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: dict[tuple[str, str | None], None] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= dict.fromkeys((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= dict.fromkeys((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and (named := _named(node)):
            found[named] = None
    return [(module, attribute) for module, attribute in found if not is_standard(module)]


def _named(call: ast.Call) -> tuple[str, str | None] | None:
    """What ``uvicorn.run("a.b:app")``, ``import_module("a.b")`` and ``run_module("a.b")`` name."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    match = TARGET.fullmatch(text) if isinstance(text, str) and name in _BY_NAME else None
    served = match is not None and name in ("run", "serve")
    return (match["module"], match["attribute"]) if match and (match["attribute"] or not served) else None


_BY_NAME = frozenset({"run", "serve", "import_module", "run_module", "__import__"})


def is_standard(module: str) -> bool:
    """Whether a module is one of Python's own."""
    return module.partition(".")[0] in sys.stdlib_module_names
