"""Lines of files that nobody vouches for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ctxlint.model import Location
from ctxlint.reporters import source
from ctxlint.reporters.source import MAX_WIDTH, Sources, excerpt
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

FILES: dict[str, str | bytes | None] = {
    "unix": "one\ntwo\n",
    "windows": "one\r\ntwo\r\n",
    "mark": b"\xef\xbb\xbfone\n",
    "latin": b"caf\xe9\n",
    "binary": b"\0\1\2\n\xff\xfe\n",
    "form feed": "one\x0ctwo\nthree\n",
    "empty": "",
    "directory": None,
    "link inside": "-> unix",
    "link outside": "-> ../secret",
    "loop": "-> loop",
}
LINES = {
    "the first line": (Location("unix"), "one"),
    "the second line": (Location("unix", 2), "two"),
    "no such line": (Location("unix", 4), None),
    "line 0": (Location("unix", 0), None),
    "a line end of Windows": (Location("windows", 1), "one"),
    "a byte order mark": (Location("mark"), "one"),
    "not UTF-8": (Location("latin"), "caf\ufffd"),
    "a form feed ends no line": (Location("form feed", 2), "three"),
    "an empty file": (Location("empty"), ""),
    "a directory": (Location("directory"), None),
    "no file": (Location("nowhere"), None),
    "a link inside": (Location("link inside"), "one"),
    "a link outside": (Location("link outside"), None),
    "a loop": (Location("loop"), None),
    "outside": (Location("../secret"), None),
    "absolute": (Location("/etc/hostname"), None),
    "a null byte": (Location("a\0b"), None),
    "a name that is too long": (Location("x" * 5000), None),
    "a pipe": (Location("pipe"), None),
}


@pytest.mark.parametrize(("location", "text"), LINES.values(), ids=LINES)
def test_line(location: Location, text: str | None, tmp_path: Path) -> None:
    write_tree(tmp_path, {"secret": "do not show"})
    root = write_tree(tmp_path / "project", FILES)
    os.mkfifo(root / "pipe")
    assert Sources(root).line(location) == text


def test_only_the_beginning_of_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 6)
    sources = Sources(write_tree(tmp_path, {"file": "one\ntwo\nthree\n"}))
    assert [sources.line(Location("file", number)) for number in (1, 2, 3)] == ["one", "tw", None]


EXCERPTS = {
    "a word": ("COPY app /app", 6, ("COPY app /app", 5, 3)),
    "the last word": ("COPY app", 6, ("COPY app", 5, 3)),
    "a blank before a word": ("COPY app", 5, ("COPY app", 4, 3)),
    "behind the end": ("COPY", 99, ("COPY", 4, 1)),
    "before the beginning": ("COPY", 0, ("COPY", 0, 4)),
    "tabs": ("\tCOPY\tapp", 7, (" COPY app", 6, 3)),
    "nothing": ("", 1, ("", 0, 1)),
    "long, at the beginning": ("x" * 500, 1, ("x" * MAX_WIDTH + "...", 0, MAX_WIDTH)),
    "long, in the middle": (
        "a" * 200 + " word " + "b" * 200,
        202,
        ("..." + "a" * (MAX_WIDTH // 2 - 1) + " word " + "b" * (MAX_WIDTH // 2 - 5) + "...", MAX_WIDTH // 2 + 3, 4),
    ),
    "long, at the end": (
        "a" * 500 + " word",
        502,
        ("..." + "a" * (MAX_WIDTH // 2 - 1) + " word", MAX_WIDTH // 2 + 3, 4),
    ),
}


@pytest.mark.parametrize(("text", "column", "shown"), EXCERPTS.values(), ids=EXCERPTS)
def test_excerpt(text: str, column: int, shown: tuple[str, int, int]) -> None:
    assert excerpt(text, column) == shown
