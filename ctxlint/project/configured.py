"""The services of the configuration: on top of what was found, or besides it."""

from __future__ import annotations

import dataclasses
import difflib
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.errors import ConfigError, ContextError, CtxlintError
from ctxlint.model import Definition
from ctxlint.project.files import is_directory, is_file, normalised
from ctxlint.project.lone import lone_context

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ctxlint.project.config import Config, ServiceConfig


def configured_dockerfiles(config: Config) -> dict[str, Path]:
    """Return the absolute paths of the Dockerfiles that the configuration names, by service."""
    if config.file is None:
        return {}
    directory = config.file.parent
    named = ((name, service.dockerfile) for name, service in config.services.items())
    return {name: normalised(directory, dockerfile) for name, dockerfile in named if dockerfile is not None}


def only_about(path: Path, found: tuple[Definition, ...], config: Config) -> tuple[tuple[Definition, ...], Config]:
    """Keep what concerns one file: the tables of services found in it, or the table that names it as a Dockerfile."""
    names = {definition.name for definition in found}
    owners = {name for name, dockerfile in configured_dockerfiles(config).items() if dockerfile == path}
    services = {name: table for name, table in config.services.items() if name in names | owners}
    return () if owners else found, dataclasses.replace(config, services=services)


class Configured(Struct):
    """Definitions with the configuration's say, and what is wrong with it."""

    definitions: list[Definition] = field(default_factory=list)
    errors: list[CtxlintError] = field(default_factory=list)


def with_configuration(found: Iterable[Definition], config: Config, root: Path) -> Configured:
    """Apply ``[services]``: a table whose name was found overrides that service, another one adds a service.

    Added services come first. A service with ``skip`` is left out. A table that neither names a service that was
    found nor says where its Dockerfile is, is an error.
    """
    result = Configured()
    by_name = {definition.name: definition for definition in found}
    changed: dict[str, Definition | None] = {}
    for name, service in config.services.items():
        try:
            changed[name] = _apply(name, service, by_name, config, root)
        except CtxlintError as error:
            result.errors.append(error)
            changed[name] = None
    everything = {name: None for name in changed if name not in by_name} | by_name | changed
    result.definitions = [definition for definition in everything.values() if definition is not None]
    return result


def _apply(
    name: str, service: ServiceConfig, found: dict[str, Definition], config: Config, root: Path
) -> Definition | None:
    base = found.get(name)
    if base is None and service.dockerfile is None and service.context is None:
        raise _no_such_service(name, service, found)
    if service.skip or config.file is None:
        return None
    return _Table(name, service, config.file.parent, root).definition(base)


def _no_such_service(name: str, service: ServiceConfig, found: Iterable[str]) -> ConfigError:
    nearest = difflib.get_close_matches(name, list(found), n=1, cutoff=0)
    hint = f" (the nearest one is '{nearest[0]}')" if nearest else ""
    message = f"no service '{name}' was found{hint}, and the configuration gives no dockerfile for it"
    return ConfigError(message, file=service.location.file, line=service.location.line)


class _Table(Struct, frozen=True):
    """One ``[services.NAME]`` table whose paths start from ``directory``."""

    name: str
    service: ServiceConfig
    directory: Path
    root: Path

    def definition(self, base: Definition | None) -> Definition:
        """Return the definition with everything that the table says; raises ``ConfigError`` or ``ContextError``."""
        definition, service = base or self._new(), self.service
        dockerfile = self._file("dockerfile", service.dockerfile)
        if dockerfile is not None:
            definition = replace(definition, dockerfile=dockerfile, inline=None, inline_line=1)
        return replace(
            definition,
            context=self._context(service.context) or definition.context,
            ignore_file=self._file("ignore-file", service.ignore_file) or definition.ignore_file,
            target=service.target or definition.target,
            build_args={**definition.build_args, **service.build_args},
            entrypoint=definition.entrypoint if service.entrypoint is None else service.entrypoint,
            command=definition.command if service.command is None else service.command,
            options=service.given,
            locations={**definition.locations, **service.places},
        )

    def _new(self) -> Definition:
        """Return a definition that nothing else mentions: its Dockerfile, or else its context, is given."""
        dockerfile = self._file("dockerfile", self.service.dockerfile)
        if dockerfile is None:
            dockerfile = self._file("context", f"{self.service.context}/Dockerfile") or self.directory
        context = self._context(self.service.context) or lone_context(dockerfile, self.root)
        return Definition(self.name, context, dockerfile, self.service.location)

    def _context(self, text: str | None) -> Path | None:
        if text is None:
            return None
        context = normalised(self.directory, text)
        if not is_directory(context):
            place = self.service.places["context"]
            raise ContextError(f"the build context '{text}' is not a directory", file=place.file, line=place.line)
        return context

    def _file(self, key: str, text: str | None) -> Path | None:
        if text is None:
            return None
        path = normalised(self.directory, text)
        if not is_file(path):
            place = self.service.places[key]
            raise ConfigError(f"the file '{text}' does not exist", file=place.file, line=place.line)
        return path
