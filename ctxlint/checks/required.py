"""Modules and files that the configuration declares, judged on the image."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import field

from ctxlint.checks.base import Check
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.context import Kind
from ctxlint.dockerignore import DockerIgnoreSpec, IgnoreLine, direct_matches, lines_of
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.image.python_path import import_roots
from ctxlint.imports import Finder
from ctxlint.model import Action, Hit, Location, Related, Remedy
from ctxlint.paths import ancestors, clean
from ctxlint.runtime import origins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service


class RequiredModules(Check, frozen=True):
    """Declared modules that Python cannot find in the image."""

    required_modules: tuple[str, ...] = ()

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each module, at the line that took it when there is one."""
        if not self.required_modules:
            return
        roots = import_roots_of(service)
        finder = Finder(service.image.tree, roots)
        for module in self.required_modules:
            if not finder.find(module):
                yield _missing_module(service, module, roots)


def import_roots_of(service: Service) -> list[str]:
    """The directories that the service's Python searches, compose overrides included."""
    definition, stage = service.definition, service.image.stage
    commands = [definition.entrypoint or stage.entrypoint or (), definition.command or stage.cmd or ()]
    plan, tree = service.plan, service.image.tree
    return import_roots(plan, tree, commands, definition.environment, definition.working_dir)


def _missing_module(service: Service, module: str, roots: list[str]) -> Hit:
    path = module.replace(".", "/")
    values: dict[str, object] = {"module": module, "roots": ", ".join(roots)}
    for candidate in _in_repository(service, path, roots):
        shown = service.path(candidate)
        values |= {"path": shown, "fix": line_that_brings_back(service, candidate)}
        if line := excluding_line(service, candidate):
            values |= {"ignore_file": service.ignore_file, "line": line.number, "pattern": line.text.strip()}
            related = tuple(why_not_back(service, line, candidate))
            remedy = Remedy(Action.RESTORE, (shown,), sure=True)
            return Hit(line_location(service, line), values, "ignored", related, (shown,), module, remedy=remedy)
        return Hit(_final_stage(service), values, "not-copied", (), (shown,), module)
    return Hit(_final_stage(service), values, "nowhere", module=module)


def _final_stage(service: Service) -> Location:
    return Location(service.dockerfile_file, service.image.stage.span.line)


def _in_repository(service: Service, path: str, roots: list[str]) -> Iterator[str]:
    """Where the context (unfiltered) has the module: below what became an import root, or at a usual place."""
    places = ["", "src/", *origins(service.image.tree, roots)]
    for place in dict.fromkeys(places):
        for candidate in (clean(place + path), clean(place + path) + ".py"):
            if service.disk.entry(candidate):
                yield candidate


def excluding_line(service: Service, path: str) -> IgnoreLine | None:
    """The line that excludes a path, or what makes the directory there a package."""
    decision = service.ignore.decide(path)
    if decision.excluded:
        return decision.line
    entry = service.disk.entry(path)
    if entry is None or entry.kind is not Kind.DIRECTORY:
        return None
    names = sorted(service.disk.list(path))
    sources = [name for name in names if name.endswith(".py")] or names
    inside = [service.ignore.decide(f"{path}/{name}") for name in sources]
    if "__init__.py" in sources and not inside[sources.index("__init__.py")].excluded:
        return None
    return next((one.line for one in inside if one.excluded), None)


def line_that_brings_back(service: Service, path: str) -> str:
    """The ``!`` line that takes a path of the context back when it stands at the end of the ignore file.

    Where patterns take what is in a directory, and not the directory itself, its name alone brings nothing back.
    """
    entry = service.disk.entry(path)
    inside = service.disk.list(path) if entry and entry.kind is Kind.DIRECTORY else {}
    lines = [line.text for line in service.ignore.lines]
    for candidate in (f"!{path}", f"!{path}/**"):
        with suppress(IgnoreSyntaxError):
            spec = DockerIgnoreSpec.parse("\n".join([*lines, candidate]), builder=service.ignore.builder)
            if not any(spec.decide(each).excluded for each in (path, *(f"{path}/{name}" for name in inside))):
                return candidate
    return f"!{path}"


def why_not_back(service: Service, taker: IgnoreLine, path: str) -> Iterator[Related]:
    """Later ``!`` lines that name a directory above ``path`` and still do not bring it back."""
    later = [line for line in service.ignore.lines if line.negated and line.number > taker.number]
    read = direct_matches(later)
    for above in ancestors(path):
        for number in read(above):
            message = (
                f"this line does not bring it back: {service.path(above)} itself is not excluded, so there is "
                f"nothing to take back, and line {taker.number} matches deeper"
            )
            yield Related(line_location(service, later[number]), message)


class RequiredPaths(Check, frozen=True):
    """Declared files that are not in the image.

    A path is looked up as it stands when absolute, else below the working directory; a path of the repository
    counts, too, wherever in the image its file lies. ``**`` and globs match as in an ignore file.
    """

    required_paths: tuple[str, ...] = field(default=())

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each path that nothing in the image answers."""
        if not self.required_paths:
            return
        files = service.image.known_files()
        for wanted in self.required_paths:
            if not _answered(service, wanted, files):
                yield _missing_path(service, wanted)


def _answered(service: Service, wanted: str, files: dict[str, str | None]) -> bool:
    workdir = service.definition.working_dir or service.image.stage.workdir
    absolute = wanted if wanted.startswith("/") else posixpath.join(workdir, wanted)
    read = direct_matches(lines_of([absolute.lstrip("/")]))
    origin = direct_matches(lines_of([wanted.lstrip("/")]))
    for path, source in files.items():
        if read(path.strip("/")) or (source and origin(service.path(source))) or (source and origin(source)):
            return True
    return False


def _missing_path(service: Service, wanted: str) -> Hit:
    values: dict[str, object] = {"path": wanted}
    literal = wanted.rstrip("/").removesuffix("/**").removesuffix("/*").lstrip("/")
    inside = literal.removeprefix(service.prefix)
    if service.disk.entry(inside):
        shown = (service.path(inside),)
        if line := excluding_line(service, inside):
            values |= {"ignore_file": service.ignore_file, "line": line.number, "pattern": line.text.strip()}
            values |= {"fix": line_that_brings_back(service, inside)}
            related = tuple(why_not_back(service, line, inside))
            remedy = Remedy(Action.RESTORE, shown, sure=True)
            return Hit(line_location(service, line), values, "ignored", related, shown, remedy=remedy)
        return Hit(_final_stage(service), values, "not-copied", (), shown)
    return Hit(_final_stage(service), values, "nowhere", paths=(wanted,))
