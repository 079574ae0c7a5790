"""Which services answer, with which places and chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from dulwich import porcelain
from hypothesis import given
from hypothesis import strategies as st

import ctxlint
from ctxlint.errors import CtxlintError
from ctxlint.explain import Explanations, Frame, Kind, Question, asked, explain
from ctxlint.model import Builder
from tests.helpers import write_tree

from . import logs
from .test_answers import API, PYTHON, Tree, ask, only

if TYPE_CHECKING:
    from pathlib import Path

SHOP: Tree = {
    "compose.yaml": "services:\n"
    + "".join(
        f"  {name}:\n    build: {{context: ., dockerfile: {name}/Dockerfile}}\n" for name in ("api", "worker", "web")
    ),
    "api/Dockerfile": PYTHON + 'COPY api api\nCMD ["python", "-m", "api.main"]\n',
    "api/__init__.py": "",
    "api/main.py": "import shared.auth\n",
    "worker/Dockerfile": PYTHON + 'COPY worker worker\nCOPY shared shared\nCMD ["python", "-m", "worker.main"]\n',
    "worker/__init__.py": "",
    "worker/main.py": "import shared.jobs\n",
    "web/Dockerfile": 'FROM node:22\nCOPY web /srv\nCMD ["node", "/srv/index.js"]\n',
    "web/index.js": "",
    "shared/__init__.py": "",
    "shared/auth.py": "",
    "shared/jobs.py": "",
}


def states(found: Explanations) -> list[list[str]]:
    """Service and state of the answers that count, by explanation."""
    return [[f"{answer.service} {answer.state}" for answer in each.counted] for each in found.explanations]


SERVICES = [
    ("a module", "shared.auth", [["api missing"]], 1),
    ("a module that both need", "shared", [["api missing", "worker present"]], 1),
    ("a path", "shared/jobs.py", [["api missing", "worker present"]], 1),
    ("a log without names", "ModuleNotFoundError: No module named 'shared'", [["api missing", "worker present"]], 1),
    ("a log with code of one", logs.UVICORN, [["api missing"]], 1),
    ("two containers", logs.COMPOSE, [["api missing"], ["worker present"]], 1),
    ("one of them", logs.COMPOSE.replace("api-1  ", "other-1"), [["api missing"], ["worker present"]], 1),
    ("there", "worker-1  | ModuleNotFoundError: No module named 'shared'", [["worker present"]], 0),
    ("nobody's", "ModuleNotFoundError: No module named 'redis'", [["api unknown", "worker unknown"]], 2),
]


@pytest.mark.parametrize(("what", "expected", "code"), [c[1:] for c in SERVICES], ids=[c[0] for c in SERVICES])
def test_who_answers(what: str, expected: list[list[str]], code: int, tmp_path: Path) -> None:
    found = ask(tmp_path, SHOP, what)
    assert (states(found), found.exit_code) == (expected, code)


def test_a_broken_service_does_not_stop_the_others(tmp_path: Path) -> None:
    found = ask(tmp_path, {**SHOP, "web/Dockerfile": "CPOY x /\n"}, "shared.auth")
    assert states(found) == [["api missing"]]
    assert [(problem.file, problem.line, problem.service) for problem in found.problems] == [
        ("web/Dockerfile", 1, "web")
    ]
    assert found.exit_code == 1
    assert ask(tmp_path, {}, "worker.main").exit_code == 2


def test_the_place_is_the_innermost_that_is_the_repository_s(tmp_path: Path) -> None:
    [explanation] = ask(tmp_path, SHOP, logs.UVICORN).explanations
    assert str(explanation.place) == "api/main.py:2"


def test_of_a_chain_the_question_with_a_cause_is_answered(tmp_path: Path) -> None:
    tree = {
        "Dockerfile": PYTHON + 'COPY settings.py .\nCMD ["python", "settings.py"]\n',
        "settings.py": "try:\n    from conf.local import *\nexcept ImportError:\n    from conf.production import *\n",
        "conf/local.py": "",
    }
    [explanation] = ask(tmp_path, tree, logs.FALLBACK).explanations
    assert (explanation.question.name, explanation.state) == ("conf.local", "missing")


PLACES = [
    ("a copy", API, "shared/auth.py", ["Dockerfile:4 "]),
    (
        "from stage to stage",
        {
            "Dockerfile": "FROM python:3.12 AS build\nWORKDIR /src\nCOPY . .\n"
            "FROM python:3.12\nCOPY --from=build /src/shared /srv/shared\n",
            "shared/auth.py": "",
        },
        "shared/auth.py",
        ["Dockerfile:5 ", "Dockerfile:3 in the stage build"],
    ),
    (
        "the last of two copies",
        {"Dockerfile": "FROM scratch\nCOPY a.txt /x/\nCOPY . /x\n", "a.txt": ""},
        "a.txt",
        ["Dockerfile:3 "],
    ),
    (
        "a base that is a stage",
        {"Dockerfile": "FROM scratch AS base\nCOPY a.txt /x/\nFROM base\nCOPY b.txt /y/\n", "a.txt": "", "b.txt": ""},
        "a.txt",
        ["Dockerfile:2 in the stage base"],
    ),
    (
        "a directory that was there",
        {"Dockerfile": "FROM scratch\nCOPY d /x\nCOPY a.txt /x\n", "a.txt": "", "d/b.txt": ""},
        "a.txt",
        ["Dockerfile:3 "],
    ),
    (
        "a line, those after it, and the copy",
        {"Dockerfile": "FROM scratch\nCOPY . /x\n", ".dockerignore": "**/logs\n!app\n", "app/logs/a.txt": "", "b": ""},
        "app/logs",
        [
            ".dockerignore:1 ",
            (
                ".dockerignore:2 this line does not bring it back: app itself is not excluded, so there is nothing to "
                "take back, and line 1 matches deeper"
            ),
            "Dockerfile:2 this would copy app/logs",
        ],
    ),
    (
        "volumes over it",
        {
            "compose.yaml": "services:\n  api:\n    build: .\n    volumes:\n      - code:/x\n      - ./app:/x/app\n"
            "volumes:\n  code:\n",
            "Dockerfile": "FROM scratch\nCOPY app /x/app\n",
            "app/b": "",
        },
        "app/b",
        [
            "compose.yaml:5 the volume code lies over it, and keeps what it had when it was made",
            "compose.yaml:6 this volume lies over it, and brings app",
            "Dockerfile:2 ",
        ],
    ),
    (
        "what is left out of a directory",
        {"Dockerfile": "FROM scratch\nCOPY . /x\n", ".dockerignore": "**/logs\n", "app/logs/a.txt": "", "app/b": ""},
        "app",
        ["Dockerfile:2 ", ".dockerignore:1 this line excludes app/logs/"],
    ),
]


@pytest.mark.parametrize(("tree", "what", "expected"), [c[1:] for c in PLACES], ids=[c[0] for c in PLACES])
def test_places(tree: Tree, what: str, expected: list[str], tmp_path: Path) -> None:
    answer = only(ask(tmp_path, tree, what))
    assert [f"{place.location} {place.message}" for place in answer.places] == expected


CHAINS = [
    ("what the start imports", "shared.auth", "api/main.py:2 -> shared.auth"),
    ("its source", "shared/auth.py", "api/main.py:2 -> shared.auth"),
    ("the start", "api.main", "python -m api.main -> api.main"),
    ("a file that is no module", "api/data.json", ""),
    ("a module that nobody imports", "api.unused", "nothing that the container is known to start imports it"),
]


@pytest.mark.parametrize(("what", "expected"), [c[1:] for c in CHAINS], ids=[c[0] for c in CHAINS])
def test_chains(what: str, expected: str, tmp_path: Path) -> None:
    tree = {**API, "api/data.json": "", "api/unused.py": ""}
    assert only(ask(tmp_path, tree, what)).chain == expected


def test_the_builder_counts(tmp_path: Path) -> None:
    tree = {**API, ".dockerignore": "**/shared\n!shared\n**/auth.py\n!shared\n"}
    found = [
        only(ask(tmp_path, tree, "shared/auth.py", builder)).state for builder in (Builder.BUILDKIT, Builder.LEGACY)
    ]
    assert found == ["missing", "present"]


ASKED = [
    ("a module", "api.main", "module api.main"),
    ("a path", "api/main.py", "repository api/main.py"),
    ("a path from elsewhere", "../project/api", "repository api"),
    ("a directory with the name of a module", "api", "repository api"),
    ("a path in the container", "/srv/x", "path /srv/x"),
    ("a message", "ModuleNotFoundError: No module named 'a'", "module a"),
    ("a name with a blank", "a b.txt", "repository a b.txt"),
]


@pytest.mark.parametrize(("word", "expected"), [c[1:] for c in ASKED], ids=[c[0] for c in ASKED])
def test_what_is_asked(word: str, expected: str, tmp_path: Path) -> None:
    root = write_tree(tmp_path / "project", {"api/main.py": "", "a b.txt": ""})
    [[question]] = asked(word, root, root)
    assert f"{question.kind} {question.name}" == expected


@pytest.mark.parametrize("word", ["", ".", "..", "no/such/file", "a b", "x-y", "\0", "../other", "é/"])
def test_what_is_nothing(word: str, tmp_path: Path) -> None:
    with pytest.raises(CtxlintError, match="neither a path of the project"):
        asked(word, write_tree(tmp_path / "project", {"a": ""}), tmp_path / "project")


UNTRACKED = [
    ("a module", "shared.auth", "present"),
    ("a path", "shared/auth.py", "present"),
    ("a log", "ModuleNotFoundError: No module named 'shared.auth'", "missing"),
]


@pytest.mark.parametrize(("what", "state"), [c[1:] for c in UNTRACKED], ids=[c[0] for c in UNTRACKED])
def test_what_git_does_not_track(what: str, state: str, tmp_path: Path) -> None:
    root = write_tree(tmp_path, API)
    repository = porcelain.init(root)
    porcelain.add(repository, paths=[str(root / "Dockerfile"), str(root / "api/main.py")])
    repository.close()
    answer = only(ask(root, {}, what))
    note = "; git does not track shared/auth.py, so that an image built from a checkout lacks it"
    assert (answer.state, answer.cause.endswith(note)) == (state, True)
    assert answer.fix == ("git add --force shared/auth.py" if state == "missing" else None)
    assert "git" not in only(ask(root, {}, "api.main")).cause


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> ctxlint.Project:
    return ctxlint.load(write_tree(tmp_path_factory.mktemp("odd"), SHOP))


_NAMES = st.text(max_size=300) | st.sampled_from(
    [
        "/",
        "//",
        ".",
        "..",
        "../..",
        "/..",
        "a/",
        "*",
        "[",
        "a\0b",
        "\udcff",
        "api/",
        "/srv",
        "/srv/",
        ".a",
        "a.",
        "a..b",
        "\\",
    ]
)


@given(kind=st.sampled_from(Kind), name=_NAMES, attribute=_NAMES, text=_NAMES, frame=_NAMES)
def test_no_question_is_too_odd(
    project: ctxlint.Project, kind: Kind, name: str, attribute: str, text: str, frame: str
) -> None:
    question = Question(kind, name, attribute, text, (Frame(frame, 2**70), Frame("/srv/api/main.py", 0, "x")))
    found = explain(project.services, [[question]])
    assert found.exit_code in (0, 1, 2)
    assert found.problems == ()
