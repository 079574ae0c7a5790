"""The file system that the commands of a RUN see and change."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.context import Directory, File, Link, Node, Unknown
from ctxlint.errors import CopyConflictError
from ctxlint.image.filesystem import make_directories, resolve, stat
from ctxlint.paths import has_glob, parts
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.image.running.values import Notes

_TEXT_LIMIT = 2_000_000
_MAX_MATCHES = 5_000
_MAX_STEPS = 5_000
Read = Callable[[File], bytes | None]


class Machine(Struct):
    """One stage's files while a step runs; all paths are absolute.

    Nothing is raised: a command that a real system would refuse changes nothing here.
    """

    tree: Directory
    context: Directory
    """The build context, for the projects that it has."""
    read: Read
    notes: Notes
    texts: dict[File, str | None] = field(default_factory=dict)
    steps: int = 0
    """How many parts of scripts were walked through."""

    def goes_on(self, steps: int = 1) -> bool:
        """Count steps; whether there may be more of them: scripts may run each other without end."""
        self.steps += steps
        return self.steps <= _MAX_STEPS

    # -- looking

    def node(self, path: str) -> Node | None:
        """What is there, links followed; :class:`Unknown` where nobody knows."""
        if not is_known(path):
            return Unknown(path)
        try:
            real = resolve(self.tree, path)
        except CopyConflictError:
            return None
        node: Node | None = self.tree
        for name in parts(real):
            if isinstance(node, Unknown):
                return node
            if not isinstance(node, Directory):
                return None
            node = node.entries.get(name) or (Unknown(path) if node.unknown else None)
        return node

    def known(self, path: str) -> Node | None:
        """What is known to be there, links followed."""
        try:
            node = stat(self.tree, path) if is_known(path) else None
        except CopyConflictError:
            return None
        return None if isinstance(node, Unknown) else node

    def text(self, path: str) -> str | None:
        """The text of a file that is known."""
        node = self.known(path)
        if not isinstance(node, File):
            return None
        if node not in self.texts:
            data = None if node.size > _TEXT_LIMIT else self.read(node)
            binary = data is None or b"\0" in data
            self.texts[node] = None if data is None or binary else data.decode("utf-8", "replace")
        return self.texts[node]

    def real(self, path: str) -> str:
        """The path with its links followed."""
        try:
            return resolve(self.tree, path)
        except CopyConflictError:
            return path

    def matches(self, pattern: str) -> list[str]:
        """The paths that a shell makes of a word: itself when nothing matches."""
        if not is_known(pattern) or not has_glob(pattern):
            return [pattern]
        found: list[tuple[str, Node]] = [("/", self.tree)]
        for name in parts(pattern):
            found = [each for path, node in found for each in _below(path, node, name)][:_MAX_MATCHES]
        return [path for path, _ in found] or [pattern]

    # -- changing

    def make_directory(self, path: str) -> Directory | None:
        """``mkdir -p``; ``None`` when something is in the way."""
        try:
            return make_directories(self.tree, resolve(self.tree, path)) if is_known(path) else None
        except CopyConflictError:
            return None

    def put(self, path: str, node: Node, *, replace: bool = True) -> None:
        """Put a node at a path whose directory is there; directories are merged, nothing replaces a directory."""
        above = self.node(posixpath.dirname(path)) if is_known(path) else None
        if not isinstance(above, Directory):
            return
        name = posixpath.basename(path)
        existing = above.entries.get(name)
        if isinstance(existing, Link) and isinstance(node, File | Directory):
            self._put_behind(path, node, replace=replace)
        elif isinstance(existing, Directory) and isinstance(node, Directory):
            merge(existing, node, replace=replace)
        elif existing is None or isinstance(existing, Unknown) or (replace and not isinstance(existing, Directory)):
            above.entries[name] = node.copy() if isinstance(node, Directory) else node

    def _put_behind(self, path: str, node: Node, *, replace: bool) -> None:
        real = self.real(path)
        if real != path and not isinstance(self._raw(real), Link):
            self.put(real, node, replace=replace)

    def remove(self, path: str) -> None:
        """Take away what is at a path; a link, not what it leads to."""
        above = self.node(posixpath.dirname(path)) if is_known(path) else None
        name = posixpath.basename(path)
        if isinstance(above, Directory) and name:
            above.entries.pop(name, None)

    def _raw(self, path: str) -> Node | None:
        above = self.node(posixpath.dirname(path))
        return above.entries.get(posixpath.basename(path)) if isinstance(above, Directory) else None

    def raw(self, path: str) -> Node | None:
        """What is at a path: a link as such."""
        return self._raw(path) if is_known(path) and posixpath.basename(path) else self.node(path)


def merge(into: Directory, source: Directory, *, replace: bool = True) -> None:
    """Copy the content of one directory into another; where a file meets a directory, nothing happens."""
    waiting = [(into, source)]
    while waiting:
        target, origin = waiting.pop()
        target.unknown = target.unknown or origin.unknown
        for name, node in origin.entries.items():
            existing = target.entries.get(name)
            if isinstance(existing, Directory) and isinstance(node, Directory):
                waiting.append((existing, node))
            elif isinstance(node, Directory) and (existing is None or isinstance(existing, Unknown)):
                target.entries[name] = node.copy()
            elif not isinstance(node, Directory) and (
                existing is None or (replace and not isinstance(existing, Directory | Unknown | Link))
            ):
                target.entries[name] = node


def _below(path: str, node: Node, name: str) -> Iterator[tuple[str, Node]]:
    """What one segment of a pattern stands for in a directory; a leading dot has to be written."""
    if not isinstance(node, Directory):
        return
    if name == "..":
        return
    if not has_glob(name):
        if child := node.entries.get(name):
            yield posixpath.join(path, name), child
        return
    for found, child in node.sorted():
        if found.startswith(".") <= name.startswith(".") and fnmatch.fnmatchcase(found, name):
            yield posixpath.join(path, found), child
