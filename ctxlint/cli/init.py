"""``ctxlint init``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctxlint import api
from ctxlint.checks.sizes import count_text
from ctxlint.cli.first_config import first_config
from ctxlint.cli.options import PATH
from ctxlint.cli.output import Plain, complain, show, text_of
from ctxlint.cli.progress import Progress
from ctxlint.cli.saving import save
from ctxlint.errors import ConfigError, CtxlintError
from ctxlint.project.config_file import CONFIG_FILE, PYPROJECT, parse
from ctxlint.project.files import is_directory, is_file, normalised, read_text, relative
from ctxlint.reporters.lines import BLANK, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxlint.reporters.lines import Line

EPILOG = """\b
Examples:
  ctxlint init           begin a configuration for this directory
  ctxlint init --stdout  only show it"""


@click.command("init", epilog=EPILOG)
@click.argument("path", type=PATH, default=".")
@click.option("--stdout", is_flag=True, help="Print the configuration instead of writing it.")
def command(path: Path, *, stdout: bool) -> int:
    """Write a first configuration, with what was found as comments.

    It becomes a table in PATH/pyproject.toml where there is such a file, and PATH/ctxlint.toml otherwise. All of its
    settings are comments, so that ctxlint says the same with it and without it, until you change a line.
    """
    directory = normalised(Path.cwd(), str(path))
    if not is_directory(directory):
        raise CtxlintError("A configuration begins in a directory, and this is none.", file=str(path))
    with Progress(shown=not stdout) as progress:
        project = api.load(directory, progress=progress)
        if project.config.file:
            message = "There is a configuration already; 'ctxlint config' prints what holds."
            raise CtxlintError(message, file=relative(project.config.file, Path.cwd()))
        file = directory / (PYPROJECT if is_file(directory / PYPROJECT) else CONFIG_FILE)
        lines = list(first_config(project.services, file))
    if stdout:
        Plain(sys.stdout).write(lines)
    else:
        _write(file, lines)
        found = count_text(len(project.services), "service")
        show([line(f"{path / file.name}: a first configuration, with {found} that were found")], color=False)
    complain(map(str, project.errors))
    return 2 if project.errors else 0


def _write(file: Path, lines: Sequence[Line]) -> None:
    """Make the file, or add to it; raises :class:`CtxlintError` where that would break it."""
    if file.name == CONFIG_FILE:
        save(file, lines)
        return
    before = read_text(file, file.parent, "the project's file")
    gap = [] if before.endswith("\n") or not before else [BLANK]
    _try(before + text_of([*gap, BLANK, *lines]), file)
    save(file, [*gap, BLANK, *lines], "a")


def _try(text: str, file: Path) -> None:
    """Refuse to write what would not be read again."""
    try:
        parse(text, file.name)
    except ConfigError as error:
        raise ConfigError(f"[tool.ctxlint] cannot be added here: {error.message}", file=str(file)) from None
