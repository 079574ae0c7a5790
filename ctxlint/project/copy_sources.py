"""What a Dockerfile takes from its context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.dockerfile import ContextSource, CopyStep, RunStep, SourceKind, parse, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.dockerfile import Step


def copy_sources(text: str, file: str) -> list[str]:
    """Return the sources of COPY, ADD and bind mounts that the last stage needs, variables replaced.

    Raises ``DockerfileError`` for a file that the builder refuses; ``file`` is for its message.
    """
    planned = plan(parse(text, file), open_args=True)
    steps = (step for index in planned.reachable for step in planned.stages[index].steps)
    return [source for step in steps for source in _sources(step)]


def _sources(step: Step) -> Iterator[str]:
    match step:
        case CopyStep(source=ContextSource(), sources=sources):
            yield from (word.text for word in sources if word.kind is SourceKind.PATH)
        case RunStep(mounts=mounts):
            yield from (mount.path for mount in mounts if mount.type == "bind" and mount.source == ContextSource())
        case _:
            pass
