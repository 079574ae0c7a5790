"""Sources of COPY, ADD and bind mounts that the builder will not find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.base import Check
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.sizes import count_text
from ctxlint.context import Directory, Disk, Kind, exists
from ctxlint.dockerfile import ContextSource, CopyStep, ExpandedWord, MountStep, RunStep, SourceKind
from ctxlint.dockerignore import Decision, Matcher, matcher_of
from ctxlint.errors import CopySourceError
from ctxlint.globs import GlobSyntaxError, match_glob
from ctxlint.image import expand
from ctxlint.model import Action, Certainty, Hit, Location, Related, Remedy, Severity
from ctxlint.paths import has_glob, rooted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service

Place = ExpandedWord | MountStep


class ContextRead(Struct, frozen=True):
    """One path that an instruction of a needed stage reads from the main context."""

    keyword: str
    place: Place
    path: str
    """Relative to the context; may be a glob; empty for the context itself."""


def context_reads(service: Service) -> Iterator[ContextRead]:
    """Every source that the builder looks up in the main context."""
    for index in service.plan.reachable:
        for step in service.plan.stages[index].steps:
            if isinstance(step, CopyStep) and isinstance(step.source, ContextSource):
                for word in step.sources:
                    if word.kind is SourceKind.PATH:
                        yield ContextRead(step.instruction.keyword, word, word.path.lstrip("/"))
            elif isinstance(step, RunStep):
                for mount in step.mounts:
                    if mount.type == "bind" and isinstance(mount.source, ContextSource):
                        yield ContextRead("RUN --mount", mount, rooted(mount.path)[1:])


def taking(service: Service, context: Directory, path: str) -> ContextRead | None:
    """The last copy from the context (as the build sees it) whose source is ``path`` or has it inside."""
    copies = [read for read in context_reads(service) if isinstance(read.place, ExpandedWord)]
    covering = (read for read in reversed(copies) if any(_covers(one, path) for one in _expanded(context, read.path)))
    return next(covering, None)


def _expanded(context: Directory, text: str) -> list[str]:
    try:
        return expand(context, text)
    except CopySourceError:
        return []


def _covers(source: str, path: str) -> bool:
    return f"/{path}/".startswith(f"/{source.strip('/')}/".replace("//", "/"))


def present(disk: Disk, path: str) -> list[str]:
    """The paths of the unfiltered context that a source stands for, whatever the ignore file says."""
    if not path:
        return [""]
    found = [""]
    for part in path.split("/"):
        found = [child for directory in found for child in _children(disk, directory, part)]
    return found


def _children(disk: Disk, directory: str, part: str) -> Iterator[str]:
    entry = disk.entry(directory) if directory else None
    if directory and (entry is None or entry.kind is not Kind.DIRECTORY):
        return
    for name in sorted(disk.list(directory)) if has_glob(part) else [part]:
        path = f"{directory}/{name}".lstrip("/")
        if (name == part or _matches(part, name)) and disk.entry(path):
            yield path


def _matches(pattern: str, name: str) -> bool:
    try:
        return match_glob(pattern, name)
    except GlobSyntaxError:
        return False


class IgnoredSources(Check, frozen=True):
    """Sources that are there, and that the ignore file excludes as a whole."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each source, at its own place in the instruction."""
        for read in context_reads(service):
            if read.path and not service.has(read.path) and (paths := present(service.disk, read.path)):
                yield self._hit(service, read, paths)

    @staticmethod
    def _hit(service: Service, read: ContextRead, paths: list[str]) -> Hit:
        decision = _decision(service, paths[0])
        values = {
            "keyword": read.keyword,
            "source": read.path,
            "ignore_file": service.ignore_file or "",
            "line": decision.line.number if decision.line else 0,
            "pattern": str(decision.line or ""),
            "fix": f"!{paths[0]}",
        }
        place = place_of(service, read.place)
        shown = tuple(service.path(path) for path in paths)
        if decision.line is None:
            return Hit(place, values, "target", paths=shown)
        related = Related(line_location(service, decision.line), f"this line excludes {service.path(paths[0])}")
        return Hit(place, values, "", (related,), shown, remedy=Remedy(Action.RESTORE, shown, sure=True))


