"""From a repository to its services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.errors import ContextError, CtxlintError
from ctxlint.project.bake import find_bake, find_in_bake_file, is_bake_name
from ctxlint.project.candidates import Found, Search
from ctxlint.project.compose import find_compose, find_in_file, is_compose_name
from ctxlint.project.configured import configured_dockerfiles, only_about, with_configuration
from ctxlint.project.excluding import exclusion_of
from ctxlint.project.files import display, is_directory, is_file, normalised, repository_root
from ctxlint.project.lone import find_lone, lone_candidate
from ctxlint.project.repeated import without_repeated
from ctxlint.project.unique_names import with_unique_names
from ctxlint.project.walk import Directory, walk
from ctxlint.project.workflows import find_workflows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.model import Definition
    from ctxlint.project.config import Config

Finder = Callable[[Search], Found]

FINDERS: tuple[Finder, ...] = (
    find_compose,
    find_bake,
    find_workflows,
    find_lone,  # last: it leaves out what the others use
)


class Discovery(Struct, frozen=True):
    """The services of a repository. Paths in locations and errors are relative to ``root``, an absolute directory."""

    root: Path
    definitions: tuple[Definition, ...] = ()
    errors: tuple[CtxlintError, ...] = ()
    """One for each file, service or directory that is broken; the others are not affected."""


def discover(path: Path, config: Config, root: Path | None = None) -> Discovery:
    """Find the services in a directory, or those of a single Dockerfile or compose file.

    ``root`` is the project root; without it, the repository root above ``path`` is, or else ``path`` itself. A guess
    of a context never goes above it. Nothing is raised for what is wrong in the repository: see ``errors``.
    """
    path = normalised(Path.cwd(), str(path))
    directory = path.parent if is_file(path) else path
    root = normalised(Path.cwd(), str(root)) if root else repository_root(directory) or directory
    try:
        found = _in_file(path, root) if is_file(path) else _in_directory(path, root, config)
    except CtxlintError as error:
        return Discovery(root, errors=(error,))
    definitions = with_unique_names(without_repeated(found.candidates))
    if path != directory:
        definitions, config = only_about(path, definitions, config)
    configured = with_configuration(definitions, config, root)
    return Discovery(root, tuple(configured.definitions), _distinct((*configured.errors, *found.errors)))


def _in_directory(path: Path, root: Path, config: Config) -> Found:
    if not is_directory(path):
        raise ContextError("there is no such file or directory", file=display(path, root))
    exclusion = exclusion_of(config.exclude, display(config.file, root) if config.file else "ctxlint.toml")
    tree = walk(path, root, exclusion)
    found = Found(errors=tree.errors)
    for finder in FINDERS:
        used = frozenset(configured_dockerfiles(config).values()).union(
            item.definition.dockerfile for item in found.candidates if not item.is_partial
        )
        more = finder(Search(root, tree.directories, used, tuple(found.candidates)))
        found.candidates += more.candidates
        found.errors += more.errors
    return found


def _in_file(path: Path, root: Path) -> Found:
    if is_compose_name(path.name):
        return find_in_file(path, root)
    if is_bake_name(path.name):
        return find_in_bake_file(path, root)
    search = Search(root, (Directory(path.parent, (path.name,), ()),))
    found = find_workflows(search)
    if all(candidate.is_partial for candidate in found.candidates):
        found.candidates.append(lone_candidate(path, root))
    return found


def _distinct(errors: Iterable[CtxlintError]) -> tuple[CtxlintError, ...]:
    """Drop repetitions: several services may fail for the same line."""
    return tuple({(error.file, error.line, error.message): error for error in errors}.values())
