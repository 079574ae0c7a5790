"""``ctxlint check``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from ctxlint import api, cache, engine
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, read_codes, shared_options
from ctxlint.cli.output import Plain, complain, show
from ctxlint.cli.progress import Progress
from ctxlint.cli.saving import save, summarize, usual_format
from ctxlint.engine import Report, Settings
from ctxlint.errors import CtxlintError
from ctxlint.model import Severity
from ctxlint.reporters.formats import FORMATS
from ctxlint.reporters.view import View

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.api import Project

EPILOG = """\b
Examples:
  ctxlint check                              every service of this project
  ctxlint check docker/api.Dockerfile        one Dockerfile
  ctxlint check -s backend -s auth           two services
  ctxlint check --select CTX1,CTX3           missing files and secrets only
  ctxlint check --ignore context-too-large   a rule by its name
  ctxlint check --format concise --quiet     for a pre-commit hook
  ctxlint check -f sarif -o ctxlint.sarif    for code scanning, with the text on the terminal

\b
Exit codes: 0 nothing found, 1 findings, 2 could not tell."""


class Given(TypedDict):
    """The words of the command line."""

    path: Path
    service: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str | None
    exit_zero: bool
    format_: str | None
    output: Path | None
    builder: str | None
    config: Path | None
    no_color: bool
    quiet: bool
    no_cache: bool


@click.command("check", epilog=EPILOG)
@click.argument("path", type=PATH, default=".")
@click.option("-s", "--service", multiple=True, metavar="NAME", help="Only this service; may be repeated.")
@click.option("--select", multiple=True, callback=read_codes, metavar="CODES", help="Only these rules.")
@click.option("--ignore", multiple=True, callback=read_codes, metavar="CODES", help="All rules but these.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="The mildest finding that makes the check fail.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 although something was found.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="How to write the report; text, or github in a workflow of GitHub Actions, when nothing is said.",
)
@click.option("-o", "--output", type=PATH, metavar="FILE", help="Write the report to a file, beside the text.")
@click.option("--no-cache", is_flag=True, help="Read all sources anew, and leave nothing for the next run.")
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Find what is wrong with the build contexts of a project's services.

    PATH is a directory, a Dockerfile or a compose file; without it, the current directory. CODES are codes of rules,
    beginnings of codes or names of rules, separated by commas.
    """
    chosen = given["format_"] or usual_format()
    printed = FORMATS["text" if given["output"] else chosen]
    with Progress(shown=not given["quiet"] and not printed.machine) as progress:
        report, view = _report(given, progress)
        lines = list(printed.render(report, view))
    if given["output"]:
        save(given["output"], FORMATS[chosen].render(report, view))
    if printed.machine:
        Plain(sys.stdout).write(lines)
    else:
        show(lines, color=not given["no_color"])
        complain(map(str, report.errors), color=not given["no_color"])
    summarize(report, view)
    return 0 if given["exit_zero"] and report.exit_code == 1 else report.exit_code


def _report(given: Given, progress: Progress) -> tuple[Report, View]:
    """Check; what keeps everything from being checked is an error of the report."""
    overrides = Overrides(
        config=given["config"],
        builder=given["builder"],
        select=given["select"],
        ignore=given["ignore"],
        fail_on=given["fail_on"],
    )
    try:
        caches = None if given["no_cache"] else cache.directory()
        project = open_project(given["path"], overrides, progress, caches)
        return _checked(project, given["service"]), View(project.root, given["quiet"])
    except CtxlintError as error:
        return _failed(error), View(given["path"], given["quiet"])


def _checked(project: Project, names: tuple[str, ...]) -> Report:
    if unknown := unknown_names(project.services, names):
        return _failed(*project.errors, *unknown)
    return api.check(api.narrowed(project, names))


def _failed(*errors: CtxlintError) -> Report:
    return engine.run((), (), Settings(), errors)
