"""Applications that an INI file of PasteDeploy names: ``pserve``, ``gunicorn --paste``, ``uwsgi --ini-paste``."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.shell.words import names, sort_words
from ctxlint.start.console import plugins
from ctxlint.start.settings import last, read_ini
from ctxlint.start.targets import module_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

_GROUPS = ("paste.app_factory", "paste.composite_factory", "paste.filter_app_factory", "paste.filter_factory")
_KINDS = ("app", "composite", "pipeline", "filter", "filter-app", "application")
_MAX_FILES = 10


def run_pserve(call: Call) -> Iterator[Outcome]:
    """``pserve production.ini``."""
    words = sort_words(call.arguments, valued=names("-n --app-name -s --server --server-name --log-file -b --browser"))
    yield from applications(call, words.positional[0]) if words.positional else (call.opaque("it names no file"),)


def applications(call: Call, target: str, *front: str) -> Iterator[Outcome]:
    """The modules that ``file.ini`` or ``file.ini#section`` names; the search path is the launcher's."""
    file = target.removeprefix("config:").partition("#")[0]
    path = call.path(file)
    if not call.files.is_file(path):
        yield call.lost(path, "program")
        return
    found = list(dict.fromkeys(_targets(call, path)))
    for module in found:
        yield module_of(call, module, *front, words=f"{file} ({module})")
    if not found:
        yield call.opaque(f"{file} names no module of the project")


def _targets(call: Call, path: str, depth: int = 0) -> Iterator[str]:
    """``module`` or ``module:attribute`` of everything that the file uses."""
    ini = read_ini(call, path)
    for name, section in ini.items():
        if name.partition(":")[0] not in _KINDS:
            continue
        yield from (value.strip() for group in _GROUPS if (value := last(section, group)))
        kind, _, rest = (last(section, "use") or "").partition(":")
        if kind == "call":
            yield rest
        elif kind == "egg":
            yield from _registered(call, rest)
        elif kind == "config" and depth < _MAX_FILES:
            other = posixpath.join(posixpath.dirname(path), rest.partition("#")[0])
            yield from _targets(call, other, depth + 1)


def _registered(call: Call, egg: str) -> Iterator[str]:
    """The modules that the project of a name registers; those of other distributions are not looked for."""
    project = egg.partition("#")[0].replace("-", "_").lower()
    for group in _GROUPS:
        for module in plugins(call.files, group):
            if module.partition(".")[0].lower() in (project, project.replace("_", "")):
                yield module
