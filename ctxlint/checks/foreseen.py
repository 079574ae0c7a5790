"""What is not there yet: paths that appear where people work, and how far a build would take them.

Continuous integration lints a clean checkout; the dependencies, the build output and the ``.env`` are on the
machines of those who build from a checkout that they also work in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.checks.copy_sources import ContextRead, context_reads, place_of, taking
from ctxlint.checks.image_files import copied
from ctxlint.checks.sent import where
from ctxlint.checks.sizes import count_text
from ctxlint.model import Action, Hit, Remedy, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerignore import IgnoreLine, Spelled

GITIGNORE = ".gitignore"
_PROBE = "x"
_SHOWN = 6


class Foreseen(Struct, frozen=True):
    """A path of the context at which something will be, and why."""

    path: str
    reason: str
    """The file that says so."""
    directory: bool = True
    is_likely: bool = False
    """Whether it is no more than likely."""

    @property
    def shown(self) -> str:
        """The path, a directory's with a slash at its end."""
        return self.path + "/" * self.directory

    @property
    def is_spelled(self) -> bool:
        """Whether a ``.gitignore`` spells the path out."""
        return self.reason.rpartition("/")[2] == GITIGNORE

    @property
    def probe(self) -> str:
        """The path itself, or that of a file in the directory."""
        return f"{self.path}/{_PROBE}" if self.directory else self.path


def gitignored(service: Service) -> Iterator[tuple[str, Spelled, str]]:
    """Each ``.gitignore`` above or in the context, its lines, and the path in the context that a line spells out.

    A bare name in a file above the context says nothing about the context itself.
    """
    prefix = service.prefix
    for source in service.workspace.sources:
        above, slash, name = source.rpartition("/")
        if name != GITIGNORE or not (prefix.startswith(above + slash) or source.startswith(prefix)):
            continue
        for line in service.workspace.version_control.spelled(above):
            path = above + slash + line.path
            if path.startswith(prefix) and path != prefix and (line.anchored or source.startswith(prefix)):
                yield source, line, path[len(prefix) :]


def is_let_through(service: Service, item: Foreseen) -> bool:
    """Whether the ignore file leaves the path in, and no instruction asks for it by name."""
    if any(f"{read.path}/".startswith(f"{item.path}/") for read in context_reads(service)) and item.directory:
        return False
    below = [item.probe, f"{item.probe}/{_PROBE}"] if item.directory else [item.probe]
    return not all(service.ignore.decide(probe).excluded for probe in below)


class Passage(Struct, frozen=True):
    """How far a build would take a path, were it there."""

    variant: str
    """``image``, ``stage`` or ``context``."""
    read: ContextRead | None = None
    target: str = ""
    """Where it would be in the image, or the name of the stage."""


def passages(service: Service, items: Sequence[Foreseen]) -> Iterator[tuple[Foreseen, Passage]]:
    """What would happen to each, were all of them there."""
    build = service.supposing(item.probe for item in items)
    probes = {item.probe for item in items}
    stages = {index: copied(build.trees[index], probes) for index in reversed(build.plan.reachable)}
    final = stages.pop(build.plan.target)
    for item in items:
        read = taking(service, build.context, item.probe)
        if target := final.get(item.probe):
            yield item, Passage("image", read, target.removesuffix(f"/{_PROBE}" * item.directory))
        elif holding := [index for index, found in stages.items() if item.probe in found]:
            yield item, Passage("stage", read, stage_name(service, holding[0]))
        else:
            yield item, Passage("context")


def stage_name(service: Service, index: int) -> str:
    """The name of a stage, or its number."""
    return service.dockerfile.stages[index].name or str(index)


def foreseen_hit(
    service: Service, items: Sequence[Foreseen], passage: Passage, fix: str, severity: Severity | None = None
) -> Hit:
    """One hit for paths of one kind that share their fate; the first of them is named."""
    first, *others = items
    read = passage.read
    values = {
        "path": service.path(first.path) + "/" * first.directory,
        "more": f" (and {count_text(len(others), 'other')} like it)" if others else "",
        "reason": first.reason,
        "keyword": read.keyword if read else "",
        "source": (read.path or ".") if read else "",
        "target": passage.target,
        "held": _held(service, first),
        "fix": fix,
        "where": where(service),
    }
    paths = tuple(service.path(item.path) for item in items)
    return Hit(
        place_of(service, read.place) if read else service.location,
        values,
        passage.variant,
        paths=paths,
        severity=severity,
        remedy=Remedy(Action.EXCLUDE, paths, patterns=(fix,) if fix else ()),
    )


def _held(service: Service, item: Foreseen) -> str:
    """Why the path is let through, as the end of a sentence."""
    if line := letting_in(service, item):
        return f"line {line.number} of {service.ignore_file} ({line}) lets it in"
    return f"no line of {service.ignore_file} holds it back" if service.ignore_file else "there is no ignore file"


def letting_in(service: Service, item: Foreseen) -> IgnoreLine | None:
    """The ``!`` line that takes the path back in, if one does."""
    return service.ignore.decide(item.probe).line


def foreseen_in_context(service: Service, items: Sequence[Foreseen]) -> Hit:
    """One hit for all that no instruction takes: it only matters to builders that send the whole context."""
    ranked = sorted(items, key=lambda item: (item.path.count("/"), item.path))
    hit = foreseen_hit(service, ranked, Passage("context"), "", Severity.INFO)
    return replace(hit, values={**hit.values, **listed(service, ranked)})


def listed(service: Service, items: Sequence[Foreseen]) -> dict[str, str]:
    """The first of many paths, and how many more there are."""
    names = [service.path(item.shown) for item in items]
    return {
        "paths": ", ".join(names[:_SHOWN]),
        "more": f" and {count_text(len(names) - _SHOWN, 'other')}" if len(names) > _SHOWN else "",
    }


def by_fate(found: Iterable[tuple[Foreseen, Passage]]) -> Iterator[tuple[list[Foreseen], Passage]]:
    """Put together what goes the same way, shallow paths first."""
    groups: dict[tuple[str, ContextRead | None], list[tuple[Foreseen, Passage]]] = {}
    for item, passage in sorted(found, key=lambda pair: (pair[0].path.count("/"), pair[0].path)):
        groups.setdefault((passage.variant, passage.read), []).append((item, passage))
    for group in groups.values():
        yield [item for item, _ in group], group[0][1]
