"""A source of COPY or ADD that a builder did not find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.copy_sources import context_reads, place_of
from ctxlint.dockerfile import CopyStep, MountStep, StageSource
from ctxlint.errors import CopySourceError
from ctxlint.explain.evidence import answer_of, found_by
from ctxlint.explain.values import Answer, Need, State
from ctxlint.model import Location, Related
from ctxlint.paths import rooted

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.image import BuildFailure


def about_source(service: Service, source: str) -> Answer:
    """Answer for a path as the builder prints it: absolute below the root of the context, or of a stage."""
    inside = rooted(source)[1:]
    for _, finding in found_by(service, "CTX105", "CTX106"):
        if service.path(inside) in finding.paths:
            return answer_of(finding)
    for failure in service.build.failures:
        if isinstance(failure.error, CopySourceError) and failure.error.path == "/" + inside:
            place = Related(Location(service.dockerfile_file, failure.error.line or 1), "")
            return Answer(State.MISSING, _said(service, failure), service.name, (place,))
    reads = [read for read in context_reads(service) if read.path == inside]
    if not reads:
        return Answer(State.UNKNOWN, f"no instruction copies {inside}", service.name, need=Need.OPEN)
    places = tuple(Related(place_of(service, read.place), "") for read in reads)
    return Answer(State.PRESENT, f"the build context has {service.path(inside)}", service.name, places)


def _said(service: Service, failure: BuildFailure) -> str:
    """The builder's words, and where it looked."""
    holder = failure.place if isinstance(failure.place, MountStep) else failure.step
    source = holder.source if isinstance(holder, CopyStep | MountStep) else None
    if not isinstance(source, StageSource):
        return failure.error.message
    return f"{failure.error.message} in the stage {service.plan.stages[source.index].name or source.index}"
