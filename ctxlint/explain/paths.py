"""A path of the repository in one service: in the image, left out by a line, or copied by nobody."""

from __future__ import annotations

import posixpath
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.copy_sources import context_reads, place_of
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.required import excluding_line, line_that_brings_back, why_not_back
from ctxlint.checks.sizes import count_text
from ctxlint.checks.whereabouts import place_in_image
from ctxlint.context import Kind, excluded_paths, walk
from ctxlint.context.tree import Directory, File, Origin
from ctxlint.explain.evidence import answer_of, brought_by, chain_to, found_by, noting_untracked
from ctxlint.explain.values import Answer, Need, State
from ctxlint.globs import GlobSyntaxError, match_glob
from ctxlint.model import Location, Related
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.checks.copy_sources import ContextRead
    from ctxlint.dockerignore import IgnoreLine
    from ctxlint.model import Finding

_RULES = ("CTX102", "CTX103", "CTX104", "CTX105", "CTX109", "CTX111")
_SHOWN = 3


def about_path(service: Service, path: str, wanted: str = "") -> Answer:
    """Answer for a path relative to the project root, which exists; ``wanted`` is where the image would need it."""
    if found := _finding(service, path):
        return answer_of(found)
    inside = path[len(service.prefix) :] if path.startswith(service.prefix) else ""
    if service.prefix.startswith(f"{path}/"):
        cause = f"the build context {service.prefix} is in it: 'ctxlint context {service.name}' lists what a build sees"
        return Answer(State.PRESENT, cause, service.name)
    if not inside:
        cause = f"{path} is not in the build context {service.prefix or './'}, so that no instruction can copy it"
        return Answer(State.MISSING, cause, service.name, (Related(service.location, ""),), need=Need.of(wanted))
    if place := place_in_image(service, inside):
        return _present(service, path, inside, place)
    if line := excluding_line(service, inside):
        return _excluded(service, inside, line, wanted)
    return _not_copied(service, inside, wanted)


def _finding(service: Service, path: str) -> Finding | None:
    """What a rule finds about the path, a directory above it or something in it."""
    found = (finding for _, finding in found_by(service, *_RULES))
    return next((each for each in found if any(_touch(path, other) for other in each.paths)), None)


def _touch(path: str, other: str) -> bool:
    return f"{path}/".startswith(f"{other}/") or other.startswith(f"{path}/")


def _present(service: Service, path: str, inside: str, place: str) -> Answer:
    cause = f"the image has {path} as {place}"
    node = service.image.find(place)
    left_out: tuple[Related, ...] = ()
    if isinstance(node, Directory):
        count = sum(isinstance(each, File) for _, each in walk(node))
        left_out = tuple(islice(_left_out(service, inside), _SHOWN))
        cause = f"{cause} ({count_text(count, 'file')})" + (", but not all of it" if left_out else "")
    places = (*brought_by(service, place), *left_out)
    answer = Answer(State.PRESENT, cause, service.name, places, chain_to(service, inside))
    return noting_untracked(answer, service, path)


def _left_out(service: Service, inside: str) -> Iterator[Related]:
    for path, line in excluded_paths(service.disk, service.ignore):
        if path.startswith(f"{inside}/"):
            yield Related(line_location(service, line), f"this line excludes {service.path(path)}")


def _excluded(service: Service, inside: str, line: IgnoreLine, wanted: str) -> Answer:
    path, file = service.path(inside), service.ignore_file or ""
    reader = next(reads_of(service, inside), None)
    cause = f"line {line.number} of {file} ({line.text.strip()}) excludes {path}"
    fix = f'add the line "{line_that_brings_back(service, inside)}" at the end of {file}'
    if reader is None:
        cause += ", and no instruction copies it"
        fix += f", and {copy_of(service, inside, wanted)} to the Dockerfile"
    places = [Related(line_location(service, line), ""), *why_not_back(service, line, inside)]
    if reader:
        places.append(Related(place_of(service, reader.place), f"this would copy {path}"))
    return Answer(State.MISSING, cause, service.name, tuple(places), fix=fix, need=Need.of(reader or wanted))


def _not_copied(service: Service, inside: str, wanted: str) -> Answer:
    path = service.path(inside)
    if stage := next(_in_stages(service, inside), None):
        index, place = stage
        name = service.plan.stages[index].name or str(index)
        cause = f"the stage {name} has {path} as {place}, but nothing copies it from there into the image"
        reader = next(reads_of(service, inside), None)
        places = (Related(place_of(service, reader.place), "this copies it into that stage"),) if reader else ()
        target = wanted or place
        return Answer(State.MISSING, cause, service.name, places, fix=f"COPY --from={name} {place} {target}")
    where = Related(Location(service.dockerfile_file, service.image.stage.span.line), "the stage that lacks it")
    cause = f"{path} is in the build context, but no instruction copies it"
    fix = copy_of(service, inside, wanted)
    return Answer(State.MISSING, cause, service.name, (where,), fix=fix, need=Need.of(wanted))


def _in_stages(service: Service, inside: str) -> Iterator[tuple[int, str]]:
    """The other stages that have it, and where."""
    for index in service.plan.reachable:
        if index != service.plan.target and (place := place_in_image(service, inside, index)):
            yield index, place


def reads_of(service: Service, inside: str) -> Iterator[ContextRead]:
    """The instructions that would copy a path of the context."""
    names = [*ancestors(inside), inside]
    for read in context_reads(service):
        if not read.path or read.path in names or any(_matches(read.path, name) for name in names):
            yield read


def _matches(pattern: str, name: str) -> bool:
    try:
        return match_glob(pattern, name)
    except GlobSyntaxError:
        return False


def copy_of(service: Service, inside: str, wanted: str) -> str:
    """The instruction that would bring a path to where it is wanted, or else beside its neighbours."""
    entry = service.disk.entry(inside)
    slash = "/" if entry and entry.kind is Kind.DIRECTORY else ""
    return f"COPY {inside}{slash} {wanted or _home(service, inside)}{slash}"


def _home(service: Service, inside: str) -> str:
    """Where most of what lies beside a path of the context went, with the path's own name."""
    directory, name = posixpath.split(inside)
    beside = f"{directory}/" if directory else ""
    homes: Counter[str] = Counter()
    for path, node in walk(service.image.tree, "/"):
        if isinstance(node, File) and node.origin is Origin.CONTEXT and node.path.startswith(beside):
            tail = "/" + node.path[len(beside) :]
            if path.endswith(tail):
                homes[path.removesuffix(tail)] += 1
    found = homes.most_common(1)
    return f"{found[0][0]}/{name}" if found else posixpath.join(service.image.stage.workdir, inside)


def as_elsewhere(answer: Answer, cause: str, fix: str | None) -> Answer:
    """What is in the image, but not where it is needed."""
    return replace(answer, state=State.MISSING, cause=cause, fix=fix)
