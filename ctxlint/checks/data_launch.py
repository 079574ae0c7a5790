"""Files that commands name, and migrations without the file that leads to them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.data_reads import no_reading, places_of
from ctxlint.checks.whereabouts import place_in_image
from ctxlint.context import File, Origin
from ctxlint.data import Base, Target, script_location
from ctxlint.start import Files, revisions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.data import Checkout, Places
    from ctxlint.model import Command

_OPTION = re.compile(
    r"(?P<option>--(?:log-config|log-conf|logger-config|config|config-file|conf))[= ]+"
    r"[\"']?(?P<value>[\w./-]+\.(?:ya?ml|json|toml|ini|cfg|conf))\b"
)
_ALEMBIC = re.compile(
    r"\balembic\s+(?P<options>(?:-\S+\s+\S+\s+)*)(?:upgrade|downgrade|stamp|current|check|heads|history)\b"
)
_ALEMBIC_CONFIG = re.compile(r"(?:-c|--config)[= ]+[\"']?(?P<value>[\w./-]+)")
_SHELL = re.compile(r"#!.*\b(?:ba|da|a|z)?sh\b")
_MAX_SETTINGS = 50


class NamedFile(Struct, frozen=True):
    """A file of the repository that a command names, and that the image lacks."""

    path: str
    place: str
    command: str


def named_files(service: Service) -> Iterator[NamedFile]:
    """The configuration files that the start's commands name by a literal path."""
    files = Files(service.image, service.read, service.definition.mounts)
    working = [place for item in service.reached for place in item.working]
    places = places_of(service, files, {}, working, no_reading)
    lost = {missing.path_or_module for missing in service.starting.missing}
    for text in _launching(service, files):
        for value, command in _named(text):
            base = Base.ABSOLUTE if value.startswith("/") else Base.CWD
            spot = places.lacking(Target(base, posixpath.normpath(value)), None)
            if spot and spot.image not in lost:
                yield NamedFile(spot.repository[0], spot.image, command)


def _named(text: str) -> Iterator[tuple[str, str]]:
    for match in _OPTION.finditer(text):
        yield match["value"], match[0]
    for match in _ALEMBIC.finditer(text):
        config = _ALEMBIC_CONFIG.search(match["options"])
        yield config["value"] if config else "alembic.ini", " ".join(match[0].split())


def _launching(service: Service, files: Files) -> Iterator[str]:
    """The commands, and the shell scripts that they name."""
    stage, definition = service.image.stage, service.definition
    replaced = definition.entrypoint is not None
    entrypoint = definition.entrypoint if replaced else stage.entrypoint
    command = definition.command if definition.command is not None else None if replaced else stage.cmd
    for given in (entrypoint, command):
        text = _text(given)
        yield text
        for word in text.replace('"', " ").replace("'", " ").split():
            script = files.text(posixpath.normpath(posixpath.join(stage.workdir, word)))
            if script and (word.endswith(".sh") or _SHELL.match(script)):
                yield "\n".join(line for line in script.splitlines() if not line.lstrip().startswith("#"))


def _text(command: Command | None) -> str:
    return command if isinstance(command, str) else " ".join(command or ())


class Unguided(Struct, frozen=True):
    """Migrations of alembic in the image, without the file that says where they are."""

    path: str
    """The file, in the repository."""
    place: str
    """Where the image would have it."""
    environment: str
    """The ``env.py`` of the migrations, relative to the project root."""
    directory: str
    """Where the image has them."""


def unguided_migrations(service: Service) -> Iterator[Unguided]:
    """Migrations that nobody can run in the image; not when code finds them in its own way."""
    files = Files(service.image, service.read, service.definition.mounts)
    environments = [path for path in revisions(service.image.tree) if path.endswith("/env.py")]
    if not environments or _mentions_alembic(service, environments):
        return
    places = places_of(service, files, {}, (), no_reading)
    for path in environments:
        node = files.node(path)
        if isinstance(node, File) and node.origin is Origin.CONTEXT and "context.config" in (files.text(path) or ""):
            yield from _unguided(service, places, path, service.path(node.path))


def _mentions_alembic(service: Service, environments: list[str]) -> bool:
    """Whether the application starts alembic itself, or a command does."""
    if any(start.label.startswith("alembic") for start in service.starting.starts):
        return True
    own = tuple(posixpath.dirname(path) + "/" for path in environments)
    modules = {module.path: module for item in service.reached for module in item.reach.modules.values()}
    outside = (module for path, module in modules.items() if module.file and not path.startswith(own))
    return any(b"alembic" in (service.read(module.file) or b"") for module in outside if module.file)


def _unguided(service: Service, places: Places, path: str, environment: str) -> Iterator[Unguided]:
    directory, ours = posixpath.dirname(path), posixpath.dirname(environment)
    for settings in _settings_above(places.checkout, ours):
        text = service.workspace.text(settings)
        here = posixpath.dirname(settings)
        location = script_location(text or "", here)
        if location is None or posixpath.normpath(posixpath.join(here, location)) != ours:
            continue
        place = posixpath.normpath(posixpath.join(directory, posixpath.relpath(settings, ours or ".")))
        inside = settings.removeprefix(service.prefix)
        if places.lacks(place) and place_in_image(service, inside) is None:
            yield Unguided(settings, place, environment, directory)
        return


def _settings_above(checkout: Checkout, directory: str) -> Iterator[str]:
    """The INI files in a directory and those above, the nearest first."""
    count = 0
    while True:
        for name in sorted(checkout.list(directory)):
            path = posixpath.join(directory, name)
            if name.endswith(".ini") and checkout.wants(path) and count < _MAX_SETTINGS:
                count += 1
                yield path
        if not directory:
            return
        directory = posixpath.dirname(directory)
