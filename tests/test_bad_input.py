"""Repositories that nobody would want: one sentence each, exit code 2 or a finding, and the others go on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ctxlint
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = {"good/Dockerfile": "FROM scratch\nCOPY main.py /\n", "good/main.py": ""}
BOMB = "x0: &x0 [lol]\n" + "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12))


def check(root: Path) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "ctxlint", "check", ".", "--format", "json"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return result.returncode, document


def huge(root: Path) -> None:
    with (root / "Dockerfile").open("wb") as file:
        file.truncate(200_000_000)


def odd_name(root: Path) -> None:
    (root / os.fsdecode(b"caf\xe9.txt")).write_text("")
    write_tree(root, {"Dockerfile": "FROM scratch\nCOPY . /\n"})


def unix_socket(root: Path) -> None:
    write_tree(root, {"Dockerfile": "FROM scratch\nCOPY . /\n"})
    here = Path.cwd()
    os.chdir(root)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("s")
    finally:
        os.chdir(here)


def tree(files: dict[str, str | bytes | None]) -> Callable[[Path], object]:
    return lambda root: write_tree(root, files)


COMPOSE = "services:\n  api:\n    build: ./api\n"
BROKEN: dict[str, tuple[Callable[[Path], object], str, int | None]] = {
    "a Dockerfile without FROM": (tree({"Dockerfile": "RUN true\n"}), "Dockerfile", 1),
    "an empty Dockerfile": (tree({"Dockerfile": ""}), "Dockerfile", None),
    "a 200 MB Dockerfile": (huge, "Dockerfile", None),
    "a compose file with an alias bomb": (tree({"compose.yaml": BOMB + "services: {}\n"}), "compose.yaml", None),
    "a missing context": (tree({"compose.yaml": COMPOSE}), "compose.yaml", 3),
    "a tab in YAML": (tree({"compose.yaml": "services:\n\tapi: {}\n"}), "compose.yaml", 2),
    "a bake file that ends too early": (tree({"docker-bake.hcl": 'target "x" {\n'}), "docker-bake.hcl", 2),
    "a directory copied below a file": (
        tree({"Dockerfile": "FROM scratch\nCOPY a /x\nCOPY a /x/f/\n", "a/f": ""}),
        "Dockerfile",
        3,
    ),
}
QUIET: dict[str, Callable[[Path], object]] = {
    "a link loop": tree({"Dockerfile": "FROM scratch\nCOPY . /\n", "a": "-> b", "b": "-> a"}),
    "a link out of the context": tree({"Dockerfile": "FROM scratch\nCOPY . /\n", "out": "-> /etc"}),
    "a link to its own directory": tree({"Dockerfile": "FROM scratch\nCOPY . /\n", "sub/up": "-> .."}),
    "a name that is not UTF-8": odd_name,
    "a socket": unix_socket,
    "an alias bomb in a workflow": tree(
        {"Dockerfile": "FROM scratch\n", ".github/workflows/ci.yml": BOMB + "# docker build\n"}
    ),
    "a pipeline without an end": tree(
        {
            "Dockerfile": "FROM scratch\n",
            ".gitlab-ci.yml": "a: {extends: a, script: ['f() { f; f; }; f', make, docker build .]}\n",
            "Makefile": "A = $(A)$(A)\na: a\n\tmake a $(A) docker build .\n",
        }
    ),
    "long lines in pipelines": tree(
        {
            "Dockerfile": "FROM scratch\n",
            "Jenkinsfile": "docker " * 100_000,
            ".travis.yml": f"script: docker build {'a/' * 200_000}\n",
        }
    ),
    "deep nesting": tree({"Dockerfile": "FROM scratch\nCOPY . /\n", "/".join(["d"] * 900) + "/f": ""}),
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_sentence_with_the_place_and_the_others_go_on(case: str, tmp_path: Path) -> None:
    make, file, line = BROKEN[case]
    write_tree(tmp_path, GOOD)
    make(tmp_path)

    code, document = check(tmp_path)

    assert code == 2
    assert [error["file"] for error in document["errors"]] == [file]
    assert line is None or document["errors"][0]["line"] == line
    assert "\n" not in document["errors"][0]["message"]
    assert "good" in [service["name"] for service in document["services"]]


@pytest.mark.parametrize("case", QUIET)
def test_the_builder_goes_on_and_so_does_ctxlint(case: str, tmp_path: Path) -> None:
    QUIET[case](tmp_path)

    code, document = check(tmp_path)

    assert (code, document["errors"], document["findings"]) == (0, [], [])


@pytest.mark.parametrize(
    ("text", "word"),
    [("max-contxt-size = 1\n", "max-context-size"), ('max-context-size = "big"\n', "size"), ("select = [\n", "")],
    ids=["an unknown key", "a wrong value", "broken TOML"],
)
def test_a_broken_configuration_stops_the_run(text: str, word: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {**GOOD, "ctxlint.toml": text})
    result = subprocess.run(
        [sys.executable, "-m", "ctxlint"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert result.returncode == 2
    assert "error: ctxlint.toml:" in result.stderr
    assert word in result.stderr
    assert "Traceback" not in result.stderr


def test_an_ignore_file_in_utf_16_is_a_finding(tmp_path: Path) -> None:
    write_tree(tmp_path, {"Dockerfile": "FROM scratch\n", ".dockerignore": "notes\n".encode("utf-16")})

    _, document = check(tmp_path)

    assert "CTX406" in [finding["code"] for finding in document["findings"]]
    assert document["errors"] == []


def test_a_directory_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path, {**GOOD, "good/private/x": "", "good/Dockerfile": "FROM scratch\nCOPY . /\n"})
    scandir = os.scandir

    def refuse(path: str | Path) -> Any:
        if Path(path).name == "private":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = ctxlint.check(ctxlint.load(tmp_path))

    assert report.exit_code == 2
    assert all("private" in (error.file or "") for error in report.errors)
    assert all("cannot be" in error.message for error in report.errors)


def test_nothing_is_written(tmp_path: Path) -> None:
    write_tree(tmp_path, GOOD)
    before = sorted(tmp_path.rglob("*"))

    check(tmp_path)

    assert sorted(tmp_path.rglob("*")) == before
