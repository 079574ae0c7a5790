"""What a ``setup.py`` says, read without running it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.packaging.finding import PackageSearch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPENERS = frozenset({"open", "read_text", "read_bytes", "read", "read_file"})


class SetupScript(Struct, frozen=True):
    """The arguments of its call of ``setup`` that are literal."""

    name: str | None = None
    packages: tuple[str, ...] | PackageSearch | None = None
    modules: tuple[str, ...] = ()
    package_dir: Mapping[str, str] = field(default_factory=dict)
    open: bool = False
    """What it installs cannot be told: an argument is computed, or there is no plain call."""
    extensions: bool = False
    keywords: frozenset[str] = frozenset()
    """The names of all arguments."""
    package_data: Mapping[str, tuple[str, ...]] | None = field(default_factory=dict)
    """Package -> globs relative to it; ``None`` when that cannot be told."""
    reads: tuple[str, ...] = ()
    """Files beside it that it reads whenever it runs."""
    scm_version: bool = False
    """It takes its version from the history (``use_scm_version``), and from nothing else."""


def read_setup_script(text: str) -> SetupScript:
    """Read the text of a ``setup.py``."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return SetupScript(open=True)
    call = next(_calls(tree, "setup"), None)
    reads = tuple(dict.fromkeys(_reads(tree.body)))
    if call is None:
        return SetupScript(open=True, reads=reads)
    arguments = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    starred = any(keyword.arg is None for keyword in call.keywords)
    constants = _constants(tree)
    packages, known = _packages(arguments.get("packages"), constants)
    package_dir = _literal(arguments.get("package_dir"), constants)
    modules = _literal(arguments.get("py_modules"), constants)
    name = _literal(arguments.get("name"), constants)
    return SetupScript(
        name=name if isinstance(name, str) else None,
        packages=packages,
        modules=tuple(map(str, modules)) if isinstance(modules, list | tuple) else (),
        package_dir={str(k): str(v) for k, v in package_dir.items()} if isinstance(package_dir, dict) else {},
        open=starred or not known or not _all_literal(arguments, ("package_dir", "py_modules"), constants),
        extensions="ext_modules" in arguments,
        keywords=frozenset(arguments),
        package_data=None if starred else _package_data(arguments.get("package_data"), constants),
        reads=reads,
        scm_version=_is_from_history(_literal(arguments.get("use_scm_version"), constants)),
    )


def _is_from_history(setting: object) -> bool:
    elsewhere = {"fallback_version", "fallback_root", "root", "parse"}
    return setting is True or (isinstance(setting, dict) and elsewhere.isdisjoint(setting))


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == name:
            yield node


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _constants(tree: ast.Module) -> dict[str, object]:
    """The names that the script gives to literals, once."""
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = _literal(node.value, {})
            if value is not None:
                found[node.targets[0].id] = value
    return found


def _literal(node: ast.expr | None, constants: Mapping[str, object]) -> object:
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    try:
        return ast.literal_eval(node) if node else None
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _all_literal(arguments: Mapping[str, ast.expr], names: tuple[str, ...], constants: Mapping[str, object]) -> bool:
    return all(_literal(arguments[name], constants) is not None for name in names if name in arguments)


def _packages(
    node: ast.expr | None, constants: Mapping[str, object]
) -> tuple[tuple[str, ...] | PackageSearch | None, bool]:
    """The packages that are named or searched for, and whether that can be told."""
    if node is None:
        return None, True
    if isinstance(node, ast.Call) and _called(node) in ("find_packages", "find_namespace_packages", "find"):
        return _search(node, constants)
    value = _literal(node, constants)
    if isinstance(value, list | tuple):
        return tuple(map(str, value)), True
    return None, False


def _search(node: ast.Call, constants: Mapping[str, object]) -> tuple[PackageSearch | None, bool]:
    names = ("where", "exclude", "include")
    given = {
        **dict(zip(names, node.args, strict=False)),
        **{word.arg: word.value for word in node.keywords if word.arg},
    }
    values = {name: _literal(value, constants) for name, value in given.items()}
    if any(value is None for value in values.values()):
        return None, False
    where = values.get("where", ".")
    return PackageSearch(
        where=(str(where),),
        include=_texts(values.get("include", ("*",))),
        exclude=_texts(values.get("exclude", ())),
        namespaces=_called(node) == "find_namespace_packages",
    ), True


def _package_data(node: ast.expr | None, constants: Mapping[str, object]) -> dict[str, tuple[str, ...]] | None:
    value = {} if node is None else _literal(node, constants)
    return {str(key): _texts(globs) for key, globs in value.items()} if isinstance(value, dict) else None


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


# -- files that are read


def _reads(body: list[ast.stmt]) -> Iterator[str]:
    """Literal names of files that top-level statements open; under a condition or a ``try`` they may not be."""
    for node in body:
        if isinstance(node, ast.With):
            for item in node.items:
                yield from _opened(item.context_expr)
            yield from _reads(node.body)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) and node.value:
            yield from _opened(node.value)


def _opened(tree: ast.expr) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _called(node) not in _OPENERS:
            continue
        if isinstance(node.func, ast.Name) or _module_of(node) in ("codecs", "io"):
            source: ast.expr | None = node.args[0] if node.args else None
        else:
            source = node.func.value if isinstance(node.func, ast.Attribute) else None
        if (
            node.args
            and len(node.args) > 1
            and isinstance(mode := node.args[1], ast.Constant)
            and "w" in str(mode.value)
        ):
            continue
        if source is not None and (name := _file_name(source)):
            yield name


def _module_of(node: ast.Call) -> str:
    return node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""


def _file_name(node: ast.expr) -> str | None:
    """``"README.md"``, ``join(here, "README.md")``, ``here / "README.md"``, ``Path("README.md")``."""
    match node:
        case ast.Constant(value=str() as value) if not value.startswith("/"):
            return value
        case ast.BinOp(op=ast.Div(), right=right):
            return _file_name(right)
        case ast.Call(args=[*_, last]) if _called(node) in ("join", "Path"):
            return _file_name(last) if _called(node) == "Path" or len(node.args) == 2 else None
        case _:
            return None
