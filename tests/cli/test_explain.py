"""``ctxlint explain``: what is printed, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.explain import logs
from tests.helpers import write_tree

from .runs import BROKEN, SHOP, Tree, run, run_in, spawn

if TYPE_CHECKING:
    from pathlib import Path

LOG = b"""\
backend-1  | Traceback (most recent call last):
backend-1  |   File "/app/app/main.py", line 1, in <module>
backend-1  |     import app.monitoring
backend-1  | ModuleNotFoundError: No module named 'app.monitoring'
"""
TREE: Tree = {
    **SHOP,
    "backend/Dockerfile": 'FROM python:3.12\nWORKDIR /app\nCOPY app app\nCMD ["python", "-m", "app.main"]\n',
}
TEXT = """\
ModuleNotFoundError: No module named 'app.monitoring' at backend/app/main.py:1

backend: missing [CTX102]
  cause  backend/app/main.py:1 -> app.monitoring: the image has no app.monitoring, because line 2 of \
backend/.dockerignore (**/monitoring/) excludes backend/app/monitoring
  place  backend/app/main.py:1  import app.monitoring
         backend/.dockerignore:2  **/monitoring/
           this line excludes backend/app/monitoring
         backend/.dockerignore:3  !app/
           this line does not bring it back: backend/app itself is not excluded, so there is nothing to take back, \
and line 2 matches deeper
  fix    add the line "!app/monitoring" at the end of backend/.dockerignore
"""
THERE = """\
backend/app/main.py

backend: there
  cause  the image has backend/app/main.py as /app/app/main.py
  place  backend/Dockerfile:3  COPY app app
  chain  python -m app.main -> app.main
nothing there needs it: web
"""


def test_a_log(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    result = run(tmp_path, "explain", "-", given=LOG)
    assert (result.code, result.out, result.err) == (1, TEXT, "")


def test_a_path(tmp_path: Path) -> None:
    result = run_in(tmp_path, TREE, "explain", "backend/app/main.py")
    assert (result.code, result.out, result.err) == (0, THERE, "")


def test_json(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    result = run(tmp_path, "explain", "-", "--format", "json", given=LOG)
    [explanation] = json.loads(result.out)["explanations"]
    [answer] = explanation.pop("answers")
    assert explanation == {
        "kind": "module",
        "name": "app.monitoring",
        "attribute": None,
        "message": "ModuleNotFoundError: No module named 'app.monitoring'",
        "container": "backend-1",
        "location": {"file": "backend/app/main.py", "line": 1, "column": 1},
        "state": "missing",
    }
    assert answer.pop("cause").startswith("backend/app/main.py:1 -> app.monitoring: ")
    assert [place["line"] for place in answer.pop("places")] == [1, 2, 3]
    assert answer == {
        "service": "backend",
        "state": "missing",
        "concerned": True,
        "code": "CTX102",
        "chain": None,
        "fix": 'add the line "!app/monitoring" at the end of backend/.dockerignore',
    }


ENDS = [
    ("missing", ("app.monitoring",), 1),
    ("there", ("app.main",), 0),
    ("somebody else's", ("redis",), 2),
    ("in one service", ("app.main", "-s", "backend"), 0),
    ("in a project elsewhere", ("app.main", "-C", "backend"), 0),
    ("as another builder reads it", ("app.monitoring", "--builder", "legacy"), 0),
]


@pytest.mark.parametrize(("words", "code"), [c[1:] for c in ENDS], ids=[c[0] for c in ENDS])
def test_exit_codes(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    assert run_in(tmp_path, TREE, "explain", *words).code == code


NO_FAILURE = "error: there is no traceback in the log, nor a message of a shell, a launcher or a builder that something"
REFUSALS: list[tuple[str, Tree, tuple[str, ...], bytes, str]] = [
    ("an empty log", TREE, ("-",), b"", "error: the log is empty\n"),
    ("a log of blanks", TREE, ("-",), b" \n\n", "error: the log is empty\n"),
    ("a log of nothing", TREE, ("-",), logs.QUIET.encode(), NO_FAILURE),
    ("no log at all", TREE, ("-",), bytes(range(256)) * 64, NO_FAILURE),
    ("no such path", TREE, ("backend/nothing.py",), b"", "error: backend/nothing.py: it is neither a path of the"),
    ("no such service", TREE, ("app.main", "-s", "bakend"), b"", "error: There is no service 'bakend'. Did you mean"),
    ("no service", {"README": ""}, ("app.main",), b"", "error: no service was found: "),
    ("no project", TREE, ("app.main", "-C", "nowhere"), b"", "error: nowhere: There is no such file or directory.\n"),
    ("a broken Dockerfile", BROKEN, ("main.py",), b"", "error: Dockerfile:2: "),
]


@pytest.mark.parametrize(("tree", "words", "given", "message"), [c[1:] for c in REFUSALS], ids=[c[0] for c in REFUSALS])
def test_what_cannot_be_told(tree: Tree, words: tuple[str, ...], given: bytes, message: str, tmp_path: Path) -> None:
    write_tree(tmp_path, tree)
    result = run(tmp_path, "explain", *words, given=given)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(message)


def test_names_that_are_not_text(tmp_path: Path) -> None:
    root = write_tree(tmp_path, TREE)
    result = spawn(root, "explain", "a\udcff/b")
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"error: a\\xff/b: ")


def test_a_problem_elsewhere_is_told_beside_the_answer(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**TREE, "other/Dockerfile": "CPOY x /\n"}, "explain", "app.monitoring")
    assert result.code == 1
    assert result.err.startswith("error: other/Dockerfile:1: ")
    assert run(tmp_path, "explain", "app.monitoring", "-s", "backend").err == ""
