"""Reports that go to files, and what a CI runner wants without being asked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ctxlint.cli.output import text_of
from ctxlint.errors import CtxlintError
from ctxlint.reporters.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.engine import Report
    from ctxlint.reporters.lines import Line
    from ctxlint.reporters.view import View


def usual_format() -> str:
    """The format when none is named: a runner of GitHub Actions says that it is one."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def save(path: Path, lines: Iterable[Line], mode: str = "w") -> None:
    """Write a report; raises :class:`CtxlintError` when the file cannot be written."""
    try:
        with path.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text_of(lines))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CtxlintError(f"The report cannot be written ({reason}).", file=str(path)) from None


def summarize(report: Report, view: View) -> None:
    """Add the report to the summary of the job, when the runner names a file for it."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        save(Path(summary), FORMATS["markdown"].render(report, view), "a")
