"""What is not edited stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.fixes.text import IgnoreText
from ctxlint.model import Change


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        pytest.param(b"a\nb\n", Change(2, ("b",), ("c",)), b"a\nc\n", id="a line is replaced"),
        pytest.param(b"a\nb\n", Change(2, (), ("c",)), b"a\nc\nb\n", id="lines come before a line"),
        pytest.param(b"a\nb\n", Change(3, (), ("c",)), b"a\nb\nc\n", id="at the end"),
        pytest.param(b"a\nb\n", Change(1, ("a",), ()), b"b\n", id="a line is dropped"),
        pytest.param(b"a\nb\n", Change(1, ("a",), ("x", "y")), b"x\ny\nb\n", id="one becomes two"),
        pytest.param(b"a\r\nb\r\n", Change(2, (), ("c",)), b"a\r\nc\r\nb\r\n", id="line ends of the file"),
        pytest.param(b"a\nb\r\n", Change(2, ("b",), ("c",)), b"a\nc\r\n", id="line ends of the line"),
        pytest.param(b"a\r\nb", Change(3, (), ("c",)), b"a\r\nb\r\nc", id="no line feed at the end, line added"),
        pytest.param(b"a\nb", Change(2, ("b",), ()), b"a", id="no line feed at the end, line dropped"),
        pytest.param(b"a", Change(2, (), ("b",)), b"a\nb", id="one open line"),
        pytest.param(b"", Change(1, (), ("a",)), b"a\n", id="an empty file"),
        pytest.param(b"\xef\xbb\xbfa\n", Change(1, (), ("b",)), b"\xef\xbb\xbfb\na\n", id="the mark stays in front"),
        pytest.param(b"\xef\xbb\xbfa\n", Change(1, ("a",), ("b",)), b"\xef\xbb\xbfb\n", id="behind the mark"),
        pytest.param(b"\xff\n\na\n", Change(3, ("a",), ("b",)), b"\xff\n\nb\n", id="bytes that are not UTF-8"),
    ],
)
def test_a_change(before: bytes, change: Change, after: bytes) -> None:
    assert IgnoreText.read(before).changed(change).data == after


def test_changes_count_lines_as_they_were() -> None:
    changes = [Change(1, ("a",), ()), Change(4, (), ("d",)), Change(4, (), ("e",)), Change(2, (), ("x",))]

    assert IgnoreText.read(b"a\nb\nc\n").applied(changes).data == b"x\nb\nc\nd\ne\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a\r\n", b"b\r\nc\r\n", id="line ends"),
        pytest.param(b"a", b"b\nc", id="no line feed at the end"),
        pytest.param(b"a\r\nb", b"b\r\nc", id="neither"),
    ],
)
def test_lines_that_take_the_place_of_all_others_end_as_they_did(before: bytes, after: bytes) -> None:
    text = IgnoreText.read(before)
    empty = text.changed(Change(1, tuple(text.texts), ()))

    assert empty.changed(Change(1, (), ("b", "c"))).data == after


@pytest.mark.parametrize(
    ("first", "second", "original"),
    [
        pytest.param(
            Change(1, (), ("x",)), Change(3, ("b",), ("c",)), Change(2, ("b",), ("c",)), id="below an addition"
        ),
        pytest.param(
            Change(1, ("a",), ()), Change(1, (), ("c",)), Change(2, (), ("c",)), id="where a line was dropped"
        ),
        pytest.param(Change(3, (), ("x",)), Change(4, (), ("y",)), Change(3, (), ("y",)), id="behind an addition"),
    ],
)
def test_numbers_of_the_file_as_it_was(first: Change, second: Change, original: Change) -> None:
    assert IgnoreText.read(b"a\nb\n").changed(first).original(second) == original


def test_behind_an_open_line_nothing_can_begin() -> None:
    assert IgnoreText.read(b"a\nb").original(Change(3, (), ("c",))) == Change(2, ("b",), ("b", "c"))


@given(st.binary())
def test_reading_and_writing_loses_nothing(data: bytes) -> None:
    assert IgnoreText.read(data).data == data


@given(st.binary(), st.data())
def test_every_other_line_stays(data: bytes, draw: st.DataObject) -> None:
    text = IgnoreText.read(data)
    number = draw.draw(st.integers(1, len(text.rows) + 1))

    changed = text.changed(Change(number, (), ("x",)))

    assert changed.texts == [*text.texts[: number - 1], "x", *text.texts[number - 1 :]]
    assert changed.data.endswith(b"\n") == (data.endswith(b"\n") or not text.rows)
