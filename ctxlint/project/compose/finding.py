"""The finder for compose files: every compose project of a repository, and what each builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.errors import ConfigError, CtxlintError
from ctxlint.project.candidates import Candidate, Found, Search
from ctxlint.project.compose.document import Document, read_document
from ctxlint.project.compose.errors import NotComposeError
from ctxlint.project.compose.interpolation import Interpolator
from ctxlint.project.compose.loading import Project, load_project
from ctxlint.project.compose.naming import BASE_NAMES, group, variant_of
from ctxlint.project.compose.nodes import Node, Table
from ctxlint.project.compose.services import service_definition
from ctxlint.project.files import display

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.walk import Directory


def find_compose(search: Search) -> Found:
    """Find the services of all compose files; a file that another one includes is part of that one."""
    finder = _Finder(search.root)
    for directory in search.directories:
        finder.directory(directory)
    return finder.found


def find_in_file(path: Path, root: Path) -> Found:
    """Find the services of one compose file, whatever its name is, without its overrides."""
    finder = _Finder(root)
    finder.project((path,), "")
    return finder.found


class _Finder(Struct):
    root: Path
    found: Found = field(default_factory=Found)
    included: set[Path] = field(default_factory=set)

    def directory(self, directory: Directory) -> None:
        for name in BASE_NAMES:
            if name in directory.directories:
                file = display(directory.path / name, self.root)
                self.found.errors.append(ConfigError("the compose file is a directory", file=file, line=1))
        grouping = group(directory.files)
        base = tuple(directory.path / name for name in grouping.base)
        known: Project | None = None
        if base and self.included.isdisjoint(base):
            known = self.project(base, "")
        for name in grouping.variants:
            self.variant(directory.path / name, base[:1], known)

    def variant(self, path: Path, base: tuple[Path, ...], known: Project | None) -> None:
        """List what a variant changes: on top of the base when it cannot stand alone."""
        if path in self.included:
            return
        try:
            document = read_document(path, self.root, path.parent, Interpolator({}))
        except NotComposeError:
            return
        except ConfigError as error:
            self.found.errors.append(error)
            return
        if not document.is_compose:
            return
        files = (*base, path) if known is not None and _is_overlay(document, known) else (path,)
        errors = len(self.found.errors)
        self.project(files, variant_of(path.name) or "", frozenset(document.services))
        if not base and "override" in path.name:
            del self.found.errors[errors:]  # its paths start from the directory of a file that is elsewhere

    def project(self, files: tuple[Path, ...], variant: str, only: frozenset[str] | None = None) -> Project | None:
        try:
            project = load_project(files, self.root)
        except ConfigError as error:
            self.found.errors.append(error)
            return None
        self.found.errors += project.errors
        self.included |= project.included
        for name, service in project.services.items():
            if only is None or name in only:
                self.service(name, service, files, variant)
        return project

    def service(self, name: str, service: Table, files: tuple[Path, ...], variant: str) -> None:
        try:
            definition = service_definition(name, service, self.root)
        except CtxlintError as error:
            self.found.errors.append(error)
            return
        if definition is not None:
            names = _names(name, files[-1], variant, self.root)
            self.found.candidates.append(Candidate(definition, names, files))


def _is_overlay(document: Document, base: Project) -> bool:
    """Tell whether a file needs another one below it: some service of the base gets no image of its own here."""
    return any(name in base.services and not _stands_alone(node) for name, node in document.services.items())


def _stands_alone(service: Node) -> bool:
    if not isinstance(service, Table):
        return False
    build = service.get("build")
    if isinstance(build, Table):
        return build.get("context") is not None or build.get("dockerfile_inline") is not None
    return any(service.get(key) is not None for key in ("build", "image", "extends"))


def _names(service: str, file: Path, variant: str, root: Path) -> tuple[str, ...]:
    """Return ``web``, ``shop/web``, ``shop/web-dev``, ``shop/docker-compose.dev.yml:web``."""
    directory = display(file.parent, root)
    prefix = "" if directory == "." else f"{directory}/"
    names = (service, f"{prefix}{service}", f"{prefix}{service}-{variant}" if variant else "")
    return (*filter(None, names), f"{display(file, root)}:{service}")
