"""``ctxlint context``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from ctxlint import engine
from ctxlint.cli.context_answer import Answer, Content, Form, Request, answer_about
from ctxlint.cli.context_overview import overview
from ctxlint.cli.context_request import Given, request_of
from ctxlint.cli.ending import COULD_NOT_TELL
from ctxlint.cli.items import Which
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, complete_services, shared_options
from ctxlint.cli.output import complain, show
from ctxlint.cli.progress import Progress
from ctxlint.engine import Settings
from ctxlint.errors import CtxlintError
from ctxlint.reporters.json_format import json_lines, overview_object
from ctxlint.reporters.summary import NO_SERVICE

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.api import Project

EPILOG = """\b
Examples:
  ctxlint context                            sizes of all services
  ctxlint context backend                    what the ignore file leaves, as a tree
  ctxlint context backend --excluded         what it takes, and which line does
  ctxlint context backend --patterns         the ignore file, with what each line does
  ctxlint context backend --top 10           the largest files and directories
  ctxlint context backend --set image        what the image gets, and from where
  ctxlint context backend -0 | xargs -0 ls   every path, whatever its name
  ctxlint context backend --make > image.d   dependencies for make"""


@click.command("context", epilog=EPILOG)
@click.argument("service", required=False, shell_complete=complete_services)
@click.option("-C", "--project", type=PATH, default=".", metavar="PATH", help="Directory, Dockerfile or compose file.")
@click.option("--set", "which", type=click.Choice(list(map(str, Which))), help="Which files; filtered by default.")
@click.option("--depth", type=click.IntRange(0), default=2, show_default=True, help="Levels of the tree; 0 for all.")
@click.option("-l", "--list", "list_", is_flag=True, help="One path a line; what does not print is escaped.")
@click.option("-0", "--null", is_flag=True, help="Paths as they are, each ended by a null byte.")
@click.option("--json", is_flag=True, help="For programs.")
@click.option("--make", is_flag=True, help="A rule for make: the image depends on what is transferred.")
@click.option("--excluded", is_flag=True, help="What is left out, with the line that decided.")
@click.option("--patterns", is_flag=True, help="The ignore file, with what each line does.")
@click.option("--top", type=click.IntRange(1), metavar="N", help="The N largest directories and files.")
@click.option("--by", type=click.Choice(["extension"]), help="Files and bytes by extension.")
@shared_options
def command(**given: Unpack[Given]) -> int:
    """List what a build sees of a directory.

    There are three sets of files: the context minus what the ignore file excludes (filtered), what the builder asks
    for (transferred), and what the instructions put into the image. SERVICE is a name, or else a path as for 'ctxlint
    check'; it may be left out when there is only one. Without it, several get a line each.
    """
    request = request_of(given)
    with Progress(shown=not given["quiet"] and request.form is not Form.JSON) as progress:
        project, service = _chosen(given, progress)
        result = answer_about(service, request) if service else _overview(project, request)
    color = not given["no_color"] and request.form is not Form.JSON
    show(result.lines, color=color)
    sys.stdout.buffer.write(result.raw)
    # A service that was asked for by its name is not troubled by what is wrong elsewhere.
    others = project.errors if service and service.name != given["service"] else ()
    if request.form is not Form.JSON:
        complain([*map(str, result.problems), *map(str, others)], color=color)
    return COULD_NOT_TELL if result.problems or others else 0


def _chosen(given: Given, progress: Progress) -> tuple[Project, Service | None]:
    """Find the service that is meant; ``None`` when all of them are."""
    overrides = Overrides(config=given["config"], builder=given["builder"])
    project = open_project(given["project"], overrides, progress)
    name = given["service"]
    named = next((service for service in project.services if service.name == name), None)
    if named or name is None:
        return project, named or _only(project)
    if not os.path.lexists(name):
        complain(map(str, project.errors))
        raise unknown_names(project.services, [name])[0]
    project = open_project(Path(name), overrides, progress)
    return project, _only(project)


def _only(project: Project) -> Service | None:
    return project.services[0] if len(project.services) == 1 else None


def _overview(project: Project, request: Request) -> Answer:
    """Answer for a project with several services; no more than totals."""
    names = [service.name for service in project.services]
    if not names and not project.errors:
        raise CtxlintError(NO_SERVICE)
    if names and (request.content is not Content.FILES or request.form not in (Form.TEXT, Form.JSON)):
        raise CtxlintError(f"Which service? There are {', '.join(names)}.")
    report = engine.run(project.services, (), Settings(), project.errors)
    if request.form is Form.JSON:
        return Answer(tuple(json_lines(overview_object(report))), problems=report.errors)
    return Answer(tuple(overview(project.services)), problems=report.errors)
