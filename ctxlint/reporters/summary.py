"""The end of the text report: a line for each service, and one for all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.model import Finding, Severity
from ctxlint.reporters.lines import Line, Piece, Style, line
from ctxlint.reporters.observed import observed_cells
from ctxlint.reporters.table import table
from ctxlint.reporters.totals import filtered_totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.engine import Report
    from ctxlint.reporters.merged import Shared

NO_SERVICE = "no service was found: there is neither a Dockerfile nor a compose file that builds an image"


def summary(report: Report, shown: Sequence[Shared]) -> Iterator[Line]:
    """How big each service's context is and what was found there; ``shown`` are the findings as printed."""
    problems = Counter(problem.service for problem in report.errors)
    looked = any(service.observation for service in report.services)
    row, right = (_observed_row, frozenset[int]()) if looked else (_row, frozenset({1, 2}))
    rows = [row(service, report.of(service.name), problems[service.name]) for service in report.services]
    if not rows:
        yield from [] if report.errors else [line(NO_SERVICE)]
        return
    yield from table(rows, right)
    found = _words([shared.finding for shared in shown], len(report.errors)) or (Piece("no findings", Style.HELP),)
    yield line(count_text(len(report.services), "service"), ", ", *found, Piece(_silent(report), Style.FAINT))


def _silent(report: Report) -> str:
    """What does not count, and why."""
    counts = {"suppressed": len(report.suppressed), "known from the baseline": report.known}
    words = "".join(f", {count} {word}" for word, count in counts.items() if count)
    if report.gone:
        words += f" ({count_text(report.gone, 'entry')} of it no longer found: write it again)"
    return words


def _row(service: Service, findings: Sequence[Finding], problems: int) -> list[Sequence[Piece]]:
    totals = filtered_totals(service)
    files = count_text(totals.files, "file") if totals else "not known"
    result = _words(findings, problems) or (Piece("ok", Style.HELP),)
    size = size_text(totals.bytes) if totals else ""
    return [[Piece(service.name, Style.STRONG)], [Piece(files)], [Piece(size)], result]


def _observed_row(service: Service, findings: Sequence[Finding], problems: int) -> list[Sequence[Piece]]:
    """What came of a real build and container."""
    seen = service.observation
    cells = observed_cells(seen) if seen else ("not looked at", "", "")
    result = _words(findings, problems) or (Piece("ok", Style.HELP),)
    return [[Piece(service.name, Style.STRONG)], *([Piece(cell)] for cell in cells), result]


def _words(findings: Iterable[Finding], problems: int) -> tuple[Piece, ...]:
    """``2 errors, 1 warning``; nothing when there is nothing."""
    counts = Counter(finding.severity for finding in findings)
    words = [(count_text(counts[kind], str(kind)), Style[kind.name]) for kind in Severity if counts[kind]]
    if problems:
        words.append((count_text(problems, "problem"), Style.ERROR))
    pieces = [piece for text, style in words for piece in (Piece(", "), Piece(text, style))]
    return tuple(pieces[1:])
