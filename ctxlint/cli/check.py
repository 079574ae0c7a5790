"""``ctxlint check``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Unpack

import click
from msgspec.structs import replace

from ctxlint import api
from ctxlint.cache import Cache, directory
from ctxlint.cli.baseline import baseline_file, read_baseline, without_known, write_baseline
from ctxlint.cli.delivery import Delivered, Delivery, delivery_options, failed
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, complete_codes, read_codes, service_option, shared_options
from ctxlint.cli.progress import Progress
from ctxlint.cli.recording import Recording
from ctxlint.cli.repairing import repair, show_diff, with_edits, write_all
from ctxlint.errors import CtxlintError
from ctxlint.project.files import is_file, reading_from
from ctxlint.reporters.fixes import fixes_summary, render_fixes
from ctxlint.reporters.lines import BLANK, Line
from ctxlint.reporters.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxlint.api import Project
    from ctxlint.context import Files
    from ctxlint.engine import Report
    from ctxlint.fixes import Repairs

EPILOG = """\b
Examples:
  ctxlint check                              every service of this project
  ctxlint check docker/api.Dockerfile        one Dockerfile
  ctxlint check -s backend -s auth           two services
  ctxlint check --select CTX1,CTX3           missing files and secrets only
  ctxlint check --ignore context-too-large   a rule by its name
  ctxlint check --format concise --quiet     for a pre-commit hook
  ctxlint check --fix                        mend the ignore files first; --diff shows what that would be
  ctxlint check -f sarif -o ctxlint.sarif    for code scanning, with the text on the terminal

\b
Exit codes: 0 nothing found, 1 findings, 2 could not tell."""


class Given(Delivered):
    """The words of the command line."""

    path: Path
    service: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fix: bool
    diff: bool
    unsafe_fixes: bool
    disable_suppressions: bool
    baseline: Path | None
    write_baseline: bool
    statistics: bool
    builder: str | None
    config: Path | None
    no_cache: bool


@click.command("check", epilog=EPILOG)
@click.argument("path", type=PATH, default=".")
@service_option
@click.option(
    "--select",
    multiple=True,
    callback=read_codes,
    shell_complete=complete_codes,
    metavar="CODES",
    help="Only these rules.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=read_codes,
    shell_complete=complete_codes,
    metavar="CODES",
    help="All rules but these.",
)
@click.option("--fix", is_flag=True, help="Make the edits of ignore files that are proven, and report what is left.")
@click.option("--diff", is_flag=True, help="Print them as a diff; with a format for programs, findings name them.")
@click.option("--unsafe-fixes", is_flag=True, help="Count edits in that an image may notice, or that guess.")
@click.option("--disable-suppressions", is_flag=True, help="Comments in the repository silence nothing.")
@click.option("--baseline", type=PATH, metavar="FILE", help="Findings that are in this file do not count.")
@click.option("--write-baseline", is_flag=True, help="Write all findings to the baseline instead of reporting them.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of listing them.")
@click.option("--no-cache", is_flag=True, help="Read all sources anew, and leave nothing for the next run.")
@delivery_options
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Find what is wrong with the build contexts of a project's services.

    PATH is a directory, a Dockerfile or a compose file; without it, the current directory. CODES are codes of rules,
    beginnings of codes or names of rules, separated by commas.
    """
    delivery = Delivery(given, "text" if given["statistics"] else None)
    if given["statistics"] and not delivery.is_text:
        raise click.UsageError("--statistics is for the text; other formats list the findings.")
    recording = Recording(_repeatable(given))
    with reading_from(recording.files):
        with Progress(shown=delivery.talks) as progress:
            report, view, repairs, known = _report(given, progress, recording.files)
        drafts = repairs.drafts if repairs else ()
        diff = partial(show_diff, drafts, color=not given["no_color"]) if given["diff"] else None
        outcome = delivery.deliver(report, view, ahead=[*_edits(repairs, given)], text=diff)
    recording.keep(outcome, known)
    return outcome.code


def _repeatable(given: Given) -> list[str] | None:
    """The words of the command line, unless they ask for more than to be told what is found."""
    does_more = given["fix"] or given["diff"] or given["write_baseline"] or given["output"]
    return None if does_more or given["no_cache"] else click.get_current_context().find_object(list)


def _edits(repairs: Repairs | None, given: Given) -> Iterator[Line]:
    """Say what was mended, in front of what is left."""
    if repairs and given["fix"] and not given["quiet"]:
        yield from render_fixes(repairs, quiet=True)
        yield from (fixes_summary(repairs, done=True), BLANK)


def _report(given: Given, progress: Progress, files: Files) -> tuple[Report, View, Repairs | None, Cache]:
    """Check, and mend; what keeps everything from being checked is an error of the report."""
    overrides = Overrides(
        config=given["config"],
        builder=given["builder"],
        select=given["select"],
        ignore=given["ignore"],
        fail_on=given["fail_on"],
    )
    try:
        caches = None if given["no_cache"] else directory()
        project = open_project(given["path"], overrides, progress, caches, files)
        report, repairs = _checked(project, given)
        if repairs and repairs.drafts and not given["diff"]:
            errors = write_all(repairs.drafts, project.root)
            again = open_project(given["path"], overrides, progress, caches, files)
            report = _checked(again, {**given, "fix": False})[0]
            report = replace(report, errors=(*report.errors, *failed(*errors).errors))
        view = View(project.root, given["quiet"], given["statistics"])
        return _judged(report, project, given), view, repairs, project.library.cache
    except CtxlintError as error:
        return failed(error), View(given["path"], given["quiet"]), None, Cache()


def _judged(report: Report, project: Project, given: Given) -> Report:
    """Leave out what the baseline has, or write it."""
    file = baseline_file(given["baseline"], project.config)
    whole = not (_is_partial(given) or given["select"] or given["ignore"])
    if not given["write_baseline"]:
        return without_known(report, read_baseline(file), project.root, whole=whole) if file else report
    if not whole:
        raise CtxlintError("--write-baseline is about all services and all rules; name none of them.")
    return write_baseline(report, project.root, file)


def _is_partial(given: Given) -> bool:
    """Whether the project has more than was asked for."""
    return bool(given["service"]) or is_file(given["path"])


def _checked(project: Project, given: Given) -> tuple[Report, Repairs | None]:
    names = given["service"]
    if unknown := unknown_names(project.services, names):
        return failed(*project.errors, *unknown), None
    settings = replace(
        api.settings_of(project.config),
        suppressions=not given["disable_suppressions"],
        partial=_is_partial(given),
    )
    report = api.check(api.narrowed(project, names), settings)
    if not given["fix"] and not given["diff"]:
        return report, None
    repairs = repair(project, names, unsafe=given["unsafe_fixes"])
    return with_edits(report, repairs), repairs
