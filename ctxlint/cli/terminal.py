"""Lines on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text

from ctxlint.reporters.lines import Line, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STYLES: Mapping[Style, str] = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.FAINT: "dim",
    Style.ERROR: "bold red",
    Style.WARNING: "bold yellow",
    Style.INFO: "bold cyan",
    Style.PLACE: "cyan",
    Style.HELP: "bold green",
}
_NARROWEST = 20


class Terminal:
    """Prints lines in colour, and breaks the long ones between words."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)

    def write(self, lines: Iterable[Line]) -> None:
        """Print the lines."""
        for item in lines:
            for text in self._broken(item):
                self._console.print(text, soft_wrap=True)

    def _broken(self, item: Line) -> Iterator[Text]:
        text = Text.assemble(*((piece.text, STYLES[piece.style]) for piece in item.pieces))
        width = self._console.width - (item.hang or 0)
        if item.hang is None or not self._console.is_terminal or width < _NARROWEST:
            yield text
            return
        for number, part in enumerate(text.wrap(self._console, width)):
            part.rstrip()
            yield Text(" " * item.hang).append_text(part) if number else part
