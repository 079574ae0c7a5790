"""One line per finding, as editors and ``grep`` like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.reporters.lines import Line, Piece, Style, line
from ctxlint.reporters.merged import merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.engine import Report
    from ctxlint.model import Location
    from ctxlint.reporters.view import View


def place(location: Location) -> str:
    """``file:line:column``."""
    return f"{location.file}:{location.line}:{location.column}"


def services_text(services: tuple[str, ...]) -> str:
    """``[backend, auth]``."""
    return f"[{', '.join(services)}]"


def render_concise(report: Report, _: View) -> Iterator[Line]:
    """``file:line:column: CODE message [service]``, and nothing else."""
    for shared in merged(report.findings):
        finding = shared.finding
        code = Piece(finding.code, Style[finding.severity.name])
        services = Piece(services_text(shared.services), Style.FAINT)
        yield line(Piece(place(finding.location), Style.PLACE), ": ", code, f" {finding.message} ", services)
