"""The report for programs; ``docs/json.md`` says what every key means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ctxlint.reporters.lines import Line, line
from ctxlint.reporters.observed import observed_object
from ctxlint.reporters.totals import filtered_totals, image_files, known, transferred_totals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.engine import Problem, Report, Suppressed
    from ctxlint.model import Edit, FileChange, Finding, Location, Remedy
    from ctxlint.reporters.view import View

VERSION = 1


def render_json(report: Report, _: View) -> Iterator[Line]:
    """One object, in ASCII."""
    yield from json_lines(report_object(report))


def json_lines(value: Mapping[str, object] | Sequence[object]) -> Iterator[Line]:
    """``value`` with every character outside printable ASCII escaped, names that are not UTF-8 included."""
    text = json.dumps(value, indent=2).replace("\x7f", "\\u007f")
    yield from map(line, text.split("\n"))


def report_object(report: Report) -> dict[str, object]:
    """Build what the text is made of."""
    return {
        "version": VERSION,
        "services": _services(report),
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [_suppressed(item) for item in report.suppressed],
        "errors": _errors(report),
    }


def overview_object(report: Report) -> dict[str, object]:
    """Build the part that does not depend on rules."""
    return {"version": VERSION, "services": _services(report), "errors": _errors(report)}


def _services(report: Report) -> list[dict[str, object]]:
    return [_service(service) for service in report.services]


def _errors(report: Report) -> list[dict[str, object]]:
    return [error_object(error) for error in report.errors]


def error_object(error: Problem) -> dict[str, object]:
    """Something that kept ctxlint from telling."""
    return {"file": error.file, "line": error.line, "message": error.message, "service": error.service}


def _service(service: Service) -> dict[str, object]:
    filtered, transferred = filtered_totals(service), transferred_totals(service)
    return {
        "name": service.name,
        "dockerfile": service.dockerfile_file,
        "context": service.prefix.rstrip("/") or ".",
        "ignore_file": known(lambda: service.ignore_file),
        "target": service.definition.target,
        "builder": service.builder.value,
        "files": filtered.files if filtered else None,
        "bytes": filtered.bytes if filtered else None,
        "transferred_files": transferred.files if transferred else None,
        "transferred_bytes": transferred.bytes if transferred else None,
        "image_files": image_files(service),
        **({"observed": observed_object(service.observation)} if service.observation else {}),
    }


def location_object(location: Location) -> dict[str, object]:
    """Build a place."""
    return {"file": location.file, "line": location.line, "column": location.column}


def _suppressed(item: Suppressed) -> dict[str, object]:
    suppression = item.suppression
    place = suppression.location
    comment = {"file": place.file, "line": place.line, "code": suppression.code, "reason": suppression.reason}
    return {**_finding(item.finding), "suppression": comment}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "certainty": finding.certainty.value,
        "service": finding.service,
        "message": finding.message,
        "location": location_object(finding.location),
        "related": [{**location_object(other.location), "message": other.message} for other in finding.related],
        "module": finding.module,
        "paths": list(finding.paths),
        "fix": finding.fix,
        "remedy": _remedy(finding.remedy) if finding.remedy else None,
        "edit": _edit(finding.edit) if finding.edit else None,
    }


def _remedy(remedy: Remedy) -> dict[str, object]:
    return {"action": remedy.action.value, "paths": list(remedy.paths), "line": remedy.line}


def _edit(edit: Edit) -> dict[str, object]:
    return {**_file_change(edit), "safe": edit.safe, "also": [_file_change(each) for each in edit.also]}


def _file_change(change: FileChange) -> dict[str, object]:
    changes = [{"line": each.line, "old": list(each.old), "new": list(each.new)} for each in change.changes]
    return {"file": change.file, "changes": changes}