def _decision(service: Service, path: str) -> Decision:
    """The decision about a path, or about what the link there leads to."""
    decision = service.ignore.decide(path)
    entry = service.disk.entry(path)
    if decision.excluded or entry is None or entry.kind is not Kind.LINK:
        return decision
    target = rooted(path.rpartition("/")[0] + "/" + service.disk.link_target(path))
    return service.ignore.decide(target[1:])


def place_of(service: Service, place: Place) -> Location:
    """Where a source is written."""
    return Location(service.dockerfile_file, place.span.line, place.span.column)


class MissingSources(Check, frozen=True):
    """Sources that do not exist in the context, ignored or not."""

    generated: tuple[str, ...] = ()
    """Names (globs) of what earlier steps of a pipeline make; a clean checkout lacks them rightly."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each source without a glob; a glob that matches nothing copies nothing."""
        missing = list(self.missing(service))
        if missing and _is_nowhere(service, missing):
            yield _nowhere(service, missing)
            return
        elsewhere = {read.path: _elsewhere(service, read.path) for read in missing}
        variant = _variant(service)
        doubtful = bool(variant) or any(map(_is_above, elsewhere.values()))
        for read in missing:
            hint = elsewhere[read.path]
            values = {
                "keyword": read.keyword,
                "source": read.path,
                "context": service.prefix or "./",
                "hint": f"; there is {hint.path}, but the context is {service.prefix or './'}" if hint else "",
            }
            yield Hit(
                place_of(service, read.place),
                values,
                variant,
                paths=(service.path(read.path),),
                certainty=Certainty.POSSIBLE if doubtful else Certainty.CERTAIN,
                severity=Severity.WARNING if doubtful else None,
            )

    def missing(self, service: Service) -> Iterator[ContextRead]:
        """What is looked up in the context and is not there."""
        generated = matcher_of(self.generated)
        return (read for read in context_reads(service) if self._is_missing(service, read.path, generated))

    @staticmethod
    def _is_missing(service: Service, path: str, generated: Matcher) -> bool:
        if has_glob(path) or service.has(path) or present(service.disk, path):
            return False
        versions, shown = service.workspace.version_control, service.path(path)
        if versions.ignores(shown) or versions.in_submodule(shown):
            return False  # made on the way, kept out of the repository on purpose, or not checked out
        return not any(generated.visit(generated.root, name).excluded for name in path.split("/"))


def _is_nowhere(service: Service, missing: list[ContextRead]) -> bool:
    """Whether nothing is there of what a Dockerfile copies, of which nobody says where it is built."""
    aside = service.dockerfile_path.parent != service.workspace.root
    return service.definition.guessed and aside and len(missing) == len(list(context_reads(service)))


def _nowhere(service: Service, missing: list[ContextRead]) -> Hit:
    """One hit where nothing that is copied is anywhere: something else makes the context, and nobody says what."""
    first, *others = missing
    more = f" and {count_text(len(others), 'other source')}" if others else ""
    values = {"keyword": first.keyword, "source": first.path, "more": more}
    paths = tuple(service.path(read.path) for read in missing)
    place, doubt = place_of(service, first.place), Certainty.POSSIBLE
    return Hit(place, values, "nowhere", paths=paths, certainty=doubt, severity=Severity.INFO)


def doubts_context(service: Service) -> bool:
    """Whether the sources of a service speak for another context: what the image lacks may be a part of that one."""
    missing = MissingSources().missing(service)
    return any(_variant(service) or _is_above(_elsewhere(service, read.path)) for read in missing)


def _is_above(found: _Elsewhere | None) -> bool:
    return found is not None and found.above


def _variant(service: Service) -> str:
    """What makes a missing source less than certain."""
    if service.definition.guessed:
        return "guessed"
    return "prepared" if service.definition.prepared else ""


class _Elsewhere(Struct, frozen=True):
    """A path that a source would mean, seen from another directory than the context."""

    path: str
    above: bool
    """Whether that directory is above the context: a build may well be started with it instead."""


def _elsewhere(service: Service, path: str) -> _Elsewhere | None:
    context = service.definition.context
    for directory in (service.dockerfile_path.parent, service.workspace.root):
        if directory != context and exists(service.workspace.files, directory / path):
            return _Elsewhere(service.display(directory / path), context.is_relative_to(directory))
    return None
