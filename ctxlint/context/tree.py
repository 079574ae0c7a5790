"""A file tree in memory: a build context, or the file system of an image."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator


class Origin(StrEnum):
    """Where the content of a file comes from."""

    CONTEXT = "context"
    NAMED_CONTEXT = "named context"
    HEREDOC = "heredoc"
    MADE = "made by a build step"


class File(NamedTuple):
    """A file by its content: ``path`` is relative to the context it comes from, or the text where it has none."""

    path: str
    size: int = 0
    origin: Origin = Origin.CONTEXT
    special: bool = False
    """A device or a named pipe."""
    installed: bool = False
    """An installer put it there: it can be imported, but no instruction names its place."""


class Unknown(NamedTuple):
    """A file or a directory with anything in it: it comes from another image, a URL or a build step."""

    source: str
    installed: bool = False
    """As for a :class:`File`."""


class Link(NamedTuple):
    """A symbolic link."""

    target: str


class Directory(Struct, eq=False):
    """A directory; ``entries`` is by name, in no order."""

    entries: dict[str, Node] = field(default_factory=dict)
    implied: bool = False
    """The ignore file excludes the directory itself; it is here because something in it is not."""
    unknown: bool = False
    """There may be more in it than is listed: it lies in a base image or behind an :class:`Unknown`."""
    installed: bool = False
    """An installer made it."""

    def copy(self) -> Directory:
        """The same tree with directories of its own; files and links are shared."""
        root = self._shallow()
        waiting = [root]
        while waiting:
            directory = waiting.pop()
            for name, node in directory.entries.items():
                if isinstance(node, Directory):
                    child = directory.entries[name] = node._shallow()
                    waiting.append(child)
        return root

    def _shallow(self) -> Directory:
        return Directory(dict(self.entries), self.implied, self.unknown, self.installed)

    def sorted(self) -> list[tuple[str, Node]]:
        """The entries by name."""
        return sorted(self.entries.items())


Node = File | Link | Directory | Unknown


def walk(directory: Directory, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Everything below ``directory``, parents first, with paths relative to it (plus ``prefix``)."""
    waiting = [(prefix + name, node) for name, node in reversed(directory.sorted())]
    while waiting:
        path, node = waiting.pop()
        yield path, node
        if isinstance(node, Directory):
            waiting += [(f"{path}/{name}", child) for name, child in reversed(node.sorted())]


def plant(root: Directory, path: str, file: File | None = None) -> None:
    """Put a file (an empty one of the context) at a relative path, unless something is there or in its way."""
    *above, name = path.split("/")
    node: Node = root
    for part in above:
        if isinstance(node, Directory):
            node = node.entries.setdefault(part, Directory())
    if isinstance(node, Directory):
        node.entries.setdefault(name, file or File(path))


def lookup(root: Directory, path: str) -> Node | None:
    """The node at a relative path, without following links."""
    node: Node = root
    for name in path.split("/"):
        if not name or name == ".":
            continue
        if not isinstance(node, Directory) or (child := node.entries.get(name)) is None:
            return None
        node = child
    return node


def has_files(directory: Directory) -> bool:
    """Whether any file lies in a directory or below it."""
    return any(isinstance(node, File) for _, node in walk(directory))
