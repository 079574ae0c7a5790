"""``ctxlint check``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from ctxlint import api, cache, engine
from ctxlint.cli.delivery import Delivered, Delivery, delivery_options
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, read_codes, shared_options
from ctxlint.cli.progress import Progress
from ctxlint.engine import Report, Settings
from ctxlint.errors import CtxlintError
from ctxlint.model import Severity
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


class Given(Delivered):
    """The words of the command line."""

    path: Path
    service: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str | None
    builder: str | None
    config: Path | None
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
@click.option("--no-cache", is_flag=True, help="Read all sources anew, and leave nothing for the next run.")
@delivery_options
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Find what is wrong with the build contexts of a project's services.

    PATH is a directory, a Dockerfile or a compose file; without it, the current directory. CODES are codes of rules,
    beginnings of codes or names of rules, separated by commas.
    """
    delivery = Delivery(given)
    with Progress(shown=delivery.talks) as progress:
        report, view = _report(given, progress)
    return delivery.deliver(report, view)


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
