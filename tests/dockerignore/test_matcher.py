"""The matcher against a plain one, which keeps every result of every pattern as the builder does."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxlint.dockerignore import DockerIgnoreSpec, IgnoreLine, Matcher
from ctxlint.dockerignore.reading import read_lines
from tests.dockerignore.trees import Tree, listed, nested


def expression(pattern: str) -> re.Pattern[str]:
    """A pattern of names, ``*``, ``?`` and ``**`` for Python, without any of the code under test."""
    source, at = "", 0
    while at < len(pattern):
        if pattern.startswith("**", at):
            at += 3 if pattern.startswith("**/", at) else 2
            source += "(?:.*/)?" if at < len(pattern) else ".*"
            continue
        source += {"*": "[^/]*", "?": "[^/]"}.get(pattern[at], re.escape(pattern[at]))
        at += 1
    if pattern.startswith("**") and not set(pattern.removeprefix("**")) & set("*?"):
        # A pattern that is only a suffix is compared as text: "**a" is every path that ends in "a".
        suffix = re.escape(pattern.removeprefix("**"))
        source = f".*{suffix}" + (f"|{suffix.removeprefix('/')}" if suffix.startswith("/") else "")
    return re.compile(source, re.DOTALL)


@dataclass(frozen=True)
class Reference:
    """Patterns in order; a list with one result per pattern goes from a directory to its children."""

    lines: tuple[IgnoreLine, ...]

    def visit(self, path: str, parent: list[bool]) -> tuple[bool, list[bool]]:
        excluded = False
        results = []
        for line, matched_parent in zip(self.lines, parent, strict=True):
            matched = matched_parent
            if not matched and line.negated is excluded:
                # Only a pattern that could change the result is tried.
                matched = expression(line.pattern).fullmatch(path) is not None
            results.append(matched)
            if matched:
                excluded = not line.negated
        return excluded, results

    def descends(self, directory: str) -> bool:
        """An excluded directory is entered when some negation may match below it."""
        prefixes = [re.sub(r"/\*\*?$", "", line.pattern) for line in self.lines if line.negated]
        if any(set(prefix) & set("*[]?^\\") for prefix in prefixes):
            return True
        return any(f"{prefix}/".startswith(directory) for prefix in prefixes)

    def walk(self, tree: Tree) -> list[str]:
        found: set[str] = set()
        self._walk(tree, "", [False] * len(self.lines), (), found)
        return sorted(found)

    def _walk(self, tree: Tree, at: str, parent: list[bool], above: tuple[str, ...], found: set[str]) -> None:
        for name, below in tree.items():
            excluded, results = self.visit(at + name, parent)
            path = at + name + ("" if below is None else "/")
            if not excluded:
                found |= {path, *above}
            if below is not None and (not excluded or self.descends(path)):
                self._walk(below, path, results, (*above, path), found)


NAMES = st.sampled_from(["a", "b", "ab", "x.py", ".e"])
SEGMENTS = st.one_of(NAMES, st.sampled_from(["*", "**", "?", "a*", "*.py", "**a", "a**", "*b*"]))
PATTERNS = st.lists(SEGMENTS, min_size=1, max_size=4).map("/".join)
LINES = st.tuples(st.sampled_from(["", "!"]), PATTERNS).map("".join)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


def tree_of(paths: list[str]) -> list[str]:
    """Those of ``paths`` that can be together: no file is a directory as well."""
    return [path for path in paths if not any(other.startswith(path + "/") for other in paths)]


TREES = st.lists(PATHS, min_size=1, max_size=12).map(tree_of)


@given(st.lists(LINES, max_size=7), TREES)
@example(["**/b/", "!a"], ["a/ab/b/x.py"])
@example(["a/b", "!a", "a/b/ab"], ["a/b/ab/a", "a/b/x.py"])
@example(["*", "!a", "!b", "a/b", "!a/b/*"], ["a/b/ab/x.py", "b/a"])
def test_runs_of_patterns_decide_as_single_patterns_do(ignore: list[str], tree: list[str]) -> None:
    lines = read_lines("\n".join(ignore), None)
    assert listed(Matcher(lines), tree) == Reference(lines).walk(nested(tree))


@given(st.lists(LINES, max_size=7), TREES)
def test_a_question_about_a_path_is_answered_as_the_walk_would(ignore: list[str], tree: list[str]) -> None:
    spec = DockerIgnoreSpec.parse("\n".join(ignore))
    kept = listed(spec.matcher, tree)
    for path in tree:
        assert spec.decide(path).excluded is (path not in kept)
        assert spec.match_file(path) is (path not in kept)


@given(st.lists(LINES, min_size=1, max_size=7), TREES)
def test_without_the_deciding_line_and_those_like_it_the_path_is_decided_otherwise(
    ignore: list[str], tree: list[str]
) -> None:
    spec = DockerIgnoreSpec.parse("\n".join(ignore))
    for path in tree:
        decision = spec.decide(path)
        if decision.line is None:
            assert not decision.excluded
        else:
            assert decision.line.negated is not decision.excluded
            assert DockerIgnoreSpec.parse("\n".join(ignore[: decision.line.number])).decide(path).line == decision.line


ENTERED = [
    ("no negation", "*", "a/", False),
    ("the negated directory", "*\n!a", "a/", True),
    ("above the negated directory", "*\n!a/b/c", "a/b/", True),
    ("below the negated directory", "*\n!a", "a/b/", False),
    ("beside the negated directory", "*\n!a", "ab/", False),
    ("a name that begins like the directory", "*\n!ab", "a/", False),
    ("a negated star at the end", "*\n!a/*", "a/", True),
    ("two negated stars at the end", "*\n!a/**", "a/", True),
    ("a negated star elsewhere enters all", "*\n!a/*/b", "z/", True),
    ("a negated question mark enters all", "*\n!a?", "z/", True),
    ("a negated bracket enters all", "*\n![ab]", "z/", True),
    ("a negated caret enters all", "*\n!a^", "z/", True),
    ("a negated backslash enters all", "*\n!a\\b", "z/", True),
    ("a negated star at the end enters nothing else", "*\n!a/*", "z/", False),
    ("a star that is not negated enters nothing", "**/*.py\n!a", "z/", False),
]


@pytest.mark.parametrize(("ignore", "directory", "expected"), [row[1:] for row in ENTERED], ids=[r[0] for r in ENTERED])
def test_excluded_directories_are_entered_only_where_a_negation_may_reach(
    ignore: str, directory: str, expected: bool
) -> None:
    assert DockerIgnoreSpec.parse(ignore).matcher.descends(directory) is expected


@pytest.mark.parametrize(
    ("ignore", "directory", "expected"),
    [
        pytest.param("*\n!a/*/b", "z/", False, id="a star in the middle enters nothing"),
        pytest.param("*\n!a/*/b", "a/", True, id="but what is before the star"),
        pytest.param("*\n!**/b", "a/", False, id="stars at the start enter nothing"),
        pytest.param("*\n!a/**", "a/", True, id="stars at the end"),
        pytest.param("*\n!a", "a/", True, id="the directory itself"),
    ],
)
@pytest.mark.parametrize("builder", ["classic", "legacy"])
def test_the_classic_walk_compares_text(builder: str, ignore: str, directory: str, expected: bool) -> None:
    assert DockerIgnoreSpec.parse(ignore, builder=builder).matcher.descends(directory) is expected
