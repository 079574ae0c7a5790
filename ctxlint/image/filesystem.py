"""Operations on the file system of a stage, with the links and the refusals that a real one has."""

from __future__ import annotations

from msgspec import Struct

from ctxlint.context import Directory, File, Link, Node, Origin, Unknown, lookup
from ctxlint.errors import CopyConflictError
from ctxlint.paths import parts

_MAX_LINKS = 255


def resolve(root: Directory, path: str, *, last: bool = True) -> str:
    """``path`` with its links followed inside ``root``: absolute, whether or not it exists.

    ``last`` tells whether a link at the very end is followed, too. Raises :class:`CopyConflictError` for a loop.
    """
    waiting = parts(path)[::-1]
    here: list[str] = []
    directory: Node | None = root
    links = 0
    while waiting:
        name = waiting.pop()
        if name == "..":
            del here[-1:]
            directory = lookup(root, "/".join(here))
            continue
        node = directory.entries.get(name) if isinstance(directory, Directory) else None
        if isinstance(node, Link) and (waiting or last):
            links += 1
            if links > _MAX_LINKS:
                raise CopyConflictError(f"too many links on the way to {path}")
            if node.target.startswith("/"):
                here, directory = [], root
            waiting += parts(node.target)[::-1]
            continue
        here.append(name)
        directory = node
    return "/" + "/".join(here)


def stat(root: Directory, path: str) -> Node | None:
    """The node at ``path``, links followed."""
    return lookup(root, resolve(root, path))


def make_directories(root: Directory, path: str) -> Directory:
    """``mkdir -p`` for a resolved path; raises :class:`CopyConflictError` when something else is in the way."""
    directory = root
    for name in parts(path):
        node = directory.entries.get(name)
        if node is None or isinstance(node, Unknown):
            child = Directory(unknown=isinstance(node, Unknown))
            directory.entries[name] = child
            directory = child
        elif isinstance(node, Directory):
            directory = node
        else:
            raise CopyConflictError(f"{path}: {name} is not a directory")
    return directory


def holds_copies(directory: Directory) -> bool:
    """Whether files of the context lie in a directory itself."""
    return any(isinstance(node, File) and node.origin is Origin.CONTEXT for node in directory.entries.values())


def place(directory: Directory, name: str, node: Node) -> None:
    """Put a file or a link under ``name``, replacing what is there unless it is a directory."""
    if isinstance(directory.entries.get(name), Directory):
        raise CopyConflictError(f"the directory {name} cannot be replaced by a file")
    directory.entries[name] = node


def overlay(lower: Directory, upper: Directory) -> None:
    """Lay the layer ``upper`` over ``lower``, as ``COPY --link`` does: whatever is in the way goes."""
    waiting = [(lower, upper)]
    while waiting:
        below, above = waiting.pop()
        for name, node in above.entries.items():
            existing = below.entries.get(name)
            if isinstance(node, Directory) and isinstance(existing, Directory):
                existing.unknown = existing.unknown or node.unknown
                waiting.append((existing, node))
            else:
                below.entries[name] = node


class LateDirectory(Struct):
    """A directory that is made only when something is put into it."""

    parent: LateDirectory | Directory
    name: str
    like: Directory | None = None
    """The directory that it is a copy of."""
    made: Directory | None = None

    def make(self) -> Directory:
        """The directory, made with those above it; a file or a link in the way is a conflict."""
        chain: list[LateDirectory] = []
        at: LateDirectory | Directory = self
        while isinstance(at, LateDirectory) and at.made is None:
            chain.append(at)
            at = at.parent
        directory = at.made if isinstance(at, LateDirectory) else at
        for late in reversed(chain):
            directory = late.made = child_directory(directory, late.name, late.like) if directory else None
        return directory or Directory()


def child_directory(parent: Directory, name: str, like: Directory | None = None) -> Directory:
    """The directory ``name`` in ``parent``, made when missing; links do not count as directories here.

    ``like`` is what it becomes a copy of: what may be in that may be in this.
    """
    node = parent.entries.setdefault(name, Directory(installed=like is not None and like.installed))
    if isinstance(node, Unknown):
        node = parent.entries[name] = Directory(unknown=True)
    if not isinstance(node, Directory):
        raise CopyConflictError(f"{name} is not a directory")
    node.unknown = node.unknown or (like is not None and like.unknown)
    return node


def split(path: str) -> tuple[str, str]:
    """The directory part of a path with its slash, and the rest, as Go's ``filepath.Split``."""
    at = path.rfind("/") + 1
    return path[:at], path[at:]
