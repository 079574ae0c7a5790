"""Ends in the middle: nothing stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from ctxlint.verify import Request
from ctxlint.verify.marks import OWNER, RUN, Mark
from tests.docker.verifying import MAIN, verified
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.docker.engine import Engine

pytestmark = pytest.mark.docker

PROGRAM = """
import signal
from ctxlint.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
"""Whoever runs the tests in the background has made Ctrl-C be ignored there."""
SLEEP = 'RUN ["python", "-c", "import time; print(\'here\', flush=True); time.sleep(600)"]\n'
INTERRUPTED = {
    "while it builds": (
        f"FROM {{base}}\n{SLEEP}COPY main.py /srv/\n",
        "here",
        "buildkit",
    ),
    "while the classic builder builds": (
        f"FROM {{base}}\nCOPY main.py /srv/\n{SLEEP}",
        "here",
        "classic",
    ),
    "while it imports": (
        'FROM {base}\nCOPY main.py /srv/\nCMD ["python", "-m", "main"]\nWORKDIR /srv\n',
        "importing",
        "buildkit",
    ),
}


@pytest.mark.parametrize(
    ("case", "sent"), [*((case, signal.SIGINT) for case in INTERRUPTED), ("while it imports", signal.SIGTERM)]
)
def test_ctrl_c_leaves_nothing(
    case: str, sent: signal.Signals, python_base: str, tmp_path: Path, engine: Engine
) -> None:
    dockerfile, word, builder = INTERRUPTED[case]
    files = {"Dockerfile": dockerfile.format(base=python_base), "main.py": "while True: pass\n"}
    root = write_tree(tmp_path / "project", files)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "verify", "-C", str(root), "--builder", builder],
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert any(line.rstrip().endswith(word) for line in process.stderr)
        if case == "while it imports":
            until(lambda: bool(engine.client.ask("container", "ls", "-q", of_owner(process.pid))))
        process.send_signal(sent)
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert of_process(engine, process.pid) == []
    assert list(scratch.iterdir()) == []


LATE = """\
#!/bin/sh
[ "$2" = build ] || exec {client} "$@"
finish() {{
    (sleep 1; {client} "$@"; touch {ended}) >/dev/null 2>&1 &
    exit 1
}}
trap 'finish "$@"' TERM
echo "#9 sending tarball"
while :; do sleep 0.1; done
"""
"""A client that has ended before the engine has the image, as after a build in a builder that is not the engine."""


def test_ctrl_c_waits_for_an_image_that_is_on_its_way(python_base: str, tmp_path: Path, engine: Engine) -> None:
    if not engine.driver.buildx:
        pytest.skip("without buildx no builder is elsewhere")
    root = write_tree(tmp_path / "project", {"Dockerfile": f"FROM {python_base}\nCOPY main.py /\n", "main.py": ""})
    ended = tmp_path / "ended"
    docker = write_tree(tmp_path / "bin", {"docker": LATE.format(client=engine.client.path, ended=ended)}) / "docker"
    docker.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "verify", "-C", str(root)],
        env=os.environ | {"PATH": f"{docker.parent}:{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert any(line.rstrip().endswith("sending tarball") for line in process.stderr)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    until(ended.exists)
    assert of_process(engine, process.pid) == []


def of_process(engine: Engine, pid: int) -> list[str]:
    """The containers and images that a process has made."""
    owner = of_owner(pid)
    return [*engine.client.ask("container", "ls", "-aq", owner), *engine.client.ask("image", "ls", "-aq", owner)]


def of_owner(pid: int) -> str:
    return f"--filter=label={OWNER}={Mark().owner.rpartition(':')[0]}:{pid}"


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_what_a_killed_run_has_left_is_removed_by_the_next(python_base: str, tmp_path: Path, engine: Engine) -> None:
    with subprocess.Popen(["sleep", "0"]) as gone:
        pass
    owner = f"{Mark().owner.rpartition(':')[0]}:{gone.pid}"
    words = ["create", f"--label={engine.label}", f"--label={OWNER}={owner}", f"--label={RUN}=old"]
    (container,) = engine.client.ask(*words, python_base, "python")
    root = write_tree(tmp_path / "project", MAIN)
    assert verified(root, Request(image=python_base)).errors == []
    assert container not in " ".join(engine.client.ask("container", "ls", "-aq", "--no-trunc"))
