"""Edits that keep paths out of the context."""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import TYPE_CHECKING

from ctxlint.dockerignore import direct_matches, literal
from ctxlint.fixes.text import IgnoreText
from ctxlint.model import Change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.model import Remedy

_MANY = 3
"""So many paths of one directory that end alike are better excluded by one line."""
_HEADER = (
    "# What no image needs of this directory. `ctxlint fix` proved each line.",
    "",
    "# this file",
    ".dockerignore",
)


def patterns(service: Service, remedy: Remedy, others: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Lines that may do it, those that hold back more of what is to go first; ``others`` are to go as well."""
    yield from ((pattern,) for pattern in remedy.patterns)
    inside = [path.removeprefix(service.prefix) for path in remedy.paths]
    if not remedy.patterns and len(inside) == 1:
        yield from ((wide,) for wide in _wide(inside[0], [_inside(service, path) for path in others]))
    yield tuple(dict.fromkeys(_by_name(inside)))
    yield tuple(map(literal, inside))


def _by_name(paths: Sequence[str]) -> Iterator[str]:
    """The paths; those of one name together, at any depth."""
    names = Counter(map(posixpath.basename, paths))
    for path in paths:
        name = posixpath.basename(path)
        yield f"**/{literal(name)}" if names[name] > 1 else literal(path)


def _inside(service: Service, path: str) -> str:
    return path.removeprefix(service.prefix)


def _wide(path: str, others: Collection[str]) -> Iterator[str]:
    """The directory, or all of its files that end alike, when several of them are to go."""
    directory, name = posixpath.split(path)
    suffix = posixpath.splitext(name)[1]
    if not directory:
        return
    alike = [other for other in others if posixpath.dirname(other) == directory]
    if len(alike) >= _MANY:
        yield literal(directory)
    if suffix and sum(other.endswith(suffix) for other in alike) >= _MANY:
        yield f"{literal(directory)}/*{literal(suffix)}"


def deepened(service: Service, paths: Collection[str]) -> Change | None:
    """A line that names the paths at the root of the context only, made to match at any depth."""
    names = {posixpath.basename(path) for path in paths}
    for line in service.ignore.lines:
        text = line.text.strip()
        if line.negated or "/" in text.rstrip("/") or text.startswith("**"):
            continue
        read = direct_matches([line])
        if all(map(read, names)):
            return Change(line.number, (line.text,), (f"**/{text}",))
    return None


def places(text: IgnoreText, comment: str, lines: tuple[str, ...]) -> Iterator[Change]:
    """Below the comment that introduces their like, or at the end, with the comment."""
    heading = f"# {comment}"
    end = len(text.rows) + 1
    if heading in text.texts:
        at = text.texts.index(heading) + 1
        while at < len(text.rows) and text.texts[at].strip() and not text.texts[at].startswith("#"):
            at += 1
        yield Change(at + 1, (), lines)
    blank = ("",) if text.rows and text.texts[-1].strip() else ()
    yield Change(end, (), (*blank, heading, *lines))


def new_file() -> IgnoreText:
    """The beginning of an ignore file that is not there yet."""
    return IgnoreText().changed(Change(1, (), _HEADER))
