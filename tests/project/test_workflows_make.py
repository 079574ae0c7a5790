"""What Makefiles build, alone and in jobs. Without them, the context of ``api.Dockerfile`` would be ``docker``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .trees import Tree, complaints, look, only, summary

if TYPE_CHECKING:
    from pathlib import Path

TREE: Tree = {"docker/api.Dockerfile": "FROM scratch AS base\nFROM base", "docker/x": "", "main.py": ""}
STATED = ["api: . docker/api.Dockerfile"]
GUESSED = ["api: docker docker/api.Dockerfile"]
BUILD = "docker build -f docker/api.Dockerfile ."

MAKEFILES: dict[str, tuple[str, list[str]]] = {
    "a recipe": (f"build:\n\t{BUILD}\n", STATED),
    "marks before a command": (f"build:\n\t@-{BUILD}\n", STATED),
    "a recipe beside its target": (f"build: ; {BUILD}\n", STATED),
    "a line that goes on": ("build:\n\tdocker build \\\n\t\t-f docker/api.Dockerfile \\\n\t\t.\n", STATED),
    "variables": (
        (
            "NAME = api\nFILE := docker/$(NAME).Dockerfile\nDOCKER ?= docker\n"
            "WHERE = $(CURDIR)\nbuild:\n\t$(DOCKER) build -f ${FILE} $(WHERE)\n"
        ),
        STATED,
    ),
    "a variable that grows": (
        "OPTIONS = -f\nOPTIONS += docker/api.Dockerfile\nbuild:\n\tdocker build $(OPTIONS) .\n",
        STATED,
    ),
    "the name of the target": ("docker/api.Dockerfile:\n\tdocker build -f $@ .\n", STATED),
    "a variable of the shell": (
        "build:\n\tfor n in api; do docker build -f docker/$$n.Dockerfile .; done\n",
        STATED,
    ),
    "each line has a shell of its own": ("build:\n\tcd docker\n\tdocker build -f docker/api.Dockerfile .\n", STATED),
    "rules that need each other": (f"a: b\n\ttrue\nb: a\n\t{BUILD}\n", STATED),
    "a variable of a condition": (
        "ifdef CI\nWHERE = docker\nelse\nWHERE = .\nendif\nbuild:\n\tdocker build -f docker/api.Dockerfile $(WHERE)\n",
        GUESSED,
    ),
    "a function": ("build:\n\tdocker build -f docker/api.Dockerfile $(shell cat where)\n", GUESSED),
    "a variable that is nowhere": ("build:\n\tdocker build -f docker/api.Dockerfile $(WHERE)\n", GUESSED),
    "a variable without an end": ("A = $(A)\nbuild:\n\tdocker build -f docker/api.Dockerfile $(A)\n", GUESSED),
    "a comment": (f"build:\n\t# {BUILD}\n# {BUILD}\n", GUESSED),
    "text": (f"help:\n\t@echo '{BUILD}'\n", GUESSED),
}


@pytest.mark.parametrize(("text", "expected"), MAKEFILES.values(), ids=MAKEFILES)
def test_a_makefile(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = look(tmp_path, {**TREE, "Makefile": text})
    assert (summary(found), complaints(found)) == (expected, [])


RULES = "WHERE ?= docker\nall:\n\ttrue\nimage:\n\tdocker build -f docker/api.Dockerfile $(WHERE)\n"
JOBS: dict[str, tuple[str, str, list[str]]] = {
    "a target with a variable": ("build/Makefile", "make -C build image WHERE=..", GUESSED),
    "in a directory": ("docker/Makefile", "make -C docker image", STATED),
    "in the directory of the job": ("docker/Makefile", "cd docker && make image", STATED),
    "a file by its name": ("docker/build.mk", "make -C docker -f build.mk image", STATED),
    "the first target": ("docker/Makefile", "make -C docker", GUESSED),
    "a target that is not there": ("docker/Makefile", "make -C docker other", GUESSED),
}


@pytest.mark.parametrize(("name", "command", "expected"), JOBS.values(), ids=JOBS)
def test_a_job_that_runs_make(tmp_path: Path, name: str, command: str, expected: list[str]) -> None:
    rules = RULES.replace("docker/api.Dockerfile $(WHERE)", "api.Dockerfile ..")
    pipeline = f"build:\n  script:\n    - {command} # docker build\n"
    assert summary(look(tmp_path, {**TREE, name: rules, ".gitlab-ci.yml": pipeline})) == expected


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        (f"build: check\n\t{BUILD}\ncheck:\n\tdocker info\n", False),
        (f"build: dist\n\t{BUILD}\ndist:\n\tnpm run build\n", True),
        (f"build:\n\tnpm run build\n\t{BUILD}\n", True),
        (f"build:\n\t{BUILD}\n\tnpm run build\n", False),
    ],
)
def test_what_runs_before(tmp_path: Path, text: str, prepared: bool) -> None:
    definition = only(look(tmp_path, {**TREE, "Makefile": text}))
    assert definition.prepared is prepared
    assert str(definition.location) == f"Makefile:{text.splitlines().index(chr(9) + BUILD) + 1}"
