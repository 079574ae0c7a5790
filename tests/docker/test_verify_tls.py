"""An engine behind TLS that only lets in who has a certificate of its own authority."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from tests.docker.verifying import MAIN, said_by_a_process
from tests.helpers import write_tree
from tests.verify.test_sdk import context, meta

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.docker, pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl")]

NAMES = "subjectAltName=IP:127.0.0.1"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority, and a certificate of it that both sides may use."""
    root = tmp_path_factory.mktemp("certificates")
    new = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
    openssl(root, "req", "-x509", *new, "-subj", "/CN=authority", "-keyout", "authority.pem", "-out", "ca.pem")
    signed = ["-CA", "ca.pem", "-CAkey", "authority.pem", "-addext", NAMES]
    openssl(root, "req", "-x509", *new, "-subj", "/CN=engine", *signed, "-keyout", "key.pem", "-out", "cert.pem")
    return root


def openssl(root: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=root, check=True, capture_output=True)


@contextmanager
def listening(certificates: Path) -> Iterator[str]:
    """The address of the engine behind TLS."""
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificates / "cert.pem", certificates / "key.pem")
    secured.load_verify_locations(certificates / "ca.pem")
    secured.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server, secured), daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def serve(server: socket.socket, secured: ssl.SSLContext) -> None:
    with suppress(OSError):
        while True:
            near, _ = server.accept()
            threading.Thread(target=relay, args=(near, secured), daemon=True).start()


def relay(near: socket.socket, secured: ssl.SSLContext) -> None:
    with suppress(OSError), secured.wrap_socket(near, server_side=True) as asking, socket.socket(socket.AF_UNIX) as far:
        far.connect("/var/run/docker.sock")
        threading.Thread(target=pass_on, args=(far, asking), daemon=True).start()
        pass_on(asking, far)


def pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("by", ["a context", "the environment"])
def test_an_engine_behind_tls(by: str, certificates: Path, python_base: str, tmp_path: Path) -> None:
    files = {"ca.pem": "", "cert.pem": "", "key.pem": ""}
    files = {name: (certificates / name).read_text("utf-8") for name in files}
    root, used = write_tree(tmp_path / "project", MAIN), meta("used")
    # An authority for the web is none for the engine.
    environment = {"REQUESTS_CA_BUNDLE": ssl.get_default_verify_paths().cafile or ""}
    with listening(certificates) as host:
        if by == "a context":
            kept = used.replace("/meta/", "/tls/").replace("meta.json", "docker/")
            write_tree(
                tmp_path / "config", {used: context(host), **{kept + name: text for name, text in files.items()}}
            )
            environment |= {"DOCKER_CONFIG": str(tmp_path / "config"), "DOCKER_CONTEXT": "used", "DOCKER_HOST": ""}
        else:
            environment |= {"DOCKER_HOST": host, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates)}
        words = ("--image", python_base, "--format", "json")
        done = said_by_a_process(root, *words, before=(), **environment)
    assert done.returncode == 1, done.stderr
    (service,) = json.loads(done.stdout)["services"]
    assert service["observed"]["image"] == python_base
