"""What a command says in the end: printed now, and kept for the next time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from ctxlint.cli.output import Plain, complain, show
from ctxlint.reporters.lines import Line, Piece, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Outcome(NamedTuple):
    """Lines for standard output, messages for standard error, and an exit code."""

    lines: tuple[Line, ...]
    complaints: tuple[str, ...] = ()
    code: int = 0
    for_machine: bool = False
    """Programs read the lines: they never have colours, and they have the complaints in them."""
    color: bool = True

    def tell(self, text: Callable[[], None] | None = None) -> None:
        """Print everything; for people, ``text`` prints something else than the lines."""
        if self.for_machine:
            Plain(sys.stdout).write(self.lines)
        else:
            text() if text else show(self.lines, color=self.color)
            complain(self.complaints, color=self.color)


def to_json(outcome: Outcome) -> list[Any]:
    """An outcome in terms of JSON."""
    lines = [[[[piece.text, piece.style.name] for piece in line.pieces], line.hang] for line in outcome.lines]
    return [lines, *outcome[1:]]


def from_json(found: list[Any]) -> Outcome:
    """The outcome that it was; raises :class:`LookupError`, :class:`TypeError` or :class:`ValueError`."""
    lines, complaints, code, for_machine, color = found
    if (type(code), type(for_machine), type(color)) != (int, bool, bool):
        raise TypeError("not an outcome")
    return Outcome(tuple(_line(*parts) for parts in lines), tuple(map(_text, complaints)), code, for_machine, color)


def _line(pieces: Iterable[tuple[str, str]], hang: object) -> Line:
    if not (hang is None or isinstance(hang, int)):
        raise TypeError("not a line")
    return Line(tuple(Piece(_text(text), Style[style]) for text, style in pieces), hang)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
