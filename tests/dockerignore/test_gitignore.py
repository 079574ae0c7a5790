"""What git leaves out, from the ``.gitignore`` files of a repository."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.dockerignore.gitignore import GitIgnore, spelled_paths

# Why, the files by directory, paths that git ignores, paths that it does not.
IGNORED = [
    ("no file at all", {}, "", "a d/b"),
    ("an empty file", {"": ""}, "", "a"),
    ("a bare name counts at every depth", {"": "*.pyc\n.env"}, "a.pyc d/e/a.pyc .env d/.env", "a.py env"),
    ("a name with a slash is anchored", {"": "d/a\n/b"}, "d/a b", "e/d/a e/b"),
    ("a directory goes with all in it", {"": "build"}, "build/ build/x build/x/y d/build/x", "rebuild/x"),
    ("a slash at the end means directories only", {"": "build/"}, "build/ build/x", "build"),
    ("a negation takes back", {"": "*.py\n!a.py"}, "b.py", "a.py"),
    ("but not below a directory that is ignored", {"": "d/\n!d/a"}, "d/a", "a"),
    ("it does below a directory whose content is", {"": "d/*\n!d/a"}, "d/b", "d/a"),
    ("a file below speaks for its directory", {"d": "a"}, "d/a d/e/a", "a e/a"),
    ("the nearest file with an opinion wins", {"": "*.log", "d": "!keep.log"}, "a.log d/a.log keep.log", "d/keep.log"),
    ("a file between has no opinion", {"": "*.log", "d": "x"}, "d/a.log d/x", "d/y"),
    ("comments and blanks", {"": "# a\n\n  \nb"}, "b", "a"),
    ("lines that git does not understand", {"": "!\n[z-a]\n[Local-Only]/\na\\\n*.pyc"}, "x.pyc", "z L"),
    ("a bracket in brackets", {"": "[[]x\n*.pyc"}, "[x a.pyc", "x"),
]


@pytest.mark.parametrize(("files", "yes", "no"), [row[1:] for row in IGNORED], ids=[row[0] for row in IGNORED])
def test_what_git_ignores(files: dict[str, str], yes: str, no: str) -> None:
    git = GitIgnore(files.get)
    assert [path for path in yes.split() + no.split() if git.ignores(path)] == yes.split()


def test_each_file_is_read_once() -> None:
    read: list[str] = []

    def text(directory: str) -> str | None:
        read.append(directory)
        return "x" if directory else None

    git = GitIgnore(text)
    for path in ("a", "d/a", "d/e/a", "d/e/b"):
        git.ignores(path)
    assert sorted(read) == ["", "d", "d/e"]


@given(st.text("ab/*?[]!^-\\: \n#", max_size=30))
def test_any_text_is_read(text: str) -> None:
    assert GitIgnore({"": text}.get).ignores("a/b") in (True, False)


# A line, and what it spells out: the path, whether it means this very path, a directory, and what is in it.
SPELLED = [
    ("data", ("data", False, False, False)),
    ("data/", ("data", False, True, False)),
    ("/data", ("data", True, False, False)),
    ("web/dist/", ("web/dist", True, True, False)),
    ("models/*", ("models", True, True, True)),
    ("/models/**", ("models", True, True, True)),
    ("**/wandb/", ("wandb", False, True, False)),
    ("  .env  ", (".env", False, False, False)),
]
SPELLS_NOTHING = [
    "",
    "# data",
    "!data",
    "*.log",
    "a?b",
    "[ab]",
    "a\\ b",
    "a\0b",
    "/",
    "*",
    "**",
    "../data",
    "data/*.csv",
]


@pytest.mark.parametrize(("line", "expected"), SPELLED, ids=[row[0] for row in SPELLED])
def test_what_a_line_spells_out(line: str, expected: tuple[str, bool, bool, bool]) -> None:
    (found,) = spelled_paths(f"# first\n{line}\n")
    assert (found.number, found.path, found.anchored, found.directory, found.content) == (2, *expected)


@pytest.mark.parametrize("line", SPELLS_NOTHING)
def test_lines_that_spell_nothing_out(line: str) -> None:
    assert not list(spelled_paths(line))
