"""What is sent to the builder although nobody needs it there."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import context_reads
from ctxlint.checks.sizes import count_text, size_text
from ctxlint.context import Directory, File, walk
from ctxlint.dockerignore import literal
from ctxlint.model import Action, Hit, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.analysis import Service

_LARGEST = 5


@dataclass(frozen=True, slots=True)
class Weight:
    """Files and bytes below a directory."""

    files: int
    bytes: int


def weigh(directory: Directory) -> Weight:
    """The weight of a tree."""
    sizes = [
        node.size if isinstance(node, File) else 0 for _, node in walk(directory) if not isinstance(node, Directory)
    ]
    return Weight(len(sizes), sum(sizes))


@dataclass(frozen=True)
class SentDirectories(Check):
    """Directories of a kind that does not belong into a context, each named once.

    What version control tracks is source, whatever it is called, and is left alone.
    """

    names: tuple[str, ...] = ()
    """Globs for a directory's name; with a slash, for the end of its path."""
    containing: tuple[str, ...] = ()
    """Files that mark a directory by being in it."""
    beside: Mapping[str, list[str]] = field(default_factory=dict)
    """Name -> files one of which must stand beside the directory, because the name alone says too little."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """The outermost directories that fit."""
        waiting = [("", service.filtered.tree)]
        while waiting:
            prefix, here = waiting.pop()
            for name, node in reversed(here.sorted()):
                if not isinstance(node, Directory):
                    continue
                path = prefix + name
                if self._fits(here, path, node) and not service.workspace.version_control.tracks(service.path(path)):
                    yield from _sent(service, path, node, self._patterns(path))
                else:
                    waiting.append((path + "/", node))

    def _fits(self, parent: Directory, path: str, node: Directory) -> bool:
        name = path.rpartition("/")[2]
        if self._named(path):
            return True
        if not parent.entries.keys().isdisjoint(self.beside.get(name, ())):
            return True
        return not node.entries.keys().isdisjoint(self.containing)

    def _named(self, path: str) -> str | None:
        """The end of a path that one of the names fits."""
        return next((tail for glob in self.names if fnmatch.fnmatchcase(tail := _tail(path, glob), glob)), None)

    def _patterns(self, path: str) -> tuple[str, ...]:
        """What holds such a directory back at any depth, where its name says enough."""
        name = path.rpartition("/")[2]
        tail = self._named(path) or (name if "venv" in name else None)
        return (f"**/{literal(tail)}",) if tail else ()


def _tail(path: str, glob: str) -> str:
    return "/".join(path.split("/")[-glob.count("/") - 1 :])


def _sent(service: Service, path: str, node: Directory, patterns: tuple[str, ...]) -> Iterator[Hit]:
    weight = weigh(node)
    if not weight.files:
        return
    share = 100 * weight.bytes / service.context.bytes if service.context.bytes else 0
    values = {
        "path": service.path(path) + "/",
        "files": count_text(weight.files, "file"),
        "size": size_text(weight.bytes),
        "share": f"{share:.0f} % of the context",
        "fix": path,
        "where": where(service),
    }
    shown = (service.path(path),)
    yield Hit(service.location, values, paths=shown, remedy=Remedy(Action.EXCLUDE, shown, patterns=patterns))


def where(service: Service) -> str:
    """Which ignore file to edit."""
    return service.ignore_file or service.path(".dockerignore")


@dataclass(frozen=True)
class ContextSize(Check):
    """The whole context against its budget."""

    max_context_size: int = 0
    max_context_files: int = 0

    def __call__(self, service: Service) -> Iterator[Hit]:
        """At most one hit, with the largest directories."""
        files, size = service.context.files, service.context.bytes
        if size <= self.max_context_size and files <= self.max_context_files:
            return
        values = {
            "files": count_text(files, "file"),
            "size": size_text(size),
            "max_size": size_text(self.max_context_size),
            "max_files": count_text(self.max_context_files, "file"),
            "largest": ", ".join(_largest(service)) or "no directories",
        }
        yield Hit(service.location, values, "size" if size > self.max_context_size else "files")


def _largest(service: Service) -> Iterator[str]:
    weights = {name: weigh(node) for name, node in service.filtered.tree.entries.items() if isinstance(node, Directory)}
    ranked = sorted(weights, key=lambda name: (-weights[name].bytes, -weights[name].files, name))
    for name in ranked[:_LARGEST]:
        yield f"{service.path(name)}/ ({count_text(weights[name].files, 'file')}, {size_text(weights[name].bytes)})"


@dataclass(frozen=True)
class LargeFiles(Check):
    """Single files over a limit, unless an instruction asks for them by name."""

    max_file_size: int = 0

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file."""
        wanted = {read.path for read in context_reads(service)}
        for path, node in walk(service.filtered.tree):
            if isinstance(node, File) and node.size > self.max_file_size and path not in wanted:
                values = {
                    "path": service.path(path),
                    "size": size_text(node.size),
                    "limit": size_text(self.max_file_size),
                    "fix": path,
                    "where": where(service),
                }
                shown = (service.path(path),)
                yield Hit(service.location, values, paths=shown, remedy=Remedy(Action.EXCLUDE, shown))
