"""What ``[services]`` does to what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.model import Location
from ctxlint.project import discover, load_config

from .trees import Tree, complaints, look, plant, summary

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "FROM scratch\nCOPY src /\n"
REPOSITORY: Tree = {
    "compose.yaml": "services: {web: {build: {context: web, args: {A: '1', B: '1'}}, command: serve}}",
    "web/Dockerfile": IMAGE,
    "web/src/x": "",
    "docker/api.Dockerfile": IMAGE,
    "docker/.dockerignore": "",
    "src/x": "",
}

SERVICES: dict[str, tuple[str, list[str]]] = {
    "nothing": ("", ["web: web web/Dockerfile", "api: . docker/api.Dockerfile"]),
    "a new service, whose context is guessed": (
        "[services.backend]\ndockerfile = 'docker/api.Dockerfile'",
        ["backend: . docker/api.Dockerfile", "web: web web/Dockerfile"],
    ),
    "a new service by its context": (
        "[services.second]\ncontext = 'web'\ntarget = 'x'",
        ["second: web web/Dockerfile x", "web: web web/Dockerfile", "api: . docker/api.Dockerfile"],
    ),
    "an override of a compose service": (
        "[services.web]\ntarget = 'prod'",
        ["web: web web/Dockerfile prod", "api: . docker/api.Dockerfile"],
    ),
    "another Dockerfile for a compose service": (
        "[services.web]\ndockerfile = 'docker/api.Dockerfile'\ncontext = '.'",
        ["web: . docker/api.Dockerfile"],
    ),
    "an override of a lone Dockerfile": (
        "[services.api]\ncontext = 'web'",
        ["web: web web/Dockerfile", "api: web docker/api.Dockerfile"],
    ),
    "a service that is left out": ("[services.web]\nskip = true", ["api: . docker/api.Dockerfile"]),
}


@pytest.mark.parametrize(("text", "expected"), SERVICES.values(), ids=SERVICES)
def test_services(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = look(tmp_path, {**REPOSITORY, "ctxlint.toml": text})
    assert complaints(found) == []
    assert summary(found) == expected


def test_an_override_keeps_what_it_does_not_say(tmp_path: Path) -> None:
    text = """
        [services.web]
        build-args = { B = "2" }
        ignore-file = "docker/.dockerignore"
        entrypoint = []
        max-context-size = "1kB"
        """
    web = look(tmp_path, {**REPOSITORY, "ctxlint.toml": text}).definitions[0]
    assert web.build_args == {"A": "1", "B": "2"}
    assert web.ignore_file == tmp_path / "docker/.dockerignore"
    assert (web.entrypoint, web.command) == ((), "serve")
    assert web.options["max-context-size"] == 1000
    assert web.location.file == "compose.yaml"
    assert web.locations["entrypoint"] == Location("ctxlint.toml", 4)


BROKEN: dict[str, tuple[str, str]] = {
    "nobody of that name": (
        "\n[services.wep]\ntarget = 'x'",
        "ctxlint.toml:1: no service 'wep' was found (the nearest one is 'web'), and the config",
    ),
    "nobody to leave out": ("[services.x]\nskip = true", "ctxlint.toml:1: no service 'x' was found"),
    "no such Dockerfile": ("[services.x]\ndockerfile = 'no'", "ctxlint.toml:2: the file 'no' does not exist"),
    "no such context": ("[services.web]\ncontext = 'no'", "ctxlint.toml:2: the build context 'no' is not a directory"),
    "no such ignore file": ("[services.web]\nignore-file = 'no'", "ctxlint.toml:2: the file 'no' does not exist"),
    "no Dockerfile in the context": (
        "[services.x]\ncontext = 'src'",
        "ctxlint.toml:2: the file 'src/Dockerfile' does not",
    ),
    "an exclude that is no pattern": ("exclude = ['[']", "ctxlint.toml: 'exclude' holds a pattern that is not valid"),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_mistakes(tmp_path: Path, text: str, expected: str) -> None:
    (complaint,) = complaints(look(tmp_path, {**REPOSITORY, "ctxlint.toml": text}))
    assert complaint.startswith(expected)


def test_paths_start_from_the_configuration(tmp_path: Path) -> None:
    tree: Tree = {
        "sub/ctxlint.toml": "[services.x]\ndockerfile = 'x.Dockerfile'\ncontext = '..'",
        "sub/x.Dockerfile": IMAGE,
    }
    plant(tmp_path, {**tree, ".git/": ""})
    found = discover(tmp_path / "sub", load_config(tmp_path / "sub"))
    assert summary(found) == ["x: . sub/x.Dockerfile"]


def test_a_single_dockerfile_has_its_table(tmp_path: Path) -> None:
    text = "[services.backend]\ndockerfile = 'docker/api.Dockerfile'\ntarget = 't'\n[services.web]\ntarget = 'x'"
    plant(tmp_path, {**REPOSITORY, "ctxlint.toml": text, ".git/": ""})
    found = discover(tmp_path / "docker/api.Dockerfile", load_config(tmp_path))
    assert complaints(found) == []
    assert summary(found) == ["backend: . docker/api.Dockerfile t"]


def test_exclude_takes_back(tmp_path: Path) -> None:
    tree: Tree = {"ctxlint.toml": "exclude = ['docker', '!docker/api.Dockerfile']", "docker/b.Dockerfile": IMAGE}
    assert summary(look(tmp_path, {**REPOSITORY, **tree}))[1:] == ["api: . docker/api.Dockerfile"]
