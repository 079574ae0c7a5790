"""``ctxlint context --patterns``: the ignore file, annotated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .runs import run_in

if TYPE_CHECKING:
    from pathlib import Path

# Why, the ignore file, the files beside it, what is said below the line in question.
SAID = [
    ("what it matches", "docs", "docs/a docs/b", ["matches docs/: 2 files, 2 B"]),
    ("a few of many", "**/x", "a/x b/x c/x d/x e/x", ["matches a/x, b/x, c/x and 2 others: 5 files, 5 B"]),
    ("nothing", "*.tmp", "a", ["matches nothing here"]),
    ("nothing, where it was meant to", "tets", "tests/a", ["the pattern tets matches nothing in the context"]),
    (
        "a later line brings some back",
        "docs\n!docs/a",
        "docs/a docs/b",
        ["matches docs/: 2 files, 2 B", "keeps out 1 file of them", "line 2 brings back 1 file"],
    ),
    (
        "another line does it already",
        "docs/a\ndocs",
        "docs/a",
        ["matches docs/a: 1 file, 1 B", "does nothing: line 2 has the last word"],
    ),
    ("the slash of gitignore", "/docs", "docs/a", ["matches docs/: 1 file, 1 B", "the slash in front changes nothing"]),
    (
        "a bare name without twins",
        "__pycache__",
        "__pycache__/a",
        ["matches __pycache__/: 1 file, 1 B", 'means the root of the context only; "**/__pycache__" means any depth'],
    ),
    (
        "a bare name with twins",
        "__pycache__",
        "__pycache__/a b/__pycache__/a",
        [
            "matches __pycache__/: 1 file, 1 B",
            "__pycache__ matches at the root of the context only and lets b/__pycache__/",
        ],
    ),
    (
        "a kind of files, and some of it is let through",
        "*.jpg",
        "a.jpg b/a.jpg c/d/a.jpg",
        [
            "matches a.jpg: 1 file, 1 B",
            'means the root of the context only, and lets b/a.jpg and 1 other through; "**/*.jpg" means any depth',
        ],
    ),
    ("a comment", "docs # ours", "docs/a", ["the comment belongs to the pattern"]),
]


def below(text: str, number: int) -> list[str]:
    """What is written below a line of the file."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{number} | "))
    found = []
    for line in lines[start + 1 :]:
        if not line.startswith("  |   "):
            break
        found.append(line[6:])
    return found


@pytest.mark.parametrize(("ignore", "files", "expected"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_what_is_said_of_the_first_line(ignore: str, files: str, expected: list[str], tmp_path: Path) -> None:
    tree = {"Dockerfile": "FROM scratch\n", ".dockerignore": ignore, **dict.fromkeys(files.split(), "x")}
    said = below(run_in(tmp_path, tree, "context", "--patterns").out, 1)
    assert len(said) == len(expected), said
    assert all(found.startswith(start) for found, start in zip(said, expected, strict=True)), said


TREE = {
    "Dockerfile": "FROM scratch\nCOPY . /\n",
    ".dockerignore": "# output\nout\n\n!src/**\n**/x\nsrc/x\n!src/x\n",
    "out/a": "aa",
    "src/x": "x",
    "src/y": "y",
}


def test_the_file_stays_as_it_is_between_the_annotations(tmp_path: Path) -> None:
    out = run_in(tmp_path, TREE, "context", "--patterns").out
    assert [line[4:] for line in out.splitlines() if line[0] != " "] == TREE[".dockerignore"].splitlines()


def test_lines_that_do_nothing(tmp_path: Path) -> None:
    out = run_in(tmp_path, TREE, "context", "--patterns").out
    assert below(out, 6) == [
        "matches src/x: 1 file, 1 B",
        "does nothing: line 7 has the last word",
        "line 7 brings back 1 file",
    ]
    assert below(out, 7) == ["matches src/x: 1 file, 1 B"]
    assert 'brings back what "!src" brings back' in below(out, 4)


def test_for_programs(tmp_path: Path) -> None:
    patterns = json.loads(run_in(tmp_path, TREE, "context", "--patterns", "--json").out)["patterns"]
    assert [item["line"] for item in patterns] == [2, 4, 5, 6, 7]
    assert patterns[0] == {
        "line": 2,
        "text": "out",
        "pattern": "out",
        "matches": 1,
        "files": 1,
        "bytes": 2,
        "examples": ["out/"],
        "decides": 1,
        "undone": [],
        "let_through": [],
        "notes": [],
    }
    assert patterns[3]["undone"] == [{"line": 7, "files": 1}]


def test_without_an_ignore_file(tmp_path: Path) -> None:
    result = run_in(tmp_path, {"Dockerfile": "FROM scratch\n"}, "context", "--patterns")
    assert result.out == "The builder reads no ignore file for this service.\n"
