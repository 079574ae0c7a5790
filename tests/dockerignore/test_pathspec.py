"""The patterns as a part of pathspec."""

from __future__ import annotations

import copy
import os
import pickle
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pathspec import PathSpec
from pathspec.pattern import RegexPattern
from pathspec.util import lookup_pattern

from ctxlint.dockerignore import DockerIgnorePattern, DockerIgnoreSpec
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder

if TYPE_CHECKING:
    from collections.abc import Callable

    from pathspec.pattern import Pattern

LINES = ["# python", "", "**/*.pyc", "build", "!build/keep", "  "]


def copies() -> list[Callable[[DockerIgnorePattern], DockerIgnorePattern]]:
    return [copy.copy, copy.deepcopy, lambda pattern: pickle.loads(pickle.dumps(pattern))]  # noqa: S301


class TestRegistration:
    def test_pathspec_knows_the_name(self) -> None:
        assert lookup_pattern("dockerignore") is DockerIgnorePattern

    def test_pathspec_can_use_the_patterns_by_name(self) -> None:
        spec: PathSpec[Pattern] = PathSpec.from_lines("dockerignore", LINES)
        assert list(spec.match_files(["a.pyc", "a/b.pyc", "a.py", "build", "x/build"])) == ["a.pyc", "a/b.pyc", "build"]

    def test_alone_a_pattern_is_about_the_path_and_not_what_is_below(self) -> None:
        spec: PathSpec[Pattern] = PathSpec.from_lines("dockerignore", ["build"])
        assert not spec.match_file("build/x")

    @pytest.mark.parametrize("factory", ["dockerignore", DockerIgnorePattern])
    def test_the_spec_knows_about_directories(self, factory: str | type[DockerIgnorePattern]) -> None:
        spec = DockerIgnoreSpec.from_lines(factory, LINES)
        assert isinstance(spec, DockerIgnoreSpec)
        names = ["a.pyc", "build/x", "build/keep", "build/keep/x", "build/keep/x.pyc", "x/build"]
        assert list(spec.match_files(names)) == ["a.pyc", "build/x"]

    def test_the_spec_refuses_what_the_builder_refuses(self) -> None:
        with pytest.raises(IgnoreSyntaxError):
            DockerIgnoreSpec.from_lines("dockerignore", ["ok", "["])


