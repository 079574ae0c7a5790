"""Engines that do not answer, go away, or have no room."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctxlint.verify import Request
from ctxlint.verify.marks import OWNER
from tests.docker.verifying import MAIN, said_by_a_process, verified
from tests.helpers import write_tree

if TYPE_CHECKING:
    from tests.docker.engine import Engine

pytestmark = pytest.mark.docker


def test_no_engine(tmp_path: Path) -> None:
    done = said_by_a_process(write_tree(tmp_path / "project", MAIN), DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert done.returncode == 2
    assert done.stderr == (
        f"error: the Docker engine at unix://{tmp_path}/none.sock cannot be reached: nothing answers there; "
        "is the engine running?\n"
    )


WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
"""Root who may not do more than anybody else; not root where root is not needed for that."""


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may use every socket")
def test_a_socket_that_is_not_for_us(tmp_path: Path) -> None:
    root, path = write_tree(tmp_path / "project", MAIN), tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        path.chmod(0)
        words = WITHOUT_RIGHTS if os.geteuid() == 0 else ()
        done = said_by_a_process(root, before=words, DOCKER_HOST=f"unix://{path}")
    assert done.returncode == 2, done.stderr
    assert "permission denied; the user has to be in the group of the socket" in done.stderr
    assert len(done.stderr.splitlines()) == 1


class Cut:
    """A way to the real engine that is cut as soon as it hears a word."""

    def __init__(self, path: Path, word: bytes) -> None:
        self.word = word
        self.is_cut = False
        self._open: list[socket.socket] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()

    def serve(self) -> None:
        """Pass on whatever comes, until the end."""
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect("/var/run/docker.sock")
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                if self.word in data:
                    self.is_cut = True
                    self.close()
                    return
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@pytest.mark.parametrize("word", [b"/start", b'"event": "start"'], ids=["at the start", "while it runs"])
def test_an_engine_that_goes_away(word: bytes, python_base: str, tmp_path: Path, engine: Engine) -> None:
    root = write_tree(tmp_path / "project", MAIN)
    path = tmp_path / "d.sock"
    cut = Cut(path, word)
    threading.Thread(target=cut.serve, daemon=True).start()
    done = said_by_a_process(root, "--image", python_base, DOCKER_HOST=f"unix://{path}")
    assert cut.is_cut
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    end, middle = done.stderr.splitlines()
    assert middle.startswith("error: project: the Docker engine does not ")
    assert end.endswith("; the next run removes what is left")
    # The next run removes what this one could not.
    assert verified(root, Request(image=python_base)).errors == []
    assert owned(engine) == []


def owned(engine: Engine) -> list[str]:
    """Containers of runs that are over, of this test's machine."""
    labels = engine.client.ask("container", "ls", "-a", "--format", f'{{{{.Label "{OWNER}"}}}}')
    return [owner for owner in labels if owner and not Path("/proc", owner.rpartition(":")[2]).exists()]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_no_room_for_the_context(python_base: str, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", small], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        files = {"Dockerfile": f"FROM {python_base}\nCOPY . /srv\n", "large": "x" * 200_000}
        root = write_tree(tmp_path / "project", files)
        done = said_by_a_process(root, "--builder", "classic", TMPDIR=str(small))
        left = list(small.iterdir())
    finally:
        subprocess.run(["umount", small], check=True)
    assert done.returncode == 2, done.stdout
    assert "the disk is full: there is no room for the files that the builder gets" in done.stderr
    assert left == []
