"""The progress display of a terminal."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.status import Status
from rich.text import Text

from ctxlint.reporters.lines import printable


class Spinner:
    """A moving sign, and what is going on."""

    def __init__(self, stream: TextIO) -> None:
        self._status = Status("", console=Console(file=stream, highlight=False))
        self._status.start()

    def show(self, entries: int) -> None:
        """Replace the number."""
        self._status.update(f"reading build contexts: {entries:,} entries")

    def say(self, words: str) -> None:
        """Replace the words."""
        self._status.update(Text(printable(words), no_wrap=True, overflow="ellipsis"))

    def stop(self) -> None:
        """Take it off the screen."""
        self._status.stop()
