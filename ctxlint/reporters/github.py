"""Workflow commands: a runner of GitHub Actions turns them into annotations of the changed files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxlint.checks.sizes import count_text
from ctxlint.model import Severity
from ctxlint.reporters.concise import place, services_text
from ctxlint.reporters.lines import Line, line, printable
from ctxlint.reporters.merged import merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.engine import Problem, Report
    from ctxlint.reporters.merged import Shared
    from ctxlint.reporters.view import View

MAX_ANNOTATIONS = 10
"""So many of each kind are shown for one step; the rest is printed without becoming annotations."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_TEXT, ":": "%3A", ",": "%2C"}


def render_github(report: Report, _: View) -> Iterator[Line]:
    """Problems and the worst findings as annotations, then the others as plain lines, and how many there are."""
    counts = Counter({"error": len(report.errors)})
    yield from map(_problem, report.errors)
    rest: list[Line] = []
    for shared in merged(report.findings):
        command = _COMMANDS[shared.finding.severity]
        counts[command] += 1
        if counts[command] <= MAX_ANNOTATIONS:
            yield _annotation(shared, command)
        else:
            rest.append(_plain(shared))
    yield from rest
    if rest:
        yield line(
            f"{count_text(len(rest), 'finding')} without an annotation: a step shows {MAX_ANNOTATIONS} of a kind"
        )


def _annotation(shared: Shared, command: str) -> Line:
    finding = shared.finding
    where = finding.location
    text = f"{finding.message} {services_text(shared.services)}" + (f"\n{finding.fix}" if finding.fix else "")
    properties = {
        "file": where.file,
        "line": str(where.line),
        "col": str(where.column),
        "title": f"{finding.code} {finding.name}",
    }
    return _command(command, properties, text)


def _problem(error: Problem) -> Line:
    properties = {
        "file": error.file,
        "line": str(error.line) if error.line else None,
        "title": "ctxlint could not tell",
    }
    return _command("error", {key: value for key, value in properties.items() if value}, error.message)


def _command(name: str, properties: dict[str, str], text: str) -> Line:
    shown = ",".join(f"{key}={_escape(value, _IN_PROPERTY)}" for key, value in properties.items())
    return line(f"::{name} {shown}::{_escape(text, _IN_TEXT)}")


def _escape(text: str, table: dict[str, str]) -> str:
    """Line breaks stay what they are; other characters that do not print are spelled out."""
    return "".join(table.get(char) or printable(char) for char in text)


def _plain(shared: Shared) -> Line:
    finding = shared.finding
    services = services_text(shared.services)
    return line(f"{place(finding.location)}: {finding.severity} {finding.code} {finding.message} {services}")
