"""The baseline: a file with the findings that a project has lived with so far."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.cli.saving import save
from ctxlint.errors import CtxlintError
from ctxlint.project.files import normalised, read_bytes
from ctxlint.reporters.fingerprints import fingerprinted
from ctxlint.reporters.json_format import json_lines
from ctxlint.reporters.merged import merged
from ctxlint.reporters.source import Sources

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.engine import Report
    from ctxlint.project import Config

VERSION = 1


class Baseline(Struct, frozen=True):
    """Fingerprints of findings, each with a service that has it: a service that gets an old problem is news."""

    known: frozenset[tuple[str, str]] = frozenset()


def baseline_file(given: Path | None, config: Config) -> Path | None:
    """The file that the command line names, relative to the working directory, or else the configuration."""
    if given is not None or config.baseline is None or config.file is None:
        return given
    return normalised(config.file.parent, config.baseline)


def read_baseline(file: Path) -> Baseline:
    """Read a file; raises :class:`CtxlintError` for one that is no baseline."""
    try:
        data = json.loads(read_bytes(file.absolute()))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CtxlintError(f"The baseline cannot be read ({reason}).", file=str(file)) from None
    except (ValueError, RecursionError):
        data = None
    try:
        return Baseline(frozenset(_known(data)))
    except (KeyError, TypeError, AttributeError):
        message = "This is not a baseline that ctxlint understands; 'ctxlint check --write-baseline' makes one."
        raise CtxlintError(message, file=str(file)) from None


def _known(data: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    if data["version"] != VERSION:
        raise KeyError("version")
    return [(str(item["fingerprint"]), str(name)) for item in data["findings"] for name in item["services"]]


def without_known(report: Report, baseline: Baseline, root: Path, *, whole: bool) -> Report:
    """Leave out what the baseline has; ``whole`` tells that an entry which was not found is gone."""
    named = {
        finding: (fingerprint, finding.service)
        for shared, fingerprint in fingerprinted(merged(report.findings), Sources(root))
        for finding in shared.members
    }
    old = [finding for finding in report.findings if named[finding] in baseline.known]
    new = tuple(finding for finding in report.findings if named[finding] not in baseline.known)
    gone = len({fingerprint for fingerprint, _ in baseline.known - set(named.values())})
    return replace(report, findings=new, known=len(merged(old)), gone=gone if whole and not report.errors else 0)


def write_baseline(report: Report, root: Path, file: Path | None) -> Report:
    """Write all findings; what is left of the report are its errors. Raises :class:`CtxlintError`."""
    if file is None:
        message = "--write-baseline needs the name of the file: --baseline FILE, or 'baseline' in the configuration."
        raise CtxlintError(message)
    entries = [
        {
            "code": shared.finding.code,
            "file": shared.finding.location.file,
            "services": sorted(shared.services),
            "message": shared.finding.message,
            "fingerprint": fingerprint,
        }
        for shared, fingerprint in fingerprinted(merged(report.findings), Sources(root))
    ]
    save(file, json_lines({"version": VERSION, "findings": sorted(entries, key=lambda entry: str(entry["file"]))}))
    return replace(report, findings=(), known=len(entries))
