"""``ctxlint config``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from ctxlint.cli.config_values import Setting, service_settings, settings
from ctxlint.cli.loading import Overrides, open_project
from ctxlint.cli.options import PATH, shared_options
from ctxlint.cli.output import Plain, complain, show
from ctxlint.cli.progress import Progress
from ctxlint.cli.toml_text import toml_key
from ctxlint.project.config_schema import config_schema
from ctxlint.reporters.json_format import VERSION, json_lines
from ctxlint.reporters.lines import BLANK, Line, Piece, Style, line
from ctxlint.reporters.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ctxlint.api import Project

EPILOG = """\b
Examples:
  ctxlint config                  what holds here, and which line says so
  ctxlint config --json           the same, for programs
  ctxlint config --schema         the JSON Schema of ctxlint.toml, for editors"""


class Given(TypedDict):
    """The words of the command line."""

    path: Path
    as_json: bool
    schema: bool
    builder: str | None
    config: Path | None
    no_color: bool
    quiet: bool


@click.command("config", epilog=EPILOG)
@click.argument("path", type=PATH, default=".")
@click.option("--json", "as_json", is_flag=True, help="The values and their places, for programs.")
@click.option("--schema", is_flag=True, help="The JSON Schema of the configuration file instead.")
@shared_options
def command(**given: Unpack[Given]) -> int:
    """Print the configuration that holds, and where each value comes from.

    What is printed is a configuration itself: the options at top level, and for each service what was found or set.
    PATH is a directory, a Dockerfile or a compose file; without it, the current directory.
    """
    if given["schema"]:
        Plain(sys.stdout).write(json_lines(config_schema()))
        return 0
    overrides = Overrides(config=given["config"], builder=given["builder"])
    with Progress(shown=not given["quiet"]) as progress:
        project = open_project(given["path"], overrides, progress)
    found = list(_all(project, [key for key in ("builder",) if given["builder"]]))
    if given["as_json"]:
        Plain(sys.stdout).write(json_lines({"version": VERSION, "options": [_object(item) for item in found]}))
    else:
        show(_lines(found), color=not given["no_color"])
        complain(map(str, project.errors), color=not given["no_color"])
    return 2 if project.errors else 0


def _all(project: Project, given: Sequence[str]) -> Iterator[Setting]:
    yield from settings(project.config, given)
    for service in project.services:
        yield from service_settings(service, project.config)


def _object(item: Setting) -> dict[str, object]:
    place = {"file": item.place.file, "line": item.place.line} if item.place else {"file": None, "line": None}
    return {"option": item.option, "service": item.service, "value": item.value, "origin": item.origin, **place}


def _lines(found: Sequence[Setting]) -> Iterator[Line]:
    """One table for each service, with the origins beside the values."""
    for name in dict.fromkeys(item.service for item in found):
        if name is not None:
            yield BLANK
            yield line(Piece(f"[services.{toml_key(name)}]", Style.STRONG))
        yield from table([_row(item) for item in found if item.service == name])


def _row(item: Setting) -> list[list[Piece]]:
    text = f"# {item.option} is not set" if item.value is None else item.text
    return [[Piece(text)], [Piece(f"# {item.origin}", Style.FAINT)]]
