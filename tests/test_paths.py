"""Go's path functions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.paths import ancestors, clean, has_glob, parts, rooted

CLEANED = [
    ("nothing", "", "."),
    ("a name", "abc", "abc"),
    ("a path", "abc/def", "abc/def"),
    ("a dot", ".", "."),
    ("two dots", "..", ".."),
    ("dots above", "../../abc", "../../abc"),
    ("the root", "/", "/"),
    ("an absolute path", "/abc", "/abc"),
    ("a slash at the end", "abc/def/", "abc/def"),
    ("slashes at the end", "a/b/c//", "a/b/c"),
    ("only dots and a slash", "./", "."),
    ("two slashes", "abc//def", "abc/def"),
    ("two slashes at the start are one", "//abc", "/abc"),
    ("three slashes at the start are one", "///abc", "/abc"),
    ("only slashes", "//", "/"),
    ("a dot inside", "abc/./def", "abc/def"),
    ("a dot at the start", "./abc", "abc"),
    ("a dot behind the root", "/./abc", "/abc"),
    ("dots that go up", "abc/def/../ghi", "abc/ghi"),
    ("dots that go up twice", "abc/def/../..", "."),
    ("dots that go up too far", "abc/def/../../..", ".."),
    ("dots that go up from the root", "/..", "/"),
    ("dots that go up from the root, twice", "/../../abc", "/abc"),
    ("dots that go up, and beside", "abc/../../def", "../def"),
    ("all of it", "abc/./../def//x/", "def/x"),
    ("three dots are a name", "abc/.../def", "abc/.../def"),
    ("blanks are names", " / /", " / "),
]


@pytest.mark.parametrize(("path", "cleaned"), [row[1:] for row in CLEANED], ids=[row[0] for row in CLEANED])
def test_clean(path: str, cleaned: str) -> None:
    assert clean(path) == cleaned


PATHS = st.text("ab./", max_size=12)


class TestLawsOfClean:
    @given(PATHS)
    def test_once_is_enough(self, path: str) -> None:
        assert clean(clean(path)) == clean(path)

    @given(PATHS)
    def test_a_clean_path_has_nothing_to_remove(self, path: str) -> None:
        cleaned = clean(path)
        assert cleaned
        assert "//" not in cleaned
        assert cleaned == "/" or not cleaned.endswith("/")
        assert cleaned == "." or "." not in cleaned.split("/")

    @given(PATHS)
    def test_two_dots_stand_at_the_start_only(self, path: str) -> None:
        names = clean(path).split("/")
        while names and names[0] == "..":
            del names[0]
        assert ".." not in names

    @given(PATHS)
    def test_absolute_paths_stay_absolute(self, path: str) -> None:
        assert clean(path).startswith("/") is path.startswith("/")

    @given(PATHS, PATHS)
    def test_the_start_may_be_cleaned_first(self, first: str, second: str) -> None:
        assert clean(f"{clean(first or '.')}/{second}") == clean(f"{first or '.'}/{second}")

    @given(PATHS)
    def test_rooted_paths_never_leave_the_root(self, path: str) -> None:
        assert rooted(path).startswith("/")
        assert ".." not in rooted(path).split("/")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", "/"),
        (".", "/"),
        ("..", "/"),
        ("a", "/a"),
        ("/a", "/a"),
        ("../a", "/a"),
        ("a/../../b", "/b"),
        ("a/", "/a"),
        ("//a", "/a"),
    ],
)
def test_rooted(path: str, expected: str) -> None:
    assert rooted(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", []),
        ("/", []),
        (".", []),
        ("a", ["a"]),
        ("a/b", ["a", "b"]),
        ("/a/b/", ["a", "b"]),
        ("a//b", ["a", "b"]),
        ("./a/./b", ["a", "b"]),
        ("a/../b", ["a", "..", "b"]),
        (".a/b.", [".a", "b."]),
    ],
)
def test_parts(path: str, expected: list[str]) -> None:
    assert parts(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("", []), ("a", []), ("a/b", ["a"]), ("a/b/c", ["a", "a/b"]), ("a/b/c/d", ["a", "a/b", "a/b/c"])],
)
def test_ancestors(path: str, expected: list[str]) -> None:
    assert list(ancestors(path)) == expected


@pytest.mark.parametrize(
    "name",
    ["", "a", "a/b", "a]", "a{b}", "a\\*", "a\\?b", "\\[a]", "\\\\a", "a\\"],
)
def test_a_name_without_a_glob(name: str) -> None:
    assert not has_glob(name)


@pytest.mark.parametrize("name", ["*", "a*", "?", "a[b]", "[", "a/*/b", "\\**", "\\\\*", "\\a?"])
def test_a_name_with_a_glob(name: str) -> None:
    assert has_glob(name)
