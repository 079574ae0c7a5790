"""``ctxlint fix``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypedDict, Unpack

import click
from msgspec import Struct

from ctxlint import api, cache
from ctxlint.api import narrowed
from ctxlint.cli.ending import COULD_NOT_TELL
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, read_codes, shared_options
from ctxlint.cli.output import complain, show, sink
from ctxlint.cli.progress import Progress
from ctxlint.cli.repairing import repair, show_diff, write_all
from ctxlint.reporters.fixes import fixes_summary, render_advice, render_fixes, render_minima

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ctxlint.api import Project
    from ctxlint.errors import CtxlintError
    from ctxlint.fixes import Draft
    from ctxlint.reporters.lines import Line

EPILOG = """\b
Examples:
  ctxlint fix --diff            what would be changed, as a diff
  ctxlint fix                   change the ignore files
  ctxlint fix -s backend        for the findings of one service
  ctxlint fix --select CTX1     missing files only
  ctxlint fix --unsafe-fixes    what images may notice, too
  ctxlint fix --minimal         send nothing but what instructions read

\b
Exit codes: 0 nothing is left to find, 1 findings, 2 could not tell."""


class Given(TypedDict):
    """The words of the command line."""

    path: Path
    service: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    diff: bool
    unsafe_fixes: bool
    minimal: bool
    builder: str | None
    config: Path | None
    no_color: bool
    quiet: bool


@click.command("fix", epilog=EPILOG)
@click.argument("path", type=PATH, default=".")
@click.option("-s", "--service", multiple=True, metavar="NAME", help="Only this service's findings; may be repeated.")
@click.option("--select", multiple=True, callback=read_codes, metavar="CODES", help="Only findings of these rules.")
@click.option("--ignore", multiple=True, callback=read_codes, metavar="CODES", help="All rules but these.")
@click.option("--diff", is_flag=True, help="Print a diff and write nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="Edits that an image may notice, or that guess what was meant.")
@click.option("--minimal", is_flag=True, help="Exclude everything that no instruction reads.")
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Edit ignore files so that findings go.

    Each edit is proven before it is made: every service that reads the file is worked out anew, and the finding must
    be gone, nothing that an image needs may have left, and nothing else may have come in. What cannot be proven is
    left to you, with the reason. PATH and CODES are those of 'ctxlint check'.
    """
    overrides = Overrides(
        config=given["config"], builder=given["builder"], select=given["select"], ignore=given["ignore"]
    )
    with Progress(shown=not given["quiet"]) as progress:
        project = open_project(given["path"], overrides, progress, cache.directory())
        if unknown := unknown_names(project.services, given["service"]):
            return _could_not_tell([*project.errors, *unknown], given)
        work = _minimize(project, given) if given["minimal"] else _repair(project, given)
    if errors := [] if given["diff"] else write_all(work.drafts, project.root):
        return _could_not_tell(errors, given)
    _say(work, given)
    if work.drafts and not given["diff"]:
        project = open_project(given["path"], overrides, lambda _: None, cache.directory())
    report = api.check(narrowed(project, given["service"]))
    complain(map(str, report.errors), color=not given["no_color"])
    return report.exit_code


class _Work(Struct, frozen=True):
    """Files to write, and what there is to say about them."""

    drafts: tuple[Draft, ...]
    lines: tuple[Line, ...]
    summary: tuple[Line, ...]


def _repair(project: Project, given: Given) -> _Work:
    repairs = repair(project, given["service"], unsafe=given["unsafe_fixes"])
    lines = tuple(render_advice(repairs) if given["diff"] else render_fixes(repairs, quiet=given["quiet"]))
    return _Work(repairs.drafts, lines, (fixes_summary(repairs, done=not given["diff"]),))


def _minimize(project: Project, given: Given) -> _Work:
    minima = api.minimize(narrowed(project, given["service"]))
    drafts = tuple(each.draft for each in minima if each.draft)
    return _Work(drafts, (), tuple(render_minima(minima, done=not given["diff"])))


def _say(work: _Work, given: Given) -> None:
    """Print the diff, or what was done; whatever stands beside a diff goes to standard error."""
    color, lines = not given["no_color"], () if given["quiet"] else work.summary
    if given["diff"]:
        show_diff(work.drafts, color=color)
        sink(sys.stderr, color=color).write(() if given["quiet"] else (*work.lines, *lines))
    else:
        show((*work.lines, *lines), color=color)


def _could_not_tell(errors: Iterable[CtxlintError], given: Given) -> int:
    complain(map(str, errors), color=not given["no_color"])
    return COULD_NOT_TELL
