"""What ``ctxlint verify`` says before an engine is asked anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.runs import CLEAN, SHOP, run, run_in, spawn
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

NO_ENGINE = "unix:///nowhere/docker.sock"

MISTAKES = {
    "a service that is not there": (["backnd"], "There is no service 'backnd'. Did you mean 'backend'?"),
    "an image for several services": (["--image", "x"], "Which service is the image of? There are backend, web."),
    "a path that is not there": (["-C", "nowhere"], "nowhere: There is no such file or directory."),
}


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", NO_ENGINE)


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_are_told_first(case: str, tmp_path: Path) -> None:
    words, message = MISTAKES[case]
    done = run_in(tmp_path, SHOP, "verify", *words)
    assert (done.code, done.err) == (2, f"error: {message}\n")


def test_no_engine_is_an_error_of_the_report(tmp_path: Path) -> None:
    done = spawn(write_tree(tmp_path, CLEAN), "verify", "--format", "json")
    (error,) = json.loads(done.stdout)["errors"]
    assert error["message"].startswith(f"the Docker engine at {NO_ENGINE} cannot be reached: ")
    assert (done.returncode, done.stderr) == (2, b"")


def test_nothing_to_verify_needs_no_engine(tmp_path: Path) -> None:
    done = run(tmp_path, "verify")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("no service was found")


@pytest.mark.parametrize("words", [["--memory", "lots"], ["--timeout", "0"], ["--format", "nothing"]])
def test_values_that_are_none(words: list[str], tmp_path: Path) -> None:
    done = run_in(tmp_path, CLEAN, "verify", *words)
    assert done.code == 2
    assert words[0] in done.err.splitlines()[-1]
