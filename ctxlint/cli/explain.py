"""``ctxlint explain``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from ctxlint import api
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, shared_options
from ctxlint.cli.output import Plain, complain, show
from ctxlint.cli.progress import Progress
from ctxlint.engine import Problem
from ctxlint.errors import CtxlintError
from ctxlint.explain import Explanations, asked, decode, explain, failures
from ctxlint.reporters.explanations import explanation_json, explanation_lines
from ctxlint.reporters.summary import NO_SERVICE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxlint.analysis import Service
    from ctxlint.api import Project
    from ctxlint.explain import Question

EPILOG = """\b
Examples:
  docker logs api 2>&1 | ctxlint explain -   why did it die?
  docker compose logs | ctxlint explain -    why did they?
  ctxlint explain alembic.ini                is this file in an image?
  ctxlint explain shared/auth.py -s api      a path, in one service
  ctxlint explain shared.auth                a module
  ctxlint explain /app/alembic.ini           a path as the container sees it

\b
Exit codes: 0 it is there, 1 it is missing and the cause is known, 2 could not tell."""

MAX_LOG = 8_000_000
"""Of a longer log only the end is read."""
_CHUNK = 1_000_000
NOTHING = (
    "there is no traceback in the log, nor a message of a shell, a launcher or a builder that something is missing"
)


class Given(TypedDict):
    """The words of the command line."""

    what: str
    project: Path
    service: tuple[str, ...]
    format_: str
    builder: str | None
    config: Path | None
    no_color: bool
    quiet: bool


@click.command("explain", epilog=EPILOG)
@click.argument("what")
@click.option("-C", "--project", type=PATH, default=".", metavar="PATH", help="Directory, Dockerfile or compose file.")
@click.option("-s", "--service", multiple=True, metavar="NAME", help="Only this service; may be repeated.")
@click.option("-f", "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to write it.")
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Say why something is missing in an image, or how it gets there.

    WHAT is a path, the dotted name of a module, or - for a log on standard input, of a container or of a build: its
    last failure is explained.
    """
    machine = given["format_"] == "json"
    log = _read_log() if given["what"] == "-" else None
    with Progress(shown=not given["quiet"] and not machine) as progress:
        project = open_project(given["project"], Overrides(given["config"], given["builder"]), progress)
        services = _services(project, given["service"])
        found = explain(services, _questions(given["what"], log, project.root))
    if machine:
        Plain(sys.stdout).write(explanation_json(_with_errors(found, project)))
    else:
        show(explanation_lines(found, project.root), color=not given["no_color"])
        complain(map(str, [*found.problems, *project.errors]), color=not given["no_color"])
    return found.exit_code


def _services(project: Project, names: tuple[str, ...]) -> Sequence[Service]:
    if unknown := unknown_names(project.services, names):
        raise unknown[0]
    services = api.narrowed(project, names).services
    if not services:
        raise project.errors[0] if project.errors else CtxlintError(NO_SERVICE)
    return services


def _questions(what: str, log: str | None, root: Path) -> Sequence[Sequence[Question]]:
    if log is None:
        return asked(what, root, Path.cwd())
    if found := failures(log):
        return found
    raise CtxlintError("the log is empty" if not log.strip() else NOTHING)


def _read_log() -> str:
    if sys.stdin.isatty():
        click.echo("Paste the log, then press Ctrl-D on a line of its own.", err=True)
    end = b""
    while chunk := sys.stdin.buffer.read(_CHUNK):
        end = (end + chunk)[-MAX_LOG:]
    return decode(end)


def _with_errors(found: Explanations, project: Project) -> Explanations:
    errors = tuple(Problem(error.message, error.file, error.line) for error in project.errors)
    return Explanations(found.explanations, (*found.problems, *errors))
