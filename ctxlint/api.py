"""The Python face: a service by its parts, a project by its directory, and what the rules say about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint import engine, rulebook
from ctxlint.analysis import Service
from ctxlint.cache import Cache, installation
from ctxlint.context import HOST
from ctxlint.engine import Report, Settings
from ctxlint.model import EMPTY, Builder, Definition, Location
from ctxlint.project import Config, discover, load_config
from ctxlint.project.files import reading_from
from ctxlint.sources import Library
from ctxlint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxlint.context import Files
    from ctxlint.errors import CtxlintError
    from ctxlint.fixes import Minimum, Repairs


class Project(Struct, frozen=True):
    """The services of a repository, and what kept discovery from finding more."""

    root: Path
    services: tuple[Service, ...]
    errors: tuple[CtxlintError, ...] = ()
    config: Config = field(default_factory=Config)
    library: Library = field(default_factory=Library)
    """What is known of the sources of all services."""


def service(
    context: str | Path,
    *,
    dockerfile: str | Path | None = None,
    ignore_file: str | Path | None = None,
    target: str | None = None,
    build_args: Mapping[str, str] = EMPTY,
    builder: str | Builder = Builder.BUILDKIT,
) -> Service:
    """The service that ``docker build -f dockerfile context`` would build.

    Paths are relative to the working directory; without ``dockerfile`` it is the context's own. ``ignore_file``
    replaces the builder's lookup. Nothing is read before it is asked for, so errors come from the properties.
    """
    directory = Path(context).absolute()
    file = Path(dockerfile).absolute() if dockerfile else directory / "Dockerfile"
    definition = Definition(
        name=directory.name,
        context=directory,
        dockerfile=file,
        location=Location(file.name),
        ignore_file=Path(ignore_file).absolute() if ignore_file else None,
        target=target,
        build_args=dict(build_args),
    )
    return Service(definition, Workspace(directory), Builder(builder))


def load(
    path: str | Path = ".",
    *,
    config: Config | None = None,
    progress: Callable[[int], None] | None = None,
    caches: Path | None = None,
    files: Files = HOST,
) -> Project:
    """Find the services below ``path`` (or of one Dockerfile or compose file); ``files`` is where they are read from.

    Without ``config`` the configuration file is looked up from ``path`` upward; raises :class:`ConfigError` for a
    broken one. What is wrong with single services is in :attr:`Project.errors`. ``caches`` is a directory for what is
    found out about sources, to be used again by later runs.
    """
    start = Path(path)
    with reading_from(files):
        found_config = load_config(start) if config is None else config
        found = discover(start, found_config)
    library = Library(Cache.of(found.root, installation(), caches))
    workspace = Workspace(found.root, progress=progress, library=library, files=files)
    services = tuple(Service(definition, workspace, found_config.builder) for definition in found.definitions)
    return Project(found.root, services, found.errors, found_config, library)


def check(project: Project, settings: Settings | None = None) -> Report:
    """Ask all rules about all services."""
    report = engine.run(project.services, rulebook.rules(), settings or settings_of(project.config), project.errors)
    project.library.cache.save()
    return report


def fix(project: Project, settings: Settings | None = None, *, unsafe: bool = False) -> Repairs:
    """Find proven edits for the findings; nothing is written, see :func:`ctxlint.fixes.write`.

    Whatever else of the repository reads the same ignore files counts in the proofs, also when the project is only a
    part of it. ``unsafe`` takes edits that images may notice.
    """
    from ctxlint.fixes import repair  # noqa: PLC0415  # most runs only look

    return repair(project.services, _neighbours(project), settings or settings_of(project.config), unsafe=unsafe)


def minimize(project: Project, settings: Settings | None = None) -> tuple[Minimum, ...]:
    """Find the smallest context for each ignore file; nothing is written."""
    from ctxlint.fixes import minimal  # noqa: PLC0415  # most runs only look

    return minimal(project.services, _neighbours(project), settings or settings_of(project.config))


def _neighbours(project: Project) -> Iterator[Service]:
    """The services of the repository that are not in the project."""
    mine = [_build_of(service.definition) for service in project.services]
    workspace = project.services[0].workspace if project.services else None
    for definition in discover(project.root, project.config, project.root).definitions if workspace else ():
        if workspace and _build_of(definition) not in mine:
            yield Service(definition, workspace, project.config.builder)


def _build_of(definition: Definition) -> tuple[object, ...]:
    """What makes two services the same build."""
    inline = (definition.inline, definition.inline_line)
    return definition.context, definition.dockerfile, inline, definition.target, dict(definition.build_args)


def settings_of(config: Config) -> Settings:
    """The engine's view of a configuration."""
    return Settings(config.select, config.ignore, config.fail_on, config.given)


def narrowed(project: Project, names: tuple[str, ...]) -> Project:
    """The project with only the services of these names, if any are given."""
    if not names:
        return project
    return replace(project, services=tuple(service for service in project.services if service.name in names))
