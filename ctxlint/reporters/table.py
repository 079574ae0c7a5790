"""Columns of text, aligned by blanks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxlint.reporters.lines import Line, Piece, columns, line

Cell = Sequence[Piece]
MAX_WIDTH = 60
"""A cell that is wider pushes its own row out instead of all others."""


def _width(cell: Cell) -> int:
    return sum(columns(piece.text) for piece in cell)


def table(rows: Sequence[Sequence[Cell]], right: frozenset[int] = frozenset()) -> Iterator[Line]:
    """Align the columns of the rows, two blanks apart; ``right`` are the columns with numbers."""
    widths = [max(min(_width(cell), MAX_WIDTH) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        pieces = list(_row(row, widths, right))
        while pieces and not pieces[-1].text.strip():
            pieces.pop()
        yield line(*pieces, hang=2)


def _row(row: Sequence[Cell], widths: Sequence[int], right: frozenset[int]) -> Iterator[Piece]:
    last = len(row) - 1
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        blanks = Piece(" " * (width - _width(cell)))
        if number in right:
            yield blanks
        yield from cell
        if number not in right and number < last:
            yield blanks
        if number < last:
            yield Piece("  ")