class TestPattern:
    @pytest.mark.parametrize(
        ("line", "include"), [("a", True), ("!a", False), (" ! a", False), ("\\!a", True), ("!!a", False)]
    )
    def test_include_is_false_for_a_negation(self, line: str, include: bool) -> None:
        assert DockerIgnorePattern(line).include is include

    @pytest.mark.parametrize("line", ["", " ", "# a", "#", "\t", "\ufeff# a", b"", b"# a", None])
    def test_blank_lines_and_comments_do_nothing(self, line: str | bytes | None) -> None:
        pattern = DockerIgnorePattern(line)
        assert (pattern.include, pattern.regex, pattern.line) == (None, None, None)
        assert pattern.match_file("a") is None

    @pytest.mark.parametrize("line", ["[", "!", "!/", "a\\", "[]a]"])
    def test_an_invalid_line_is_refused_without_a_place(self, line: str) -> None:
        with pytest.raises(IgnoreSyntaxError) as caught:
            DockerIgnorePattern(line)
        assert caught.value.file is None

    @pytest.mark.parametrize("line", ["[a-\\d]", "!*\\y", "*x{1001}"])
    def test_a_line_that_fails_late_matches_nothing(self, line: str) -> None:
        pattern = DockerIgnorePattern(line)
        assert pattern.match_file("a") is None
        assert pattern.regex is not None
        assert not pattern.regex.search("a")

    def test_a_match_is_pathspecs_own(self) -> None:
        pattern = DockerIgnorePattern("*.py")
        for result in (pattern.match_file("a.py"), pattern.match_file(b"a.py")):
            assert result is not None
            assert result.match[0] == "a.py"

    @pytest.mark.parametrize(
        ("line", "file"),
        [
            (b"caf\xc3\xa9", "café"),
            (b"caf?", "café"),
            (b"[\xc3\xa0-\xc3\xbc]", "é"),
            (b"\xff.*", "\udcff.a"),
            (b"\xff", "\udcff"),
            (b"?", "\udcff"),
            ("café", "café"),
        ],
    )
    def test_bytes_are_utf_8_as_far_as_they_can_be(self, line: str | bytes, file: str) -> None:
        assert DockerIgnorePattern(line).match_file(file)
        assert DockerIgnorePattern(line).match_file(os.fsencode(file))

    @pytest.mark.parametrize("line", ["*.py", "!\xe9?", "a/**", "**/a", "[a-\\d]", "\\pC", "a\udcffb"])
    def test_the_regular_expression_has_the_type_of_the_line(self, line: str) -> None:
        source, include = DockerIgnorePattern.pattern_to_regex(line)
        assert source is not None
        assert DockerIgnorePattern.pattern_to_regex(os.fsencode(line)) == (os.fsencode(source), include)
        assert include is not line.startswith("!")
        assert re.compile(source).pattern == source
        assert re.compile(os.fsencode(source)).pattern == os.fsencode(source)

    def test_there_is_no_regular_expression_for_nothing(self) -> None:
        assert DockerIgnorePattern.pattern_to_regex("# a") == (None, None)
        assert DockerIgnorePattern.pattern_to_regex(b"") == (None, None)

    def test_a_compiled_expression_is_taken_as_it_is(self) -> None:
        pattern = DockerIgnorePattern(re.compile("^x"), include=True)
        assert pattern.match_file("xy")
        assert not pattern.match_file("yx")
        assert pattern.line is None

    def test_a_line_cannot_be_told_what_it_includes(self) -> None:
        with pytest.raises(AssertionError):
            DockerIgnorePattern("a", include=True)

    def test_patterns_are_equal_when_they_mean_the_same(self) -> None:
        assert DockerIgnorePattern("/a/") == DockerIgnorePattern(" a")
        assert DockerIgnorePattern("a") != DockerIgnorePattern("!a")
        assert DockerIgnorePattern("a") != DockerIgnorePattern("b")
        assert DockerIgnorePattern("a") != "a"

    @pytest.mark.parametrize("duplicate", copies(), ids=["copy", "deepcopy", "pickle"])
    @pytest.mark.parametrize("line", ["*.py", "!*.py", b"*.py", "# a", None])
    @pytest.mark.parametrize("used", [False, True])
    def test_copies_are_equal_and_work(
        self, duplicate: Callable[[DockerIgnorePattern], DockerIgnorePattern], line: str | bytes | None, used: bool
    ) -> None:
        pattern = DockerIgnorePattern(line)
        if used:
            pattern.match_file("a.py")
        other = duplicate(pattern)
        assert other == pattern
        assert (other.pattern, other.line) == (pattern.pattern, pattern.line)
        assert bool(other.match_file("a.py")) is bool(pattern.match_file("a.py"))

    @pytest.mark.parametrize("duplicate", copies(), ids=["copy", "deepcopy", "pickle"])
    def test_copies_of_a_compiled_expression_work(
        self, duplicate: Callable[[DockerIgnorePattern], DockerIgnorePattern]
    ) -> None:
        other = duplicate(DockerIgnorePattern(re.compile("^x"), include=False))
        assert other.include is False
        assert other.match_file("xy")

    def test_it_is_a_regex_pattern(self) -> None:
        assert isinstance(DockerIgnorePattern("a"), RegexPattern)
        assert repr(DockerIgnorePattern("!a")) == "DockerIgnorePattern(pattern='!a', include=False)"


