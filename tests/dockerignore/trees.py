"""The walk of a context that is only a list of names: the real walk without a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.dockerignore import Directory, Matcher

Tree = dict[str, "Tree | None"]
"""Name -> what is in the directory, ``None`` for a file."""


def nested(paths: Iterable[str]) -> Tree:
    root: Tree = {}
    for path in paths:
        *parents, name = path.removesuffix("/").split("/")
        at = root
        for parent in parents:
            below = at.setdefault(parent, {})
            assert below is not None, f"{path} is below a file"
            at = below
        at.setdefault(name, {} if path.endswith("/") else None)
    return root


class _Step(NamedTuple):
    tree: Tree
    position: Directory
    parents: tuple[str, ...]


def listed(matcher: Matcher, paths: Iterable[str]) -> list[str]:
    """The paths that the builder sends, sorted; directories end in ``/``."""
    found: set[str] = set()
    waiting = [_Step(nested(paths), matcher.root, ())]
    while waiting:
        tree, position, parents = waiting.pop()
        for name, below in tree.items():
            visit = matcher.visit(position, name)
            path = position.path + name + ("" if below is None else "/")
            if not visit.excluded:
                found |= {path, *(parents if matcher.lists_parents else ())}
            if below is None or (visit.excluded and not matcher.descends(path)):
                continue
            if matcher.lists_entered:
                found.add(path)
            waiting.append(_Step(below, matcher.enter(position, name, visit), (*parents, path)))
    return sorted(found)
