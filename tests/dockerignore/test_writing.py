"""Lines for paths, read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.dockerignore import DockerIgnoreSpec, literal

names = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=6).filter(
    lambda name: name not in (".", "..")
)
paths = st.lists(names, min_size=1, max_size=3).map("/".join)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/a.py", "src/a.py"),
        ("a[1]*?.py", "a\\[1\\]\\*\\?.py"),
        ("a\\b", "a\\\\b"),
        ("#a", "/#a"),
        ("!a", "/!a"),
        ("src/#a", "src/#a"),
        (" a", "/ a"),
        ("a ", "a?"),
        ("a\nb", "a?b"),
        ("a\udcffb", "a?b"),
        ("\u00e9", "\u00e9"),
    ],
)
def test_a_line(path: str, line: str) -> None:
    assert literal(path) == line
    assert DockerIgnoreSpec.parse(line).decide(path).excluded


@given(paths)
def test_the_line_of_a_path_excludes_it(path: str) -> None:
    assert DockerIgnoreSpec.parse(literal(path)).decide(path).excluded


@given(paths, paths)
def test_and_no_other_path(path: str, other: str) -> None:
    line = literal(path)
    excluded = DockerIgnoreSpec.parse(line).decide(other).excluded

    assert excluded == f"{other}/".startswith(f"{path}/") or "?" in line
