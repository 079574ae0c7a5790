"""What is sent to the builder although nobody needs it there."""

from __future__ import annotations

import fnmatch
import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import context_reads
from ctxlint.checks.sizes import count_text, size_text
from ctxlint.context import Directory, File, lookup, walk
from ctxlint.dockerignore import literal
from ctxlint.model import EMPTY, Action, Hit, Remedy, Severity
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxlint.analysis import Service

_LARGEST = 5
HISTORIES = (".git", ".hg")
"""Names of directories that versions are made from."""


class Weight(Struct, frozen=True):
    """Files and bytes below a directory."""

    files: int
    bytes: int


def weigh(directory: Directory) -> Weight:
    """The weight of a tree."""
    sizes = [
        node.size if isinstance(node, File) else 0 for _, node in walk(directory) if not isinstance(node, Directory)
    ]
    return Weight(len(sizes), sum(sizes))


class SentDirectories(Check, frozen=True, dict=True):
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
        asked = "sent", self.names, self.containing, repr(self.beside)
        for path, node in service.shared.once(asked, lambda: tuple(self._found(service))):
            if not _is_history(service, path):
                yield from _sent(service, path, node, self._patterns(path))

    def _found(self, service: Service) -> Iterator[tuple[str, Directory]]:
        waiting = [("", service.filtered.tree)]
        while waiting:
            prefix, here = waiting.pop()
            for name, node in reversed(here.sorted()):
                if not isinstance(node, Directory):
                    continue
                path = prefix + name
                if self._fits(here, path, node) and not service.workspace.version_control.tracks(service.path(path)):
                    yield path, node
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
        if not self._fits_end(path):
            return None
        return next((tail for glob in self.names if fnmatch.fnmatchcase(tail := _tail(path, glob), glob)), None)

    @cached_property
    def _fits_end(self) -> Callable[[str], object]:
        """Whether a path may end with one of the names: all of them in one look."""
        return re.compile("(?:.*/)?(?:" + "|".join(map(fnmatch.translate, self.names)) + ")", re.DOTALL).match

    def _patterns(self, path: str) -> tuple[str, ...]:
        """What holds such a directory back at any depth, where its name says enough."""
        name = path.rpartition("/")[2]
        tail = self._named(path) or (name if "venv" in name else None)
        return (f"**/{literal(tail)}",) if tail else ()


def _tail(path: str, glob: str) -> str:
    return "/".join(path.split("/")[-glob.count("/") - 1 :])


def _sent(service: Service, path: str, node: Directory, patterns: tuple[str, ...]) -> Iterator[Hit]:
    weight = weigh(node)
    if weight.files:
        yield sent_hit(service, path + "/", weight, patterns=patterns)


def sent_hit(
    service: Service,
    shown: str,
    weight: Weight,
    variant: str = "",
    values: Mapping[str, object] = EMPTY,
    patterns: tuple[str, ...] = (),
) -> Hit:
    """One hit for a path with what is below it; a milder one where no instruction reads any of that."""
    path = shown.rstrip("/")
    share = 100 * weight.bytes / service.context.bytes if service.context.bytes else 0
    is_read = _is_read(service, path)
    every = {
        "path": service.path(shown),
        "files": count_text(weight.files, "file"),
        "size": size_text(weight.bytes),
        "share": f"{share:.0f} % of the context",
        "unread": "" if is_read else "; no instruction reads it, so BuildKit does not ask for it",
        "fix": path,
        "where": where(service),
        **values,
    }
    severity, paths = None if is_read else Severity.INFO, (service.path(path),)
    remedy = Remedy(Action.EXCLUDE, paths, patterns=patterns)
    return Hit(service.location, every, variant, paths=paths, severity=severity, remedy=remedy)


def _is_read(service: Service, path: str) -> bool:
    """Whether the builder asks for anything at or below a path."""
    node = lookup(service.transferred_tree, path)
    return bool(weigh(node).files) if isinstance(node, Directory) else node is not None


def where(service: Service) -> str:
    """Which ignore file to edit."""
    return service.ignore_file or service.path(".dockerignore")


class ContextSize(Check, frozen=True):
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


class LargeFiles(Check, frozen=True):
    """Single files over a limit, unless an instruction asks for them by name.

    The limit is lower for kinds of files that nobody writes by hand, where version control does not track them.
    """

    max_file_size: int = 0
    suspect_file_size: int = 0
    """Bytes above which the files of a suspect kind count."""
    suspects: Mapping[str, list[str]] = field(default_factory=dict)
    """What they are called -> globs for their names."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file over the limit, and one for those of one kind in a directory."""
        wanted = {read.path for read in context_reads(service)}
        suspects: dict[tuple[str, str], list[tuple[str, int]]] = {}
        least = min(self.max_file_size, self.suspect_file_size)
        for path, size in service.shared.once(("larger", least), lambda: _larger(service.filtered.tree, least)):
            if path in wanted or _is_history(service, path):
                continue
            if size > self.max_file_size:
                limit = {"limit": size_text(self.max_file_size)}
                yield sent_hit(service, path, Weight(1, size), values=limit)
            elif size > self.suspect_file_size and (kind := self._kind(service, path)):
                suspects.setdefault((path.rpartition("/")[0], kind), []).append((path, size))
        for (directory, kind), files in suspects.items():
            yield _suspect(service, directory, kind, files)

    def _kind(self, service: Service, path: str) -> str | None:
        if service.workspace.version_control.tracks(service.path(path)):
            return None
        name = path.rpartition("/")[2]
        kinds = (kind for kind, globs in self.suspects.items() if any(fnmatch.fnmatchcase(name, g) for g in globs))
        return next(kinds, None)


def _is_history(service: Service, path: str) -> bool:
    """Whether a path lies in a history that a version is made from, or is one."""
    return any(above in service.build.histories for above in (path, *ancestors(path)) if above.endswith(HISTORIES))


def _larger(tree: Directory, size: int) -> Sequence[tuple[str, int]]:
    """The files above a size, and what they have."""
    return [(path, node.size) for path, node in walk(tree) if isinstance(node, File) and node.size > size]


def _suspect(service: Service, directory: str, kind: str, files: Sequence[tuple[str, int]]) -> Hit:
    weight = Weight(len(files), sum(size for _, size in files))
    path = files[0][0]
    fix = path if len(files) == 1 else f"{directory}/*.{path.rpartition('.')[2]}".lstrip("/")
    more = f" with {count_text(len(files) - 1, 'other')} beside it" if files[1:] else ""
    hit = sent_hit(service, path, weight, "suspect", {"kind": kind, "more": more, "fix": fix})
    every = tuple(service.path(path) for path, _ in files)
    return replace(hit, remedy=Remedy(Action.EXCLUDE, every, patterns=(fix,) if files[1:] else ()))
