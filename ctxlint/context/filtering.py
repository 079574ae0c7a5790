"""The filtered set: a context directory minus what its ignore file excludes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.context.tree import Directory, File, Link
from ctxlint.dockerignore import Directory as Position
from ctxlint.dockerignore import DockerIgnoreSpec, Visit
from ctxlint.errors import ContextError
from ctxlint.host import DiskEntry, Kind

if TYPE_CHECKING:
    from ctxlint.context.disk import Disk

OnEntry = Callable[[str, DiskEntry, Visit], None]
"""Called with a path (relative to the context) that the walk meets, which is not below a pruned directory."""


class Tally(Struct):
    """The paths on which a line of the ignore file has the last word."""

    excluded: int = 0
    included: int = 0


class Filtered(Struct):
    """The filtered tree, and what could not be read on the way."""

    tree: Directory = field(default_factory=Directory)
    problems: list[ContextError] = field(default_factory=list)
    tallies: dict[int, Tally] = field(default_factory=dict)
    """By index of the line; lines that never have the last word are not in it."""


class _Walk:
    def __init__(
        self, disk: Disk, spec: DockerIgnoreSpec, on_excluded: OnEntry | None, on_kept: OnEntry | None
    ) -> None:
        self.result = Filtered()
        self._disk = disk
        self._matcher = spec.matcher
        self._on_excluded = on_excluded
        self._on_kept = on_kept
        self._waiting = [(self.result.tree, self._matcher.root)]
        self._implied: list[tuple[Directory, str]] = []

    def run(self) -> Filtered:
        while self._waiting:
            self._visit_directory(*self._waiting.pop())
        for parent, name in reversed(self._implied):
            child = parent.entries[name]
            if isinstance(child, Directory) and not child.entries:
                del parent.entries[name]
        return self.result

    def _visit_directory(self, directory: Directory, position: Position) -> None:
        for name, entry in self._list(position.path):
            visit = self._matcher.visit(position, name)
            if visit.decider is not None:
                self._count(visit.decider, excluded=visit.excluded)
            if callback := self._on_excluded if visit.excluded else self._on_kept:
                callback(position.path + name, entry, visit)
            if entry.kind is Kind.DIRECTORY:
                self._add_directory(directory, position, name, visit)
            elif not visit.excluded:
                directory.entries[name] = self._leaf(position.path + name, entry)

    def _count(self, line: int, *, excluded: bool) -> None:
        tally = self.result.tallies.setdefault(line, Tally())
        tally.excluded += excluded
        tally.included += not excluded

    def _add_directory(self, parent: Directory, position: Position, name: str, visit: Visit) -> None:
        if visit.excluded and not self._matcher.descends(f"{position.path}{name}/"):
            return
        child = Directory(implied=visit.excluded and not self._matcher.lists_entered)
        parent.entries[name] = child
        if child.implied:
            self._implied.append((parent, name))
        self._waiting.append((child, self._matcher.enter(position, name, visit)))

    def _list(self, path: str) -> Iterable[tuple[str, DiskEntry]]:
        try:
            return self._disk.list(path.rstrip("/")).items()
        except ContextError as error:
            self.result.problems.append(error)
            return ()

    def _leaf(self, path: str, entry: DiskEntry) -> File | Link:
        if entry.kind is Kind.LINK:
            return Link(self._disk.link_target(path))
        return File(path, entry.size, special=entry.kind is Kind.SPECIAL)


def filter_context(
    disk: Disk, spec: DockerIgnoreSpec, on_excluded: OnEntry | None = None, on_kept: OnEntry | None = None
) -> Filtered:
    """Walk the context as the builder does; excluded directories are entered only where a ``!`` line may reach.

    Raises :class:`~ctxlint.errors.IgnoreSyntaxError` for a pattern that the builder fails on as it tries it.
    """
    return _Walk(disk, spec, on_excluded, on_kept).run()
