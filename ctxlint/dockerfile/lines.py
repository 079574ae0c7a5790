"""Physical lines -> logical lines: comments dropped, continuations joined, every character keeps its place."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.dockerfile.directives import Directives
from ctxlint.dockerfile.instructions import Comment, Span
from ctxlint.dockerfile.text import SPACES, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE_BYTES = 65535


class Segment(Struct, frozen=True):
    """What one physical line adds to a logical line."""

    text: str
    line: int
    column: int


class LogicalLine(Struct, frozen=True):
    """One instruction's text, joined from its segments; ``starts`` are their offsets in ``text``."""

    text: str
    segments: tuple[Segment, ...]
    starts: tuple[int, ...]

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.segments[0].line

    def span(self, start: int, end: int) -> Span:
        """Find the place in the file of the characters between two offsets."""
        line, column = self._place(start)
        end_line, end_column = self._place(end - 1) if end > start else (line, column - 1)
        return Span(line, column, end_line, end_column + 1)

    def _place(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.starts, offset) - 1
        segment = self.segments[index]
        return segment.line, segment.column + offset - self.starts[index]


class Lines:
    """A cursor over the lines of a file; ``number`` is the line last read, ``overlong`` why it stopped early."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._ends_bare = self._lines[-1] != ""
        if not self._ends_bare:
            self._lines.pop()
        self.number = 0
        self.overlong = False
        self.directives = Directives()
        self.comments: list[Comment] = []

    def logical(self) -> Iterator[LogicalLine]:
        """Yield instructions in order; the caller takes their here-documents between two steps."""
        while (raw := self._next()) is not None:
            line = raw.rstrip("\r").lstrip(SPACES)
            if line.startswith("#"):
                self._take_comment(line)
                continue
            self.directives.close()
            head, more = self._continued(line)
            if head or more:
                column = len(raw.rstrip("\r")) - len(line) + 1
                yield self._join(Segment(head, self.number, column), more=more)

    def heredoc(self, terminator: str, *, chomp: bool) -> str:
        """Take the text up to the line that is the terminator, ends of lines included."""
        body: list[str] = []
        while (raw := self._next()) is not None:
            candidate = raw.rstrip("\r")
            if (candidate.lstrip("\t") if chomp else candidate) == terminator:
                return "".join(body)
            body.append(raw if self._at_bare_end() else raw + "\n")
        raise RefusalError("unterminated heredoc")

    def between(self, start: int, column: int, end: int, end_column: int) -> str:
        """Return the file's own text of a span."""
        if start == end:
            return self._lines[start - 1][column - 1 : end_column - 1]
        inner = self._lines[start : end - 1]
        return "\n".join([self._lines[start - 1][column - 1 :], *inner, self._lines[end - 1][: end_column - 1]])

    def width(self, number: int) -> int:
        """Count the characters of a line."""
        return len(self._lines[number - 1].rstrip("\r"))

    def _next(self) -> str | None:
        if self.number == len(self._lines) or self.overlong:
            return None
        line = self._lines[self.number]
        if len(line) * 4 > MAX_LINE_BYTES and len(line.encode()) > MAX_LINE_BYTES:
            self.overlong = True
            return None
        self.number += 1
        return line

    def _at_bare_end(self) -> bool:
        return self._ends_bare and self.number == len(self._lines)

    def _take_comment(self, line: str) -> None:
        if not self.directives.take(line, first=self.number == 1):
            self._keep_comment(line)

    def _keep_comment(self, line: str) -> None:
        self.comments.append(Comment(line[1:].strip(), self.number))

    def _continued(self, line: str) -> tuple[str, bool]:
        escape = self.directives.escape
        body = line.rstrip(" \t")
        if body.endswith(escape) and not body[:-1].endswith(escape):
            return body[:-1], True
        return line, False

    def _join(self, first: Segment, *, more: bool) -> LogicalLine:
        segments = [first]
        while more and (raw := self._next()) is not None:
            line = raw.rstrip("\r")
            bare = line.lstrip(SPACES)
            if bare.startswith("#"):
                self._keep_comment(bare)
            elif bare:
                text, more = self._continued(line)
                segments.append(Segment(text, self.number, 1))
        lengths = accumulate((len(segment.text) for segment in segments[:-1]), initial=0)
        return LogicalLine("".join(segment.text for segment in segments), tuple(segments), tuple(lengths))
