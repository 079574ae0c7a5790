"""GitLab's code quality report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.model import Severity
from ctxlint.reporters.concise import services_text
from ctxlint.reporters.fingerprints import fingerprinted
from ctxlint.reporters.json_format import json_lines
from ctxlint.reporters.lines import Line, printable
from ctxlint.reporters.merged import merged
from ctxlint.reporters.source import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.engine import Report
    from ctxlint.reporters.merged import Shared
    from ctxlint.reporters.view import View

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render_gitlab(report: Report, view: View) -> Iterator[Line]:
    """A list of issues; the fingerprint tells which of them are new."""
    shown = fingerprinted(merged(report.findings), Sources(view.root))
    yield from json_lines([_issue(shared, fingerprint) for shared, fingerprint in shown])


def _issue(shared: Shared, fingerprint: str) -> dict[str, object]:
    finding = shared.finding
    return {
        "type": "issue",
        "check_name": f"{finding.code} {finding.name}",
        "description": printable(f"{finding.message} {services_text(shared.services)}"),
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.location.file, "lines": {"begin": finding.location.line}},
    }
