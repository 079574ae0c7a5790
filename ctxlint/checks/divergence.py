"""Where builders disagree about files that an instruction takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import taking
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.sizes import count_text, listing
from ctxlint.context import File, filter_context, lookup, transferred, walk
from ctxlint.dockerfile import CopyStep, NamedContextSource, RunStep, Step
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder, Hit, Location, Related

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerfile import Plan

_SHOWN = 20


@dataclass(frozen=True)
class Divergence(Check):
    """Files that the service's builder copies, and another one would not have."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each set of files that other builders lack, as far as they can build the Dockerfile."""
        needed = _needed(service)
        found: dict[tuple[str, ...], list[Builder]] = {}
        for builder in Builder:
            if builder is service.builder or (builder.is_classic and needs_buildkit(service.plan)):
                continue
            try:
                tree = filter_context(service.disk, service.ignore_for(builder)).tree
            except IgnoreSyntaxError:
                continue  # that builder refuses the whole file, which the rule about invalid patterns says
            if lost := tuple(path for path in needed if lookup(tree, path) is None):
                found.setdefault(lost, []).append(builder)
        for lost, builders in found.items():
            yield _hit(service, builders, lost)


def _needed(service: Service) -> list[str]:
    """The files that instructions take; those that people wrote, where that is known."""
    tree = transferred(service.filtered.tree, service.disk, service.plan.context_paths)
    version_control = service.workspace.version_control
    files = (path for path, node in walk(tree) if isinstance(node, File))
    return [path for path in files if not version_control.known or version_control.tracks(service.path(path))]


def needs_buildkit(plan: Plan) -> bool:
    """Whether an instruction is one that the classic builder does not know."""
    return any(_is_new(step) for index in plan.reachable for step in plan.stages[index].steps)


def _is_new(step: Step) -> bool:
    match step:
        case RunStep():
            return bool(step.mounts or step.heredocs)
        case CopyStep():
            flags = step.link or step.parents or step.excludes or step.heredocs
            return bool(flags) or isinstance(step.source, NamedContextSource)
        case _:
            return False


def _hit(service: Service, builders: Sequence[Builder], lost: Sequence[str]) -> Hit:
    first, builder = lost[0], builders[0]
    spec, file = service.ignore_for(builder), service.ignore_path_for(builder)
    line = spec.decide(first).line
    read = taking(service, service.filtered.tree, first)
    shown = service.display(file) if file else ""
    values = {
        "other": listing([one.described for one in builders]),
        "own": service.builder.described,
        "path": service.path(first),
        "more": f" and {count_text(len(lost) - 1, 'other file')}" if lost[1:] else "",
        "taken": f"{read.keyword} {read.path or '.'}" if read else "an instruction",
        "line": line.number if line else "",
        "pattern": str(line or ""),
        "ignore_file": shown,
    }
    place = line_location(service, line) if line else service.location
    paths = tuple(service.path(path) for path in lost[:_SHOWN])
    if file == service.ignore_path:
        return Hit(place, values, paths=paths)
    related = Related(Location(shown, line.number if line else 1), "this file is read there")
    return Hit(service.location, values, "file", (related,), paths)
