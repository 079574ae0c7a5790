"""Go's ``filepath.Match``."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxlint.globs import GlobSyntaxError, check_glob, compile_glob, match_glob

# The pattern, names that it matches, names that it does not. "·" is the empty name.
MATCHES = [
    ("", "·", "a /"),
    ("a", "a", "· b ab ba A"),
    ("a.b", "a.b", "axb"),
    ("a+(b)|c{2}$^", "a+(b)|c{2}$^", "ab"),
    ("*", "· a abc .a", "/ a/b"),
    ("**", "· a abc", "a/b"),
    ("*c", "c abc cc", "· ab c/ a/c"),
    ("a*", "a abc", "· ba ab/c"),
    ("a*/b", "a/b abc/b", "a/c/b ab"),
    ("*/*", "a/b /", "a a/b/c"),
    ("a*b*c", "abc axbxc abcbc abbcc", "ac acb a/bc"),
    ("*ab*", "ab xabx aab", "· a b"),
    ("*ab", "ab aab abab", "aba"),
    ("?", "a é ☺", "· ab /"),
    ("??", "ab é☺", "a abc a/"),
    ("a?b", "axb a☺b", "a/b ab axxb"),
    ("a*b?c*x", "abxbbxdbxebxczzx", "abxbbxdbxebxczzy"),
    ("[abc]", "a b c", "d · ab"),
    ("[a-c]", "a b c", "d - A"),
    ("[a-cx-z]", "a c x z", "d w"),
    ("[^a]", "b ^ é", "a · bb"),
    ("[^a-c]", "d -", "b"),
    ("[!a]", "! a", "b"),
    ("[a^]", "a ^", "b"),
    ("[.]", ".", "a"),
    ("[ä-ü]*", "ö öx", "a ß"),
    ("[\\]a]", "] a", "b \\"),
    ("[\\-x]", "- x", "a"),
    ("[x\\-]", "x -", "z"),
    ("[\\^a]", "^ a", "b"),
    ("[a\\-c]", "a - c", "b"),
    ("[+-\\-]", "+ , -", "."),
    ("[[]", "[", "]"),
    ("[[:a]", "[ : a", "b"),
    ("[*?]", "* ?", "a"),
    ("[&&]~~", "&~~", "~~"),
    # A range that runs backwards is no error, and matches nothing.
    ("[c-a]", "", "a b c"),
    ("[^c-a]", "a b c", "·"),
    ("[c-ax]", "x", "a b c"),
    ("]", "]", "a"),
    ("a]b", "a]b", "ab"),
    ("\\*", "*", "a \\*"),
    ("\\a", "a", "\\a"),
    ("\\\\", "\\", "\\\\"),
    ("\\[a]", "[a]", "a"),
    ("a\\*b", "a*b", "axb ab"),
    ("-", "-", "a"),
]


def words(text: str) -> list[str]:
    return ["" if word == "·" else word for word in text.split()]


@pytest.mark.parametrize(("pattern", "yes", "no"), MATCHES, ids=[row[0] or "nothing" for row in MATCHES])
def test_what_a_glob_matches(pattern: str, yes: str, no: str) -> None:
    assert [name for name in words(yes) + words(no) if match_glob(pattern, name)] == words(yes)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        pytest.param("*", "a\nb", True, id="a star matches a newline"),
        pytest.param("?", "\n", True, id="so does a question mark"),
        pytest.param("[^a]", "/", True, id="a negated class matches even a slash"),
        pytest.param("[.-0]", "/", True, id="a range matches a slash in it"),
        pytest.param("a", "a\n", False, id="a newline at the end counts"),
        pytest.param("*", "\udcff", True, id="a byte that is not UTF-8 is a character"),
        pytest.param("\udcff*", "\udcffa", True, id="and may stand in a pattern"),
    ],
)
def test_odd_names(pattern: str, name: str, expected: bool) -> None:
    assert match_glob(pattern, name) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        *[
            "[",
            "a[",
            "[^",
            "[a",
            "[^bc",
            "[]",
            "[]a]",
            "[^]",
            "[^]a]",
            "[-]",
            "[-x]",
            "[x-]",
            "[a-b-c]",
            "[a-]b]",
            "[a-",
        ],
        *["[\\", "[a\\", "\\", "a\\", "*[", "*a*[", "a/b[", "[a]]\\", "[\udcff]", "[a-\udcff]", "[\\\udcff]"],
    ],
)
def test_a_malformed_glob(pattern: str) -> None:
    with pytest.raises(GlobSyntaxError):
        check_glob(pattern)
    with pytest.raises(GlobSyntaxError):
        match_glob(pattern, "")


@pytest.mark.parametrize(
    "pattern", ["", "]", "a]", "[a]]", "[[a]", "[\\]]", "[\\\\]", "\\\\", "[*]", "[a-a]", "[z-a]", "[^z-a]", "[\ufffd]"]
)
def test_a_glob_that_looks_malformed(pattern: str) -> None:
    check_glob(pattern)


def class_end(pattern: str, at: int, char: str) -> tuple[int, bool]:
    """Where the class that starts at ``at`` ends, and whether it has ``char``."""
    at += 1
    negated = pattern[at] == "^"
    at += negated
    found = False
    members = 0

    def member() -> str:
        nonlocal at
        at += pattern[at] == "\\"
        at += 1
        return pattern[at - 1]

    while members == 0 or pattern[at] != "]":
        low = high = member()
        if pattern[at] == "-":
            at += 1
            high = member()
        found = found or low <= char <= high
        members += 1
    return at + 1, found is not negated


def backtracking(pattern: str, name: str) -> bool:
    """A match by trying everything: what the pattern means, told slowly. The pattern must be well-formed."""
    if not pattern:
        return not name
    if pattern[0] == "*":
        return backtracking(pattern[1:], name) or (bool(name) and name[0] != "/" and backtracking(pattern, name[1:]))
    if not name:
        return False
    if pattern[0] == "[":
        end, found = class_end(pattern, 0, name[0])
        return found and backtracking(pattern[end:], name[1:])
    if pattern[0] == "?":
        return name[0] != "/" and backtracking(pattern[1:], name[1:])
    escaped = pattern[0] == "\\"
    return pattern[escaped] == name[0] and backtracking(pattern[escaped + 1 :], name[1:])


PIECES = st.sampled_from(
    [*"aab/*?-]^", "[ab]", "[^a]", "[a-b]", "[b-a]", "[^b-a]", "[\\]\\-]", "[+--]", "\\*", "\\\\", "*a"]
)


@given(st.lists(PIECES, max_size=7).map("".join), st.text("aab/*-]\\", max_size=9))
@example("*a*b", "aabab")
@example("*[^a]*b", "a/bb")
def test_it_agrees_with_trying_everything(pattern: str, name: str) -> None:
    try:
        check_glob(pattern)
    except GlobSyntaxError:
        return
    assert match_glob(pattern, name) is backtracking(pattern, name)


@given(st.text("a[]^-\\*?", max_size=10), st.text("a[]^-", max_size=5))
def test_any_pattern_is_compiled_or_refused(pattern: str, name: str) -> None:
    try:
        check_glob(pattern)
    except GlobSyntaxError:
        return
    assert match_glob(pattern, name) is backtracking(pattern, name)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("a*" * 200 + "b", id="many stars"),
        pytest.param("*a" * 200 + "b", id="many pieces"),
        pytest.param("*" * 5_000 + "b", id="only stars"),
        pytest.param("*[^b]" * 200 + "b", id="many classes"),
    ],
)
def test_a_hostile_glob_is_answered(pattern: str) -> None:
    assert not match_glob(pattern, "a" * 4_000)


def test_a_glob_is_compiled_once() -> None:
    assert compile_glob("once-*") is compile_glob("once-*")
