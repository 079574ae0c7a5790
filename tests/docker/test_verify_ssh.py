"""An engine behind SSH: a real server, reached by the user's own ``ssh``."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docker.verifying import said_by_a_process
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.docker

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
"""It has to be started by its absolute path."""
SERVER = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {root}/key
AuthorizedKeysFile {root}/key.pub
PidFile {root}/pid
StrictModes no
UsePAM no
SetEnv PATH={path}
"""
CLIENT = """\
Host build.example
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {root}/key
  UserKnownHostsFile {root}/known
  StrictHostKeyChecking accept-new
"""


@contextmanager
def server(root: Path) -> Iterator[str]:
    """A directory for the path, whose ``ssh`` knows the host ``build.example``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    known = {"root": root, "port": port, "path": os.environ["PATH"], "user": pwd.getpwuid(os.geteuid()).pw_name}
    ssh = f'#!/bin/sh\nexec {shutil.which("ssh")} -F {root}/client "$@"\n'
    write_tree(root, {"server": SERVER.format(**known), "client": CLIENT.format(**known), "bin/ssh": ssh})
    Path(root, "bin/ssh").chmod(0o755)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", root / "key"], check=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    assert SSHD
    with subprocess.Popen([SSHD, "-D", "-f", root / "server", "-E", root / "log"]) as process:
        try:
            wait_for(port)
            yield f"{root}/bin:{os.environ['PATH']}"
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server does not listen")


@pytest.mark.skipif(SSHD is None, reason="there is no sshd")
@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_an_engine_behind_ssh(builder: str, python_base: str, tmp_path: Path) -> None:
    files = {
        "Dockerfile": f'FROM {python_base}\nCOPY main.py /srv/\nCMD ["python", "/srv/main.py"]\n',
        "main.py": "import nowhere\n",
    }
    root = write_tree(tmp_path / "project", files)
    with server(tmp_path / "ssh") as path:
        reached = said_by_a_process(root, "--builder", builder, DOCKER_HOST="ssh://build.example", PATH=path)
        nobody = said_by_a_process(root, DOCKER_HOST="ssh://nobody@build.example", PATH=path)
    assert reached.returncode == 1, reached.stderr
    assert "No module named 'nowhere'" in reached.stdout
    assert nobody.returncode == 2
    assert (
        "the Docker engine at ssh://nobody@build.example cannot be reached: nobody@127.0.0.1: Permission"
        in nobody.stderr
    )
