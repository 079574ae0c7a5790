"""From an expression to the path that it stands for; nothing is executed."""

from __future__ import annotations

import ast
import posixpath
from typing import TYPE_CHECKING

from ctxlint.data.scopes import Scope, attributes, module_scope
from ctxlint.data.targets import SELF, UNKNOWN, Value, glued, join, parent, renamed, target_of
from ctxlint.data.values import Base, Target
from ctxlint.imports.names import import_names
from ctxlint.imports.platform import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_DEPTH = 60

PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "anyio.Path", "environ.Path", "Path"})
_SAME = frozenset({"os.path.abspath", "os.path.realpath", "os.path.normpath", "os.fspath", "str", "os.path.expanduser"})
_CURRENT = frozenset({"os.getcwd", "pathlib.Path.cwd"})
_FUNCTIONS = PATHS | _SAME | _CURRENT | {"os.path.join", "os.path.dirname"}
_SAME_METHODS = frozenset({"resolve", "absolute", "as_posix", "expanduser", "__str__"})
_FILES = frozenset({"importlib.resources.files", "importlib_resources.files"})
RESOURCES = frozenset(
    f"{library}.{name}"
    for library, names in {
        "importlib.resources": "read_text read_binary open_text open_binary path",
        "importlib_resources": "read_text read_binary open_text open_binary path",
        "pkgutil": "get_data",
        "pkg_resources": "resource_string resource_stream resource_filename resource_listdir",
    }.items()
    for name in names.split()
)
_HERE = frozenset({"__package__", "__name__"})


