"""What a Dockerfile takes from its context."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.dockerfile import ContextSource, CopyStep, RunStep, SourceKind, parse, plan
from ctxlint.paths import parts, rooted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.dockerfile import Plan, PlannedStage, Step

_WORD = re.compile(r"(?P<cd>\bcd\s+)?(?<![\w./:=@$-])(?P<path>[\w.-]*[\w-](?:/[\w.-]+)*|(?:/[\w.-]+)+)(?![\w/:@$])")


def copy_sources(text: str, file: str) -> list[str]:
    """Return the sources of COPY, ADD and bind mounts that the last stage needs, variables replaced.

    Raises ``DockerfileError`` for a file that the builder refuses; ``file`` is for its message.
    """
    planned = plan(parse(text, file), open_args=True)
    steps = (step for index in planned.reachable for step in planned.stages[index].steps)
    return [source for step in steps for source in _sources(step)]


def mentioned_paths(text: str, file: str) -> list[str]:
    """Return what commands name, relative to the context, after an instruction has copied the whole of it.

    They only look like paths: ``cd api``, ``requirements/base.txt``, ``/app/run.sh`` after ``COPY . /app``. Raises
    ``DockerfileError`` as :func:`copy_sources` does.
    """
    planned = plan(parse(text, file), open_args=True)
    return list(dict.fromkeys(path for index in planned.reachable for path in _mentioned(planned, index)))


def _mentioned(planned: Plan, index: int) -> Iterator[str]:
    stage, places = planned.stages[index], set[str]()
    for step in stage.steps:
        if isinstance(step, CopyStep) and any(not parts(rooted(source)) for source in _sources(step)):
            places.add(posixpath.normpath(step.destination))
        elif isinstance(step, RunStep):
            yield from _named(step.text, step.workdir, places)
    if index == planned.target:
        yield from _named(_started(stage), stage.workdir, places)


def _started(stage: PlannedStage) -> str:
    return " ".join([*(stage.entrypoint or ()), *(stage.cmd or ())])


def _named(command: str, workdir: str, places: set[str]) -> Iterator[str]:
    above = [place.rstrip("/") + "/" for place in places]
    for word in _WORD.finditer(command):
        written = word["path"]
        path = posixpath.normpath(posixpath.join(workdir, written))
        inside = [path.removeprefix(place) for place in above if path.startswith(place)]
        is_absolute = written.startswith("/")
        if is_absolute or word["cd"] or "/" in written or "." in written:
            # What is no path below the copy may be one from a directory that the command is in by then.
            yield from inside or ([] if is_absolute or not places else [written])


def _sources(step: Step) -> Iterator[str]:
    match step:
        case CopyStep(source=ContextSource(), sources=sources):
            yield from (word.text for word in sources if word.kind is SourceKind.PATH)
        case RunStep(mounts=mounts):
            yield from (mount.path for mount in mounts if mount.type == "bind" and mount.source == ContextSource())
        case _:
            pass
