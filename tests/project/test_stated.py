"""What a pipeline adds to what other files say, and what it leaves as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.project import Config, discover

from .trees import Tree, complaints, look, plant, summary

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "FROM scratch AS dev\nFROM scratch AS prod"
COMPOSE = "services: {api: {build: {context: ., dockerfile: api/Dockerfile%s}}}"
BY_SERVICE = "FROM scratch\nARG SERVICE\nCOPY $SERVICE /app"


def pipeline(*commands: str) -> str:
    """A pipeline whose jobs start afresh for each command."""
    return "\n".join(f"job{number}:\n  script: {command}" for number, command in enumerate(commands))


FOUND: dict[str, tuple[Tree, list[str]]] = {
    "the same build adds nothing": (
        {
            "compose.yaml": COMPOSE % "",
            "api/Dockerfile": IMAGE,
            ".gitlab-ci.yml": pipeline("docker build -f api/Dockerfile ."),
        },
        ["api: . api/Dockerfile"],
    ),
    "the last stage by its name is the same": (
        {
            "compose.yaml": COMPOSE % "",
            "api/Dockerfile": IMAGE,
            ".gitlab-ci.yml": pipeline("docker build --target prod -f api/Dockerfile ."),
        },
        ["api: . api/Dockerfile"],
    ),
    "compose builds for development, the pipeline what is deployed": (
        {
            "compose.yaml": COMPOSE % ", target: dev",
            "api/Dockerfile": IMAGE,
            ".gitlab-ci.yml": pipeline("docker build -f api/Dockerfile ."),
        },
        ["api: . api/Dockerfile dev", ".gitlab-ci.yml:api: . api/Dockerfile"],
    ),
    "an unknown target is no other image": (
        {
            "compose.yaml": COMPOSE % ", target: dev",
            "api/Dockerfile": IMAGE,
            ".gitlab-ci.yml": pipeline("docker build --target $TARGET -f api/Dockerfile ."),
        },
        ["api: . api/Dockerfile dev"],
    ),
    "an unknown target of a lone Dockerfile": (
        {
            "api/Dockerfile": IMAGE,
            "api/x": "",
            ".gitlab-ci.yml": pipeline("docker build --target $TARGET -f api/Dockerfile ."),
        },
        ["api: . api/Dockerfile"],
    ),
    "another context is another image": (
        {
            "compose.yaml": COMPOSE % "",
            "api/Dockerfile": IMAGE,
            ".gitlab-ci.yml": pipeline("docker build api"),
        },
        ["api: . api/Dockerfile", ".gitlab-ci.yml:api: api api/Dockerfile"],
    ),
    "many jobs with one build": (
        {"api/Dockerfile": IMAGE, ".gitlab-ci.yml": pipeline(*["docker build api"] * 3, "cd api && docker build .")},
        ["api: api api/Dockerfile"],
    ),
    "stages of one Dockerfile": (
        {
            "api/Dockerfile": IMAGE,
            ".gitlab-ci.yml": pipeline("docker build --target dev api", "docker build --target prod api"),
        },
        ["api-dev: api api/Dockerfile dev", "api: api api/Dockerfile prod"],
    ),
    "an argument that changes nothing of what is read": (
        {
            "api/Dockerfile": "ARG V\nFROM scratch\nCOPY main.py /",
            "api/main.py": "",
            ".gitlab-ci.yml": pipeline("docker build --build-arg V=1 api", "docker build --build-arg V=2 api"),
        },
        ["api: api api/Dockerfile"],
    ),
    "an argument that names the service": (
        {
            "Dockerfile": BY_SERVICE,
            "api/x": "",
            "web/x": "",
            ".travis.yml": "script: for s in api web; do docker build --build-arg SERVICE=$s .; done",
        },
        ["{root}-api: . Dockerfile", "{root}-web: . Dockerfile"],
    ),
    "an unknown argument that names the service": (
        {
            "docker/api.Dockerfile": BY_SERVICE,
            "docker/x": "",
            ".travis.yml": "script: docker build --build-arg SERVICE=$NAME -f docker/api.Dockerfile .",
        },
        ["api: docker docker/api.Dockerfile"],
    ),
    "an unknown argument of no consequence": (
        {
            "docker/api.Dockerfile": "FROM scratch\nARG V=1\nENV V=$V",
            "docker/x": "",
            ".travis.yml": "script: docker build --build-arg V=$NAME -f docker/api.Dockerfile .",
        },
        ["api: . docker/api.Dockerfile"],
    ),
    "a Dockerfile that cannot be read has its context": (
        {
            "docker/api.Dockerfile": "COPY x",
            "docker/x": "",
            ".travis.yml": "script: docker build -f docker/api.Dockerfile .",
        },
        ["api: . docker/api.Dockerfile"],
    ),
    "a job that fills the context first": (
        {
            "docker/api.Dockerfile": "FROM scratch\nCOPY main.py made /",
            "docker/main.py": "",
            ".travis.yml": "script: make build && docker build -f docker/api.Dockerfile .",
        },
        ["api: docker docker/api.Dockerfile"],
    ),
    "a job that does not is believed": (
        {
            "docker/api.Dockerfile": "FROM scratch\nCOPY main.py made /",
            "docker/main.py": "",
            ".travis.yml": "script: docker build -f docker/api.Dockerfile .",
        },
        ["api: . docker/api.Dockerfile"],
    ),
    "foreign code": (
        {"node_modules/x/Dockerfile": IMAGE, ".travis.yml": "script: docker build node_modules/x"},
        [],
    ),
    "names of other services stay": (
        {
            "shop/compose.yaml": "services: {api: {build: .}}",
            "shop/Dockerfile": IMAGE,
            "api/Dockerfile": IMAGE,
            ".travis.yml": "script: docker build -f api/Dockerfile .",
        },
        ["api: shop shop/Dockerfile", ".travis.yml:api: . api/Dockerfile"],
    ),
}


@pytest.mark.parametrize(("tree", "expected"), FOUND.values(), ids=FOUND)
def test_services(tmp_path: Path, tree: Tree, expected: list[str]) -> None:
    found = look(tmp_path, tree)
    named = [line.replace("{root}", tmp_path.name) for line in expected]
    assert (summary(found), complaints(found)) == (named, [])


def test_a_link_out_of_the_project(tmp_path: Path) -> None:
    plant(tmp_path, {"outside/Dockerfile": IMAGE, "project/.git/": ""})
    (tmp_path / "project/Dockerfile").symlink_to("../outside/Dockerfile")
    plant(tmp_path, {"project/.travis.yml": "script: docker build ."})
    found = discover(tmp_path / "project", Config())
    assert complaints(found) == ["Dockerfile:1: the Dockerfile is a link that leads out of the project"]


@pytest.mark.parametrize(("exclude", "expected"), [((), ["api: . api/Dockerfile"]), (("api",), [])])
def test_what_is_excluded_is_not_looked_for(tmp_path: Path, exclude: tuple[str, ...], expected: list[str]) -> None:
    plant(tmp_path, {"api/Dockerfile": IMAGE, ".git/": "", ".travis.yml": "script: docker build -f api/Dockerfile ."})
    assert summary(discover(tmp_path, Config(exclude=exclude))) == expected


def test_pipelines_count_for_a_part_of_the_repository(tmp_path: Path) -> None:
    tree: Tree = {"api/Dockerfile": IMAGE, "web/Dockerfile": IMAGE, ".git/": ""}
    plant(tmp_path, {**tree, ".travis.yml": "script: docker build -f api/Dockerfile . && docker build web"})
    assert summary(discover(tmp_path / "api", Config())) == ["api: . api/Dockerfile"]


def test_pipelines_count_for_a_single_dockerfile(tmp_path: Path) -> None:
    tree: Tree = {"api/Dockerfile": IMAGE, "web/Dockerfile": IMAGE, ".git/": ""}
    plant(
        tmp_path, {**tree, ".travis.yml": "script: docker build -f api/Dockerfile . && docker build web --target dev"}
    )
    assert summary(discover(tmp_path / "api/Dockerfile", Config())) == ["api: . api/Dockerfile"]
    assert summary(discover(tmp_path / "web/Dockerfile", Config())) == [
        "web-dev: web web/Dockerfile dev",
        "web: web web/Dockerfile",
    ]
