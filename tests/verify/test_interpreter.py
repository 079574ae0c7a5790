"""Which Python an image starts its service with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.verify.daemon import ImageInfo
from ctxlint.verify.interpreter import Programs, find_interpreter
from tests.verify.tars import packed

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

ELF = "\x7fELF"
BASE = {"/usr/bin/python3": ELF, "/bin/sh": ELF}
VENV = {"/app/.venv/bin/python": "-> /usr/bin/python3", "/app/.venv/bin/uvicorn": "#!/app/.venv/bin/python\n"}
LINKS = {"/usr/local/bin/python": "-> python3", "/usr/local/bin/python3": "-> python3.12"}

# files, words of the image's command, labels of what is started -> the Python
CASES: dict[str, tuple[Mapping[str, str], tuple[str, ...], tuple[str, ...], str | None]] = {
    "python by its name": (BASE, ("python3", "main.py"), ("python3 main.py",), "/usr/bin/python3"),
    "python by its path": ({"/opt/py/bin/python3.9": ELF}, ("/opt/py/bin/python3.9",), (), "/opt/py/bin/python3.9"),
    "a chain of links": (
        BASE | LINKS | {"/usr/local/bin/python3.12": ELF},
        ("python", "-m", "x"),
        ("python -m x",),
        "/usr/local/bin/python",
    ),
    "a link to nothing": (BASE | LINKS, ("python", "-m", "x"), ("python -m x",), "/usr/bin/python3"),
    "a loop of links": (BASE | {"/usr/bin/python": "-> python"}, ("python",), (), "/usr/bin/python3"),
    "a server of an environment": (
        BASE | VENV,
        ("/app/.venv/bin/uvicorn", "a:b"),
        ("uvicorn a:b",),
        "/app/.venv/bin/python",
    ),
    "in a shell": (BASE | VENV, ("/bin/sh", "-c", "exec .venv/bin/uvicorn a:b"), (), "/app/.venv/bin/python"),
    "started by a script of the shell": (
        BASE | VENV | {"/usr/bin/uvicorn": "#!/app/.venv/bin/python3\n", "/app/.venv/bin/python3": ELF}
        | {"/app/run.sh": "#!/bin/sh\n"},
        ("./run.sh",),
        ("uvicorn a:b",),
        "/app/.venv/bin/python3",
    ),
    "a shebang that is too long": (
        BASE | {"/usr/bin/tool": "#!/bin/sh\n'''exec' \"/x/python3\" \"$0\" \"$@\"\n' '''\n", "/x/python3": ELF},
        ("tool",),
        (),
        "/x/python3",
    ),
    "a shebang with env": (BASE | {"/usr/bin/tool": "#!/usr/bin/env python3\n"}, ("tool",), (), "/usr/bin/python3"),
    "a shebang with env and options": (
        BASE | {"/usr/bin/tool": "#!/usr/bin/env -S python3 -u\n"},
        ("tool",),
        (),
        "/usr/bin/python3",
    ),
    "uv has an environment of its own": (
        BASE | VENV | {"/usr/bin/uv": ELF},
        ("uv", "run", "uvicorn", "a:b"),
        (),
        "/app/.venv/bin/python",
    ),
    "poetry is written in python": (
        BASE | VENV | {"/usr/bin/poetry": "#!/usr/bin/python3\n"},
        ("poetry", "run", "serve"),
        (),
        "/app/.venv/bin/python",
    ),
    "a python of long ago": (BASE | {"/usr/bin/python2": ELF}, ("python2", "x.py"), (), "/usr/bin/python3"),
    "words that no shell reads": (BASE, ("sh", "-c", "echo 'unfinished"), (), "/usr/bin/python3"),
    "a directory is no program": ({"/usr/bin/python3": "/"}, ("python3",), (), None),
    "none": ({"/bin/sh": ELF, "/usr/bin/node": ELF}, ("node", "index.js"), ("node index.js",), None),
    "nothing at all": ({}, (), (), None),
}  # fmt: skip


def programs(files: Mapping[str, str], environment: Mapping[str, str]) -> Programs:
    def read(path: str) -> Generator[bytes] | None:
        return packed(path, files[path]) if path in files else None

    return Programs(read, environment, "/app")


@pytest.mark.parametrize("case", CASES)
def test_the_interpreter(case: str) -> None:
    files, argv, labels, wanted = CASES[case]
    environment = {"PATH": "relative:/usr/local/bin:/usr/bin:/bin"}
    image = ImageInfo("sha256:0", "linux/amd64", environment, "/app", argv)
    assert find_interpreter(image, labels, programs(files, environment)) == wanted


def test_an_environment_that_is_active() -> None:
    files = BASE | {"/env/bin/python": ELF}
    environment = {"VIRTUAL_ENV": "/env"}
    image = ImageInfo("sha256:0", "linux/amd64", environment)
    assert find_interpreter(image, (), programs(files, environment)) == "/env/bin/python"
