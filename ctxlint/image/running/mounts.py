"""What ``--mount`` lays over the files of a stage while its RUN runs, and takes away again."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ctxlint.context import Directory, Node, Unknown
from ctxlint.errors import CopyConflictError
from ctxlint.image.filesystem import resolve, stat
from ctxlint.paths import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxlint.dockerfile import MountStep, Source

Caches = dict[str, Directory]
"""The content of ``type=cache``, by its name: it stays from step to step, but in no image."""


@contextmanager
def mounted(
    tree: Directory, mounts: Sequence[MountStep], source: Callable[[Source], Directory | None], caches: Caches
) -> Iterator[None]:
    """The tree with its mounts, as long as the step runs; what is written into them is lost."""
    with ExitStack() as stack:
        for mount in mounts:
            node = _content(mount, source, caches)
            if node is not None and parts(mount.target):
                stack.enter_context(_laid(tree, mount.target, node))
        yield


def _content(mount: MountStep, source: Callable[[Source], Directory | None], caches: Caches) -> Node | None:
    match mount.type:
        case "cache":
            return caches.setdefault(mount.id or mount.target, Directory(unknown=True))
        case "tmpfs":
            return Directory()
        case "bind":
            return _bound(source(mount.source), mount.path)
        case _:
            return None


def _bound(tree: Directory | None, path: str) -> Node | None:
    """A copy of what is bound; ``None`` when it is not there, which is a failure of its own."""
    if tree is None:
        return Directory(unknown=True)
    try:
        node = stat(tree, path)
    except CopyConflictError:
        return None
    if isinstance(node, Directory):
        return node.copy()
    return node or (Unknown(path) if tree.unknown else None)


@contextmanager
def _laid(tree: Directory, target: str, node: Node) -> Iterator[None]:
    """Put a node at a path; afterwards the path is as it was, and what was made on the way to it is gone."""
    try:
        names = parts(resolve(tree, target))
    except CopyConflictError:
        names = []
    directory, places = tree, list[tuple[Directory, str, Node]]()
    for name in names[:-1]:
        child = directory.entries.get(name)
        if not isinstance(child, Directory):
            child = Directory(unknown=isinstance(child, Unknown) or directory.unknown)
            places.append((directory, name, child))
        directory = child
    if not names or any(_in_the_way(above.entries.get(name)) for above, name, _ in places):
        yield
        return
    places.append((directory, names[-1], node))
    before = [above.entries.get(name) for above, name, _ in places]
    for above, name, child in places:
        above.entries[name] = child
    yield
    for (above, name, child), earlier in reversed([*zip(places, before, strict=True)]):
        if child is node or not (isinstance(child, Directory) and child.entries):
            _restore(above, name, earlier)


def _restore(directory: Directory, name: str, before: Node | None) -> None:
    if before is None:
        directory.entries.pop(name, None)
    else:
        directory.entries[name] = before


def _in_the_way(node: Node | None) -> bool:
    return node is not None and not isinstance(node, Directory | Unknown)
