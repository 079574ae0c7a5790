"""Where builders disagree about files that an instruction takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import taking
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.secrets import Secrets
from ctxlint.checks.sizes import count_text, listing
from ctxlint.context import Directory, File, filter_context, lookup, plant, transferred, walk
from ctxlint.dockerfile import CopyStep, NamedContextSource, RunStep, Step
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder, Hit, Location, Related, Severity
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerfile import Plan

_SHOWN = 20


class Divergence(Check, frozen=True):
    """Files that the service's builder copies and another one would not have, and secrets the other way round."""

    patterns: tuple[str, ...] = ()
    """What counts as a secret, as lines of an ignore file."""
    unless: tuple[str, ...] = ()
    """What does not, although it matches."""
    settings: tuple[str, ...] = ()
    """Which of them are settings rather than secrets where version control tracks them."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each set of files of which builders disagree, as far as they can build the Dockerfile."""
        found: dict[tuple[str, tuple[str, ...]], list[Builder]] = {}
        for builder in Builder:
            if builder is service.builder or (builder.is_classic and needs_buildkit(service.plan)):
                continue
            try:
                less, more = _differences(service, builder)
            except IgnoreSyntaxError:
                continue  # that builder refuses the whole file, which the rule about invalid patterns says
            if lost := tuple(path for path in _taken(service, less) if _is_written(service, path)):
                found.setdefault(("", lost), []).append(builder)
            if added := tuple(self._secrets(service, more)):
                found.setdefault(("secret", added), []).append(builder)
        for (variant, paths), builders in found.items():
            yield _added(service, builders, paths) if variant else _lost(service, builders, paths)

    def _secrets(self, service: Service, more: Directory) -> Iterator[str]:
        """The secrets that instructions would take from what another builder's context has more than the own."""
        if added := _taken(service, more):
            secrets = Secrets(self.patterns, self.unless, self.settings).found(service, more)
            tops = frozenset(path for path, _ in secrets)
            yield from sorted(path for path in added if path in tops or not tops.isdisjoint(ancestors(path)))


def _differences(service: Service, builder: Builder) -> tuple[Directory, Directory]:
    """The files of the context that another builder would not have, and those that only that one would have."""

    def work() -> tuple[Directory, Directory]:
        own, other = service.filtered.tree, filter_context(service.disk, service.ignore_for(builder)).tree
        return _without(own, other), _without(other, own)

    return service.shared.once(("differences", builder, service.ignore_path_for(builder)), work)


def _without(tree: Directory, other: Directory) -> Directory:
    """The files of a tree that another one does not have."""
    left = Directory()
    for path, node in walk(tree):
        if isinstance(node, File) and lookup(other, path) is None:
            plant(left, path, node)
    return left


def _taken(service: Service, tree: Directory) -> list[str]:
    """The files that instructions take from a context."""
    if not tree.entries:
        return []
    read = transferred(tree, service.disk, service.plan.context_paths)
    return [path for path, node in walk(read) if isinstance(node, File)]


def _is_written(service: Service, path: str) -> bool:
    """Whether people wrote a file, where that is known."""
    version_control = service.workspace.version_control
    return not version_control.known or version_control.tracks(service.path(path))


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


def _added(service: Service, builders: Sequence[Builder], added: Sequence[str]) -> Hit:
    first, file = added[0], service.ignore_path_for(builders[0])
    line = service.ignore.decide(first).line
    values = {
        "other": listing([one.described for one in builders]),
        "own": service.builder.described,
        "path": service.path(first),
        "more": f" and {count_text(len(added) - 1, 'other file')}" if added[1:] else "",
        "line": line.number if line else "",
        "pattern": str(line or ""),
        "ignore_file": service.ignore_file,
        "read": f"{service.display(file)} is read there instead" if file else "no ignore file is read there",
    }
    place = line_location(service, line) if line else service.location
    paths = tuple(service.path(path) for path in added[:_SHOWN])
    is_same = file == service.ignore_path
    return Hit(place, values, "secret" if is_same else "secret-file", paths=paths, severity=_severity(is_same=is_same))


def _severity(*, is_same: bool) -> Severity | None:
    """Whoever names an ignore file that only BuildKit reads means to build with it."""
    return None if is_same else Severity.INFO


def _lost(service: Service, builders: Sequence[Builder], lost: Sequence[str]) -> Hit:
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
    return Hit(service.location, values, "file", (related,), paths, severity=_severity(is_same=False))
