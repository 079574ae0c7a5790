"""Which engine is asked."""

from __future__ import annotations

import hashlib
import json
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from ctxlint.errors import EngineError
from ctxlint.verify.sdk import connect, reason_of
from tests.cli.runs import CLEAN, spawn
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path


def context(name: str, host: str) -> dict[str, str]:
    """The files of a context of docker's."""
    meta = {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}
    return {f"contexts/meta/{hashlib.sha256(name.encode()).hexdigest()}/meta.json": json.dumps(meta)}


CASES: dict[str, tuple[dict[str, str], str]] = {
    "the context in use": ({}, "unix:///context-in-use.sock"),
    "the context of the environment": ({"DOCKER_CONTEXT": "other"}, "unix:///other.sock"),
    "the host of the environment": ({"DOCKER_HOST": "unix:///host.sock"}, "unix:///host.sock"),
    "the host before the context": (
        {"DOCKER_HOST": "unix:///host.sock", "DOCKER_CONTEXT": "other"},
        "unix:///host.sock",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_engine_that_docker_would_ask(case: str, tmp_path: Path) -> None:
    environment, host = CASES[case]
    files = {"config.json": json.dumps({"currentContext": "used"})}
    files |= context("used", "unix:///context-in-use.sock") | context("other", "unix:///other.sock")
    write_tree(tmp_path / "config", files)
    variables = {"DOCKER_HOST": "", "DOCKER_CONTEXT": "", "DOCKER_CONFIG": str(tmp_path / "config"), **environment}
    done = spawn(write_tree(tmp_path / "project", CLEAN), "verify", "-q", **variables)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"error: the Docker engine at {host} cannot be reached: ")


def test_a_context_that_is_not_there(tmp_path: Path) -> None:
    variables = {"DOCKER_HOST": "", "DOCKER_CONTEXT": "nobody", "DOCKER_CONFIG": str(tmp_path)}
    done = spawn(write_tree(tmp_path / "project", CLEAN), "verify", "-q", **variables)
    assert (done.returncode, done.stderr.decode()) == (2, "error: there is no docker context 'nobody'\n")


def caused(*errors: BaseException) -> BaseException:
    """Errors, each raised for the next; the last is where it began."""
    for outer, inner in pairwise(errors):
        outer.__cause__ = inner
    return errors[0]


REASONS = {
    "rights": (
        caused(ValueError("x"), PermissionError(13, "no")),
        "permission denied; the user has to be in",
    ),
    "absence": (caused(ValueError("x"), FileNotFoundError(2, "no")), "nothing answers there; is the engine running?"),
    "refusal": (ConnectionError("x", ConnectionRefusedError(111, "no")), "nothing answers there"),
    "the innermost words": (caused(ValueError("outer"), ValueError("inner")), "inner"),
    "no words": (TimeoutError(), "TimeoutError"),
}


@pytest.mark.parametrize("case", REASONS)
def test_reasons(case: str) -> None:
    error, words = REASONS[case]
    assert reason_of(error).startswith(words)


def test_ssh_needs_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://somebody@build.example")
    monkeypatch.setitem(sys.modules, "paramiko", None)
    with pytest.raises(EngineError, match=r"ssh://somebody@build.example needs the package paramiko"), connect():
        pass
