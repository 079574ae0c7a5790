"""Where a real build or container is not as the rules had said: each such case is a defect of the model."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.real_imports import by_reason, predicted_failure, prediction
from ctxlint.checks.sizes import count_text
from ctxlint.checks.whereabouts import start_location
from ctxlint.context import Unknown
from ctxlint.dockerfile import ContextSource, CopyStep
from ctxlint.errors import CtxlintError
from ctxlint.image import stat
from ctxlint.model import Certainty, Hit, Location, Severity
from ctxlint.observation import Difference, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.observation import FileDifference, Observation


class WrongPredictions(Check, frozen=True):
    """Predictions that a real build or a real container has proven wrong."""

    observes: ClassVar[bool] = True

    strict: bool = False
    """They fail the run; without it they are only shown."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each."""
        seen = service.observation
        if seen is None:
            return
        for hit in (*_modules(service, seen), *_builds(service, seen), *_files(service, seen)):
            fails = self.strict and hit.certainty is Certainty.CERTAIN
            yield hit if fails else replace(hit, severity=Severity.INFO)


def _modules(service: Service, seen: Observation) -> Iterator[Hit]:
    loaded = {each.module: each.loaded for each in seen.succeeded}
    for finding in seen.predicted:
        if finding.module in loaded and finding.certainty is Certainty.CERTAIN and finding.severity is Severity.ERROR:
            values = {"code": finding.code, "module": finding.module, "loaded": loaded[finding.module] or "memory"}
            yield Hit(finding.location, values, "imported", paths=finding.paths, module=finding.module)
    for failure, imports in by_reason(seen).items():
        lost = failure.trouble is Trouble.IMPORT and failure.repository and failure.lacking
        if lost and any(each.certain for each in imports) and not prediction(seen, failure.lacking):
            values = {"module": failure.lacking, "repository": failure.repository or ""}
            where = Location(failure.source, failure.line) if failure.source else start_location(service)
            yield Hit(where, values, "not-imported", module=failure.lacking)


def _builds(service: Service, seen: Observation) -> Iterator[Hit]:
    stops = _stops(service)
    if seen.built and seen.build is None:
        for error in stops:
            yield Hit(Location(service.dockerfile_file, error.line or 1), {"reason": error.message}, "built")
    foreseen = stops or predicted_failure(service, seen)
    if seen.build and seen.build.lacks_source and not foreseen and _has_sources(service, seen.build.line):
        values = {"instruction": seen.build.instruction, "reason": seen.build.reason}
        yield Hit(Location(service.dockerfile_file, seen.build.line), values, "not-built")


def _has_sources(service: Service, line: int) -> bool:
    """Whether the model has what the copy at a line copies; it cannot tell what other images hold and commands make."""
    steps = (step for index in service.plan.reachable for step in service.plan.stages[index].steps)
    step = next((step for step in steps if isinstance(step, CopyStep) and step.instruction.line == line), None)
    if step is None or isinstance(step.source, ContextSource):
        return step is not None
    source = service.build.source(step.source)
    nodes = [source and stat(source, word.text) for word in step.sources]
    return not any(node is None or isinstance(node, Unknown) for node in nodes)


def _stops(service: Service) -> list[CtxlintError]:
    """What would stop the build, by the model."""
    try:
        return [failure.error for failure in service.build.failures]
    except CtxlintError as error:
        return [error]


def _files(service: Service, seen: Observation) -> Iterator[Hit]:
    """One hit for all files that differ in the same way."""
    groups: defaultdict[tuple[Difference, bool], list[FileDifference]] = defaultdict(list)
    for each in seen.differences:
        groups[each.difference, each.certain].append(each)
    for (difference, certain), found in groups.items():
        more = len(found) - _SHOWN
        values = {
            "count": count_text(len(found), "file"),
            "paths": ", ".join(each.path for each in found[:_SHOWN]) + (f", and {more} more" if more > 0 else ""),
        }
        yield Hit(
            Location(service.dockerfile_file, service.image.stage.span.line),
            values,
            _VARIANTS[difference],
            paths=tuple(each.source for each in found if each.source),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        )


_VARIANTS = {Difference.LACKING: "no-file", Difference.EXTRA: "more-files", Difference.CONTENT: "other-content"}
_SHOWN = 5
