"""Markdown for a comment on a pull request, or the summary of a CI job."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.model import Severity
from ctxlint.reporters.lines import Line, line, printable
from ctxlint.reporters.merged import merged
from ctxlint.reporters.totals import filtered_totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.engine import Report
    from ctxlint.reporters.merged import Shared
    from ctxlint.reporters.view import View

MAX_FINDINGS = 100
"""A comment has an upper limit; what is left out is counted."""
# Characters that begin markup, a mention, a link or an HTML tag.
_MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|<>~@&]")


def render_markdown(report: Report, _: View) -> Iterator[Line]:
    """A line that says how it went, the findings, and a table of the services."""
    shown = merged(report.findings)
    loud = [shared for shared in shown if shared.finding.severity is not Severity.INFO]
    yield line(f"### ctxlint: {_verdict(report, shown)}")
    yield line()
    for error in report.errors:
        yield line(f"- **could not tell** {code(str(error))}")
    for shared in loud[:MAX_FINDINGS]:
        yield from _item(shared)
    if left := len(loud) - MAX_FINDINGS:
        yield from [line(f"- and {count_text(left, 'more finding')}")] if left > 0 else []
    if loud or report.errors:
        yield line()
    yield from _table(report)


def _verdict(report: Report, shown: list[Shared]) -> str:
    counts = Counter(shared.finding.severity for shared in shown)
    words = [count_text(counts[kind], str(kind)) for kind in Severity if counts[kind]]
    words += [count_text(len(report.errors), "problem")] if report.errors else []
    return ", ".join(words) or "no findings"


def _item(shared: Shared) -> Iterator[Line]:
    finding = shared.finding
    services = ", ".join(code(name) for name in shared.services)
    where = code(str(finding.location))
    yield line(f"- **{finding.severity} {finding.code}** {where} ({services}): {_plain(finding.message)}")
    for other in finding.related:
        yield line(f"  - {code(str(other.location))}: {_plain(other.message)}")
    if finding.fix:
        yield line(f"  - **fix**: {_plain(finding.fix)}")


def _table(report: Report) -> Iterator[Line]:
    if not report.services:
        return
    yield line("| service | files | size | findings |")
    yield line("|---|---:|---:|---|")
    for service in report.services:
        yield line("| " + " | ".join(_row(report, service)) + " |")


def _row(report: Report, service: Service) -> list[str]:
    totals = filtered_totals(service)
    counts = Counter(finding.severity for finding in report.of(service.name))
    found = ", ".join(count_text(counts[kind], str(kind)) for kind in Severity if counts[kind])
    size = (str(totals.files), size_text(totals.bytes)) if totals else ("?", "?")
    return [code(service.name), *size, found or "ok"]


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    return _MARKUP.sub(r"\\\g<0>", printable(text))


def code(text: str) -> str:
    """Write text as code; a table cannot hold a bar, nor code a backtick."""
    return f"`{printable(text).replace('`', chr(0x2BC)).replace('|', chr(0xA6))}`"
