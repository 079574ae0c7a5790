"""Images without what one expects, engines that do not answer, and ends in the middle: nothing stays behind."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tarfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctxlint.verify import Request
from ctxlint.verify.marks import OWNER, Mark
from tests.cli.runs import COMMAND
from tests.docker.verifying import verified, verified_tree
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.docker.engine import Engine

pytestmark = pytest.mark.docker

MAIN = {"Dockerfile": 'FROM scratch\nCOPY main.py /\nCMD ["python", "/main.py"]\n', "main.py": ""}


@contextmanager
def made_image(engine: Engine, root: Path, files: dict[str, bytes], architecture: str = "amd64") -> Iterator[str]:
    """An image of just these files."""
    layer = tar_of(files)
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": dict([engine.label.split("=")])},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
    }
    name = f"ctxlint-test/{root.name.lower().strip('_')}:{engine.run_id}"
    manifest = [{"Config": "config.json", "RepoTags": [name], "Layers": ["layer.tar"]}]
    archive = root / "image.tar"
    parts = {"config.json": json.dumps(config).encode(), "manifest.json": json.dumps(manifest).encode()}
    archive.write_bytes(tar_of({"layer.tar": layer, **parts}))
    engine.client.ask("load", "--input", str(archive))
    try:
        yield name
    finally:
        engine.remove([name])


def tar_of(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def foreign_program() -> bytes:
    """The head of a program for a machine that is not this one."""
    return (
        b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, 0xB7, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    )


def test_an_image_without_python(engine: Engine, tmp_path: Path) -> None:
    with made_image(engine, tmp_path, {"main.py": b""}) as image:
        result = verified_tree(tmp_path, MAIN, Request(image=image))
        other = verified_tree(
            tmp_path, {"Dockerfile": 'FROM scratch\nCOPY main.py /\nCMD ["/serve"]\n'}, Request(image=image)
        )
    assert result.found == ["CTX901 error the service starts Python modules, and its image has no Python"]
    assert other.found == other.errors == []
    assert other.seen.python is None


def test_an_image_for_another_platform(engine: Engine, tmp_path: Path) -> None:
    there = "s390x" if os.uname().machine != "s390x" else "amd64"
    files = {"usr/bin/python": foreign_program(), "main.py": b""}
    with made_image(engine, tmp_path, files, there) as image:
        result = verified_tree(tmp_path, MAIN, Request(image=image))
    (error,) = result.errors
    assert error.startswith("project: the image is for linux/")
    assert ", and this engine runs linux/" in error


def test_an_image_that_is_not_there(engine: Engine, tmp_path: Path) -> None:
    result = verified_tree(tmp_path, MAIN, Request(image=f"ctxlint-test/nobody:{engine.run_id}"))
    assert result.errors == [f"project: the Docker engine has no image 'ctxlint-test/nobody:{engine.run_id}'"]
    assert result.report.exit_code == 2


COMMANDS = {
    "it works": ('["python", "-c", "import json"]', []),
    "it fails": (
        '["python", "-c", "import nope"]',
        [
            "CTX901 error the verify-command (python -c import nope) ended with code 1; the last that it printed is "
            "\"ModuleNotFoundError: No module named 'nope'\""
        ],
    ),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_a_command_of_ones_own(case: str, python_base: str, tmp_path: Path) -> None:
    command, found = COMMANDS[case]
    config = f'[services.project]\nverify-command = {command}\ndockerfile = "Dockerfile"\n'
    result = verified_tree(tmp_path, {**MAIN, "ctxlint.toml": config}, Request(image=python_base))
    assert (result.found, result.errors) == (found if case == "it fails" else [], [])


def test_a_command_for_a_shell_that_the_image_lacks(python_base: str, tmp_path: Path) -> None:
    config = '[services.project]\nverify-command = "python -c 1"\ndockerfile = "Dockerfile"\n'
    result = verified_tree(tmp_path, {**MAIN, "ctxlint.toml": config}, Request(image=python_base))
    (error,) = result.errors
    assert "/bin/sh" in error


def test_files_that_a_build_step_changes_are_notes(python_base: str, tmp_path: Path) -> None:
    change = "open('/srv/b.py', 'w').write('2'); open('/srv/c.py', 'w'); import os; os.remove('/srv/a.py')"
    files = {
        "Dockerfile": f'FROM {python_base}\nWORKDIR /srv\nCOPY *.py .\nRUN ["python", "-c", "{change}"]\n'
        'CMD ["python", "main.py"]\n',
        **dict.fromkeys(["main.py", "a.py", "b.py"], ""),
    }
    result = verified_tree(tmp_path, files)
    assert sorted(result.found) == [
        "CTX906 info in the image, against the prediction (1 file): /srv/c.py",
        "CTX906 info not in the image, against the prediction (1 file): /srv/a.py",
        "CTX906 info not the predicted content (1 file): /srv/b.py",
    ]
    assert result.report.exit_code == 0


def test_an_editable_install(engine: Engine, python_base: str, tmp_path: Path) -> None:
    """The machine's own pip and setuptools are put beside the image's Python."""
    site = python_site(engine, python_base)
    files = {
        "Dockerfile": f"FROM {python_base}\nCOPY tools {site}\nWORKDIR /srv\nCOPY pyproject.toml .\nCOPY src src\n"
        'RUN ["python", "-m", "pip", "install", "--no-build-isolation", "--no-index", "-e", "."]\n'
        'WORKDIR /\nCMD ["python", "-m", "shop.main"]\n',
        ".dockerignore": "**/__pycache__\n",
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "shop"\nversion = "1"\n',
        "src/shop/__init__.py": "",
        "src/shop/main.py": "from shop import prices\n",
        "src/shop/prices.py": "",
    }
    root = write_tree(tmp_path / "project", files)
    own = Path(pytest.__file__).parents[1]
    for place in (found for pattern in ("pip*", "setuptools*", "_distutils_hack") for found in own.glob(pattern)):
        shutil.copytree(place, root / "tools" / place.name, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    result = verified(root, Request())
    assert result.report.exit_code == 0
    assert result.results["shop.main"] == "ok"


def python_site(engine: Engine, image: str) -> str:
    words = ["python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return engine.run(image, words).stdout.strip()


# -- engines that do not answer


def said_by_a_process(root: Path, *before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *COMMAND, "verify", "-C", str(root), "-q"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


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
        done = said_by_a_process(root, *words, DOCKER_HOST=f"unix://{path}")
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
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()


@pytest.mark.parametrize("word", [b"/start", b'"event": "start"'], ids=["at the start", "while it runs"])
def test_an_engine_that_goes_away(word: bytes, python_base: str, tmp_path: Path, engine: Engine) -> None:
    root = write_tree(tmp_path / "project", MAIN)
    path = tmp_path / "d.sock"
    cut = Cut(path, word)
    threading.Thread(target=cut.serve, daemon=True).start()
    done = subprocess.run(
        [*COMMAND, "verify", "-C", str(root), "-q", "--image", python_base],
        env=os.environ | {"DOCKER_HOST": f"unix://{path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert cut.is_cut
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ")
    # The next run removes what this one could not.
    assert verified(root, Request(image=python_base)).errors == []
    assert owned(engine) == []


def owned(engine: Engine) -> list[str]:
    """Containers of runs that are over, of this test's machine."""
    labels = engine.client.ask("container", "ls", "-a", "--format", f'{{{{.Label "{OWNER}"}}}}')
    return [owner for owner in labels if owner and not Path("/proc", owner.rpartition(":")[2]).exists()]


