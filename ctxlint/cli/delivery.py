"""How a report leaves: printed, saved, and as an exit code; the same for every command that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import click

from ctxlint import engine
from ctxlint.cli.options import PATH, Decorated
from ctxlint.cli.outcome import Outcome
from ctxlint.cli.saving import save, summarize, usual_format
from ctxlint.engine import Report, Settings
from ctxlint.model import Severity
from ctxlint.reporters.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ctxlint.errors import CtxlintError
    from ctxlint.reporters.lines import Line
    from ctxlint.reporters.view import View


class Delivered(TypedDict):
    """The words of the command line that are about it."""

    fail_on: str | None
    exit_zero: bool
    format_: str | None
    output: Path | None
    no_color: bool
    quiet: bool


def delivery_options(function: Decorated) -> Decorated:
    """Add them."""
    options = (
        click.option(
            "--fail-on",
            type=click.Choice([severity.value for severity in Severity]),
            help="The mildest finding that makes the command fail.",
        ),
        click.option("--exit-zero", is_flag=True, help="Exit with 0 although something was found."),
        click.option(
            "-f",
            "--format",
            "format_",
            type=click.Choice(list(FORMATS)),
            help="How to write the report; text, or github in a workflow of GitHub Actions, when nothing is said.",
        ),
        click.option("-o", "--output", type=PATH, metavar="FILE", help="Write the report to a file, beside the text."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def failed(*errors: CtxlintError) -> Report:
    """The report when nothing could be looked at."""
    return engine.run((), (), Settings(), errors)


class Delivery:
    """One report on its way."""

    def __init__(self, given: Delivered, usual: str | None = None) -> None:
        """``usual`` is the format when nothing is said; without it, what suits the surroundings."""
        self._given = given
        self._format = given["format_"] or usual or usual_format()
        self._printed = FORMATS["text" if given["output"] else self._format]

    @property
    def is_text(self) -> bool:
        """Whether people read what is printed."""
        return self._printed is FORMATS["text"]

    @property
    def talks(self) -> bool:
        """Whether somebody may watch who wants to know how far it is."""
        return not self._given["quiet"] and not self._printed.machine

    def deliver(
        self, report: Report, view: View, *, ahead: Iterable[Line] = (), text: Callable[[], None] | None = None
    ) -> Outcome:
        """Write it everywhere; returns what was printed, with the exit code.

        ``ahead`` are lines in front of a text for people, ``text`` prints something else in its place.
        """
        outcome = self._outcome(report, view, ahead)
        if self._given["output"]:
            save(self._given["output"], FORMATS[self._format].render(report, view))
        outcome.tell(text)
        summarize(report, view)
        return outcome

    def _outcome(self, report: Report, view: View, ahead: Iterable[Line]) -> Outcome:
        given, for_machine = self._given, self._printed.machine
        lines = tuple(self._printed.render(report, view))
        return Outcome(
            lines if for_machine else (*ahead, *lines),
            tuple(map(str, report.errors)),
            0 if given["exit_zero"] and report.exit_code == 1 else report.exit_code,
            for_machine,
            not given["no_color"],
        )
