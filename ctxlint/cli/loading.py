"""From the words of the command line to a project: defaults, then the configuration file, then options."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint import api
from ctxlint.cli.nearest import did_you_mean
from ctxlint.context import HOST
from ctxlint.errors import CtxlintError
from ctxlint.model import Builder, Severity
from ctxlint.project import Config, ServiceConfig, load_config, read_config
from ctxlint.project.files import is_directory, normalised, reading_from, repository_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxlint.analysis import Service
    from ctxlint.context import Files


class Overrides(Struct, frozen=True):
    """What the command line says; ``None`` and empty leave the say to the file."""

    config: Path | None = None
    builder: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None

    def applied(self, config: Config) -> Config:
        """Lay the options of the command line over a configuration."""
        builder = Builder(self.builder) if self.builder else None
        return replace(
            config,
            select=self.select or config.select,
            ignore=self.ignore or self._still_ignored(config.ignore),
            fail_on=Severity(self.fail_on) if self.fail_on else config.fail_on,
            builder=builder or config.builder,
            services={name: self._applied_to(table) for name, table in config.services.items()},
        )

    def _applied_to(self, table: ServiceConfig) -> ServiceConfig:
        """Make the table of a service give way, too."""
        given = {**table.given, "ignore": self._still_ignored(table.ignore)}
        for option in ("builder", "select"):
            if getattr(self, option):
                given.pop(option, None)
        return replace(table, given=given)

    def _still_ignored(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out what is selected by its very code: it is wanted, although the file ignores it."""
        return tuple(code for code in codes if code not in self.select)


def open_project(
    path: Path,
    overrides: Overrides,
    progress: Callable[[int], None],
    caches: Path | None = None,
    files: Files = HOST,
) -> api.Project:
    """Load the project at ``path``; raises :class:`CtxlintError`."""
    if files.entry(path.absolute()) is None:
        raise CtxlintError("There is no such file or directory.", file=str(path))
    with reading_from(files):
        config = _explicit(path, overrides.config) if overrides.config else load_config(path)
    return api.load(path, config=overrides.applied(config), progress=progress, caches=caches, files=files)


def _explicit(path: Path, file: Path) -> Config:
    place = normalised(Path.cwd(), str(path))
    directory = place if is_directory(place) else place.parent
    return read_config(normalised(Path.cwd(), str(file)), repository_root(directory) or directory)


def unknown_names(services: Iterable[Service], names: Iterable[str]) -> list[CtxlintError]:
    """Complain about each name that no service has."""
    known = [service.name for service in services]
    listed = f" The services are {', '.join(known)}." if known else " No service was found."
    return [
        CtxlintError(f"There is no service '{name}'.{did_you_mean(name, known) or listed}")
        for name in names
        if name not in known
    ]
