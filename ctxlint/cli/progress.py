"""A word about long walks, for those who wait at a terminal."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class Display(Protocol):
    """Something that shows a number until it is stopped."""

    def show(self, entries: int) -> None:
        """Replace the number."""

    def stop(self) -> None:
        """Take it off the screen."""


def _spinner() -> Display:
    display: Display = import_module("ctxlint.cli.spinner").Spinner(sys.stderr)
    return display


class Progress:
    """Counts the entries that were read; shows them once the walk has taken a while."""

    PATIENCE = 0.5

    def __init__(
        self,
        *,
        shown: bool,
        clock: Callable[[], float] = time.monotonic,
        open_display: Callable[[], Display] = _spinner,
    ) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._clock = clock
        self._open = open_display
        self._start = clock()
        self._entries = 0
        self._display: Display | None = None

    def __call__(self, entries: int) -> None:
        """So many entries more were read."""
        self._entries += entries
        if not self._shown or (self._display is None and self._clock() - self._start < self.PATIENCE):
            return
        self._display = self._display or self._open()
        self._display.show(self._entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._display:
            self._display.stop()
