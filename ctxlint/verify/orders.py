"""What is to be imported in a container: the entries, and all that the static side reached from there."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.imports import Kind, is_aside
from ctxlint.runtime import ANYTHING, usual_roots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.analysis import Service
    from ctxlint.imports import Way
    from ctxlint.runtime import Reached

_SETTINGS = "DJANGO_SETTINGS_MODULE"


class Weight(Struct, frozen=True):
    """What a failure of a module would mean."""

    certain: bool = False
    """The service imports it when it starts."""
    guarded: bool = True
    """The importer copes."""
    main: bool = False
    """It is what runs as ``__main__``: that it goes on, or ends, is what a program does."""


class Group(Struct, frozen=True):
    """Modules that search in the same places."""

    roots: tuple[str, ...]
    entries: tuple[str, ...]
    modules: tuple[str, ...]
    settings: str | None
    weights: Mapping[str, Weight] = field(default_factory=dict)

    def as_object(self) -> dict[str, object]:
        """As the probe takes it."""
        return {"roots": self.roots, "entries": self.entries, "modules": self.modules, "settings": self.settings}


def groups_of(service: Service) -> tuple[Group, ...]:
    """The modules of a service, and those that its configuration requires; none when there is neither."""
    required = service.definition.options.get("required-modules", ())
    first, *others = [_group(service, item) for item in service.reached] or [_nothing(service)]
    weights = {**first.weights, **{module: Weight(certain=True, guarded=False) for module in required}}
    modules = tuple(key for key in weights if key not in first.entries)
    first = replace(first, modules=modules, weights=weights)
    return tuple(group for group in (first, *others) if group.weights)


def _nothing(service: Service) -> Group:
    return Group(tuple(usual_roots(service.image)), (), (), None)


def _group(service: Service, item: Reached) -> Group:
    ways = {key: way for key, way in item.reach.ways(item.reach.modules).items() if not _needs_alembic(key)}
    if item.start == ANYTHING:
        ways = {key: way for key, way in ways.items() if not is_aside(key)}
    started = dict(_started(item))
    weights = started | {key: _weight(item, way) for key, way in ways.items()} | dict(_missing(item))
    entries = tuple(dict.fromkeys([*started, *(key for key, way in ways.items() if not way.chain)]))
    roots = tuple(dict.fromkeys(root for start in item.starts for root in start.roots)) or item.roots
    return Group(
        roots, entries, tuple(key for key in weights if key not in entries), _settings(service, item, ways), weights
    )


def _needs_alembic(key: str) -> bool:
    """Whether a script only works where alembic runs it."""
    return key.startswith("/") and posixpath.basename(key) == "env.py"


def _started(item: Reached) -> Iterator[tuple[str, Weight]]:
    """What the container starts, even where the model does not see where it comes from."""
    for start in item.starts:
        key = start.module or start.script
        if key and not start.elsewhere and not _needs_alembic(key):
            yield key, Weight(not start.optional, guarded=False, main=start.attribute is None)


def _weight(item: Reached, way: Way) -> Weight:
    guarded = way.kind not in (Kind.EAGER, Kind.LAZY)
    return Weight(way.kind is Kind.EAGER and not item.start.optional, guarded, way.main)


def _missing(item: Reached) -> Iterator[tuple[str, Weight]]:
    for missing in item.reach.missing:
        guarded = missing.kind not in (Kind.EAGER, Kind.LAZY)
        certain = missing.kind is Kind.EAGER and not item.start.optional and not missing.doubtful
        yield missing.module, Weight(certain, guarded)


def _settings(service: Service, item: Reached, ways: Mapping[str, Way]) -> str | None:
    """The settings of Django: by the environment, a start that is nothing else, or what code puts there."""
    environment = {**service.image.stage.environment, **service.definition.environment}
    named = (start.module for start in item.starts if start.module and start.label.endswith(f"settings {start.module}"))
    return environment.get(_SETTINGS) or next(named, None) or next(_put_there(service, ways), None)


def _put_there(service: Service, ways: Mapping[str, Way]) -> Iterator[str]:
    """Modules that code names beside the variable, as ``manage.py`` does when it is run."""
    for key, way in ways.items():
        if way.chain:
            lines = (service.read(way.chain[-1].file) or b"").decode("utf-8", "replace").split("\n")
            shown = " ".join(lines[max(0, way.chain[-1].line - 2) : way.chain[-1].line])
            if _SETTINGS in shown and re.search(rf"[\"']{re.escape(key)}[\"']", shown):
                yield key