class TestSpec:
    SPEC = DockerIgnoreSpec.parse("*.py\n# why\n!a.py\nd\n")

    @pytest.mark.parametrize(
        ("path", "include", "index"),
        [
            ("x.py", True, 0),
            ("a.py", False, 1),
            ("d", True, 2),
            ("d/e/f", True, 2),
            ("d/a.py", True, 2),
            ("x.txt", None, None),
            ("e/x.py", None, None),
        ],
    )
    def test_check_file_names_the_pattern(self, path: str, include: bool | None, index: int | None) -> None:
        result = self.SPEC.check_file(path)
        assert (result.file, result.include, result.index) == (path, include, index)

    def test_questions_about_many_files(self) -> None:
        names = ["x.py", "a.py", "d/x", "e"]
        assert list(self.SPEC.match_files(names)) == ["x.py", "d/x"]
        assert list(self.SPEC.match_files(names, negate=True)) == ["a.py", "e"]
        assert [result.index for result in self.SPEC.check_files(names)] == [0, 1, 2, None]

    def test_patterns_without_comments(self) -> None:
        assert len(self.SPEC) == 3
        assert [str(pattern) for pattern in self.SPEC.patterns] == ["*.py", "!a.py", "d"]

    @pytest.mark.parametrize("backend", [None, "best", "simple"])
    def test_backends_of_pathspec_do_not_matter(self, backend: str | None) -> None:
        spec = DockerIgnoreSpec.from_lines("dockerignore", ["d", "!d/a"], backend=backend)
        assert spec.match_file("d/b")
        assert not spec.match_file("d/a")

    def test_specs_are_equal_when_their_patterns_are(self) -> None:
        assert DockerIgnoreSpec.parse("a\nb") == DockerIgnoreSpec.parse("# x\n/a\n\nb/")
        assert DockerIgnoreSpec.parse("a\nb") != DockerIgnoreSpec.parse("b\na")
        assert DockerIgnoreSpec.parse("a") != DockerIgnoreSpec.parse("a\nb")

    def test_a_sum_has_the_lines_of_both(self) -> None:
        first, second = DockerIgnoreSpec.parse("d", builder="legacy"), DockerIgnoreSpec.parse("!d/a")
        both = first + second
        assert isinstance(both, DockerIgnoreSpec)
        assert both.builder is Builder.LEGACY
        assert both.match_file("d/b")
        assert not both.match_file("d/a")
        assert first.match_file("d/a")

    def test_a_sum_in_place_still_walks(self) -> None:
        spec = DockerIgnoreSpec.parse("d")
        spec += DockerIgnoreSpec.parse("!d/a")
        assert spec.match_file("d/b/c")
        assert not spec.decide("d/a").excluded

    @pytest.mark.parametrize(
        "duplicate",
        [copy.copy, copy.deepcopy, lambda spec: pickle.loads(pickle.dumps(spec))],  # noqa: S301
    )
    def test_copies_work(self, duplicate: Callable[[DockerIgnoreSpec], DockerIgnoreSpec]) -> None:
        spec = DockerIgnoreSpec.parse("# why\nd\n!d/a", builder=Builder.CLASSIC)
        spec.match_file("d/a/b/c")
        other = duplicate(spec)
        assert other == spec
        assert other.builder is Builder.CLASSIC
        assert other.decide("d/x") == spec.decide("d/x")
        assert other.lines == spec.lines

    def test_a_builder_may_be_named(self) -> None:
        assert DockerIgnoreSpec.parse("", builder="classic").builder is Builder.CLASSIC
        with pytest.raises(ValueError, match="podman"):
            DockerIgnoreSpec.parse("", builder="podman")


PATTERN_PIECES = [
    *"ab/*?.-_",
    *["**", "**/", "/**", "[ab]", "[^a]", "[a-c/]", "\\*", "\\a", "\\d", "\\W", "\\pL", "[[:alpha:]]", "[\\D]"],
    *["|", "{2}", "{", "^", "$", "(", ")", "+", "é", "\\b", "\\B", " ", "\\x{e9}", "\\Qa*\\E", "\udcff", "\ufffd"],
]
PATHS = st.lists(st.sampled_from([*"ab/.-_1é", "aa", "\n", "\udcff", "|", "*"]), min_size=1, max_size=8).map("".join)


class TestTheRegularExpression:
    @pytest.mark.parametrize("line", ["a", "*.py", "**/a", "a/**", "[^a]*", "*\\d", "?{2}", "[a-\\d]", "a|b*"])
    def test_it_has_nothing_that_other_backends_of_pathspec_refuse(self, line: str) -> None:
        regex = DockerIgnorePattern(line).regex
        assert regex is not None
        assert "\\Z" not in regex.pattern
        assert "(?!" not in regex.pattern

    @given(st.lists(st.sampled_from(PATTERN_PIECES), max_size=7).map("".join), st.lists(PATHS, min_size=1, max_size=8))
    @example("**/a?\\b", ["é/ab", "éab", "aa"])
    @example("\\D\udcff*", ["a\udcff", "a\ufffd", "a\udc80"])
    def test_it_agrees_with_the_automaton(self, line: str, paths: list[str]) -> None:
        try:
            pattern = DockerIgnorePattern(line)
        except IgnoreSyntaxError:
            return
        if pattern.regex is None:
            return
        for path in paths:
            if not path.endswith("\n"):  # Python's "$" matches before it as well
                assert bool(pattern.regex.search(path)) is bool(pattern.match_file(path)), path
