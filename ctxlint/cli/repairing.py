"""What ``fix`` and ``check --fix`` have in common: finding edits, showing them as a diff, writing them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint import api
from ctxlint.cli.output import show
from ctxlint.errors import CtxlintError
from ctxlint.reporters.diff import diff_lines, diff_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ctxlint.api import Project
    from ctxlint.engine import Report
    from ctxlint.fixes import Draft, Repairs


def repair(project: Project, names: tuple[str, ...], *, unsafe: bool) -> Repairs:
    """Find the edits for the services of these names, or for all; services that are not meant count nevertheless."""
    return api.fix(api.narrowed(project, names), unsafe=unsafe)


def write_all(drafts: Iterable[Draft], root: Path) -> list[CtxlintError]:
    """Write every file; what kept single ones from being written is returned."""
    from ctxlint.fixes import write  # noqa: PLC0415  # most runs only look

    errors = []
    for draft in drafts:
        try:
            write(draft, root)
        except CtxlintError as error:
            errors.append(error)
    return errors


def show_diff(drafts: tuple[Draft, ...], *, color: bool) -> None:
    """Print a diff: for people on a terminal, byte for byte everywhere else."""
    if color and sys.stdout.isatty():
        show((line for draft in drafts for line in diff_lines(draft)), color=True)
        return
    text = "".join(map(diff_text, drafts))
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))


def with_edits(report: Report, repairs: Repairs) -> Report:
    """The report with the edit that belongs to each finding."""
    edits = {finding: fixed.edit for fixed in (*repairs.unsafe, *repairs.fixed) for finding in fixed.findings}
    return replace(report, findings=tuple(replace(each, edit=edits.get(each)) for each in report.findings))
