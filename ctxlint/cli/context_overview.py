"""What ``ctxlint context`` says about several services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.reporters.lines import Line, Piece, Style
from ctxlint.reporters.table import table
from ctxlint.reporters.totals import Totals, filtered_totals, transferred_totals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service

_TITLES = ("service", "context", "filtered", "", "transferred", "")


def overview(services: Sequence[Service]) -> Iterator[Line]:
    """Write a line for each service, with the totals of both sets."""
    rows = [[[Piece(title, Style.STRONG)] for title in _TITLES], *map(_row, services)]
    yield from table(rows, right=frozenset({2, 3, 4, 5}))


def _row(service: Service) -> list[list[Piece]]:
    texts = (*_texts(filtered_totals(service)), *_texts(transferred_totals(service)))
    context = Piece(service.prefix or "./", Style.PLACE)
    return [[Piece(service.name)], [context], *([Piece(text)] for text in texts)]


def _texts(totals: Totals | None) -> tuple[str, str]:
    return (count_text(totals.files, "file"), size_text(totals.bytes)) if totals else ("not known", "")