# -- ends in the middle


INTERRUPTED = {
    "while it builds": (
        'FROM {base}\nRUN ["python", "-c", "import time; print(\'here\', flush=True); time.sleep(600)"]\n'
        'COPY main.py /srv/\nCMD ["python", "/srv/main.py"]\n',
        "here",
        "buildkit",
    ),
    "while the classic builder builds": (
        'FROM {base}\nCOPY main.py /srv/\nRUN ["python", "-c", "import time; print(\'here\', flush=True); time.sleep(600)"]\n'
        'CMD ["python", "/srv/main.py"]\n',
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
    root = write_tree(
        tmp_path / "project", {"Dockerfile": dockerfile.replace("{base}", python_base), "main.py": "while True: pass\n"}
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [*COMMAND, "verify", "-C", str(root), "--builder", builder],
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        said = next((line for line in process.stderr if word in line.split(": ", 1)[-1] and "Step" not in line), "")
        assert said
        if case == "while it imports":
            until(lambda: bool(of_process(engine, process.pid)))
        process.send_signal(sent)
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert of_process(engine, process.pid) == []
    assert list(scratch.iterdir()) == []


def of_process(engine: Engine, pid: int) -> list[str]:
    """The containers and images that a process has made."""
    owner = f"--filter=label={OWNER}={Mark().owner.rpartition(':')[0]}:{pid}"
    return [*engine.client.ask("container", "ls", "-aq", owner), *engine.client.ask("image", "ls", "-aq", owner)]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_what_a_killed_run_has_left_is_removed_by_the_next(python_base: str, tmp_path: Path, engine: Engine) -> None:
    with subprocess.Popen(["sleep", "0"]) as gone:
        pass
    owner = f"{Mark().owner.rpartition(':')[0]}:{gone.pid}"
    words = ["create", f"--label={engine.label}", f"--label={OWNER}={owner}", "--label=ctxlint.verify.run=old"]
    (container,) = engine.client.ask(*words, python_base, "python")
    root = write_tree(tmp_path / "project", MAIN)
    assert verified(root, Request(image=python_base)).errors == []
    assert container not in " ".join(engine.client.ask("container", "ls", "-aq", "--no-trunc"))


# -- full disks


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_no_room_for_the_context(python_base: str, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", small], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        files = {"Dockerfile": f"FROM {python_base}\nCOPY . /srv\n", "large": b"x" * 200_000}
        root = write_tree(tmp_path / "project", files)
        done = said_by_a_process(root, TMPDIR=str(small))
        left = list(small.iterdir())
    finally:
        subprocess.run(["umount", small], check=True)
    assert done.returncode == 2, done.stdout
    assert "the disk is full: there is no room for the files that the builder gets" in done.stderr
    assert left == []
