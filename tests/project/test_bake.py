"""Which services bake files give. Without them, the context of ``docker/api.Dockerfile`` would be ``docker``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.project import Config, discover

from .trees import Tree, complaints, look, only, plant, summary

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "FROM scratch AS base\nFROM base AS prod"
TREE: Tree = {"docker/api.Dockerfile": IMAGE, "docker/x": "", "main.py": ""}
GUESSED = ["api: docker docker/api.Dockerfile"]
API = 'dockerfile = "docker/api.Dockerfile"'

FOUND: dict[str, tuple[str, list[str]]] = {
    "a target is relative to its context": (
        'target "web" {\n  context = "docker"\n  dockerfile = "api.Dockerfile"\n}',
        ["web: docker docker/api.Dockerfile"],
    ),
    "without a context it is the directory of the file": (
        f'target "web" {{ {API} }}',
        ["web: . docker/api.Dockerfile"],
    ),
    "a stage": (
        f'target "web" {{\n  {API}\n  target = "base"\n}}',
        ["web: . docker/api.Dockerfile base"],
    ),
    "stages are services, the same build is one": (
        f"""
        group "default" {{ targets = ["web", "cross"] }}
        target "web" {{ {API} }}
        target "cross" {{
          inherits = ["web"]
          platforms = ["linux/arm64"]
        }}
        target "dev" {{
          inherits = ["web"]
          target = "base"
        }}
        """,
        ["web: . docker/api.Dockerfile", "dev: . docker/api.Dockerfile base"],
    ),
    "what others inherit is filled in": (
        """
        target "_where" { context = "docker" }
        target "what" { args = { A = "1" } }
        target "web" {
          inherits = ["_where", "what"]
          dockerfile = "api.Dockerfile"
        }
        """,
        ["web: docker docker/api.Dockerfile"],
    ),
    "a matrix": (
        """
        group "default" { targets = ["app"] }
        target "app" {
          name = "app-${item.name}"
          matrix = { item = [{ name = "a", stage = "base" }, { name = "b", stage = "prod" }] }
          dockerfile = "docker/api.Dockerfile"
          target = item.stage
        }
        """,
        ["app-a: . docker/api.Dockerfile base", "app-b: . docker/api.Dockerfile prod"],
    ),
    "variables and functions": (
        """
        variable "DIR" { default = "docker" }
        function "file" {
          params = [name]
          result = "${DIR}/${name}.Dockerfile"
        }
        target "web" { dockerfile = file("api") }
        """,
        ["web: . docker/api.Dockerfile"],
    ),
    "blocks of one name add up": (
        'target "web" { context = "docker" }\ntarget "web" { dockerfile = "api.Dockerfile" }',
        ["web: docker docker/api.Dockerfile"],
    ),
    "an export where there is an image, too": (
        f"""
        target "web" {{ {API} }}
        target "binaries" {{
          {API}
          target = "base"
          output = ["./bin"]
        }}
        target "lint" {{
          {API}
          target = "base"
          output = ["type=cacheonly"]
        }}
        """,
        ["web: . docker/api.Dockerfile"],
    ),
    "an export alone": (
        f"""
        target "lint" {{
          {API}
          output = [{{ type = "cacheonly" }}]
        }}
        target "fix" {{
          {API}
          target = "base"
          output = ["."]
        }}
        """,
        ["lint: . docker/api.Dockerfile"],
    ),
    "an export of an image": (
        f'target "web" {{\n  {API}\n  output = ["type=registry"]\n}}',
        ["web: . docker/api.Dockerfile"],
    ),
    "a context of where bake is called": (
        'target "web" {\n  context = "cwd://docker"\n  dockerfile = "api.Dockerfile"\n}',
        ["web: docker docker/api.Dockerfile"],
    ),
    "a remote context": (f'target "web" {{\n  context = "https://example.com/x.git"\n  {API}\n}}', GUESSED),
    "a context that is not known": (f'target "web" {{\n  context = "${{WHERE}}"\n  {API}\n}}', GUESSED),
    "a context that is not there": (f'target "web" {{\n  context = "gone"\n  {API}\n}}', GUESSED),
    "a context outside of the project": (f'target "web" {{\n  context = "../.."\n  {API}\n}}', GUESSED),
    "a Dockerfile that is not there": ('target "web" { context = "docker" }', GUESSED),
    "a target that only others use": (f'target "_web" {{ {API} }}', GUESSED),
    "a target that only carries values": ('target "meta" { tags = ["x"] }', GUESSED),
    "targets that inherit from each other": (
        'target "a" {\n  inherits = ["b"]\n  context = "docker"\n}\ntarget "b" { inherits = ["a", "gone"] }',
        GUESSED,
    ),
    "a matrix without an end": (
        """
        variable "A" { default = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] }
        target "x" {
          name = "x"
          matrix = { a = A, b = A, c = A, d = A, e = A, f = A, g = A }
          context = "gone"
        }
        """,
        GUESSED,
    ),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_a_bake_file(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = look(tmp_path, {**TREE, "docker-bake.hcl": text})
    assert (summary(found), complaints(found)) == (expected, [])


TREES: dict[str, tuple[Tree, list[str]]] = {
    "JSON": (
        {
            "docker-bake.json": """
                {
                  "variable": {"D": {"default": "docker"}},
                  "target": {"web": {"dockerfile": "${D}/api.Dockerfile"}}
                }
                """
        },
        ["web: . docker/api.Dockerfile"],
    ),
    "an override": (
        {
            "docker-bake.hcl": 'target "web" {\n  context = "gone"\n  dockerfile = "api.Dockerfile"\n}',
            "docker-bake.override.hcl": 'target "web" { context = "docker" }',
        },
        ["web: docker docker/api.Dockerfile"],
    ),
    "a file on top of the usual one": (
        {
            "docker-bake.hcl": f'target "web" {{ {API} }}',
            "docker-bake.ci.hcl": 'target "ci" {\n  inherits = ["web"]\n  target = "base"\n}',
        },
        ["web: . docker/api.Dockerfile", "ci: . docker/api.Dockerfile base"],
    ),
    "a file of a directory below, used from the root": (
        {"build/docker-bake.hcl": f'target "web" {{ {API} }}'},
        ["web: . docker/api.Dockerfile"],
    ),
    "what compose builds already": (
        {
            "compose.yaml": "services: {api: {build: {context: ., dockerfile: docker/api.Dockerfile}}}",
            "docker-bake.hcl": f'target "image" {{ {API} }}',
        },
        ["api: . docker/api.Dockerfile"],
    ),
    "what only completes a compose service": (
        {
            "compose.yaml": "services: {api: {build: {context: ., dockerfile: docker/api.Dockerfile}}}",
            "docker-bake.hcl": 'target "api" { target = "base" }',
            "Dockerfile": IMAGE,
        },
        ["api: . docker/api.Dockerfile", "{root}: . Dockerfile"],
    ),
    "a pipeline adds nothing to the same build": (
        {
            "docker-bake.hcl": f'target "web" {{ {API} }}',
            ".travis.yml": "script: docker build -f docker/api.Dockerfile .",
        },
        ["web: . docker/api.Dockerfile"],
    ),
    "other files in HCL": ({"main.hcl": f'target "web" {{ {API} }}', "bakery.json": "{"}, GUESSED),
}


@pytest.mark.parametrize(("tree", "expected"), TREES.values(), ids=TREES)
def test_a_repository(tmp_path: Path, tree: Tree, expected: list[str]) -> None:
    found = look(tmp_path, {**TREE, **tree})
    assert (summary(found), complaints(found)) == ([line.replace("{root}", tmp_path.name) for line in expected], [])


def test_all_that_a_target_says(tmp_path: Path) -> None:
    text = """
        target "base" {
          args = { A = "1", B = "2" }
        }
        target "web" {
          inherits = ["base"]
          context = "docker"
          dockerfile = "api.Dockerfile"
          target = "prod"
          args = { B = 3, C = "", D = null }
          contexts = { src = ".", image = "docker-image://alpine", base = "target:base" }
        }
        """
    definition = only(look(tmp_path, {**TREE, "docker-bake.hcl": text}))
    assert definition.build_args == {"A": "1", "B": "3"}
    assert definition.open_args
    assert definition.named_contexts == {
        "src": str(tmp_path),
        "image": "docker-image://alpine",
        "base": "target:base",
    }
    assert str(definition.location) == "docker-bake.hcl:4"
    lines = {key: place.line for key, place in definition.locations.items()}
    assert lines == {"context": 6, "dockerfile": 7, "target": 8}
    assert not definition.guessed


def test_a_dockerfile_in_a_bake_file(tmp_path: Path) -> None:
    text = 'target "web" {\n  dockerfile-inline = <<EOT\nFROM scratch\nCOPY main.py /\nEOT\n}\n'
    definition = only(look(tmp_path, {"docker-bake.hcl": text, "main.py": ""}))
    assert definition.inline == "FROM scratch\nCOPY main.py /\n"
    assert (definition.dockerfile, definition.inline_line) == (tmp_path / "docker-bake.hcl", 3)


def test_a_bake_file_by_itself(tmp_path: Path) -> None:
    plant(tmp_path, {**TREE, "ci.bake.hcl": f'target "web" {{ {API} }}', ".git/": ""})
    assert summary(discover(tmp_path / "ci.bake.hcl", Config())) == ["web: . docker/api.Dockerfile"]
