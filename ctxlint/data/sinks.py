"""Calls and settings that read a file or a directory."""

from __future__ import annotations

import ast
import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.data.evaluation import RESOURCES
from ctxlint.data.spawned import SPAWNERS, spawned
from ctxlint.data.targets import UNKNOWN, join, target_of
from ctxlint.data.values import Base, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.data.evaluation import Evaluator
    from ctxlint.data.scopes import Scope

Read = tuple[Target, ast.expr]

_OPENERS = re.compile(r"open|(?:io|codecs|gzip|bz2|lzma|aiofiles|wave|PIL\.Image)\.open|anyio\.open_file")
# What does not fail at once when the file is not there.
_LATER = re.compile(
    r"i?glob\.i?glob|os\.walk|peewee_migrate\.Router|.*\.(?:FileSystemLoader|Jinja2Templates|TemplateLookup|FileResponse)"
)
_METHODS = frozenset({"read_text", "read_bytes", "iterdir", "glob", "rglob"})
_FIRST_ARGUMENT = re.compile(
    r"os\.(?:listdir|scandir|walk)|i?glob\.i?glob|shutil\.copy(?:2|file|tree)?|logging\.config\.fileConfig"
    r"|(?:pandas|polars)\.(?:read|scan)_\w+|numpy\.(?:load|loadtxt|genfromtxt|fromfile)|joblib\.load|torch\.load"
    r"|toml\.load|cv2\.(?:imread|CascadeClassifier)|PIL\.ImageFont\.truetype|(?:xml|lxml)\.etree(?:\.\w+)?\.parse"
    r"|(?:omegaconf\.)?OmegaConf\.load|yoyo\.read_migrations|alembic\.config\.Config|alembic\.config\.AlembicConfig"
    r"|(?:fastapi|starlette)\.responses\.FileResponse|flask\.send_file|quart\.send_file"
    r"|jinja2(?:\.loaders)?\.FileSystemLoader|mako\.lookup\.TemplateLookup"
    r"|(?:fastapi|starlette)\.templating\.Jinja2Templates|(?:fastapi|starlette)\.staticfiles\.StaticFiles"
)
_KEYWORDS = {
    "open": ("file",),
    "Config": ("file_",),
    "FileSystemLoader": ("searchpath",),
    "TemplateLookup": ("directories",),
    "Jinja2Templates": ("directory",),
    "StaticFiles": ("directory",),
    "FileResponse": ("path",),
    "translation": ("localedir",),
    "run": ("log_config",),
    "Router": ("migrate_dir",),
}
_BY_KEYWORD = frozenset({"uvicorn.run", "gettext.translation", "peewee_migrate.Router"})
_FLASK = frozenset({"flask.Flask", "flask.Blueprint", "quart.Quart", "quart.Blueprint", "flask_openapi3.OpenAPI"})
_FOLDERS = {"template_folder": "templates", "static_folder": "static"}
_PACKAGE_LOADERS = frozenset({"jinja2.PackageLoader", "jinja2.loaders.PackageLoader"})
_MODES = frozenset("wax+")
_INI = re.compile(r"\.(?:ini|cfg|conf)$")


