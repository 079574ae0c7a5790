"""What holds for any text at all."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from ctxlint.dockerfile import Dockerfile, Instruction, Span, parse, plan
from ctxlint.dockerfile.builders import TABLE
from ctxlint.errors import DockerfileError
from tests.helpers import vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYWORDS = st.sampled_from([*TABLE, "copy", "FOO"])
WORDS = st.sampled_from(
    [
        *("a", "b/", "/c", ".", "a=b", 'A="x y"', "'q", "$A", "${A:-b}", "é", "\u2003", "\\", "`", "#", "\ufeff"),
        *(
            '["a", "b"]',
            '["a"',
            "<<EOF",
            "<<-E",
            "<<'Q'",
            "AS",
            "s",
            "0",
            "--from=0",
            "--from=s",
            "--link",
            "--chown=é",
        ),
        *(
            "--mount=type=cache,target=/x",
            "--mount=from=s,source=a",
            "--exclude=*",
            "--",
            "CMD",
            "NONE",
            "--interval=1s",
        ),
    ]
)
GAPS = st.sampled_from([" ", "  ", "\t", " \\\n", " \\\n# c\n", "\\\n\n ", " `\n"])
ENDS = st.sampled_from(["\n", "\r\n", "\\\n", "\nEOF\n", "\nx\n\tE\n", "\nQ\n", ""])
LINES = st.builds(
    lambda keyword, words, gap, end: gap.join([keyword, *words]) + end,
    KEYWORDS,
    st.lists(WORDS, max_size=5),
    GAPS,
    ENDS,
)
HEADS = st.sampled_from(["", "# escape=`\n", "ARG A=1\n", "FROM scratch\n", "FROM a AS s\n", "#!x\n"])
FILES = st.builds(lambda head, lines: head + "FROM b\n" + "".join(lines), HEADS, st.lists(LINES, max_size=6))
ANYTHING = st.one_of(st.text(), FILES, st.binary(), FILES.map(str.encode), st.text().map("FROM a\nRUN ".__add__))


def parsed(text: str | bytes) -> Dockerfile | None:
    try:
        return parse(text, "Dockerfile")
    except DockerfileError:
        return None


def refusal(text: str | bytes) -> DockerfileError | None:
    try:
        plan(parse(text, "Dockerfile"))
    except DockerfileError as error:
        return error
    return None


@given(text=ANYTHING)
def test_nothing_else_is_raised(text: str | bytes) -> None:
    error = refusal(text)
    assert error is None or (error.file, error.line is None) == ("Dockerfile", False)


@given(text=FILES)
def test_spans_lie_in_the_text(text: str) -> None:
    dockerfile = parsed(text)
    if dockerfile is None:
        return
    lines = text.removeprefix("\ufeff").split("\n")
    for span in spans(dockerfile):
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)


@given(text=FILES)
def test_instructions_keep_the_order_of_the_file(text: str) -> None:
    dockerfile = parsed(text)
    if dockerfile is None:
        return
    places = [each.span for stage in dockerfile.stages for each in (stage.from_, *stage.instructions)]
    assert places == sorted(places)
    assert all(first.end_line <= second.line for first, second in pairwise(places))


@given(text=FILES)
def test_texts_are_the_files_own(text: str) -> None:
    dockerfile = parsed(text)
    if dockerfile is None:
        return
    instructions = [each for stage in dockerfile.stages for each in (stage.from_, *stage.instructions)]
    assert all(instruction.text in text for instruction in instructions)
    assert all(instruction.text.upper().startswith(instruction.keyword) for instruction in instructions)


def spans(value: object) -> Iterator[Span]:
    """All spans below a value; a trigger lies within its instruction."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from spans(each)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from spans(getattr(value, name))


@pytest.mark.parametrize("vector", [pytest.param(each, id=str(at)) for at, each in enumerate(vectors("image.jsonl"))])
def test_recorded_files(vector: dict[str, object]) -> None:
    """What a builder accepted can be planned; what it could not read is refused."""
    error = vector.get("error")
    refused = isinstance(error, dict) and error["kind"] == "syntax"
    text, target, args = vector["dockerfile"], vector["target"], vector["build_args"]
    assert isinstance(text, str)
    assert isinstance(target, str | None)
    assert isinstance(args, dict)
    try:
        found = plan(parse(text, "Dockerfile"), target=target, build_args=args)
    except DockerfileError:
        assert refused
    else:
        assert not refused
        assert all(isinstance(step.instruction, Instruction) for step in found.final.steps)
