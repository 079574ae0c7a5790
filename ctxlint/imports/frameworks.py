"""Strings that frameworks import: settings of Django, tasks of Celery, applications of servers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.imports.hints import Hint, assigns, calls
from ctxlint.imports.literals import is_dotted
from ctxlint.imports.operands import ModuleNames
from ctxlint.imports.platform import dotted
from ctxlint.imports.values import ANY_COMMAND, Import, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxlint.imports.literals import Constants


class Named(Struct, frozen=True):
    """An import and the string that names it."""

    wanted: Import
    node: ast.expr


def _module(name: str) -> Iterator[Import]:
    yield Import(name, dynamic=True)


def _attribute(name: str) -> Iterator[Import]:
    yield Import(name, dynamic=True, tail=True)


def _development(name: str) -> Iterator[Import]:
    """Only the development server reads it."""
    yield Import(name, kind=Kind.LAZY, dynamic=True, tail=True)


def _application(name: str) -> Iterator[Import]:
    """Django imports some modules of an application if they are there."""
    yield Import(name, dynamic=True, tail=True)
    package, _, configuration = name.rpartition(".")
    if configuration[:1].isupper():
        name = package.removesuffix(".apps")
    yield Import(name, ("apps", "models"), dynamic=True, tail=True)
    yield Import(name, ("admin",), dynamic=True, tail=True, whole_package=True)
    yield Import(name, ("migrations",), kind=Kind.LAZY, dynamic=True, tail=True)
    yield Import(f"{name}.migrations", ("*",), kind=Kind.LAZY, dynamic=True, whole_package=True)
    yield Import(f"{name}.migrations", ("*",), dynamic=True, whole_package=True, command="migrate")
    yield Import(f"{name}.templatetags", ("*",), kind=Kind.LAZY, dynamic=True, whole_package=True)
    yield Import(f"{name}.management.commands", dynamic=True, whole_package=True, command=ANY_COMMAND)
    yield from _tasks(name)


def _tasks(package: str, name: str = "tasks") -> Iterator[Import]:
    yield Import(package, (name,), kind=Kind.LAZY, dynamic=True, tail=True, whole_package=True)


def _engine(name: str) -> Iterator[Import]:
    """Of a database: Django loads its module ``base``."""
    yield Import(f"{name}.base", dynamic=True)


_SETTINGS: dict[str, Callable[[str], Iterator[Import]]] = {
    "INSTALLED_APPS": _application,
    "MIDDLEWARE": _attribute,
    "MIDDLEWARE_CLASSES": _attribute,
    "AUTHENTICATION_BACKENDS": _attribute,
    "DATABASE_ROUTERS": _attribute,
    "TEMPLATE_CONTEXT_PROCESSORS": _attribute,
    "context_processors": _attribute,
    "ROOT_URLCONF": _module,
    "WSGI_APPLICATION": _development,
    "ASGI_APPLICATION": _development,
    "CELERY_IMPORTS": _module,
    "CELERY_INCLUDE": _module,
    "EMAIL_BACKEND": _development,
    "SESSION_ENGINE": _development,
    "FORM_RENDERER": _development,
    "MESSAGE_STORAGE": _development,
    "DEFAULT_FILE_STORAGE": _development,
    "STATICFILES_STORAGE": _development,
    "handler400": _development,
    "handler403": _development,
    "handler404": _development,
    "handler500": _development,
}
_TABLES: dict[str, dict[str, Callable[[str], Iterator[Import]]]] = {
    "DATABASES": {"ENGINE": _engine},
    "CACHES": {"BACKEND": _development},
    "STORAGES": {"BACKEND": _development},
    "CHANNEL_LAYERS": {"BACKEND": _development},
    "AUTH_PASSWORD_VALIDATORS": {"NAME": _development},
    "LOGGING": {"class": _attribute, "()": _attribute},
    "dictConfig": {"class": _attribute, "()": _attribute},
}
"""Setting, or function, with tables inside -> the keys whose texts are imported."""
_CELERY_KEYWORDS = frozenset({"include", "imports"})
_ADDING = frozenset({"append", "extend", "insert"})
_VARIABLE = "DJANGO_SETTINGS_MODULE"

HINTS = (
    *assigns(*(name for name in (*_SETTINGS, *_TABLES) if not name.startswith("handler"))),
    Hint("handler", "handler[45]0"),
    Hint("context_processors", r"context_processors[\"']\s*+:"),
    Hint(_VARIABLE, f"{_VARIABLE}(?<=[\"']{_VARIABLE})[\"']"),
    Hint("conf.", r"conf\.[\s\\]*(?:imports|include)\b"),
    Hint("conf.", r"conf\.[\s\\]*update\b", ("conf.update",)),
    *calls("autodiscover_tasks", "Celery", "Granian", "config_from_object", "from_object", "dictConfig"),
    Hint("uvicorn.run", called=("uvicorn.run",)),
    Hint("urlpatterns", r"\binclude\s*+\(", ("include",), given=ModuleNames),
)
"""None of this file finds anything in a source without one of these."""


class FrameworkImports:
    """Reads assignments and calls; ``names_routes`` tells whether ``include()`` is Django's."""

    def __init__(self, constants: Constants, *, names_routes: bool) -> None:
        self._constants = constants
        self._names_routes = names_routes

    def assigned(self, statement: ast.stmt) -> Iterator[Named]:
        """What an assignment to a setting imports."""
        match statement:
            case ast.Assign():
                targets, value = statement.targets, statement.value
            case ast.AugAssign() | ast.AnnAssign(value=ast.expr()):
                targets, value = [statement.target], statement.value or statement.target
            case _:
                return
        for target in targets:
            name = dotted(target)
            variable = isinstance(target, ast.Subscript) and self._constants.text(target.slice) == _VARIABLE
            if variable or name.endswith(("conf.imports", "conf.include")):
                yield from self._read(value, _module)
            elif reading := _SETTINGS.get(name):
                yield from self._read(value, reading)
            elif keys := _TABLES.get(name):
                yield from self._inside_tables(value, keys)

    def _inside_tables(self, value: ast.expr, keys: Mapping[str, Callable[[str], Iterator[Import]]]) -> Iterator[Named]:
        for node in ast.walk(value):
            for key, text in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                reading = keys.get(self._constants.text(key)) if key else None
                if reading and not isinstance(text, ast.Dict):
                    yield from self._read(text, reading)

    def _read(self, value: ast.expr, reading: Callable[[str], Iterator[Import]]) -> Iterator[Named]:
        for text, node in self._constants.texts(value):
            if is_dotted(text):
                yield from (Named(wanted, node) for wanted in reading(text))

    def inside(self, node: ast.expr) -> Iterator[Named]:
        """What an expression imports."""
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "context_processors":
                    yield from self._read(value, _attribute)
        elif isinstance(node, ast.Call):
            yield from self._called(node)

    def _called(self, call: ast.Call) -> Iterator[Named]:
        name = dotted(call.func)
        receiver, _, last = name.rpartition(".")
        if last in _ADDING and receiver in _SETTINGS:
            for argument in call.args:
                yield from self._read(argument, _SETTINGS[receiver])
        elif last in ("config_from_object", "from_object") and call.args:
            yield from self._read(call.args[0], _attribute)
        elif last in _TABLES and call.args:
            yield from self._inside_tables(self._constants.value(call.args[0]), _TABLES[last])
        elif last == "include" and self._names_routes and call.args:
            yield from self._included(call.args[0])
        elif name == "uvicorn.run" or last == "Granian":
            yield from self._served(call)
        elif last in ("setdefault", "putenv"):
            yield from self._variable(call)
        else:
            yield from self._of_celery(call, name, last)

    def _of_celery(self, call: ast.Call, name: str, last: str) -> Iterator[Named]:
        if last == "autodiscover_tasks" and call.args:
            yield from self._discovered(call)
        elif last == "Celery" or name.endswith("conf.update"):
            for keyword in call.keywords:
                if keyword.arg in _CELERY_KEYWORDS:
                    yield from self._read(keyword.value, _module)

    def _discovered(self, call: ast.Call) -> Iterator[Named]:
        """The packages may come from a function, and the modules have another name than ``tasks``."""
        packages = call.args[0]
        related = next((keyword.value for keyword in call.keywords if keyword.arg == "related_name"), None)
        name = self._constants.text(related) if related else "tasks"
        if is_dotted(name):
            yield from self._read(
                packages.body if isinstance(packages, ast.Lambda) else packages, lambda package: _tasks(package, name)
            )

    def _included(self, routes: ast.expr) -> Iterator[Named]:
        if isinstance(routes, ast.Tuple) and routes.elts:
            routes = routes.elts[0]
        yield from self._read(routes, _module)

    def _served(self, call: ast.Call) -> Iterator[Named]:
        target = next((keyword.value for keyword in call.keywords if keyword.arg in ("app", "target")), None)
        for argument in [*call.args[:1], *([target] if target else [])]:
            module, colon, _ = self._constants.text(argument).partition(":")
            if colon and is_dotted(module):
                yield Named(Import(module, dynamic=True), argument)

    def _variable(self, call: ast.Call) -> Iterator[Named]:
        if len(call.args) == 2 and self._constants.text(call.args[0]) == _VARIABLE:
            for named in self._read(call.args[1], _module):
                yield Named(Import(named.wanted.module, dynamic=True, unless=_VARIABLE), named.node)
