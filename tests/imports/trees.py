"""Small images and repositories in memory: path -> source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Link, Node, Unknown
from ctxlint.imports import Finder, Reach, Sources, Start, Surroundings, reach

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LINK = "-> "
UNKNOWN = "?"


def tree(files: Mapping[str, str], prefix: str = "") -> Directory:
    """A tree of files, links (``-> target``), unknown nodes (``?``) and empty directories (``a/``)."""
    root = Directory()
    for path, text in files.items():
        *above, name = path.strip("/").split("/")
        directory = root
        for part in above:
            child = directory.entries.setdefault(part, Directory())
            assert isinstance(child, Directory)
            directory = child
        directory.entries[name] = Directory() if path.endswith("/") else _node(prefix + path, text)
    return root


def _node(path: str, text: str) -> Node:
    if text.startswith(LINK):
        return Link(text.removeprefix(LINK))
    return Unknown("somewhere") if text == UNKNOWN else File(path.strip("/"), len(text))


def reached(
    repository: Mapping[str, str],
    lacking: Sequence[str] = (),
    start: Start | str = "main",
    roots: Sequence[str] = ("/",),
    surroundings: Surroundings | None = None,
) -> Reach:
    """What a start reaches in an image that has all of the repository but some paths (a directory ends in ``/``)."""
    image = {path: text for path, text in repository.items() if not path.startswith(tuple(lacking) or "\0")}
    surroundings = surroundings or Surroundings()
    starts = [Start(start) if isinstance(start, str) else start]
    sources = {path.strip("/"): text.encode() for path, text in repository.items()}
    finders = Finder(tree(image), roots), Finder(tree(repository), roots)
    results = [
        reach(starts, *finders, Sources.of(lambda file: sources.get(file.path), rough=rough), surroundings)
        for rough in (False, True)
    ]
    assert results[0].missing == results[1].missing, "the rough scan must not change what is found"
    assert results[0].modules.keys() <= results[1].modules.keys()
    return results[0]