class Evaluator:
    """Reads the expressions of one module."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self.top = module_scope(body)
        self._imports = import_names(body)
        self._attributes = attributes(body, self.top)
        self._known: dict[tuple[int, int], Value] = {}

    def qualified(self, node: ast.expr) -> str:
        """The dotted name of a function, with the module that an import takes it from."""
        name = dotted(node)
        first, dot, rest = name.partition(".")
        level, module = self._imports.get(first, (0, first))
        return "" if level else f"{module}{dot}{rest}"

    def target(self, node: ast.expr | None, scope: Scope) -> Target | None:
        """The path that an expression stands for."""
        return target_of(self.value(node, scope)) if node is not None else None

    def targets(self, node: ast.expr | None, scope: Scope) -> Iterator[tuple[Target, ast.expr]]:
        """The paths of a list, or a single one."""
        if isinstance(node, ast.Name) and (found := scope.find(node.id)) and isinstance(found[0], ast.List | ast.Tuple):
            node, scope = found
        for each in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
            if each is not None and (target := self.target(each, scope)):
                yield target, each

    def constants(self) -> Iterator[tuple[str, Target]]:
        """The paths at the top level, by name."""
        for name, value in self.top.names.items():
            if target := self.target(value, self.top):
                yield name, target

    def value(self, node: ast.expr, scope: Scope, depth: int = 0) -> Value:
        """The path or the text; each expression is read once."""
        key = id(node), id(scope)
        if key not in self._known:
            self._known[key] = None  # a name that is bound to itself
            self._known[key] = self._read(node, scope, depth + 1) if depth < _MAX_DEPTH else None
        return self._known[key]

    def _read(self, node: ast.expr, scope: Scope, depth: int) -> Value:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.JoinedStr():
                return self._glued(node.values, scope, depth)
            case ast.FormattedValue(conversion=-1, format_spec=None) | ast.Await() | ast.NamedExpr():
                return self.value(node.value, scope, depth)
            case ast.BinOp():
                return self._combined(node, scope, depth)
            case ast.Name():
                return self._named(node.id, scope, depth)
            case ast.Attribute() | ast.Subscript() | ast.Call():
                return self._derived(node, scope, depth)
            case _:
                return None

    def _derived(self, node: ast.Attribute | ast.Subscript | ast.Call, scope: Scope, depth: int) -> Value:
        if isinstance(node, ast.Call):
            return self._called(node, scope, depth)
        return (
            self._attribute(node, scope, depth) if isinstance(node, ast.Attribute) else self._above(node, scope, depth)
        )

    def _glued(self, nodes: list[ast.expr], scope: Scope, depth: int) -> Value:
        found: Value = ""
        for number, node in enumerate(nodes):
            value = self.value(node, scope, depth)
            found = glued(found, value) if number else value
        return found

    def _combined(self, node: ast.BinOp, scope: Scope, depth: int) -> Value:
        left = self.value(node.left, scope, depth)
        match node.op:
            case ast.Add():
                return glued(left, self.value(node.right, scope, depth))
            case ast.Div() if isinstance(left, Target):
                return join(left, self.value(node.right, scope, depth))
            case ast.Mod() if isinstance(left, str):
                return left.partition("%")[0] + UNKNOWN
            case ast.Sub() if isinstance(left, Target) and isinstance(steps := _number(node.right), int):
                return parent(left, steps)
            case _:
                return None

    def _named(self, name: str, scope: Scope, depth: int) -> Value:
        if name == "__file__":
            return Target(Base.FILE, SELF)
        if found := scope.find(name):
            value, where = found
            return None if value is None else self.value(value, where, depth)
        if name in self._imports:
            level, module = self._imports[name]
            package, _, attribute = module.rpartition(".")
            return Target(Base.NAME, ".", package, level, attribute) if package or level else None
        return None

    def _attribute(self, node: ast.Attribute, scope: Scope, depth: int) -> Value:
        name = dotted(node)
        first, _, rest = name.partition(".")
        if node.attr == "__file__" and first in self._imports and rest == "__file__":
            level, module = self._imports[first]
            return None if level else Target(Base.PACKAGE, SELF, module)
        if first in ("self", "cls") and rest == node.attr:
            found = self._attributes.get(rest)
            return self.value(*found, depth) if found else None
        if first in self._imports and rest == node.attr and not scope.find(first):
            level, module = self._imports[first]
            return Target(Base.NAME, ".", module, level, rest)
        value = self.value(node.value, scope, depth)
        return parent(value) if node.attr == "parent" and isinstance(value, Target) else None

    def _above(self, node: ast.Subscript, scope: Scope, depth: int) -> Value:
        """``path.parents[n]``."""
        steps, owner = _number(node.slice), node.value
        if not isinstance(owner, ast.Attribute) or owner.attr != "parents" or steps is None or steps < 0:
            return None
        value = self.value(owner.value, scope, depth)
        return parent(value, steps + 1) if isinstance(value, Target) else None

    def _called(self, call: ast.Call, scope: Scope, depth: int) -> Value:
        name = self.qualified(call.func)
        if call.args and isinstance(call.args[-1], ast.Starred):
            return None
        if name in _FILES or name in RESOURCES:
            return self._resource(call, scope, depth)
        if name in _FUNCTIONS:
            return _function(name, [self.value(argument, scope, depth) for argument in call.args])
        receiver = self.value(call.func.value, scope, depth) if isinstance(call.func, ast.Attribute) else None
        return self._method(receiver, call, scope, depth) if receiver is not None else None

    def _method(self, receiver: Target | str, call: ast.Call, scope: Scope, depth: int) -> Value:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        values = [self.value(argument, scope, depth) for argument in call.args]
        if isinstance(receiver, str):
            return receiver.partition("{")[0] + UNKNOWN if name == "format" else None
        if name in _SAME_METHODS:
            return receiver
        if name in ("joinpath", "path"):
            return _joined([receiver, *values])
        if name == "with_name" and values:
            return renamed(receiver, values[0])
        if name == "with_suffix" and values and isinstance(values[0], str):
            stem = posixpath.splitext(posixpath.basename(receiver.path))[0]
            return renamed(receiver, stem + values[0])
        return None

    def _resource(self, call: ast.Call, scope: Scope, depth: int) -> Value:
        """``files("a.b")`` and ``read_text("a.b", "c.txt")``."""
        if not call.args:
            return Target(Base.FILE)
        package = self.package(call.args[0], scope)
        values = [self.value(argument, scope, depth) for argument in call.args[1:]]
        return _joined([package, *values[:1]]) if package else None

    def package(self, node: ast.expr, scope: Scope) -> Target | None:
        """The directory of a package that is named by a text, or by itself."""
        if isinstance(node, ast.Name) and node.id in _HERE:
            return Target(Base.FILE)
        if isinstance(node, ast.Name) and node.id in self._imports and not scope.find(node.id):
            level, module = self._imports[node.id]
            return Target(Base.PACKAGE, ".", module, level)
        text = self.value(node, scope)
        known = isinstance(text, str) and text and UNKNOWN not in text
        return Target(Base.PACKAGE, ".", text) if known and isinstance(text, str) else None


def _function(name: str, values: list[Value]) -> Value:
    if name in _CURRENT:
        return Target(Base.CWD)
    if name in PATHS or name == "os.path.join":
        return _joined(values)
    if not values:
        return None
    return values[0] if name in _SAME else parent(target_of(values[0]))


def _joined(values: list[Value]) -> Value:
    if not values:
        return Target(Base.CWD)
    first = target_of(values[0]) if values[0] != "" else Target(Base.CWD)
    for value in values[1:]:
        first = join(first, value)
    return first


def _number(node: ast.expr) -> int | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None
