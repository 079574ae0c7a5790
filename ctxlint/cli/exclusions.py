"""What the ignore file leaves out, and which of its lines decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import excluded_paths
from ctxlint.reporters.lines import Line, Piece, Style
from ctxlint.reporters.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerignore import IgnoreLine


class Exclusion(Struct, frozen=True):
    """A path of the context that is left out; a directory's ends in ``/`` and stands for all that is in it."""

    path: str
    file: str
    line: IgnoreLine

    def as_object(self) -> dict[str, object]:
        """Make an object for JSON."""
        return {"path": self.path, "file": self.file, "line": self.line.number, "pattern": self.line.text.strip()}


def exclusions_of(service: Service) -> tuple[Exclusion, ...]:
    """List what is left out, by path; raises :class:`CtxlintError` where it cannot be told."""
    file = service.ignore_file or ""
    return tuple(Exclusion(path, file, line) for path, line in excluded_paths(service.disk, service.ignore))


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
