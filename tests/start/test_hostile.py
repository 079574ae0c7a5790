"""No text raises, and none takes long."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxlint.shell.lexer import tokens_of
from ctxlint.shell.syntax import parse_script
from ctxlint.start.table import LAUNCHERS, MODULES
from tests.start.images import shown, starting

PIECES = [
    *(
        "if",
        "then",
        "fi",
        "elif",
        "else",
        "case",
        "esac",
        "in",
        "for",
        "do",
        "done",
        "while",
        "until",
        "{",
        "}",
        "(",
        ")",
    ),
    *(
        "$(",
        "${",
        "}",
        "`",
        "'",
        '"',
        "\\",
        "\n",
        ";",
        ";;",
        "&",
        "&&",
        "||",
        "|",
        "<<EOF",
        "<<<",
        ">",
        "2>&1",
        "EOF\n",
    ),
    *("x", "x=1", "$x", "$@", '"$@"', "${x:-y}", "${x##*/}", "[[", "]]", "[", "]", "!", "-f", "=", "#", "exec", "eval"),
    *("cd", ".", "set", "--", "shift", "return", "exit", "f()", "function", "export", "-c", "sh", "-m", "python", "-"),
    *(name for name in LAUNCHERS if len(name) < 12),
]
SCRIPTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
HEAD = "FROM python:3.12\nWORKDIR /srv\nCOPY . .\n"
CALM = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@given(SCRIPTS)
@CALM
def test_scripts(script: str) -> None:
    found = starting({"Dockerfile": HEAD + "CMD sh x", "x": script.encode("utf-8", "replace")})
    assert shown(found)


@given(st.binary(max_size=200))
@CALM
def test_bytes(data: bytes) -> None:
    assert shown(starting({"Dockerfile": HEAD + 'CMD ["./x"]', "x": data}))


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text()), max_size=12).map(tuple))
@CALM
def test_commands(command: tuple[str, ...]) -> None:
    assert shown(starting({"Dockerfile": HEAD + "CMD true", "x": ""}, command=command))


@given(SCRIPTS)
@CALM
def test_compose_texts(text: str) -> None:
    assert shown(starting({"Dockerfile": HEAD + "CMD true"}, command=text))


@given(st.sampled_from(["pyproject.toml", "setup.cfg", "setup.py", "Procfile", "s.ini", "gunicorn.conf.py"]), st.text())
@CALM
def test_configuration(name: str, text: str) -> None:
    files: dict[str, str | bytes | None] = {"Dockerfile": HEAD, name: text.encode("utf-8", "replace")}
    command = "honcho start; supervisord -c s.ini; alembic -c s.ini x; gunicorn; uwsgi s.ini; pdm run x; nothing"
    assert shown(starting(files, command=("sh", "-c", command)))


@pytest.mark.parametrize("name", sorted({*LAUNCHERS, *MODULES}))
@pytest.mark.parametrize("words", [(), ("",), ("-",), ("--",), ("-c",), ("run",), ("\0",), ("a.b:c",), ("--x", "-m")])
def test_launchers_without_much(name: str, words: tuple[str, ...]) -> None:
    assert shown(starting({"Dockerfile": HEAD + "CMD true", "main.py": ""}, command=(name, *words)))


@pytest.mark.parametrize(
    "piece", ["(", "{ ", "if ", "$(", "${x:-", '"$(', "`", "a(){ ", "case x in (", "<<E\n", "[[ ", "a;"]
)
def test_depth(piece: str) -> None:
    text = piece * 5_000
    parse_script(text)
    tokens_of(text)
    assert shown(starting({"Dockerfile": HEAD + "CMD sh x", "x": text}))


def test_words_that_multiply_are_cut() -> None:
    doubling = "a=xxxxxxxxxx\n" + 'a="$a$a"\n' * 60 + "arq $a.B\n"
    assert shown(starting({"Dockerfile": HEAD + "CMD sh x", "x": doubling}))
    forks = "if [ $x ]; then a=$a$RANDOM; else a=1$a; fi\n" * 60 + "arq a.B\n"
    assert shown(starting({"Dockerfile": HEAD + "CMD sh x", "x": forks}))
