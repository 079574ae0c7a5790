"""Text from a repository on its way to a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.reporters.lines import Line, Piece, Style, columns, line, printable
from ctxlint.reporters.table import MAX_WIDTH, table

PRINTED = {
    "letters": ("naïve 名前.py", "naïve 名前.py"),
    "a terminal sequence": ("\x1b]8;;http://x\x07", "\\x1b]8;;http://x\\x07"),
    "an eight-bit sequence": ("\x9b2J", "\\x9b2J"),
    "line ends": ("a\r\nb\u2028c\x85", "a\\r\\nb\\u2028c\\x85"),
    "a blank that is none": ("a\xa0b", "a\\xa0b"),
    "direction marks": ("\u202egpj.exe", "\\u202egpj.exe"),
    "bytes": ("\udcff\udc80", "\\xff\\x80"),
    "half a character": ("\ud800", "\\ud800"),
    "far away": ("\U000e0001", "\\U000e0001"),
    "markup": ("[bold]x[/]", "[bold]x[/]"),
}
WIDTHS = {"letters": ("abc", 3), "wide letters": ("名前", 4), "an accent": ("e\u0301", 1), "an escape": ("\x1b", 4)}


@pytest.mark.parametrize(("text", "shown"), PRINTED.values(), ids=PRINTED)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_a_line_is_one_line_that_prints(text: str) -> None:
    assert str(line(text, Piece(text, Style.ERROR))).isprintable()


@pytest.mark.parametrize(("text", "width"), WIDTHS.values(), ids=WIDTHS)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


def cells(*texts: str) -> list[list[Piece]]:
    return [[Piece(text)] for text in texts]


TABLES: dict[str, tuple[list[list[list[Piece]]], list[str]]] = {
    "nothing": ([], []),
    "left and right": ([cells("a", "1", "x"), cells("bbb", "10", "yy")], ["a     1  x", "bbb  10  yy"]),
    "wide letters": ([cells("名", "1", "x"), cells("b", "1", "x")], ["名  1  x", "b   1  x"]),
    "nothing at the end": ([cells("a", "1", ""), cells("b", "2", "yy")], ["a  1", "b  2  yy"]),
    "a cell that is far too wide": (
        [cells("a", "1", "x"), cells("b" * 99, "1", "x")],
        ["a" + " " * (MAX_WIDTH + 1) + "1  x", "b" * 99 + "  1  x"],
    ),
}


@pytest.mark.parametrize(("rows", "lines"), TABLES.values(), ids=TABLES)
def test_table(rows: list[list[list[Piece]]], lines: list[str]) -> None:
    assert list(map(str, table(rows, right=frozenset({1})))) == lines


def test_an_empty_line_is_empty() -> None:
    assert str(line()) == str(Line(())) == ""
