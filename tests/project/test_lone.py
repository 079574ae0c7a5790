"""Dockerfiles that nobody mentions: which files are some, what they are called, where they are built."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import pytest

from ctxlint.project import Config, discover
from ctxlint.project.context_guess import has_source
from ctxlint.project.lone import is_dockerfile_name

from .trees import Link, Tree, complaints, look, only, plant, summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMAGE = "FROM scratch"


@pytest.mark.parametrize(
    "name",
    [
        *("Dockerfile", "dockerfile", "Dockerfile.dev", "Dockerfile-dev", "api.Dockerfile", "api.dockerfile"),
        *("Containerfile", "Containerfile.prod", "Dockerfile.alpine-3.20", "a.b.Dockerfile"),
    ],
)
def test_a_name_of_a_dockerfile(name: str) -> None:
    assert is_dockerfile_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Dockerfile.dockerignore", "api.Dockerfile.dockerignore", "Containerfile.containerignore", "Dockerfile.j2"),
        *("Dockerfile.template", "Dockerfile.tmpl", "Dockerfile.in", "Dockerfile.erb", "Dockerfile.md", "Dockerfile~"),
        *("Dockerfile.orig", "Dockerfile.bak", "Dockerfile_old", "MyDockerfile", "dockerfile.py", "Dockerfile.dev.j2"),
        *("dockerfile-a1.js.map", "dockerfile.mjs", "Dockerfile.html", "dockerfile.vim", "Dockerfile.patch"),
        *("Dockerfiles", "Dockerfile.", ".Dockerfile.swp", "one-dockerfile.json"),
    ],
)
def test_a_name_of_something_else(name: str) -> None:
    assert not is_dockerfile_name(name)


NAMES: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "the name of the directory": (("web/Dockerfile",), ["web"]),
    "the name of the repository": (("Dockerfile",), ["{root}"]),
    "a prefix is a name": (("docker/api.Dockerfile",), ["api"]),
    "a lone suffix is left out": (("web/Dockerfile.prod",), ["web"]),
    "suffixes tell several apart": (("web/Dockerfile", "web/Dockerfile.dev"), ["web", "web-dev"]),
    "directories tell the same names apart": (("a/web/Dockerfile", "b/web/Dockerfile"), ["a/web", "b/web"]),
    "the root keeps the short name": (("api.Dockerfile", "docker/api.Dockerfile"), ["api", "docker/api"]),
    "the file tells apart what nothing else does": (
        ("web/Dockerfile.dev", "web/Dockerfile-dev"),
        ["web-dev", "web/Dockerfile.dev"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), NAMES.values(), ids=NAMES)
def test_names(tmp_path: Path, files: tuple[str, ...], expected: list[str]) -> None:
    found = look(tmp_path, dict.fromkeys(files, IMAGE))
    assert [definition.name for definition in found.definitions] == [
        name.replace("{root}", tmp_path.name) for name in expected
    ]


def test_a_compose_service_and_a_lone_dockerfile_of_the_same_name(tmp_path: Path) -> None:
    tree: Tree = {
        "compose.yaml": "services: {web: {build: main}}",
        "main/Dockerfile": IMAGE,
        "web/Dockerfile": IMAGE,
    }
    assert summary(look(tmp_path, tree)) == ["web: main main/Dockerfile", "web/Dockerfile: web web/Dockerfile"]


CONTEXTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "its own directory has the sources": ("COPY app.py /", ("a/b/app.py", "app.py"), "a/b"),
    "the root has them": ("COPY requirements.txt src /app/", ("requirements.txt", "src/x"), "."),
    "a directory between has them": ("COPY src /app", ("a/src/x",), "a"),
    "most of them count": ("COPY one two three /", ("a/b/one", "two", "three"), "."),
    "a tie goes to the nearest": ("COPY one two /", ("a/b/one", "two"), "a/b"),
    "without sources": ("RUN true", ("x",), "a/b"),
    "a glob must match": ("COPY *.toml /", ("pyproject.toml", "a/x.txt"), "."),
    "a glob in a directory": ("COPY pkg*/*.py /", ("a/pkg1/x.py",), "a"),
    "an argument's default": ("ARG DIR=src\nCOPY $DIR /", ("src/x",), "."),
    "other stages do not count": ("COPY --from=x /one /\nCOPY two /", ("one", "a/two"), "a"),
    "URLs and heredocs do not count": ("ADD https://x.org/one /\nCOPY <<E /e\nE\nCOPY two /", ("one", "a/two"), "a"),
    "a bind mount counts": ("RUN --mount=type=bind,source=uv.lock,target=uv.lock true", ("uv.lock",), "."),
    "a directory of Dockerfiles is no context": ("COPY . /app", ("a/main.py", "a/b/.dockerignore"), "a"),
    "a directory with a file is one": ("COPY . /app", ("main.py", "a/b/run.sh"), "a/b"),
    "a tie goes to what has the script that is started": (
        'COPY . /app\nCMD ["/app/docker.d/init.sh"]',
        ("a/b/setup.py", "docker.d/init.sh"),
        ".",
    ),
    "a tie goes to what has the directory that is entered": (
        "COPY . /app\nRUN cd /app && cd api && pip install -r requirements/base.txt",
        ("a/b/setup.py", "a/b/requirements/base.txt", "a/api/requirements/base.txt", "a/requirements/base.txt"),
        "a",
    ),
    "a tie with as much that is mentioned goes to the nearest": (
        'COPY . /app\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]',
        ("a/b/requirements.txt", "a/b/main.py", "requirements.txt", "main.py"),
        "a/b",
    ),
    "what is mentioned counts where the copy puts it": (
        "WORKDIR /w\nCOPY . b\nRUN pip install -r b/requirements.txt\nCMD b/main.py",
        ("a/b/requirements.txt", "a/b/main.py"),
        "a/b",
    ),
    "what is mentioned before the copy does not count": (
        "RUN cd api && ./run.sh\nCOPY . /app",
        ("a/b/setup.py", "api/run.sh"),
        "a/b",
    ),
    "what is mentioned counts less than sources": (
        'COPY setup.py /\nCOPY . /app\nCMD ["/app/run.sh"]',
        ("a/b/setup.py", "run.sh"),
        "a/b",
    ),
    "what cannot be parsed is built where it lies": ("COPY --nonsense=1 src /", ("src/x",), "a/b"),
}


@pytest.mark.parametrize(("text", "files", "expected"), CONTEXTS.values(), ids=CONTEXTS)
def test_contexts(tmp_path: Path, text: str, files: tuple[str, ...], expected: str) -> None:
    found = look(tmp_path, {"a/b/Dockerfile": f"FROM scratch\n{text}\n", **dict.fromkeys(files, "")})
    assert only(found).context == tmp_path / expected


def test_the_guess_stays_in_the_repository(tmp_path: Path) -> None:
    plant(tmp_path, {"src/x": "", "repo/.git/": "", "repo/Dockerfile": "FROM scratch\nCOPY src /\n"})
    assert only(discover(tmp_path / "repo", Config())).context == tmp_path / "repo"


@pytest.mark.parametrize("source", ["/", ".", "..", "a", "/a/b", "../a/b", "?/*", "a/[a-c]"])
def test_sources_that_are_there(tmp_path: Path, source: str) -> None:
    assert has_source(plant(tmp_path, {"a/b": ""}), source, [100])


@pytest.mark.parametrize("source", ["b", "a/c", "*/c", "[", "a/[x", "a\0b", "*\0", "link/*"])
def test_sources_that_are_not(tmp_path: Path, source: str) -> None:
    assert not has_source(plant(tmp_path, {"a/b": "", "link": Link("a")}), source, [100])


def test_a_link_that_leads_out_of_the_context_brings_nothing(tmp_path: Path) -> None:
    dockerfile = "FROM scratch\nCOPY req/a.txt /\n"
    tree: Tree = {"req/a.txt": "", "docker/req": Link("../req"), "docker/Dockerfile": dockerfile}
    assert only(look(tmp_path, tree)).context == tmp_path


def test_the_context_of_an_image_with_a_base_that_whoever_builds_names(tmp_path: Path) -> None:
    tree: Tree = {"app.py": "", "docker/Dockerfile": "ARG BASE\nFROM $BASE\nCOPY app.py /\n"}
    assert only(look(tmp_path, tree)).context == tmp_path


def test_globs_look_at_a_bounded_number_of_names(tmp_path: Path) -> None:
    tree = plant(tmp_path, {f"{i}/{j}": "" for i in range(5) for j in range(5)})
    assert has_source(tree, "4/*", [100])
    assert not has_source(tree, "[0-9]/x*", [10])


def test_links(tmp_path: Path) -> None:
    tree: Tree = {
        "in/Dockerfile": Link("../Dockerfile.real"),
        "out/Dockerfile": Link("/etc/hostname"),
        "loop/Dockerfile": Link("Dockerfile"),
        "away": Link("/etc"),
        "Dockerfile.real": IMAGE,
    }
    found = look(tmp_path, tree)
    assert summary(found)[1:] == ["in: in in/Dockerfile"]
    assert complaints(found) == [
        "loop/Dockerfile:1: the Dockerfile is a link that leads out of the project",
        "out/Dockerfile:1: the Dockerfile is a link that leads out of the project",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    directory = tmp_path / os.fsdecode(b"caf\xe9")
    plant(tmp_path, {".git/": ""})
    plant(directory, {"Dockerfile": IMAGE, "compose.yaml": "services: {web: {build: {context: ., target: x}}}"})
    found = discover(tmp_path, Config(exclude=("nothing",)))
    assert [definition.name for definition in found.definitions] == ["web"]
    assert os.fsencode(found.definitions[0].location.file) == b"caf\xe9/compose.yaml"


def test_a_single_dockerfile(tmp_path: Path) -> None:
    tree: Tree = {".git/": "", "Dockerfile": IMAGE, "docker/api.Dockerfile": "FROM scratch\nCOPY src /\n", "src/x": ""}
    found = discover(plant(tmp_path, tree) / "docker/api.Dockerfile", Config())
    assert summary(found) == ["api: . docker/api.Dockerfile"]


def test_a_single_compose_file(tmp_path: Path) -> None:
    tree: Tree = {
        ".git/": "",
        "Dockerfile": IMAGE,
        "compose.override.yaml": "services: {job: {build: .}}",
        "compose.yaml": "services: {web: {build: .}}",
    }
    assert summary(discover(plant(tmp_path, tree) / "compose.yaml", Config())) == ["web: . Dockerfile"]


def test_a_directory_of_a_repository(tmp_path: Path) -> None:
    tree: Tree = {".git/": "", "Dockerfile": IMAGE, "web/Dockerfile": "FROM scratch\nCOPY src /\n", "src/x": ""}
    found = discover(plant(tmp_path, tree) / "web", Config())
    assert found.root == tmp_path
    assert summary(found) == ["web: . web/Dockerfile"]


def test_no_such_directory(tmp_path: Path) -> None:
    found = discover(tmp_path / "gone", Config())
    assert [error.message for error in found.errors] == ["there is no such file or directory"]


def test_an_unreadable_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scandir(path: Path) -> Iterator[os.DirEntry[str]]:
        if path.name == "secret":
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(path)

    original = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)
    found = look(tmp_path, {"secret/x": "", "web/Dockerfile": IMAGE})
    assert complaints(found) == ["secret: this directory cannot be searched for services: permission denied"]
    assert summary(found) == ["web: web web/Dockerfile"]


def test_directories_beyond_every_bound(tmp_path: Path) -> None:
    found = look(tmp_path, {"d/" * 60 + "Dockerfile": IMAGE, "Dockerfile": IMAGE})
    assert len(found.definitions) == 1
