"""The group of commands: each is imported when it is used, and ``check`` is meant when none is named."""

from __future__ import annotations

import gc
import os
from importlib import import_module
from typing import TYPE_CHECKING

import click

from ctxlint.cli.ending import exit_code_of
from ctxlint.cli.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMANDS: Mapping[str, str] = {
    "check": "Find what is wrong with the services' build contexts (the default).",
    "fix": "Edit ignore files so that findings go; every edit is proven.",
    "context": "List what a build sees of a directory, with sizes.",
    "explain": "Say why an image lacks a path or a module; read a log.",
    "verify": "Build the images and import for real what the services start.",
    "diff": "Compare contexts and images with a git revision.",
    "rule": "Explain a rule, or list all of them.",
    "config": "Print the configuration that holds, and where it comes from.",
    "init": "Write a first configuration with what was found.",
}
"""Name -> one line; the command ``x`` is ``command`` in the module ``ctxlint.cli.x``."""

DEFAULT = "check"
_OWN_OPTIONS = ("-h", "--help", "--version")
EPILOG = """\b
Examples:
  ctxlint                            check the project in this directory
  ctxlint services/api/Dockerfile    check one image
  ctxlint --format json > report.json
  ctxlint context backend --top 10   what makes this context large?
  ctxlint context backend --excluded which line took which file away?
  docker logs api 2>&1 | ctxlint explain -
  ctxlint fix --diff                 what would repair the ignore files?
  ctxlint diff main...               what does this branch add to the images?
  ctxlint rule CTX102                what does a code mean?

\b
Exit codes: 0 nothing found, 1 findings, 2 could not tell."""


class CommandGroup(click.Group):
    """A group that knows its commands by name, and ends every one of them in the same way."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Give the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"ctxlint.cli.{cmd_name}").command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front, where none is named."""
        if not ctx.resilient_parsing and _needs_default(ctx, args):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> None:
        """Run the command and exit: the one place."""
        ctx.exit(exit_code_of(lambda: super(CommandGroup, self).invoke(ctx)))


def _needs_default(ctx: click.Context, args: list[str]) -> bool:
    """Whether the words are options or a path; raises for what can be neither a command nor a path."""
    first = args[0] if args else "-"
    if first in COMMANDS or first in _OWN_OPTIONS:
        return False
    if not first.startswith("-") and not set(first) & {"/", ".", os.sep} and not os.path.lexists(first):
        hint = did_you_mean(first, COMMANDS) or " 'ctxlint --help' lists the commands."
        ctx.fail(f"No such command or path '{first}'.{hint}")
    return True


@click.command(cls=CommandGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ctxlint")
def cli() -> None:
    """Lint Docker build contexts: what each service's image really gets, and what it lacks.

    Ignore files and Dockerfiles are read as BuildKit reads them: nothing is built, and no daemon is needed, but for
    'ctxlint verify'.
    """


def main(words: Sequence[str]) -> None:
    """Run the command that the words name."""
    # What a command reads it keeps to its end: looking for garbage all the time finds none.
    gc.set_threshold(200_000)
    try:
        cli(list(words), prog_name="ctxlint", obj=list(words))
    finally:
        # The end of the process frees everything at once; looking for garbage first takes a tenth of a run.
        gc.freeze()
