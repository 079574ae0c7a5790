"""How often each rule found something."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxlint.reporters.lines import BLANK, Line, Piece, Style
from ctxlint.reporters.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.reporters.merged import Shared


def statistics(shown: Sequence[Shared]) -> Iterator[Line]:
    """One line for each rule and severity, the most frequent first."""
    counts = Counter((item.finding.code, item.finding.name, item.finding.severity) for item in shown)
    rows = [
        [
            [Piece(str(count))],
            [Piece(code, Style[severity.name])],
            [Piece(name)],
            [Piece(severity, Style[severity.name])],
        ]
        for (code, name, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    if rows:
        yield from table(rows, right=frozenset({0}))
        yield BLANK
