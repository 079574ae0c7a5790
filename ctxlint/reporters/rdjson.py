"""The diagnostic format of reviewdog, as one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.model import Location, Severity
from ctxlint.reporters.concise import services_text
from ctxlint.reporters.json_format import json_lines
from ctxlint.reporters.lines import Line, printable
from ctxlint.reporters.merged import merged
from ctxlint.reporters.tool import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.engine import Problem, Report
    from ctxlint.reporters.merged import Shared
    from ctxlint.reporters.view import View

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render_rdjson(report: Report, _: View) -> Iterator[Line]:
    """All findings, and the problems that have a file."""
    problems = [_problem(error) for error in report.errors]
    diagnostics = [*problems, *map(_diagnostic, merged(report.findings))]
    yield from json_lines({"source": {"name": NAME}, "diagnostics": diagnostics})


def _diagnostic(shared: Shared) -> dict[str, object]:
    finding = shared.finding
    text = [f"{finding.message} {services_text(shared.services)}", *([finding.fix] if finding.fix else [])]
    related = [{"message": printable(other.message), "location": _place(other.location)} for other in finding.related]
    return {
        "message": "\n".join(map(printable, text)),
        "location": _place(finding.location),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
        "relatedLocations": related,
    }


def _place(location: Location) -> dict[str, object]:
    return {"path": location.file, "range": {"start": {"line": location.line, "column": location.column}}}


def _problem(error: Problem) -> dict[str, object]:
    place = _place(Location(error.file or ".", error.line or 1))
    return {"message": printable(error.message), "location": place, "severity": "ERROR"}
