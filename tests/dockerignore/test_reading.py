"""Lines of an ignore file -> patterns, and the files that the builder refuses."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.dockerignore import DockerIgnoreSpec, matcher_of
from ctxlint.dockerignore.reading import MAX_LINE_BYTES, read_lines
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder

LINES = [
    ("a name", "foo", ["foo"]),
    ("blanks around it", "\t foo \u00a0", ["foo"]),
    ("blanks inside it", "my  file", ["my  file"]),
    ("a vertical tab and a form feed are blanks", "\x0bfoo\x0c", ["foo"]),
    ("an ASCII separator is no blank in Go", "\x1cfoo", ["\x1cfoo"]),
    ("a comment", "# foo", []),
    ("a comment must start in the first column", " # foo", ["# foo"]),
    ("a hash behind a pattern is part of it", "foo # bar", ["foo # bar"]),
    ("blank lines", "\n \n\t\n", []),
    ("nothing", "", []),
    ("Windows line ends", "foo\r\nbar\r\n", ["foo", "bar"]),
    ("the last line needs no end", "foo\nbar", ["foo", "bar"]),
    ("a byte order mark", "\ufefffoo", ["foo"]),
    ("a byte order mark before a comment", "\ufeff# foo", []),
    ("a byte order mark counts on the first line only", "foo\n\ufeffbar", ["foo", "\ufeffbar"]),
    ("a leading slash", "/foo", ["foo"]),
    ("all leading slashes", "///foo", ["foo"]),
    ("a slash at the end", "foo/", ["foo"]),
    ("a slash alone is kept, and matches nothing", "/", ["/"]),
    ("a dot alone is kept, and matches nothing", ".", ["."]),
    ("dots in the middle", "./foo/./bar/../baz", ["foo/baz"]),
    ("dots above the root", "../foo", ["../foo"]),
    ("dots above the root with a slash", "/../foo", ["foo"]),
    ("a negation", "!foo", ["!foo"]),
    ("a negation with blanks", " ! foo ", ["!foo"]),
    ("a negation with a slash", "!/foo/", ["!foo"]),
    ("a negation with dots", "!./foo", ["!foo"]),
    ("two exclamation marks", "!!foo", ["!!foo"]),
    ("an escaped exclamation mark", "\\!foo", ["\\!foo"]),
    ("dots that eat the negation's own mark", "!a/../../b", ["!../b"]),
]


@pytest.mark.parametrize(("text", "patterns"), [line[1:] for line in LINES], ids=[line[0] for line in LINES])
def test_the_patterns_of_a_file(text: str, patterns: list[str]) -> None:
    assert [str(line) for line in read_lines(text, None)] == patterns


def test_a_line_knows_its_number_and_its_text() -> None:
    _, line = read_lines("\n# comment\nfoo\n\n  ! /bar/  \n", None)
    assert (line.number, line.text, line.pattern, line.negated) == (5, "  ! /bar/  ", "bar", True)


def test_bytes_that_are_not_utf_8_survive() -> None:
    spec = DockerIgnoreSpec.parse(b"\xff\xfe.bin\n")
    assert spec.match_file("\udcff\udcfe.bin")
    assert not spec.match_file("\udcff\udcff.bin")


REFUSED = [
    ("an open bracket", "ok\n[", 2),
    ("an open bracket behind a name", "a[", 1),
    ("an open bracket in a directory", "a/b[/c", 1),
    ("an open bracket behind stars", "**/*[", 1),
    ("an empty bracket", "[]", 1),
    ("a bracket that starts with its own end", "[]a]", 1),
    ("a range without an end", "[a-]", 1),
    ("a range without a start", "[-a]", 1),
    ("a range of a range", "[a-b-c]", 1),
    ("a class in a negated line", "a\nb\n![", 3),
    ("a backslash at the end", "a\n\nfoo\\", 3),
    ("an exclamation mark alone", "a\n!\nb", 2),
    ("an exclamation mark and a slash", "!/", 1),
    ("an exclamation mark and blanks", "  ! \t", 1),
    ("a negation of the root", "!/..", 1),
    ("an endless line", "a\n" + "x" * MAX_LINE_BYTES, 2),
    ("an endless comment", "#" + "x" * MAX_LINE_BYTES, 1),
    ("an endless line of few characters", "é" * (MAX_LINE_BYTES // 2), 1),
]


@pytest.mark.parametrize(("text", "line"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_the_builder_refuses_to_read(text: str, line: int) -> None:
    with pytest.raises(IgnoreSyntaxError) as caught:
        DockerIgnoreSpec.parse(text, file="app/.dockerignore")
    assert (caught.value.file, caught.value.line) == ("app/.dockerignore", line)
    assert str(caught.value).startswith(f"app/.dockerignore:{line}: ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * (MAX_LINE_BYTES - 1), id="one byte less than too much"),
        pytest.param("é" * (MAX_LINE_BYTES // 2 - 1), id="the same in two bytes each"),
        pytest.param("!../x", id="a negation above the root"),
        pytest.param("!a/..", id="a negation of the context"),
        pytest.param("a]", id="a bracket that is only closed"),
        pytest.param("\\[", id="an escaped bracket"),
        pytest.param("foo\\\\", id="an escaped backslash at the end"),
    ],
)
def test_what_is_just_allowed(text: str) -> None:
    assert DockerIgnoreSpec.parse(text).lines


CONTROL = [
    pytest.param("foo\rbar", id="carriage return"),
    pytest.param("dist/\t# output", id="tab before a comment that is none"),
    pytest.param("a\x00b", id="null"),
    pytest.param("a\x7fb", id="delete"),
    pytest.param("x\n!a\x1bb", id="escape in a negation"),
]


@pytest.mark.parametrize("text", CONTROL)
def test_buildkit_cannot_send_control_characters(text: str) -> None:
    with pytest.raises(IgnoreSyntaxError, match="control character") as caught:
        DockerIgnoreSpec.parse(text)
    assert caught.value.line == text.count("\n") + 1
    assert "\t" not in str(caught.value)


@pytest.mark.parametrize("text", CONTROL)
@pytest.mark.parametrize("builder", [Builder.CLASSIC, Builder.LEGACY])
def test_other_builders_send_no_patterns(text: str, builder: Builder) -> None:
    assert DockerIgnoreSpec.parse(text, builder=builder).lines


@pytest.mark.parametrize("text", CONTROL)
def test_a_character_beyond_ascii_hides_control_characters(text: str) -> None:
    assert DockerIgnoreSpec.parse(text + "\nünï").lines


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\tfoo\t\r\n", id="around a pattern"),
        pytest.param("# a\tb\x00\nfoo", id="in a comment"),
    ],
)
def test_control_characters_outside_of_patterns_do_no_harm(text: str) -> None:
    assert [line.pattern for line in DockerIgnoreSpec.parse(text).lines] == ["foo"]


# Valid for the syntax check (a glob), invalid as the regular expression that the builder makes of them.
LATE = [
    "[a-\\d]",  # a range must end in a character
    "[Local-Only]",  # a range that runs backwards matches nothing in a glob
    "*\\y",  # an unknown escape
    "*\\8",
    "é\\é",
    "*\\x{110000}",
    "*\\pX",
    "*\\p{Klingon}",
    "[[:nope:]]",
    "*x{2}{3}",  # repetitions cannot be stacked
    "a/**/{2}",
    "*x{1001}",
    "*x{2,1}",
    "*x{" + "9" * 5000 + "}",
]


@pytest.mark.parametrize("pattern", LATE, ids=[pattern[:20] for pattern in LATE])
class TestPatternsThatFailWhenTried:
    def test_reading_says_nothing(self, pattern: str) -> None:
        assert DockerIgnoreSpec.parse(pattern).lines

    def test_the_first_try_fails_and_names_the_line(self, pattern: str) -> None:
        spec = DockerIgnoreSpec.parse(f"foo\n{pattern}")
        with pytest.raises(IgnoreSyntaxError, match="is not a valid pattern") as caught:
            spec.decide("bar")
        assert caught.value.line == 2

    def test_it_is_not_tried_where_it_could_not_change_anything(self, pattern: str) -> None:
        assert DockerIgnoreSpec.parse(f"*\n{pattern}").match_file("bar")
        assert not DockerIgnoreSpec.parse(f"!{pattern}").match_file("bar")

    def test_a_negation_is_tried_where_something_is_excluded(self, pattern: str) -> None:
        with pytest.raises(IgnoreSyntaxError):
            DockerIgnoreSpec.parse(f"*\n!{pattern}").match_file("bar")


class TestPatternsThatDoNotComeFromAFile:
    def test_they_are_cleaned_and_trimmed(self) -> None:
        matcher = matcher_of([" a/./b ", "", "!a/b/c"])
        directory = matcher.enter(matcher.root, "a", matcher.visit(matcher.root, "a"))
        assert matcher.visit(directory, "b").excluded

    @pytest.mark.parametrize("pattern", ["!", " ! ", "[", "a\\"])
    def test_they_can_be_refused(self, pattern: str) -> None:
        with pytest.raises(IgnoreSyntaxError):
            matcher_of([pattern])

    def test_a_leading_slash_is_kept(self) -> None:
        matcher = matcher_of(["/a"])
        assert not matcher.visit(matcher.root, "a").excluded


class TestAnyFile:
    @given(st.binary(max_size=80), st.sampled_from(Builder))
    def test_any_bytes_are_read_or_refused(self, data: bytes, builder: Builder) -> None:
        with suppress(IgnoreSyntaxError):
            DockerIgnoreSpec.parse(data, builder=builder).decide("a/b.py")

    @given(st.text("ab/*?!#[]^-\\.|(){}+$123,:dpLQEx \t\r\n", max_size=40), st.sampled_from(Builder))
    def test_any_text_of_special_characters_is_read_or_refused(self, text: str, builder: Builder) -> None:
        with suppress(IgnoreSyntaxError):
            DockerIgnoreSpec.parse(text, builder=builder).decide("a/b.py")

    @given(st.text(max_size=40))
    def test_comments_and_blank_lines_change_nothing(self, text: str) -> None:
        lines = [line for line in text.split("\n") if not line.startswith("\ufeff")]
        try:
            plain = DockerIgnoreSpec.parse("\n".join(["x", *lines]))
        except IgnoreSyntaxError:
            return
        padded = DockerIgnoreSpec.parse("\n".join(["x", *(f"# why\n\n{line}" for line in lines)]))
        assert [str(line) for line in padded.lines] == [str(line) for line in plain.lines]
