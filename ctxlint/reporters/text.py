"""The report for people: each finding with the lines that it is about, then a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.model import Certainty, Location, Severity
from ctxlint.reporters.concise import place, services_text
from ctxlint.reporters.lines import BLANK, Line, Piece, Style, columns, line
from ctxlint.reporters.merged import Shared, merged
from ctxlint.reporters.source import Sources, excerpt
from ctxlint.reporters.statistics import statistics
from ctxlint.reporters.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.engine import Report
    from ctxlint.reporters.view import View


def render_text(report: Report, view: View) -> Iterator[Line]:
    """Write everything; with ``view.quiet`` only the findings."""
    shown = merged(report.findings)
    yield from statistics(shown) if view.statistics else _findings(shown, view)
    if not view.quiet:
        yield from summary(report, shown)


def _findings(shown: list[Shared], view: View) -> Iterator[Line]:
    sources = Sources(view.root)
    notes = [shared for shared in shown if shared.finding.severity is Severity.INFO]
    for shared in shown:
        if shared.finding.severity is not Severity.INFO:
            yield from _Frames(shared, sources).lines()
            yield BLANK
    yield from map(_note, notes)
    if notes and not view.quiet:
        yield BLANK


def _head(shared: Shared) -> Iterator[str | Piece]:
    finding = shared.finding
    yield Piece(f"{finding.severity}[{finding.code}]", Style[finding.severity.name])
    yield Piece(f" {finding.name}", Style.STRONG)
    if finding.certainty is Certainty.POSSIBLE:
        yield " (possible)"
    yield ": "


def _note(shared: Shared) -> Line:
    """Write a finding that asks for nothing in one line."""
    finding = shared.finding
    where, services = Piece(place(finding.location), Style.PLACE), Piece(services_text(shared.services), Style.FAINT)
    return line(*_head(shared), where, f": {finding.message} ", services, hang=2)


class _Frames:
    """One finding with its places, their line numbers aligned."""

    def __init__(self, shared: Shared, sources: Sources) -> None:
        self._shared = shared
        self._sources = sources
        places = [shared.finding.location, *(other.location for other in shared.finding.related)]
        self._width = max(len(str(location.line)) for location in places)

    def lines(self) -> Iterator[Line]:
        finding = self._shared.finding
        yield line(*_head(self._shared), Piece(finding.message, Style.STRONG), hang=2)
        yield self._arrow(finding.location, "  " + services_text(self._shared.services))
        yield from self._source(finding.location, marked=True)
        for other in finding.related:
            yield self._arrow(other.location, f": {other.message}")
            yield from self._source(other.location, marked=False)
        if finding.fix:
            help_ = Piece("= help: ", Style.HELP)
            yield line(" " * (self._width + 1), help_, finding.fix, hang=self._width + 9)

    def _arrow(self, location: Location, rest: str) -> Line:
        arrow = Piece(" " * self._width + "--> ", Style.FAINT)
        return line(arrow, Piece(place(location), Style.PLACE), rest, hang=self._width + 4)

    def _source(self, location: Location, *, marked: bool) -> Iterator[Line]:
        text = self._sources.line(location)
        if text is None or not text.strip():
            return
        text, offset, length = excerpt(text, location.column)
        empty = Piece(f"{'':>{self._width}} |", Style.FAINT)
        if marked:
            yield line(empty)
        yield line(Piece(f"{location.line:>{self._width}} | ", Style.FAINT), text)
        if marked:
            style = Style[self._shared.finding.severity.name]
            indent, carets = columns(text[:offset]), max(1, columns(text[offset : offset + length]))
            yield line(empty, " " * (indent + 1), Piece("^" * carets, style))
