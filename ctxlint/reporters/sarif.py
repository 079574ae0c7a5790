"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from ctxlint.model import Severity
from ctxlint.reporters.fingerprints import fingerprinted
from ctxlint.reporters.json_format import json_lines
from ctxlint.reporters.lines import printable
from ctxlint.reporters.merged import merged
from ctxlint.reporters.source import Sources
from ctxlint.reporters.tool import NAME, tool_version
from ctxlint.rulebook import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.engine import Problem, Report
    from ctxlint.model import Change, Edit, Location
    from ctxlint.reporters.lines import Line
    from ctxlint.reporters.merged import Shared
    from ctxlint.reporters.view import View
    from ctxlint.rulebook import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "PROJECTROOT"


def render_sarif(report: Report, view: View) -> Iterator[Line]:
    """One log with one run; problems are notifications of its invocation."""
    yield from json_lines({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, view)]})


def _run(report: Report, view: View) -> dict[str, object]:
    reasons = {item.finding: item.suppression.reason for item in report.suppressed}
    shown = fingerprinted([*merged(report.findings), *merged(reasons)], Sources(view.root))
    results = [_result(shared, name, reasons.get(shared.finding)) for shared, name in shown]
    driver = {"name": NAME, "semanticVersion": tool_version(), "rules": [*map(_rule, rules())]}
    notifications = [_notification(error) for error in report.errors]
    invocation = {"executionSuccessful": not report.errors, "toolExecutionNotifications": notifications}
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the project."}}},
        "invocations": [invocation],
        "results": results,
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.what.split(". ")[0].rstrip(".") + "."},
        "fullDescription": {"text": rule.what},
        "help": {"text": f"{rule.why}\n\n{rule.fix}", "markdown": f"{rule.why}\n\n{rule.fix}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(shared: Shared, fingerprint: str, reason: str | None) -> dict[str, object]:
    finding = shared.finding
    services = ", ".join(shared.services)
    message = f"{finding.message} [{services}]" + (f"\n{finding.fix}" if finding.fix else "")
    related = [{**_place(other.location), "message": _text(other.message)} for other in finding.related]
    fixes = {"fixes": [_fix(finding.edit)]} if finding.edit else {}
    return {
        **fixes,
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": _text(message),
        "locations": [_place(finding.location)],
        "relatedLocations": related,
        "partialFingerprints": {"ctxlint/v1": fingerprint},
        "suppressions": [] if reason is None else [{"kind": "inSource", "justification": printable(reason)}],
        "properties": {"certainty": finding.certainty.value, "services": [*map(printable, shared.services)]},
    }


def _fix(edit: Edit) -> dict[str, object]:
    changes = [
        {"artifactLocation": _artifact(each.file), "replacements": [*map(_replacement, each.changes)]}
        for each in (edit, *edit.also)
    ]
    safety = "" if edit.safe else " (an image may notice, or its author may have meant it)"
    return {"description": _text(f"Edit {edit.file}{safety}"), "artifactChanges": changes}


def _replacement(change: Change) -> dict[str, object]:
    """Whole lines; none are deleted where some are put before a line."""
    region = {"startLine": change.line, "startColumn": 1, "endLine": change.line + len(change.old), "endColumn": 1}
    content = "".join(f"{text}\n" for text in change.new)
    return {"deletedRegion": region, "insertedContent": {"text": content}}


def _text(text: str) -> dict[str, str]:
    return {"text": "\n".join(map(printable, text.split("\n")))}


def _place(location: Location) -> dict[str, object]:
    region = {"startLine": location.line, "startColumn": location.column}
    return {"physicalLocation": {"artifactLocation": _artifact(location.file), "region": region}}


def _artifact(file: str) -> dict[str, object]:
    """A URI; what lies outside of the project is relative to it nevertheless."""
    return {"uri": quote(os.fsencode(file)), "uriBaseId": _ROOT}


def _notification(error: Problem) -> dict[str, object]:
    notification: dict[str, object] = {"level": "error", "message": _text(error.message)}
    if error.file:
        place: dict[str, object] = {"artifactLocation": _artifact(error.file)}
        if error.line:
            place["region"] = {"startLine": error.line}
        notification["locations"] = [{"physicalLocation": place}]
    return notification
