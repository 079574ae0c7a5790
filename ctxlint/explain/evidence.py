"""What rules, the image and the repository say about one thing: the material of answers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.whereabouts import chain_text
from ctxlint.context import Directory, File, Origin, lookup, walk
from ctxlint.engine import finding_of
from ctxlint.explain.values import Answer, State
from ctxlint.image.provenance import bringers
from ctxlint.imports import Place, scan
from ctxlint.model import Location, Related
from ctxlint.rulebook import find_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.model import Finding, Hit, Mount

NOBODY = "nothing that the container is known to start imports it"


def found_by(service: Service, *codes: str) -> Iterator[tuple[Hit, Finding]]:
    """What rules find in a service, whether or not its configuration selects them."""
    for code in codes:
        yield from _found(service, code)


@lru_cache(maxsize=1000)
def _found(service: Service, code: str) -> tuple[tuple[Hit, Finding], ...]:
    rule = find_rule(code)
    hits = rule.make(service.definition.options)(service) if rule else ()
    return tuple((hit, finding_of(rule, service.name, hit)) for hit in hits if rule)


def answer_of(finding: Finding) -> Answer:
    """A finding as an answer: the thing is missing."""
    places = (Related(finding.location, ""), *finding.related)
    return Answer(State.MISSING, finding.message, finding.service, places, fix=finding.fix, code=finding.code)


def brought_by(service: Service, place: str) -> tuple[Related, ...]:
    """What brings a file, or the first file of a directory, to its place: volumes over it, then instructions."""
    path = _file_at(service, place)
    found = bringers(service.build, path) if path else ()
    copies = (_bringer(service, each.stage, each.step.instruction.span.line) for each in found)
    return (*map(_laid, mounts_over(service, place)), *copies)


def mounts_over(service: Service, place: str) -> list[Mount]:
    """The volumes of compose that hide a path of the image."""
    return [each for each in service.definition.mounts if f"{place}/".startswith(f"{each.target.rstrip('/')}/")]


def _laid(mount: Mount) -> Related:
    if mount.named:
        return Related(
            mount.location, f"the volume {mount.source} lies over it, and keeps what it had when it was made"
        )
    return Related(mount.location, f"this volume lies over it, and brings {mount.source}")


def _file_at(service: Service, place: str) -> str | None:
    node = lookup(service.image.tree, place)
    if isinstance(node, File):
        return place
    below = walk(node, place.rstrip("/") + "/") if isinstance(node, Directory) else ()
    return next((path for path, each in below if isinstance(each, File) and each.origin is Origin.CONTEXT), None)


def _bringer(service: Service, index: int, line: int) -> Related:
    stage = service.plan.stages[index]
    name = "" if index == service.plan.target else f"in the stage {stage.name or index}"
    return Related(Location(service.dockerfile_file, line), name)


def chain_to(service: Service, path: str) -> str:
    """How the start comes to a source of the context; empty when it does not."""
    for item in service.reached:
        keys = [key for key, module in item.reach.modules.items() if module.file and module.file.path == path]
        for key, way in item.reach.ways(keys).items() if keys else ():
            if way.chain or way.start.label != key:
                return chain_text(service, way.start.label, way.chain, "" if key.startswith("/") else key)
    return ""


def chain_to_foreign(service: Service, name: str) -> str:
    """How the start comes to an import of a module that is not the repository's; empty when it does not."""
    for item in service.reached:
        for key, module in item.reach.modules.items():
            line = _line_that_imports(service.read(module.file) if module.file else None, name)
            way = item.reach.ways([key]).get(key) if line else None
            if line and way and module.file:
                place = Place(module.file, module.name, line, 1)
                return chain_text(service, way.start.label, (*way.chain, place), name)
    return ""


def _line_that_imports(source: bytes | None, name: str) -> int:
    if source is None or name.partition(".")[0].encode(errors="surrogateescape") not in source:
        return 0
    found = (each for each in scan(source).imports if not each.level and f"{each.module}.".startswith(f"{name}."))
    return next((each.line for each in found), 0)


def noting_untracked(answer: Answer, service: Service, path: str) -> Answer:
    """The answer, with a word about git when that does not know the path of the project."""
    versions = service.workspace.version_control
    if not versions.known or versions.tracks(path):
        return answer
    cause = f"{answer.cause}; git does not track {path}, so that an image built from a checkout lacks it"
    return replace(answer, cause=cause, untracked=path)
