"""Which engine is asked."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from ctxlint.verify.sdk import reason_of
from ctxlint.verify.tunnel import ssh_command
from tests.cli.runs import CLEAN, spawn
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path


def meta(name: str) -> str:
    """The file of a context of docker's."""
    return f"contexts/meta/{hashlib.sha256(name.encode()).hexdigest()}/meta.json"


def context(host: str) -> str:
    return json.dumps({"Name": "any", "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}})


USED = {"config.json": json.dumps({"currentContext": "used"})}
CONTEXTS = {meta("used"): context("unix:///context-in-use.sock"), meta("other"): context("unix:///other.sock")}
CASES: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    "the context in use": (USED, {}, "unix:///context-in-use.sock"),
    "the context of the environment": (USED, {"DOCKER_CONTEXT": "other"}, "unix:///other.sock"),
    "a context without any configuration": ({}, {"DOCKER_CONTEXT": "other"}, "unix:///other.sock"),
    "the host of the environment": (USED, {"DOCKER_HOST": "unix:///host.sock"}, "unix:///host.sock"),
    "the host before the context": (
        USED,
        {"DOCKER_HOST": "unix:///host.sock", "DOCKER_CONTEXT": "other"},
        "unix:///host.sock",
    ),
}


def asked(root: Path, config: dict[str, str], **environment: str) -> str:
    """The one sentence of a run with these files of docker's."""
    write_tree(root / "config", config)
    variables = {"DOCKER_HOST": "", "DOCKER_CONTEXT": "", "DOCKER_CONFIG": str(root / "config"), **environment}
    done = spawn(write_tree(root / "project", CLEAN), "verify", "-q", **variables)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    return line


@pytest.mark.parametrize("case", CASES)
def test_the_engine_that_docker_would_ask(case: str, tmp_path: Path) -> None:
    config, environment, host = CASES[case]
    line = asked(tmp_path, CONTEXTS | config, **environment)
    assert line.startswith(f"error: the Docker engine at {host} cannot be reached: ")


NOWHERE: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    "a context that is not there": ({}, {"DOCKER_CONTEXT": "nobody"}, "error: there is no docker context 'nobody'"),
    "a context without an engine": (
        USED | {meta("used"): '{"Endpoints": {"other": {}}}'},
        {},
        "error: the docker context 'used' names no engine",
    ),
    "a context that is no JSON": (USED | {meta("used"): "{"}, {}, "meta.json: cannot be read (Expecting property name"),
    "a configuration that is no JSON": ({"config.json": "x"}, {}, "config.json: cannot be read (Expecting value"),
    "certificates that are not there": (
        {},
        {"DOCKER_HOST": "tcp://127.0.0.1:1", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/nowhere"},
        "error: the certificates of the Docker engine cannot be used: Path to a certificate",
    ),
    "an address that SSH does not know": (
        {},
        {"DOCKER_HOST": "ssh://me:secret@build.example"},
        "error: the Docker engine's address is not ssh://[user@]host[:port][/socket]",
    ),
    "no command for SSH": (
        {},
        {"DOCKER_HOST": "ssh://build.example", "PATH": "/nowhere"},
        "error: the Docker engine at ssh://build.example needs the command ssh, which is not installed",
    ),
}


@pytest.mark.parametrize("case", NOWHERE)
def test_what_leads_to_no_engine(case: str, tmp_path: Path) -> None:
    config, environment, words = NOWHERE[case]
    assert words in asked(tmp_path, config, **environment)


SSH = {
    "ssh://build.example": (["build.example"], []),
    "ssh://me@Build:22/": (["-l", "me", "-p", "22", "--", "Build"], []),
    "ssh://m%40x@[::1]/run/my docker.sock": (
        ["-l", "m@x", "--", "::1"],
        ["--host", "'unix:///run/my docker.sock'"],
    ),
}


@pytest.mark.parametrize("address", SSH)
def test_the_command_for_ssh(address: str) -> None:
    where, engine = SSH[address]
    words = ssh_command(address)
    assert words[words.index("docker") :] == ["docker", *engine, "system", "dial-stdio"]
    assert words[words.index("docker") - len(where) : words.index("docker")] == where


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
