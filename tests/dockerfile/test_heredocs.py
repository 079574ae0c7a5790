"""Here-documents: which words announce one, and what is in it."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import Copy, Onbuild, Run, Span, parse
from tests.dockerfile.files import only, texts


@pytest.mark.parametrize(
    ("word", "end", "name", "expand"),
    [
        pytest.param("<<EOF", "EOF", "EOF", True, id="plain"),
        pytest.param("<< EOF", "EOF", "EOF", True, id="with a blank"),
        pytest.param("<<'EOF'", "EOF", "EOF", False, id="single quotes"),
        pytest.param('<<"E"OF', "EOF", "EOF", False, id="quotes in part"),
        pytest.param('"<<EOF"', None, None, None, id="a quoted mark"),
        pytest.param("3<<EOF", "EOF", "EOF", True, id="with a file number"),
        pytest.param("a<<EOF", None, None, None, id="behind a word"),
        pytest.param("<<<EOF", None, None, None, id="a here-string"),
        pytest.param("<<$A", "$A", "$A", True, id="names are not expanded"),
    ],
)
def test_marks(word: str, end: str | None, name: str | None, expand: bool | None) -> None:
    body = "" if end is None else f"\nbody\n{end}"
    run = only(f"RUN {word}{body}")
    assert isinstance(run, Run)
    assert [(heredoc.name, heredoc.expand) for heredoc in run.heredocs] == ([] if name is None else [(name, expand)])


@pytest.mark.parametrize(
    ("text", "content", "body"),
    [
        pytest.param("<<E /f\na\n  b\nE", "a\n  b\n", "a\n  b\n", id="text"),
        pytest.param("<<E /f\nE", "", "", id="nothing"),
        pytest.param("<<-E /f\n\ta\n\t\tb\tc\n\tE", "\ta\n\t\tb\tc\n", "a\nb\tc\n", id="tabs"),
        pytest.param("<<E /f\n\ta\n E\nE", "\ta\n E\n", "\ta\n E\n", id="an indented end is none"),
        pytest.param("<<E /f\n# a\nb \\\nE", "# a\nb \\\n", "# a\nb \\\n", id="no comments, no continuations"),
        pytest.param("<<E /f\r\na\r\nE\r\n", "a\r\n", "a\r\n", id="windows lines"),
    ],
)
def test_contents(text: str, content: str, body: str) -> None:
    copy = only(f"COPY {text}")
    assert isinstance(copy, Copy)
    assert [(heredoc.content, heredoc.body) for heredoc in copy.heredocs] == [(content, body)]


def test_several_beside_a_source() -> None:
    text = "FROM a\nCOPY <<A b <<'C' /d/\n1\nA\n2\n3\nC\nUSER e\n"
    copy, user = parse(text, "Dockerfile").stages[0].instructions
    assert isinstance(copy, Copy)
    assert texts(copy.sources) == ["b"]
    assert [(each.name, each.content, each.span) for each in copy.heredocs] == [
        ("A", "1\n", Span(3, 1, 3, 2)),
        ("C", "2\n3\n", Span(5, 1, 6, 2)),
    ]
    assert user.line == 8


def test_in_a_trigger() -> None:
    onbuild = only("ONBUILD COPY <<E /f\na\nE")
    assert isinstance(onbuild, Onbuild)
    assert isinstance(onbuild.trigger, Copy)
    assert [heredoc.content for heredoc in onbuild.trigger.heredocs] == ["a\n"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("ENV a=<<E", id="env"),
        pytest.param("CMD cat <<E", id="cmd"),
        pytest.param('RUN ["cat", "<<E"]', id="array"),
        pytest.param("ONBUILD CMD <<E", id="trigger that takes none"),
        pytest.param("RUN echo 'it <<E", id="unclosed quote"),
    ],
)
def test_other_instructions_take_none(line: str) -> None:
    assert only(line).span.end_line == 2


def test_an_unclosed_name_is_a_source_in_an_array() -> None:
    copy = only('COPY ["<<\'E", "/f"]')
    assert isinstance(copy, Copy)
    assert texts(copy.sources) == ["<<'E"]


def test_in_an_array_it_is_an_empty_file() -> None:
    copy = only('COPY ["<<E", "/f"]')
    assert isinstance(copy, Copy)
    assert [(heredoc.name, heredoc.content) for heredoc in copy.heredocs] == [("E", "")]
