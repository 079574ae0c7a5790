"""The text of an ignore file, line by line: what is not edited stays as it is, to the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.model import Change

if TYPE_CHECKING:
    from collections.abc import Iterable


_BOM = "\ufeff"


class Row(Struct, frozen=True):
    """One line."""

    text: str
    end: str
    """``\\n``, ``\\r\\n``, or nothing at the end of a file that does not end in a line feed."""
    origin: int = 0
    """Its number in the file as it was read, or that of the line it replaces; 0 for what was added."""


class IgnoreText(Struct, frozen=True):
    """The lines of a file; numbers count from 1."""

    rows: tuple[Row, ...] = ()
    mark: str = ""
    """The byte order mark, if there is one."""
    ends: tuple[str, str] = ("\n", "\n")
    """How lines end, and how the last one does, where no line is left that would show it."""

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Take a file apart; bytes that are not UTF-8 survive."""
        text = data.decode("utf-8", "surrogateescape")
        mark = _BOM if text.startswith(_BOM) else ""
        lines = text.removeprefix(mark).split("\n")
        rows = [
            Row(line.removesuffix("\r"), "\r\n" if line.endswith("\r") else "\n", number)
            for number, line in enumerate(lines[:-1], start=1)
        ]
        if lines[-1]:
            rows.append(Row(lines[-1], "", len(lines)))
        usual = next((row.end for row in rows if row.end), "\n")
        return cls(tuple(rows), mark, (usual, rows[-1].end if rows else usual))

    @property
    def data(self) -> bytes:
        """The file."""
        text = self.mark + "".join(row.text + row.end for row in self.rows)
        return text.encode("utf-8", "surrogateescape")

    @property
    def texts(self) -> list[str]:
        """The lines without their ends."""
        return [row.text for row in self.rows]

    def changed(self, change: Change) -> Self:
        """The file with some lines replaced, which end as their neighbours do."""
        at = change.line - 1
        before, after = self.rows[:at], self.rows[at + len(change.old) :]
        end = self._usual_end(at)
        origin = self.rows[at].origin if change.old else 0
        rows = [*before, *(Row(line, end, origin) for line in change.new), *after]
        final = self.rows[-1].end if self.rows else self.ends[1]
        return replace(self, rows=tuple(_with_ends(rows, end, final=final)))

    def applied(self, changes: Iterable[Change]) -> Self:
        """The file after all changes, each of which counts lines as they are before any of them."""
        result = self
        for change in sorted(changes, key=lambda change: change.line)[::-1]:
            result = result.changed(change)
        return result

    def original(self, change: Change) -> Change:
        """A change with the line numbers of the file as it was read."""
        number = next((row.origin for row in self.rows[change.line - 1 :] if row.origin), None)
        if number:
            return replace(change, line=number)
        last = max(self.rows, key=lambda row: row.origin, default=Row("", "\n"))
        if last.end:
            return replace(change, line=last.origin + 1)
        return Change(last.origin, (last.text,), (last.text, *change.new))  # nothing can begin behind an open line

    def _usual_end(self, at: int) -> str:
        """The line end of the nearest line that has one."""
        ranked = sorted(enumerate(self.rows), key=lambda item: abs(item[0] - at))
        return next((row.end for _, row in ranked if row.end), self.ends[0])


def _with_ends(rows: list[Row], usual: str, *, final: str) -> Iterable[Row]:
    """Only the last line may lack its end, and does so where the last line of the old file did."""
    for number, row in enumerate(rows, start=1):
        yield replace(row, end=final if number == len(rows) else row.end or usual)
