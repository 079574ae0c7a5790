"""An engine behind SSH, reached as the ``docker`` command reaches it: ``ssh HOST docker system dial-stdio``.

The Docker SDK has ways of its own, but none that both reads the user's configuration and can attach to a container.
"""

from __future__ import annotations

import re
import shlex
import shutil
import socket
import subprocess
import threading
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, field

from ctxlint.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 5
"""How long a connection may take to end by itself."""


_ADDRESS = re.compile(
    r"ssh://(?:(?P<user>[^@:/]+)@)?(?P<host>\[[^]/]+\]|[^]@:/[]+)(?::(?P<port>\d+))?(?P<socket>/.*)?", re.DOTALL
)


def ssh_command(address: str) -> list[str]:
    """The command whose input and output are a connection to the engine."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise EngineError(f"the Docker engine's address is not ssh://[user@]host[:port][/socket]: {address}")
    words = ["ssh", "-o", "ConnectTimeout=30", "-T"]
    words += ["-l", unquote(match["user"])] if match["user"] else []
    words += ["-p", match["port"]] if match["port"] else []
    engine = ["--host", shlex.quote(f"unix://{match['socket']}")] if (match["socket"] or "/") != "/" else []
    return [*words, "--", match["host"].strip("[]"), "docker", *engine, "system", "dial-stdio"]


class Tunnel(Struct):
    """A socket of this machine; each connection to it is one to the engine."""

    address: str
    """As the SDK takes it."""
    command: list[str]
    said: IO[bytes]
    """What the connections have to say about themselves."""
    _connections: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def complaint(self) -> str:
        """The last line that ``ssh`` has written."""
        self.said.seek(0)
        return self.said.read().decode("utf-8", "replace").strip().rpartition("\n")[2].strip()

    def serve(self, listening: socket.socket) -> None:
        """Connect whoever comes, until nobody listens any more."""
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                with near:
                    running = [each for each in self._connections if each.poll() is None]
                    self._connections = [*running, self._connect(near)]

    def _connect(self, near: socket.socket) -> subprocess.Popen[bytes]:
        """In a session of its own, since Ctrl-C is for us, and removing needs connections."""
        end = near.fileno()
        return subprocess.Popen(self.command, stdin=end, stdout=end, stderr=self.said, start_new_session=True)  # noqa: S603

    def close(self) -> None:
        """End every connection."""
        for connection in self._connections:
            connection.terminate()
        for connection in self._connections:
            try:
                connection.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                connection.kill()
                connection.wait()


@contextmanager
def tunnel(address: str) -> Iterator[Tunnel]:
    """A way to the engine at an address that begins with ``ssh://``."""
    command = ssh_command(address)
    if not shutil.which("ssh"):
        raise EngineError(f"the Docker engine at {address} needs the command ssh, which is not installed")
    with (
        TemporaryDirectory(prefix="ctxlint-verify-") as directory,
        TemporaryFile() as said,
        socket.socket(socket.AF_UNIX) as listening,
    ):
        path = Path(directory, "engine.sock")
        listening.bind(str(path))
        listening.listen()
        with closing(Tunnel(f"unix://{path}", command, said)) as opened:
            thread = threading.Thread(target=opened.serve, args=(listening,), daemon=True)
            thread.start()
            try:
                yield opened
            finally:
                listening.shutdown(socket.SHUT_RDWR)
                thread.join()
