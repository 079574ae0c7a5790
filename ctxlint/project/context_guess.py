"""Which directory a Dockerfile that nobody mentions is built in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.globs import GlobSyntaxError, match_glob
from ctxlint.paths import has_glob, parts, rooted
from ctxlint.project.files import exists, is_link, listing, stays_inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_BUILD_FILE = re.compile(
    r"(?:.*[.-])?(?:docker-?|container)(?:file|ignore|compose)\b.*|(?:.*[.-])?compose\b.*\.ya?ml|\.env.*|.*\.md",
    re.IGNORECASE,
)

MAX_SOURCES = 500
MAX_LOOKS = 10_000
"""Names that the globs may be compared with in each directory that is tried."""


def guess_context(directory: Path, top: Path, sources: Sequence[str], mentioned: Sequence[str] = ()) -> Path:
    """Return the ancestor of ``directory``, itself included and up to ``top``, that has most of ``sources``.

    Sources are those of COPY, ADD and bind mounts from the context, variables filled in. Where several have as many,
    it is the one with most of what commands mention; where these are as many, too, the nearest.
    """
    above = [place for place in directory.parents if place.is_relative_to(top)]
    return max((directory, *above), key=lambda place: (coverage(place, sources), coverage(place, mentioned)))


def coverage(context: Path, sources: Sequence[str]) -> int:
    """Count the sources that a directory has."""
    budget = [MAX_LOOKS]
    return sum(has_source(context, source, budget) for source in sources[:MAX_SOURCES])


def has_source(context: Path, source: str, budget: list[int]) -> bool:
    """Tell whether ``source`` names anything in ``context``.

    A glob must match something; the whole context must hold something besides build files and notes, for nobody
    copies a directory of Dockerfiles into an image. ``budget`` counts down the names that globs look at.
    """
    segments = parts(rooted(source))
    if not segments:
        return any(_BUILD_FILE.fullmatch(name) is None for name in _names(context))
    if not has_glob(source):
        return "\0" not in source and _is_inside(context, context.joinpath(*segments))
    try:
        return any(True for _ in _matches(context, segments, budget))
    except GlobSyntaxError:
        return False


def _is_inside(context: Path, path: Path) -> bool:
    """Whether a path is there without a link that leads out of the context: no builder follows that one."""
    return exists(path) and stays_inside(path.parent, context)


def _matches(directory: Path, segments: Sequence[str], budget: list[int]) -> Iterator[Path]:
    """Yield what the segments match below ``directory``; links to directories are not entered."""
    first, *rest = segments
    for name in _names(directory):
        budget[0] -= 1
        if budget[0] < 0:
            return
        if not match_glob(first, name):
            continue
        if not rest:
            yield directory / name
        elif not is_link(directory / name):
            yield from _matches(directory / name, rest, budget)


def _names(directory: Path) -> list[str]:
    try:
        return list(listing(directory))
    except (OSError, ValueError):
        return []
