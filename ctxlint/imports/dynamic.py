"""Modules that are imported by calls: ``import_module("a.b")`` and loops over a package."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING

from ctxlint.imports.literals import ANYTHING, HERE, is_dotted
from ctxlint.imports.platform import dotted
from ctxlint.imports.values import REVISIONS, Import, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.imports.literals import Constants

_BY_MODULE = frozenset({"import_module", "__import__", "run_module"})
_BY_ATTRIBUTE = frozenset({"import_string", "import_from_string", "import_object", "import_by_path"})
_GROUPS = frozenset({"entry_points", "iter_entry_points", "select"}) | {
    f"{kind}Manager" for kind in ("Extension", "Driver", "Hook", "NamedExtension", "EnabledExtension")
}
_LOOPS = {"iter_modules": "*", "walk_packages": "**"}


class DynamicImports:
    """Reads calls; ``names`` says which module a name stands for, where an import binds it."""

    def __init__(self, constants: Constants, names: dict[str, tuple[int, str]]) -> None:
        self._constants = constants
        self._names = names

    def __call__(self, call: ast.Call) -> Iterator[Import]:
        """What a call imports; places and kinds are left to the caller, but for what only some runs import."""
        name = self._name(call.func)
        if name in _BY_MODULE and call.args:
            package = call.args[1] if name == "import_module" and len(call.args) > 1 else _keyword(call, "package")
            yield from self._module(call.args[0], package)
        elif name in _BY_ATTRIBUTE and call.args:
            text = self._constants.text(call.args[0])
            if is_dotted(text):
                yield Import(text, dynamic=True, tail=True)
        elif name in _LOOPS:
            yield from self._loop(call, _LOOPS[name])
        elif name in _GROUPS:
            yield from self._group(call)
        elif name == "upgrade" and self._is_of_alembic(call.func):
            yield Import("", kind=Kind.LAZY, dynamic=True, group=REVISIONS)
        for argument in call.args:
            if isinstance(argument, ast.List | ast.Tuple):
                yield from self._spawned(argument.elts)

    def _name(self, function: ast.expr) -> str:
        """The last part of what a function is called, or of what it is where an import renames it."""
        if isinstance(function, ast.Attribute):
            return function.attr
        name = function.id if isinstance(function, ast.Name) else ""
        return self._names.get(name, (0, name))[1].rpartition(".")[2]

    def _group(self, call: ast.Call) -> Iterator[Import]:
        """What the entry points of a group name; they are loaded later."""
        named = _keyword(call, "group") or _keyword(call, "namespace") or next(iter(call.args), None)
        text = self._constants.text(named) if named else ""
        if text and ANYTHING not in text and HERE not in text:
            yield Import("", kind=Kind.LAZY, dynamic=True, group=text)

    def _is_of_alembic(self, function: ast.expr) -> bool:
        first, _, rest = dotted(function).partition(".")
        module = f"{self._names.get(first, (0, ''))[1]}.{rest}".rstrip(".")
        return module == "alembic.command.upgrade"

    def _spawned(self, words: list[ast.expr]) -> Iterator[Import]:
        """``[sys.executable, "-m", "a.b"]``."""
        texts = [self._constants.text(word) for word in words]
        module = next((after for word, after in pairwise(texts) if word == "-m"), "")
        if {"alembic", "upgrade"} <= set(texts):
            yield Import("", kind=Kind.LAZY, dynamic=True, group=REVISIONS)
        elif is_dotted(module):
            yield Import(module, kind=Kind.LAZY, dynamic=True)

    def _module(self, argument: ast.expr, package: ast.expr | None) -> Iterator[Import]:
        for text in self._constants.choices(argument):
            yield from self._named(text, package)

    def _named(self, text: str, package: ast.expr | None) -> Iterator[Import]:
        module, known, _ = text.partition(ANYTHING)
        if text.startswith("."):
            module = _joined(module, self._constants.text(package) if package else HERE)
        level = 0
        if module.startswith(HERE):
            module = module.removeprefix(HERE)
            level = len(module) - len(module.lstrip("."))
            module = module.lstrip(".")
        if not known and is_dotted(module):
            yield Import(module, level=level, dynamic=True)
        elif known and module.endswith(".") and is_dotted(module[:-1]):
            yield Import(module[:-1], ("*",), level, kind=Kind.LAZY, dynamic=True, whole_package=True)

    def _loop(self, call: ast.Call, names: str) -> Iterator[Import]:
        argument = call.args[0] if call.args else _keyword(call, "path")
        if argument is None:
            return
        if isinstance(argument, ast.Attribute) and argument.attr == "__path__":
            if found := self._package(argument.value):
                yield Import(found[1], (names,), found[0], dynamic=True, whole_package=True)
        elif any(isinstance(node, ast.Name) and node.id in ("__path__", "__file__") for node in ast.walk(argument)):
            yield Import("", (names,), 1, dynamic=True, whole_package=True)

    def _package(self, node: ast.expr) -> tuple[int, str] | None:
        if isinstance(node, ast.Call):
            return next(((found.level, found.module) for found in self(node)), None)
        first, _, rest = dotted(node).partition(".")
        if first not in self._names:
            return None
        level, module = self._names[first]
        return level, f"{module}.{rest}" if rest else module


def _joined(name: str, package: str) -> str:
    """``importlib.util.resolve_name``: one dot is the package itself, each further one its parent."""
    dots = len(name) - len(name.lstrip("."))
    if package == HERE:
        return HERE + name
    parts = package.split(".")
    kept = parts[: len(parts) - dots + 1]
    return ".".join([*kept, name[dots:]]) if kept else ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
