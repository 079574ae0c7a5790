"""What a build prints, for those who wait: the last line on a terminal, every line elsewhere."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Self

from ctxlint.cli.output import Plain
from ctxlint.reporters.lines import line

if TYPE_CHECKING:
    from types import TracebackType

    from ctxlint.cli.spinner import Spinner


class Watching:
    """Shows lines about services on standard error."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._spinner: Spinner | None = None

    def __call__(self, service: str, text: str) -> None:
        """Show one line about a service."""
        if not self._shown or not text.strip():
            return
        if self._spinner:
            self._spinner.say(f"{service}: {text}")
        else:
            Plain(sys.stderr).write([line(f"{service}: {text}")])

    def __enter__(self) -> Self:
        if self._shown and sys.stderr.isatty():
            self._spinner = import_module("ctxlint.cli.spinner").Spinner(sys.stderr)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._spinner:
            self._spinner.stop()
