"""``ctxlint diff``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypedDict, Unpack

import click
from msgspec.structs import replace

from ctxlint import api
from ctxlint.cli.change_views import VIEWS, Budget
from ctxlint.cli.changes import compare
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, SIZE, service_option, shared_options
from ctxlint.cli.output import Plain, complain, show
from ctxlint.cli.progress import Progress
from ctxlint.engine import Problem
from ctxlint.project.revision import RevisionFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ctxlint.api import Project
    from ctxlint.cli.changes import Comparison

EPILOG = """\b
Examples:
  ctxlint diff HEAD                          what the changes in the work tree do
  ctxlint diff main...                       since this branch left main
  ctxlint diff HEAD^ --max-growth 5MB        fail when a context or an image grows by more
  ctxlint diff main... --format markdown     for a comment on a pull request

\b
Exit codes: 0 within the budget, 1 over it, 2 could not tell."""


class Given(TypedDict):
    """The words of the command line."""

    revision: str
    path: Path
    service: tuple[str, ...]
    max_growth: int | None
    format_: str
    builder: str | None
    config: Path | None
    no_color: bool
    quiet: bool


@click.command("diff", epilog=EPILOG)
@click.argument("revision", metavar="REV")
@click.argument("path", type=PATH, default=".")
@service_option
@click.option("--max-growth", type=SIZE, metavar="SIZE", help="Fail when a context or an image grows by more.")
@click.option("-f", "--format", "format_", type=click.Choice(list(VIEWS)), default="text", help="How to write it.")
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Compare the work tree with a git revision: what enters and leaves each service's context and image.

    REV is a branch, a tag, a hash or HEAD, with ~ and ^ behind it; with three dots at its end, it is the last commit
    that it has in common with HEAD. Its files are read from git's objects: nothing is checked out. Files that git
    ignores are not compared, for no revision can have them. PATH is a directory, a Dockerfile or a compose file.
    """
    budget = Budget(given["revision"], given["max_growth"])
    with Progress(shown=not given["quiet"] and given["format_"] == "text") as progress:
        comparison = _compared(given, progress)
        lines = list(VIEWS[given["format_"]](comparison, budget))
    if given["format_"] == "text":
        show(lines, color=not given["no_color"])
    else:
        Plain(sys.stdout).write(lines)
    if given["format_"] != "json":
        complain(map(str, comparison.errors), color=not given["no_color"])
    return 2 if comparison.errors else int(bool(budget.failures(comparison)))


def _compared(given: Given, progress: Callable[[int], None]) -> Comparison:
    overrides = Overrides(config=given["config"], builder=given["builder"])
    after = open_project(given["path"], overrides, progress)
    with RevisionFiles(after.root, given["revision"]) as files:
        before = _before(given["path"], files, overrides)
        if unknown := unknown_names([*after.services, *before.services], given["service"]):
            raise unknown[0]
        old, new = (api.narrowed(project, given["service"]).services for project in (before, after))
        found = compare(old, new, given["revision"])
    errors = [*_problems(after), *_problems(before, f" (at {given['revision']})"), *found.errors]
    return replace(found, errors=tuple(errors))


def _before(path: Path, files: RevisionFiles, overrides: Overrides) -> Project:
    """The project at the revision; nothing, where the revision does not have the path."""
    if files.entry(path.absolute()) is None:
        return api.Project(files.root, ())
    return open_project(path, overrides, lambda _: None, files=files)


def _problems(project: Project, where: str = "") -> Sequence[Problem]:
    return [Problem(error.message + where, error.file, error.line) for error in project.errors]
