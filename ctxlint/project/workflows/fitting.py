"""Paths of which parts are not known -> the paths of the repository that fit.

A job that builds ``services/${{ matrix.name }}`` for names that only a run knows builds some of what is there.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.project.files import listing, stays_inside
from ctxlint.shell.unknown import NUL, is_known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_MAX_FOUND = 500
# More in one name than anybody writes take ever longer to be compared.
_MAX_UNKNOWN = 2
_UNKNOWN = re.compile(f"{NUL}([^{NUL}]*){NUL}?")

Bound = dict[str, str]
"""What is not known, as it is written -> what it would have to be."""


def pattern_of(path: str, directory: str, top: str) -> str | None:
    """A path as a command in ``directory`` writes it, relative to ``top``; ``None`` for what is elsewhere.

    Neither is a path that begins with a directory of which nothing is known.
    """
    written = _UNKNOWN.sub(lambda part: unknown(part[1].replace("/", "|")), path)
    first, slash, _ = written.partition("/")
    if not is_known(directory) or (slash and first and not _UNKNOWN.sub("", first)):
        return None
    inside = posixpath.relpath(posixpath.join(directory, written), top)
    return None if inside == ".." or inside.startswith("../") else inside


def fitting(root: Path, pattern: str) -> list[tuple[Path, Bound]]:
    """What is below ``root`` and fits a relative path; the same unknown part is the same text everywhere.

    An unknown part holds no ``/``.
    """
    found: list[tuple[Path, Bound]] = [(root, {})]
    for segment in pattern.split("/"):
        places = [(path, bound) for path, bound in found if stays_inside(path, root)]
        found = [each for path, bound in places for each in _below(path, segment, bound)][:_MAX_FOUND]
    return found


def filled_in(pattern: str, bound: Mapping[str, str]) -> str:
    """A pattern with what is bound put in; the rest stays unknown."""
    return _UNKNOWN.sub(lambda part: bound.get(part[1], part[0]), pattern)


def is_telling(pattern: str) -> bool:
    """Whether a directory on the way is known at least in part: else any directory would fit."""
    return any(_UNKNOWN.sub("", segment).strip(".") for segment in pattern.split("/")[:-1])


def _below(path: Path, segment: str, bound: Bound) -> Iterator[tuple[Path, Bound]]:
    segment = filled_in(segment, bound)
    if is_known(segment):
        yield path / segment, bound
        return
    if len(_UNKNOWN.findall(segment)) > _MAX_UNKNOWN:
        return
    try:
        names = sorted(listing(path))
    except (OSError, ValueError):
        return
    matcher, groups = _matcher(segment)
    for name in names:
        if match := matcher.fullmatch(name):
            yield path / name, {**bound, **dict(zip(groups, match.groups(), strict=True))}


def _matcher(segment: str) -> tuple[re.Pattern[str], list[str]]:
    """An expression for a name, and what its groups stand for."""
    groups: list[str] = []
    pattern, at = "", 0
    for part in _UNKNOWN.finditer(segment):
        pattern += re.escape(segment[at : part.start()])
        if part[1] in groups:
            pattern += rf"(?:\{groups.index(part[1]) + 1})"
        else:
            groups.append(part[1])
            pattern += "(.+)"
        at = part.end()
    return re.compile(pattern + re.escape(segment[at:]), re.DOTALL), groups
