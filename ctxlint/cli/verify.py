"""``ctxlint verify``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Unpack

import click

from ctxlint import api
from ctxlint.cli.delivery import Delivered, Delivery, delivery_options, failed
from ctxlint.cli.loading import Overrides, open_project, unknown_names
from ctxlint.cli.options import PATH, shared_options
from ctxlint.cli.watching import Watching
from ctxlint.errors import CtxlintError
from ctxlint.project.options import OptionError, parse_size
from ctxlint.reporters.view import View
from ctxlint.verify import Limits, Passed, Request, RunSettings, verify
from ctxlint.verify.connecting import connect

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.api import Project
    from ctxlint.engine import Report

EPILOG = """\b
Examples:
  ctxlint verify                             build and import every service
  ctxlint verify backend                     one of them
  ctxlint verify backend --image shop:1.2    an image that is there already
  ctxlint verify --env DATABASE_URL=x        with a variable that importing needs
  ctxlint verify --files --strict            compare the files, too, and fail where a prediction is wrong
  ctxlint verify --secret id=pip,src=pip.conf

\b
Exit codes: 0 nothing found, 1 findings, 2 could not tell (no engine, for instance)."""


class Given(Delivered):
    """The words of the command line."""

    service: tuple[str, ...]
    project: Path
    image: str | None
    files: bool
    strict: bool
    keep: bool
    env: tuple[str, ...]
    writable: tuple[str, ...]
    build_arg: tuple[str, ...]
    secret: tuple[str, ...]
    ssh: tuple[str, ...]
    timeout: float
    memory: int
    builder: str | None
    config: Path | None


def _size(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    try:
        return parse_size(value)
    except OptionError as error:
        raise click.BadParameter(str(error)) from None


@click.command("verify", epilog=EPILOG)
@click.argument("service", nargs=-1)
@click.option("-C", "--project", type=PATH, default=".", metavar="PATH", help="Directory, Dockerfile or compose file.")
@click.option("--image", metavar="NAME", help="Take this image, and build none; for one service.")
@click.option("--files", is_flag=True, help="Compare the image with the prediction, file by file.")
@click.option("--strict", is_flag=True, help="Fail where a prediction of ctxlint was wrong.")
@click.option("--keep", is_flag=True, help="Leave the images that were built.")
@click.option("-e", "--env", multiple=True, metavar="NAME[=VALUE]", help="A variable for the container.")
@click.option("--writable", multiple=True, metavar="PATH", help="A directory of the container, empty, for writing.")
@click.option("--build-arg", multiple=True, metavar="NAME[=VALUE]", help="An argument for the build.")
@click.option("--secret", multiple=True, metavar="SPEC", help="A secret for the build, as docker takes it.")
@click.option("--ssh", multiple=True, metavar="SPEC", help="SSH forwarding for the build, as docker takes it.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=60, show_default=True, help="Seconds that one import may take."
)
@click.option("--memory", callback=_size, default="2GiB", show_default=True, help="What the container may use.")
@delivery_options
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Build the images, and import for real what the services start.

    Everything that the container starts, and every module of the project that it reaches, is imported with the image's
    own Python, in a container without network whose file system is read-only. What fails is shown with the reason that
    the rules know. Containers and images are removed afterwards.
    """
    delivery = Delivery(given)
    with Watching(shown=delivery.talks) as watching:
        report, view = _report(given, watching)
    return delivery.deliver(report, view).code


def _report(given: Given, watching: Watching) -> tuple[Report, View]:
    """Verify; what keeps everything from being looked at is an error of the report."""
    overrides = Overrides(config=given["config"], builder=given["builder"], fail_on=given["fail_on"])
    try:
        project = open_project(given["project"], overrides, lambda _: None)
        return _verified(project, given, watching), View(project.root, given["quiet"])
    except CtxlintError as error:
        return failed(error), View(given["project"], given["quiet"])


def _verified(project: Project, given: Given, watching: Watching) -> Report:
    if unknown := unknown_names(project.services, given["service"]):
        return failed(*project.errors, *unknown)
    chosen = api.narrowed(project, given["service"])
    if given["image"] and len(chosen.services) != 1:
        names = ", ".join(service.name for service in chosen.services)
        return failed(CtxlintError(f"Which service is the image of? There are {names or 'none'}."))
    if not chosen.services:
        return failed(*project.errors)
    with connect() as engine_of_docker:
        return verify(chosen, _request(given), engine_of_docker, watching)


def _request(given: Given) -> Request:
    settings = RunSettings(
        timeout=given["timeout"],
        limits=Limits(memory=given["memory"]),
        environment=_assignments(given["env"]),
        writable=given["writable"],
    )
    return Request(
        image=given["image"],
        files=given["files"],
        strict=given["strict"],
        keep=given["keep"],
        build_args=_assignments(given["build_arg"]),
        passed=Passed(given["secret"], given["ssh"]),
        settings=settings,
    )


def _assignments(words: tuple[str, ...]) -> dict[str, str]:
    """Read variables as docker does: a bare name has the value that it has here, if any."""
    pairs = (word.partition("=") for word in words)
    return {
        name: value if equals else os.environ[name] for name, equals, value in pairs if equals or name in os.environ
    }
