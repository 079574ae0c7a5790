"""Where things stand: lines and columns from 1, ends exclusive."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import Copy, Env, Onbuild, Run, Span, parse
from tests.dockerfile.files import cut


@pytest.mark.parametrize(
    ("text", "spans", "destination"),
    [
        pytest.param("COPY a bc d", [Span(2, 6, 2, 7), Span(2, 8, 2, 10)], Span(2, 11, 2, 12), id="one line"),
        pytest.param(
            "  COPY a \\\n   b \\\n# no\n\n\tc", [Span(2, 8, 2, 9), Span(3, 4, 3, 5)], Span(6, 2, 6, 3), id="many lines"
        ),
        pytest.param("COPY ab\\\ncd e", [Span(2, 6, 3, 3)], Span(3, 4, 3, 5), id="a word over two lines"),
        pytest.param('COPY ["a", "\\u0062"]', [Span(2, 7, 2, 10)], Span(2, 12, 2, 20), id="strings of an array"),
        pytest.param("COPY --link --chmod=1 a b", [Span(2, 23, 2, 24)], Span(2, 25, 2, 26), id="after flags"),
        pytest.param("COPY --exclude=é a b", [Span(2, 18, 2, 19)], Span(2, 20, 2, 21), id="after flags beyond ASCII"),
        pytest.param("COPY a <<E b\nx\nE", [Span(2, 6, 2, 7)], Span(2, 12, 2, 13), id="around a heredoc"),
        pytest.param("\\\n COPY a b", [Span(3, 7, 3, 8)], Span(3, 9, 3, 10), id="after a lone continuation"),
    ],
)
def test_copy_words(text: str, spans: list[Span], destination: Span) -> None:
    (copy,) = parse(f"FROM a\n{text}\n", "Dockerfile").stages[0].instructions
    assert isinstance(copy, Copy)
    assert [word.span for word in copy.sources] == spans
    assert copy.destination.span == destination


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        pytest.param("RUN a", "RUN a", id="one line"),
        pytest.param("  RUN a  ", "RUN a", id="blanks around"),
        pytest.param("RUN a \\\n# no\n  b\n", "RUN a \\\n# no\n  b", id="continued"),
        pytest.param("RUN a \\\n# no\n", "RUN a", id="continued into nothing"),
        pytest.param("RUN <<E\nx\nE\n", "RUN <<E\nx\nE", id="with its heredoc"),
    ],
)
def test_instructions_know_their_text(text: str, covered: str) -> None:
    whole = f"FROM a\n{text}\n"
    (run,) = parse(whole, "Dockerfile").stages[0].instructions
    assert run.text == covered
    assert cut(whole, run.span) == covered


def test_from_and_flags() -> None:
    from_ = parse("FROM --platform=a b AS c", "Dockerfile").stages[0].from_
    assert (from_.image.span.column, from_.platform and from_.platform.span) == (19, Span(1, 17, 1, 18))


def test_mount_options() -> None:
    text = "FROM a\nRUN --mount=type=bind,\\\nsource=x/y,\\\ntarget=/z,ro z"
    (run,) = parse(text, "Dockerfile").stages[0].instructions
    assert isinstance(run, Run)
    assert [cut(text, option.span) for option in run.mounts[0].options] == ["bind", "x/y", "/z", "ro"]


def test_pairs() -> None:
    text = "FROM a\nENV a=1 \\\n  b='x y'"
    (env,) = parse(text, "Dockerfile").stages[0].instructions
    assert isinstance(env, Env)
    assert [cut(text, pair.span) for pair in env.pairs] == ["a=1", "b='x y'"]


def test_triggers() -> None:
    text = "FROM a\nONBUILD COPY x \\\n  y"
    (onbuild,) = parse(text, "Dockerfile").stages[0].instructions
    assert isinstance(onbuild, Onbuild)
    assert isinstance(onbuild.trigger, Copy)
    assert cut(text, onbuild.trigger.destination.span) == "y"
