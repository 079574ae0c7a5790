"""Images without what one expects, and what else can be asked about an image."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctxlint.verify import Request
from tests.docker.made_images import made_image
from tests.docker.verifying import MAIN, verified, verified_tree
from tests.helpers import write_tree

if TYPE_CHECKING:
    from tests.docker.engine import Engine

pytestmark = pytest.mark.docker


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
    "it works": ("import json", []),
    "it fails": (
        "import nope",
        [
            (
                "CTX901 error the verify-command (python -c import nope) ended with code 1; "
                "the last that it printed is \"ModuleNotFoundError: No module named 'nope'\""
            )
        ],
    ),
}


@pytest.mark.parametrize(("source", "found"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_of_ones_own(source: str, found: list[str], python_base: str, tmp_path: Path) -> None:
    config = f'[services.project]\nverify-command = ["python", "-c", "{source}"]\ndockerfile = "Dockerfile"\n'
    result = verified_tree(tmp_path, {**MAIN, "ctxlint.toml": config}, Request(image=python_base))
    assert (result.found, result.errors) == (found, [])


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
    assert result.found == result.errors == []
    assert result.results == {"shop.main": "ok", "shop": "ok", "shop.prices": "ok"}


def python_site(engine: Engine, image: str) -> str:
    words = ["python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return engine.run(image, words).stdout.strip()
