"""Variables of compose files and the ``.env`` files that set them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.project.compose.envfile import parse_env
from ctxlint.project.compose.interpolation import InterpolationError, Interpolator

from .trees import Tree, look, only, summary

if TYPE_CHECKING:
    from pathlib import Path

VALUES = {"A": "a", "EMPTY": "", "Long_1": "long"}

TEXTS = {
    "plain": ("x$A/${A}y", "xa/ay"),
    "the longest name counts": ("$Long_1$AA", "long"),
    "an unset variable is empty": ("<${NO}$NO>", "<>"),
    "a default when unset": ("${NO-d}${EMPTY-d}${A-d}", "da"),
    "a default when empty, too": ("${NO:-d}${EMPTY:-d}${A:-d}", "dda"),
    "an alternative when set": ("${NO+x}${EMPTY+y}${A+z}", "yz"),
    "an alternative when not empty": ("${NO:+x}${EMPTY:+y}${A:+z}", "z"),
    "required and set": ("${A:?must}${EMPTY?must}", "a"),
    "an escaped dollar": ("$$A $${A}", "$A ${A}"),
    "a dollar before anything else": ("$ $1 $(seq 10)$", "$ $1 $(seq 10)$"),
    "a nested default": ("${NO:-${EMPTY:-x${A}}}", "xa"),
    "a default with a colon": ("${NO:-http://x:80/}", "http://x:80/"),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_interpolation(text: str, expected: str) -> None:
    assert Interpolator(VALUES).text(text) == expected


REFUSED = {
    "required and unset": ("${NO?}", "the variable NO is required, and no .env file sets it"),
    "required and empty": ("${EMPTY:?must be set}", "the variable EMPTY is required"),
    "an open brace": ("${A", "a '${' has no '}' after it"),
    "no name": ("${}", "'${}' is not a variable"),
    "an unknown operator": ("${A%x}", "'${A%x}' is not a variable"),
    "nested without end": ("${NO:-" * 50 + "}" * 50, "variables are nested more than 20 levels deep"),
    "text without end": ("$BIG" * 100, "variables expand to more text than a compose file can need"),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_refusals(text: str, expected: str) -> None:
    with pytest.raises(InterpolationError) as caught:
        Interpolator(VALUES | {"BIG": "x" * 100_000}).text(text)
    assert str(caught.value).startswith(expected)


ENV_FILES = {
    "pairs, blanks and comments": ("A=1\n\n# B=2\n  C = 3 # three\nD=a#b\n", {"A": "1", "C": "3", "D": "a#b"}),
    "export": ("export A=1\n", {"A": "1"}),
    "double quotes escape": (r'A="a\n\"b\" # no"' + "\n", {"A": 'a\n"b" # no'}),
    "double quotes span lines": ('A="one\ntwo"\nB=3\n', {"A": "one\ntwo", "B": "3"}),
    "single quotes are literal": ("A='$B \\n'\n", {"A": "$B \\n"}),
    "earlier values": ("A=1\nB=${A}2\nC=$NO\n", {"A": "1", "B": "12", "C": ""}),
    "a broken value is empty": ("A=${\nB=1\n", {"A": "", "B": "1"}),
    "an empty value": ("A=\nB=1\n", {"A": "", "B": "1"}),
    "lines that are none": ("nonsense\n=x\n1A=2\n", {}),
    "values that grow without end": (
        "A="
        + "x" * 1000
        + "\n"
        + "".join(f"{b}=${a}${a}\n" for a, b in zip("ABCDEFGHIJKLMNO", "BCDEFGHIJKLMNOP", strict=True)),
        None,
    ),
}


@pytest.mark.parametrize(("text", "expected"), ENV_FILES.values(), ids=ENV_FILES)
def test_env_files(text: str, expected: dict[str, str] | None) -> None:
    values = parse_env(text)
    assert expected is None or values == expected
    assert sum(map(len, values.values())) < 10_000_000


@given(text=st.text(alphabet=st.sampled_from("AB=${}:-?+\"'\\#\n $x"), max_size=60))
def test_any_text(text: str) -> None:
    with suppress(InterpolationError):
        Interpolator(parse_env(text)).text(text)


BUILDS: dict[str, tuple[Tree, str]] = {
    "a default": ({"compose.yaml": "services: {web: {build: '${DIR:-app}'}}"}, "web: app app/Dockerfile"),
    "the file beside": (
        {"compose.yaml": "services: {web: {build: '$DIR'}}", ".env": "DIR=app"},
        "web: app app/Dockerfile",
    ),
    "unset is empty, and so the project": (
        {"compose.yaml": "services: {web: {build: '$DIR'}}", "Dockerfile": "FROM scratch"},
        "web: . Dockerfile",
    ),
    "an include has its own": (
        {
            "compose.yaml": "include: [{path: sub/c.yaml, env_file: sub/vars}]",
            "sub/c.yaml": "services: {web: {build: '../$DIR'}}",
            "sub/vars": "DIR=app",
        },
        "web: app app/Dockerfile",
    ),
    "the outer project wins over an include's own": (
        {
            "compose.yaml": "include: [sub/c.yaml]",
            ".env": "DIR=app",
            "sub/c.yaml": "services: {web: {build: '../$DIR'}}",
            "sub/.env": "DIR=other",
        },
        "web: app app/Dockerfile",
    ),
    "a fault that no build needs": (
        {"compose.yaml": "services: {web: {build: app, environment: ['A=${NO:?}'], ports: ['${X'] }}"},
        "web: app app/Dockerfile",
    ),
}


INHERITED = {
    "an item": "build: {context: app, args: [A, NO]}",
    "a key": "build: {context: app, args: {A: , NO: }}",
    "an item with a value": "build: {context: app, args: [A=a, B=$A]}",
    "empty is a value": "build: {context: app, args: {A: $A, E: ''}}",
}


@pytest.mark.parametrize("text", INHERITED.values(), ids=INHERITED)
def test_arguments_without_a_value_take_that_of_the_variable(tmp_path: Path, text: str) -> None:
    tree: Tree = {
        "compose.yaml": f"services: {{web: {{{text}}}}}",
        ".env": "A=a\nE=e\n",
        "app/Dockerfile": "FROM scratch",
    }
    found = only(look(tmp_path, tree)).build_args
    assert found["A"] == "a"
    assert found.get("B", "a") == "a"
    assert found.get("E", "") == ""
    assert "NO" not in found


@pytest.mark.parametrize(("tree", "expected"), BUILDS.values(), ids=BUILDS)
def test_builds(tmp_path: Path, tree: Tree, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIR", "of-the-host")
    found = look(tmp_path, {"app/Dockerfile": "FROM scratch", **tree})
    assert found.errors == ()
    assert expected in summary(found)
