"""Reads that a service's code makes, of files that the repository has and the image lacks."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import File, Origin
from ctxlint.data import Base, Checkout, Places, Reading, Target, script_location
from ctxlint.errors import ContextError
from ctxlint.imports import Finder, Kind, Module, Way, is_aside
from ctxlint.imports import Start as ImportStart
from ctxlint.runtime import ANYTHING, origins, usual_roots
from ctxlint.start import Files
from ctxlint.start.console import console_scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.data import DataPath, Spot
    from ctxlint.runtime import Reached


class LackingRead(Struct, frozen=True):
    """One place that reads what the image lacks."""

    spot: Spot
    module: Module
    read: DataPath
    way: Way
    optional: bool = False
    """Whether the module is needed depends on how the container is started."""

    @property
    def is_eager(self) -> bool:
        """Whether every start of the container gets there."""
        return self.way.kind is Kind.EAGER and not self.read.lazy and not self.optional

    @property
    def weight(self) -> tuple[bool, bool, int, str, int]:
        """The read to show comes first."""
        return self.read.guarded, not self.is_eager, len(self.way.chain), self.module.path, self.read.line


def lacking_reads(service: Service) -> list[LackingRead]:
    """All of them, the most certain first."""
    files = Files(service.image, service.read, service.definition.mounts)
    found = [lack for item in service.reached for lack in _of_item(service, files, item)]
    found += _of_console_scripts(service, files)
    return sorted(dict.fromkeys(found), key=lambda lack: lack.weight)


def places_of(
    service: Service,
    files: Files,
    modules: Mapping[str, Module],
    working: Iterable[str],
    read: Callable[[Module], Reading],
) -> Places:
    """Where things are for code that works in one of some directories, or where the container starts."""
    workdir = posixpath.join(service.image.stage.workdir, service.definition.working_dir or ".")
    directories = dict.fromkeys(posixpath.normpath(place) for place in (workdir, *working))
    return Places(files, _checkout(service), modules, tuple(directories), read)


def no_reading(_module: Module) -> Reading:
    """For places that no module names."""
    return Reading()


def _checkout(service: Service) -> Checkout:
    workspace = service.workspace
    disk, versions = workspace.disk(workspace.root), workspace.version_control

    def has(path: str) -> bool:
        if disk.entry(path) is None:
            return False
        return versions.tracks(path) if versions.known else not versions.ignores(path)

    def listed(path: str) -> Sequence[str]:
        try:
            return tuple(disk.list(path))
        except ContextError:
            return ()

    def origins_of(directory: str) -> Sequence[str]:
        return tuple(dict.fromkeys(origins(service.image.tree, [directory])))

    return Checkout(has, listed, service.prefix, origins_of)


def _reading(service: Service, module: Module, *, constants: bool = True) -> Reading:
    has = module.file and module.path.endswith(".py")
    return service.sources.reading(module.file, constants=constants) if module.file and has else Reading()


def _of_item(service: Service, files: Files, item: Reached) -> Iterator[LackingRead]:
    modules = item.reach.modules
    guess = item.start == ANYTHING
    readings = {
        key: _reading(service, module, constants=False)
        for key, module in modules.items()
        if module.file and not (guess and is_aside(module.name))
    }
    places = places_of(service, files, modules, item.working, partial(_reading, service))
    lacks = list(_in_readings(service, places, modules, readings))
    ways = item.reach.ways({key for key, _, _ in lacks}) if lacks else {}
    for key, read, spot in lacks:
        way = ways.get(key)
        if way and (way.main or not read.main_only):
            yield LackingRead(spot, modules[key], read, way, item.start.optional)


def _in_readings(
    service: Service, places: Places, modules: Mapping[str, Module], readings: Mapping[str, Reading]
) -> Iterator[tuple[str, DataPath, Spot]]:
    moves = any(reading.changes_directory for reading in readings.values())
    for key, reading in readings.items():
        for read in reading.paths:
            if moves and read.target.base is Base.CWD:
                continue
            spot = places.lacking(read.target, modules[key])
            # A file that may be missing is meant to be optional; nobody keeps a directory of data for that.
            if spot and not (read.guarded and not places.checkout.list(spot.repository[0])):
                yield key, read, spot
            if (
                not read.guarded
                and read.target.path.endswith(".ini")
                and (spot := _scripts(service, places, read.target, modules[key]))
            ):
                yield key, read, spot


def _scripts(service: Service, places: Places, settings: Target, module: Module) -> Spot | None:
    """The scripts of alembic that a file of settings leads to, whether or not the image has the file."""
    spot = next(places.held(places.spots(settings, module)), None)
    text = service.workspace.text(spot.repository[0]) if spot else None
    location = script_location(text, posixpath.dirname(spot.image)) if spot and text else None
    if location is None:
        return None
    return places.lacking(Target(Base.ABSOLUTE if location.startswith("/") else Base.CWD, location), None)


def _of_console_scripts(service: Service, files: Files) -> Iterator[LackingRead]:
    """Commands of the project that the image has besides the one that it starts: only what they say themselves."""
    seen = {module.path for item in service.reached for module in item.reach.modules.values()}
    roots = [root for item in service.reached for root in item.roots] or list(usual_roots(service.image))
    finder = Finder(service.image.tree, tuple(dict.fromkeys(roots)))
    for name, target in console_scripts(files).items() if service.reached else ():
        module = finder.find(target.partition(":")[0].strip())
        if module is None or module.path in seen or not _is_copied(module):
            continue
        modules = {module.name: module}
        places = places_of(service, files, modules, roots, partial(_reading, service))
        start = ImportStart(module.name, label=name)
        way = Way(Kind.LAZY, (), start)
        for _, read, spot in _in_readings(service, places, modules, {module.name: _reading(service, module)}):
            if not read.main_only:
                yield LackingRead(spot, module, read, way, optional=True)


def _is_copied(module: Module) -> bool:
    return isinstance(module.file, File) and module.file.origin is Origin.CONTEXT
