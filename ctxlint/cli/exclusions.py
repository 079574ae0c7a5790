"""What the ignore file leaves out, and which of its lines decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.context import Directory, DiskEntry, Kind, filter_context, lookup
from ctxlint.paths import ancestors
from ctxlint.reporters.lines import Line, Piece, Style
from ctxlint.reporters.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerignore import IgnoreLine, Visit


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A path of the context that is left out; a directory's ends in ``/`` and stands for all that is in it."""

    path: str
    file: str
    line: IgnoreLine

    def as_object(self) -> dict[str, object]:
        """Make an object for JSON."""
        return {"path": self.path, "file": self.file, "line": self.line.number, "pattern": self.line.text.strip()}


class _Collector:
    """Notes what the walk of the context excludes."""

    def __init__(self, service: Service) -> None:
        self._lines = service.ignore.lines
        self._found: dict[str, tuple[Kind, IgnoreLine]] = {}
        self._tree = filter_context(service.disk, service.ignore, self._note).tree

    def _note(self, path: str, entry: DiskEntry, visit: Visit) -> None:
        if visit.decider is not None:
            self._found[path] = entry.kind, self._lines[visit.decider]

    def outermost(self) -> Iterator[tuple[str, IgnoreLine]]:
        """Give each path once: nothing below a directory of which nothing is left."""
        gone = {path for path, (kind, _) in self._found.items() if kind is Kind.DIRECTORY and not self._is_kept(path)}
        for path, (kind, line) in sorted(self._found.items()):
            if gone.isdisjoint(ancestors(path)) and (kind is not Kind.DIRECTORY or path in gone):
                yield path + "/" * (kind is Kind.DIRECTORY), line

    def _is_kept(self, path: str) -> bool:
        return isinstance(lookup(self._tree, path), Directory)


def exclusions_of(service: Service) -> tuple[Exclusion, ...]:
    """List what is left out, by path; raises :class:`CtxlintError` where it cannot be told."""
    file = service.ignore_file or ""
    return tuple(Exclusion(path, file, line) for path, line in _Collector(service).outermost())


def exclusion_lines(exclusions: Sequence[Exclusion]) -> Iterator[Line]:
    """Write each path with the line that took it."""
    yield from table(
        [
            (
                [Piece(item.path, Style.PLACE)],
                [Piece(f"{item.file}:{item.line.number}")],
                [Piece(item.line.text.strip(), Style.STRONG)],
            )
            for item in exclusions
        ]
    )