class Calls:
    """Reads the calls of one module."""

    def __init__(self, evaluator: Evaluator, *, own_loader: bool = False) -> None:
        self._evaluator = evaluator
        self._own_loader = own_loader
        """Whether the module gives an application or a blueprint another loader of templates."""

    def __call__(self, call: ast.Call, scope: Scope) -> Iterator[Read]:
        """The paths that a call reads."""
        name = self._evaluator.qualified(call.func)
        if _OPENERS.fullmatch(name):
            yield from self._opened(call, 1, scope)
        elif name in RESOURCES:
            yield from self._one(call, scope)
        elif name in _PACKAGE_LOADERS:
            yield from self._packaged(call, scope)
        elif name in _FLASK:
            yield from self._flask(call, scope, application=not name.endswith("Blueprint"))
        elif _FIRST_ARGUMENT.fullmatch(name):
            yield from self._first(call, name, scope)
        elif name in SPAWNERS:
            yield from spawned(call, self._evaluator, scope)
        elif name in _BY_KEYWORD:
            yield from self._keyword(call, name, scope)
        elif isinstance(call.func, ast.Attribute):
            yield from self._method(call, call.func, scope)

    def is_late(self, call: ast.Call) -> bool:
        """Whether the call succeeds without the file, and something else fails later."""
        name = self._evaluator.qualified(call.func)
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        return name in _FLASK or method in ("glob", "rglob", "add_static") or bool(_LATER.fullmatch(name))

    def _one(self, node: ast.expr, scope: Scope) -> Iterator[Read]:
        if target := self._evaluator.target(node, scope):
            yield target, node

    def _first(self, call: ast.Call, name: str, scope: Scope) -> Iterator[Read]:
        first = call.args[0] if call.args else None
        if first is None:
            yield from self._keyword(call, name, scope)
            return
        for target, node in self._evaluator.targets(first, scope):
            yield (_before_glob(target) if "glob" in name else target), node

    def _keyword(self, call: ast.Call, name: str, scope: Scope) -> Iterator[Read]:
        wanted = _KEYWORDS.get(name.rpartition(".")[2], ())
        for keyword in call.keywords:
            if keyword.arg in wanted:
                yield from self._evaluator.targets(keyword.value, scope)

    def _opened(self, call: ast.Call, position: int, scope: Scope) -> Iterator[Read]:
        """``open(path, mode)`` and ``path.open(mode)``."""
        mode = call.args[position] if len(call.args) > position else _keyword(call, "mode")
        text = "r" if mode is None else mode.value if isinstance(mode, ast.Constant) else None
        if not isinstance(text, str) or _MODES & set(text):
            return
        if position == 0 and isinstance(call.func, ast.Attribute):
            yield from self._one(call.func.value, scope)
        elif path := call.args[0] if call.args else _keyword(call, "file"):
            yield from self._one(path, scope)

    def _method(self, call: ast.Call, function: ast.Attribute, scope: Scope) -> Iterator[Read]:
        if function.attr in _METHODS or function.attr == "open":
            receiver = self._evaluator.value(function.value, scope)
            if isinstance(receiver, Target):
                opens = function.attr == "open"
                yield from self._opened(call, 0, scope) if opens else self._one(function.value, scope)
        elif function.attr == "read" and len(call.args) == 1:
            target = self._evaluator.target(call.args[0], scope)
            if target and _INI.search(target.path) and not target.partial:
                yield target, call.args[0]
        elif function.attr == "add_static" and len(call.args) > 1:
            yield from self._one(call.args[1], scope)

    def _packaged(self, call: ast.Call, scope: Scope) -> Iterator[Read]:
        node = call.args[0] if call.args else _keyword(call, "package_name")
        package = self._evaluator.package(node, scope) if node else None
        path = call.args[1] if len(call.args) > 1 else _keyword(call, "package_path")
        part = self._evaluator.value(path, scope) if path else "templates"
        if package and node and (target := join(package, part)):
            yield target, node

    def _flask(self, call: ast.Call, scope: Scope, *, application: bool) -> Iterator[Read]:
        """Folders are relative to the module; an application has them by default."""
        own = bool(call.args) and _is_own_name(call.args[-1 if application else 1 :][:1])
        own = own or (bool(call.args) and _is_own_name(call.args[:1]))
        for keyword, default in _FOLDERS.items():
            given = _keyword(call, keyword)
            if given is None and self._own_loader and keyword == "template_folder":
                continue
            value = self._evaluator.value(given, scope) if given else default if application else None
            if isinstance(value, Target):
                yield value, given or call
            elif own and value and UNKNOWN not in value and not value.startswith("/"):
                yield Target(Base.FILE, posixpath.normpath(value)), given or call


def _is_own_name(nodes: list[ast.expr]) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in nodes)


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _before_glob(target: Target) -> Target:
    """The directory in front of the first segment that is a pattern."""
    names = target.path.split("/")
    first = next((number for number, name in enumerate(names) if any(char in name for char in "*?[")), len(names))
    return replace(target, path="/".join(names[:first]) or ".", partial=True) if first < len(names) else target


class Settings:
    """Reads assignments to settings of Django."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def __call__(self, statement: ast.stmt, scope: Scope) -> Iterator[Read]:
        """The directories and the templates of the applications that a setting names."""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield from self._setting(name, value, scope)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                yield from self._setting(name, value, scope)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield from self._setting(name, value, scope)
            case _:
                return

    def _setting(self, name: str, value: ast.expr, scope: Scope) -> Iterator[Read]:
        if name in ("STATICFILES_DIRS", "LOCALE_PATHS", "FIXTURE_DIRS", "TEMPLATE_DIRS"):
            yield from self._directories(value, scope)
        elif name == "WHITENOISE_ROOT":
            yield from self._evaluator.targets(value, scope)
        elif name == "TEMPLATES":
            for node in ast.walk(value):
                if isinstance(node, ast.Dict):
                    yield from self._engine(node, scope)
        elif name == "INSTALLED_APPS":
            yield from self._applications(value)

    def _engine(self, node: ast.Dict, scope: Scope) -> Iterator[Read]:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "DIRS":
                yield from self._directories(value, scope)

    def _directories(self, node: ast.expr, scope: Scope) -> Iterator[Read]:
        for each in node.elts if isinstance(node, ast.List | ast.Tuple) else []:
            pair = isinstance(each, ast.Tuple) and len(each.elts) == 2
            inner = each.elts[1] if isinstance(each, ast.Tuple) and pair else each
            if target := target_of(self._evaluator.value(inner, scope)):
                yield target, inner

    def _applications(self, node: ast.expr) -> Iterator[Read]:
        for each in ast.walk(node):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.isascii():
                yield Target(Base.PACKAGE, "templates", each.value), each
