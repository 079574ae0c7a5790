"""JUnit's XML, which every CI server shows as tests: one suite for each service, one failed case for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ctxlint.model import Severity
from ctxlint.reporters.concise import place
from ctxlint.reporters.lines import Line, line, printable
from ctxlint.reporters.tool import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.engine import Problem, Report
    from ctxlint.model import Finding
    from ctxlint.reporters.view import View


def render_junit(report: Report, _: View) -> Iterator[Line]:
    """A service without findings has one case, which passes; findings of the mildest kind are output, not failures."""
    root = Element("testsuites", name=NAME)
    for service in report.services:
        problems = [error for error in report.errors if error.service == service.name]
        _suite(root, service.name, report.of(service.name), problems)
    if others := [error for error in report.errors if error.service is None]:
        _suite(root, NAME, (), others)
    indent(root)
    yield line('<?xml version="1.0" encoding="UTF-8"?>')
    yield from map(line, tostring(root, encoding="unicode").split("\n"))


def _suite(root: Element, name: str, findings: Sequence[Finding], problems: Sequence[Problem]) -> None:
    failures = [finding for finding in findings if finding.severity is not Severity.INFO]
    count = str(max(1, len(failures) + len(problems)))
    counts = {"tests": count, "failures": str(len(failures)), "errors": str(len(problems))}
    suite = SubElement(root, "testsuite", {"name": printable(name), **counts})
    for finding in failures:
        _failure(suite, finding)
    for error in problems:
        case = SubElement(suite, "testcase", classname=printable(name), name="could not tell")
        SubElement(case, "error", message=printable(str(error)))
    if not failures and not problems:
        SubElement(suite, "testcase", classname=printable(name), name="build context")
    notes = [f"{place(note.location)}: {note.code} {note.message}" for note in findings if note not in failures]
    if notes:
        SubElement(suite, "system-out").text = "\n".join(map(printable, notes))


def _failure(suite: Element, finding: Finding) -> None:
    title = printable(f"{finding.code} {finding.name} {place(finding.location)}")
    # Nothing more: the xUnit plugin of Jenkins refuses files with attributes that its schema (junit-10) does not have.
    case = SubElement(suite, "testcase", classname=printable(finding.service), name=title)
    failure = SubElement(case, "failure", type=finding.severity.value, message=printable(finding.message))
    texts = [f"{place(other.location)}: {other.message}" for other in finding.related]
    failure.text = "\n".join(map(printable, [*texts, *([finding.fix] if finding.fix else [])]))
