"""``ctxlint context --make``: make has to understand every name."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from ctxlint.cli.make_rule import escaped

from .runs import CLEAN, SHOP, run, run_in, spawn

if TYPE_CHECKING:
    from pathlib import Path

ESCAPES = {
    "nothing to hide": ("a/b.py", "a/b.py"),
    "a blank": ("a b", r"a\ b"),
    "a blank after a backslash": (r"a\ b", r"a\\\ b"),
    "a tab": ("a\tb", "a\\\tb"),
    "a dollar": ("a$b", "a$$b"),
    "a hash": ("#a", r"\#a"),
    "a colon": ("a:b", r"a\:b"),
    "wildcards": ("*[?", r"\*\[\?"),
    "a bar": ("|", r"\|"),
    "a backslash in the middle": (r"a\b", r"a\b"),
}


@pytest.mark.parametrize(("name", "text"), ESCAPES.values(), ids=ESCAPES)
def test_escapes(name: str, text: str) -> None:
    assert escaped(name) == text


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize("name", [name for name, _ in ESCAPES.values()], ids=ESCAPES)
def test_make_sees_the_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    rule = run_in(tmp_path, {name: "", "Dockerfile": "FROM scratch\nCOPY . /\n"}, "context", "--make").out
    (tmp_path / "Makefile").write_text(f"{rule}\n{tmp_path.name}:\n\t@echo built\n")
    (tmp_path / tmp_path.name).touch()
    os.utime(tmp_path / "Dockerfile", (0, 0))
    for age, made in ((1, b""), (3, b"built\n")):
        os.utime(tmp_path / name, (age, age))
        os.utime(tmp_path / tmp_path.name, (2, 2))
        done = subprocess.run(["make", tmp_path.name], cwd=tmp_path, capture_output=True, check=True)
        assert done.stdout.replace(f"make: '{tmp_path.name}' is up to date.\n".encode(), b"") == made


HOPELESS = {
    "a line feed": "a\nb",
    "a semicolon": "a;b",
    "a member of an archive": "lib(member)",
    "a home directory": "~root",
    "a backslash at the end": "a\\",
}
RULES = {
    "transferred": (
        (),
        ["backend/Dockerfile", "backend/.dockerignore", "backend/app/main.py", "backend/settings.toml"],
    ),
    "filtered": (
        ("--set", "filtered"),
        ["backend/Dockerfile", "backend/.dockerignore", "backend/app/main.py", "backend/settings.toml"],
    ),
}


@pytest.mark.parametrize(("words", "files"), RULES.values(), ids=RULES)
def test_a_rule(words: tuple[str, ...], files: list[str], tmp_path: Path) -> None:
    result = run_in(tmp_path, SHOP, "context", "backend", "--make", *words)
    assert (result.code, result.out) == (0, "backend: \\\n " + " \\\n ".join(files) + "\n")


def test_files_are_those_of_the_working_directory(tmp_path: Path) -> None:
    run_in(tmp_path, SHOP)
    assert " ../web/index.html\n" in run(tmp_path / "backend", "context", "-C", "../web", "--make").out


@pytest.mark.parametrize("name", HOPELESS.values(), ids=HOPELESS)
def test_names_that_make_cannot_have(name: str, tmp_path: Path) -> None:
    result = run_in(tmp_path, {**CLEAN, name: "", "Dockerfile": "FROM scratch\nCOPY . /\n"}, "context", "--make")
    assert result.code == 2
    assert result.out.endswith(": \\\n Dockerfile \\\n main.py\n")
    assert "A rule for make cannot hold this name." in result.err


def test_bytes_are_exact(tmp_path: Path) -> None:
    (tmp_path / b"d\xff".decode("utf-8", "surrogateescape")).write_text("")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    assert spawn(tmp_path, "context", "--make").stdout.endswith(b": \\\n Dockerfile \\\n d\xff\n")
