"""How commands end in the real world: pipes that close, Ctrl-C, disks that are full."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .runs import BROKEN, CLEAN, COMMAND, SHOP, Tree, run_in, spawn

ENDINGS: dict[str, tuple[Tree, tuple[str, ...], int, bytes]] = {
    "clean": (CLEAN, (), 0, b""),
    "findings": (SHOP, (), 1, b""),
    "could not tell": (BROKEN, (), 2, b"error: Dockerfile:2: "),
    "a mistyped command": (CLEAN, ("chekc",), 2, b"Usage: ctxlint "),
}
MANY: Tree = {"Dockerfile": "FROM scratch\nCOPY . /\n", **{f"{'x' * 200}{number}": "" for number in range(1500)}}
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""Without a buffer, Python does not notice that only a part of a long text was taken."""
INTERRUPTED = """
import signal
from ctxlint import api
from ctxlint.cli import main
def interrupt(*_, **__):
    signal.raise_signal(signal.SIGINT)
api.load = interrupt
main()
"""


@pytest.mark.parametrize(("tree", "words", "code", "error"), ENDINGS.values(), ids=ENDINGS)
def test_exit_codes(tree: Tree, words: tuple[str, ...], code: int, error: bytes, tmp_path: Path) -> None:
    run_in(tmp_path, tree)
    done = spawn(tmp_path, *words)
    assert done.returncode == code
    assert done.stderr.startswith(error)
    assert bool(done.stderr) == bool(error)


CLOSED_PIPES = {
    "a list": ("context", "--list"),
    "bytes": ("context", "-0"),
    "JSON": ("context", "--json"),
}


@pytest.mark.parametrize("words", CLOSED_PIPES.values(), ids=CLOSED_PIPES)
def test_a_reader_that_goes_away(words: tuple[str, ...], tmp_path: Path) -> None:
    run_in(tmp_path, MANY)
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *words], cwd=tmp_path, env=BUFFERED, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_control_c(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, b"", b"error: interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk")
def test_a_full_disk(tmp_path: Path) -> None:
    run_in(tmp_path, CLEAN)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: ")
    assert done.stderr.count(b"\n") == 1


def test_an_output_that_knows_no_unicode(tmp_path: Path) -> None:
    run_in(tmp_path, {"Dockerfile": "FROM scratch\nCOPY . /\n", "café": ""})
    done = spawn(tmp_path, "context", "--list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stdout) == (0, b"Dockerfile\ncaf\\xe9\n")
