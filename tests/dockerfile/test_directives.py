"""Directives at the top of a file, and comments anywhere."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import Copy, parse
from tests.dockerfile.files import only, stage, texts


@pytest.mark.parametrize(
    ("directives", "line", "sources"),
    [
        pytest.param("# escape=`\n", "COPY a `\nb c", ["a", "b"], id="backtick continues"),
        pytest.param("#ESCAPE = `\n", "COPY a\\ b c", ["a\\", "b"], id="backslash does not"),
        pytest.param("# syntax=x\n# escape=`\n", "COPY a `\nb c", ["a", "b"], id="second directive"),
        pytest.param("\ufeff# escape=`\n", "COPY a `\nb c", ["a", "b"], id="after a mark of byte order"),
        pytest.param("# comment\n# escape=`\n", "COPY a ` c", ["a", "`"], id="after a comment it is one"),
        pytest.param("\n# escape=`\n", "COPY a ` c", ["a", "`"], id="after an empty line it is a comment"),
        pytest.param("# foo=bar\n# escape=`\n", "COPY a ` c", ["a", "`"], id="an unknown one ends them"),
        pytest.param("#!/bin/x\n# escape=`\n", "COPY a ` c", ["a", "`"], id="after a shebang it is a comment"),
    ],
)
def test_the_escape_directive(directives: str, line: str, sources: list[str]) -> None:
    copy = only(line, directives=directives)
    assert isinstance(copy, Copy)
    assert texts(copy.sources) == sources


def test_directives_are_kept() -> None:
    assert dict(stage(directives="# syntax=a/b:1  \n#check=skip=all\n").directives) == {
        "syntax": "a/b:1",
        "check": "skip=all",
    }


def test_a_shebang_hides_only_the_escape() -> None:
    parsed = stage(directives="#!/x\n# syntax=a\n# escape=`\n")
    assert (dict(parsed.directives), parsed.escape) == ({"syntax": "a"}, "\\")


def test_comments_are_kept() -> None:
    text = "# syntax=a\n#one\n\n  # two \nFROM a\nRUN x \\\n # three\n  y # not one\nCOPY <<E /a\n# nor this\nE\n#"
    assert [(comment.line, comment.text) for comment in parse(text, "Dockerfile").comments] == [
        (2, "one"),
        (4, "two"),
        (7, "three"),
        (12, ""),
    ]
