"""Applications that an INI file of PasteDeploy names: ``pserve``, ``gunicorn --paste``, ``uwsgi --ini-paste``."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.shell.words import names, sort_words
from ctxlint.start.console import plugins
from ctxlint.start.settings import last, read_ini
from ctxlint.start.targets import module_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome
    from ctxlint.start.settings import Ini

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
    found = dict(_targets(call, path, target.partition("#")[2] or "main"))
    perhaps = replace(call, situation=replace(call.situation, optional=True))
    for module, certain in found.items():
        yield module_of(call if certain else perhaps, module, *front, words=f"{file} ({module})")
    if not found:
        yield call.opaque(f"{file} names no module of the project")


def _targets(call: Call, path: str, wanted: str, depth: int = 0) -> Iterator[tuple[str, bool]]:
    """``module`` or ``module:attribute`` of everything that the file uses; whether ``wanted``, a section, needs it."""
    ini = read_ini(call, path)
    needed = _needed(ini, wanted)
    for title, section in sorted(ini.items(), key=lambda item: item[0].partition(":")[2] in needed):
        kind, _, name = title.partition(":")
        if kind not in _KINDS:
            continue
        yield from ((value.strip(), name in needed) for group in _GROUPS if (value := last(section, group)))
        scheme, _, rest = (last(section, "use") or "").partition(":")
        if scheme == "call":
            yield rest, name in needed
        elif scheme == "egg":
            yield from ((module, name in needed) for module in _registered(call, rest))
        elif scheme == "config" and depth < _MAX_FILES:
            file, _, other = rest.partition("#")
            yield from _targets(call, posixpath.join(posixpath.dirname(path), file), other or "main", depth + 1)


def _needed(ini: Ini, wanted: str) -> frozenset[str]:
    """The names of the sections that one leads to."""
    found, waiting = {wanted}, [wanted]
    while waiting:
        name = waiting.pop()
        sections = [section for title, section in ini.items() if title.partition(":")[2] == name]
        words = {
            word for section in sections for values in section.values() for each in values for word in each.split()
        }
        new = words & {title.partition(":")[2] for title in ini} - found
        found |= new
        waiting += new
    return frozenset(found)


def _registered(call: Call, egg: str) -> Iterator[str]:
    """The modules that the project of a name registers; those of other distributions are not looked for."""
    project = egg.partition("#")[0].replace("-", "_").lower()
    for group in _GROUPS:
        for module in plugins(call.files, group):
            if module.partition(".")[0].lower() in (project, project.replace("_", "")):
                yield module
