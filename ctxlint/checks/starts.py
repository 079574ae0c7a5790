"""What the container starts: whether it is there, and whether it can be told."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.python_version import is_for_newer_python
from ctxlint.checks.required import excluding_line, line_that_brings_back, why_not_back
from ctxlint.checks.sizes import count_text
from ctxlint.checks.whereabouts import (
    hiding_mount,
    is_dev_container,
    is_development_only,
    is_for_development,
    mount_over,
    start_location,
)
from ctxlint.model import Action, Hit, Location, Related, Remedy, Severity
from ctxlint.runtime import ANYTHING, usual_roots
from ctxlint.start import Files, suggested

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.imports import Problem
    from ctxlint.start import MissingStart as Lost
    from ctxlint.start import Opaque

_BARE_KEY = re.compile(r"[\w-]+", re.ASCII)


class MissingStart(Check, frozen=True):
    """What the container starts is not in the image."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file that is known to be absent, at the first command that starts it."""
        once = {missing.path_or_module: missing for missing in reversed(service.starting.missing)}
        for missing in reversed(once.values()):
            if hit := _lost(service, missing):
                yield hit


def _lost(service: Service, missing: Lost) -> Hit | None:
    values: dict[str, object] = {"command": missing.command, "path": missing.path_or_module}
    where = start_location(service)
    source = _source(service, missing.path_or_module)
    paths = (service.path(source),) if source else ()
    if source and is_dev_container(service):
        return None
    if missing.mounted:
        mount = hiding_mount(service, missing.path_or_module, service.path(source)) if source else None
        over = mount_over(service, missing.path_or_module)
        if over and is_development_only(service, over):
            return None
        related = (Related(mount.location, f"this volume brings {service.path(mount.source)}"),) if mount else ()
        severity = Severity.INFO if is_for_development(service) else Severity.WARNING
        return Hit(where, values, "mounted", related, paths, severity=severity)
    if source is None:
        # A dependency that the repository does not have either is installed from somewhere else.
        return Hit(where, values) if missing.kind != "source" else None
    values |= {"source": service.path(source), "fix": line_that_brings_back(service, source), "copied": source}
    if line := excluding_line(service, source):
        values |= {"line": line.number, "ignore_file": service.ignore_file, "pattern": line.text.strip()}
        remedy = Remedy(Action.RESTORE, paths, sure=True)
        return Hit(where, values, "ignored", tuple(_related(service, source)), paths, remedy=remedy)
    return Hit(where, values, "source" if missing.kind == "source" else "not-copied", paths=paths)


def _related(service: Service, source: str) -> Iterator[Related]:
    if line := excluding_line(service, source):
        yield Related(line_location(service, line), f"this line excludes {service.path(source)}")
        yield from why_not_back(service, line, source)


def _source(service: Service, path: str) -> str | None:
    """The file of the context that is meant: the one with the longest tail of the path."""
    names = path.strip("/").split("/")
    tails = ("/".join(names[at:]) for at in range(len(names)))
    return next((tail for tail in tails if service.disk.entry(tail)), None)


class OpaqueStart(Check, frozen=True):
    """A Python service whose modules cannot be told, all or some of them."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for the commands that are opaque and run Python, one for the sources that do not parse."""
        count = sum(len(item.reach.modules) for item in service.reached if item.start == ANYTHING)
        found = service.starting.opaque
        if told := [opaque for opaque in found if opaque.python or (count and opaque.python is None)]:
            yield _opaque(service, told, count)
        problems = {problem: None for item in service.reached for problem in item.reach.problems}
        broken = sorted((problem for problem in problems if problem.is_syntax), key=_place)
        if broken and not is_for_newer_python(service):
            yield _unparsed(service, broken)


def _opaque(service: Service, found: Sequence[Opaque], count: int) -> Hit:
    """One hit for all of them: one declaration settles it."""
    opaque, *others = found
    roots = list(usual_roots(service.image))
    command = suggested(Files(service.image, service.read), roots)
    key = service.name if _BARE_KEY.fullmatch(service.name) else json.dumps(service.name, ensure_ascii=False)
    values = {
        "command": opaque.command or "the container",
        "more": f", and {count_text(len(others), 'other command')}," if others else "",
        "reason": opaque.reason,
        "table": f"[tool.ctxlint.services.{key}]",
        "entrypoint": json.dumps(command, ensure_ascii=False),
        "count": count_text(count, "module"),
    }
    return Hit(start_location(service), values, "everything" if count else "")


def _place(problem: Problem) -> tuple[str, int]:
    return problem.place.file.path, problem.place.line


def _unparsed(service: Service, problems: Sequence[Problem]) -> Hit:
    """One hit for all of them, at the first."""
    first, *others = problems
    place = Location(service.path(first.place.file.path), first.place.line, first.place.column)
    values = {
        "file": place.file,
        "line": place.line,
        "problem": first.message,
        "more": f", and {len(others)} more" if others else "",
        "version": ".".join(map(str, sys.version_info[:2])),
    }
    related = tuple(
        Related(Location(service.path(other.place.file.path), other.place.line), other.message) for other in others
    )
    return Hit(place, values, "source", related, tuple(service.path(each.place.file.path) for each in problems))
