"""What a human who reads the compose files would list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .trees import Tree, complaints, look, summary

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "FROM scratch"

FOUND: dict[str, tuple[Tree, list[str]]] = {
    "a short build is the context": (
        {"compose.yaml": "services: {web: {build: ./app}}", "app/Dockerfile": IMAGE},
        ["web: app app/Dockerfile"],
    ),
    "a long build names everything": (
        {
            "compose.yaml": """
                services:
                  web:
                    build:
                      context: app
                      dockerfile: docker/web.Dockerfile
                      target: runtime
                """,
            "app/docker/web.Dockerfile": IMAGE,
        },
        ["web: app app/docker/web.Dockerfile runtime"],
    ),
    "a build without a context is in the project's directory": (
        {"compose.yaml": "services: {web: {build: {target: dev}}}", "Dockerfile": IMAGE},
        ["web: . Dockerfile dev"],
    ),
    "a Dockerfile may lie outside the context": (
        {
            "compose.yaml": "services: {web: {build: {context: app, dockerfile: ../docker/Dockerfile}}}",
            "app/x": "",
            "docker/Dockerfile": IMAGE,
        },
        ["web: app docker/Dockerfile"],
    ),
    "a lower-case dockerfile is the second default": (
        {"compose.yaml": "services: {web: {build: .}}", "dockerfile": IMAGE},
        ["web: . dockerfile"],
    ),
    "a service that only runs an image builds nothing": (
        {"compose.yaml": "services: {db: {image: postgres}, nothing: }"},
        [],
    ),
    "a remote context is not ours": (
        {
            "compose.yaml": """
                services:
                  a: {build: "https://github.com/x/y.git#main:sub"}
                  b: {build: "git@github.com:x/y.git"}
                  c: {build: {context: github.com/x/y}}
                """,
        },
        [],
    ),
    "an image that one service builds is built for those that run it": (
        {
            "compose.yaml": """
                services:
                  worker: {image: "app:dev", command: [celery]}
                  web: {image: "app:dev", build: .}
                  db: {image: postgres}
                """,
            "Dockerfile": IMAGE,
        },
        ["worker: . Dockerfile", "web: . Dockerfile"],
    ),
    "services of one file that share a build all stay": (
        {
            "compose.yaml": "services: {one: {build: .}, two: {build: .}}",
            "Dockerfile": IMAGE,
        },
        ["one: . Dockerfile", "two: . Dockerfile"],
    ),
    "compose.yaml wins over docker-compose.yml": (
        {
            "compose.yaml": "services: {new: {build: .}}",
            "docker-compose.yml": "services: {old: {build: .}}",
            "Dockerfile": IMAGE,
        },
        ["new: . Dockerfile"],
    ),
    "an override file is merged": (
        {
            "docker-compose.yml": "services: {web: {build: .}}",
            "docker-compose.override.yml": "services: {web: {build: {target: dev}}}",
            "Dockerfile": IMAGE,
        },
        ["web: . Dockerfile dev"],
    ),
    "an override whose base is in a submodule": (
        {
            "docker-compose.override.yml": "services: {web: {build: {args: {A: b}}}, db: {image: postgres}}",
            "dev/Dockerfile": IMAGE,
        },
        ["dev: dev dev/Dockerfile"],
    ),
    "an override whose paths start elsewhere": (
        {"docker-compose.x-override.yml": "services: {web: {build: ../../web}}", "dev/Dockerfile": IMAGE},
        ["dev: dev dev/Dockerfile"],
    ),
    "an override takes a service away": (
        {
            "docker-compose.yml": "services: {web: {build: .}, job: {build: .}}",
            "docker-compose.override.yml": "services: {job: !reset null}",
            "Dockerfile": IMAGE,
        },
        ["web: . Dockerfile"],
    ),
    "a variant that needs the base is an overlay, and lists what differs": (
        {
            "docker-compose.yml": "services: {web: {build: .}, job: {build: job}}",
            "docker-compose.dev.yml": "services: {web: {build: {target: dev}}, job: {restart: always}}",
            "Dockerfile": IMAGE,
            "job/Dockerfile": IMAGE,
        },
        ["web: . Dockerfile", "job: job job/Dockerfile", "web-dev: . Dockerfile dev"],
    ),
    "a variant with builds of its own stands alone": (
        {
            "docker-compose.yml": "services: {web: {build: {context: ., target: base}}}",
            "docker-compose-ci.yml": "services: {web: {build: {context: .}}, tests: {build: tests}}",
            "Dockerfile": IMAGE,
            "tests/Dockerfile": IMAGE,
        },
        ["web: . Dockerfile base", "web-ci: . Dockerfile", "tests: tests tests/Dockerfile"],
    ),
    "a variant that repeats the build adds nothing": (
        {
            "docker-compose.yml": "services: {web: {build: .}}",
            "docker-compose.prod.yml": "services: {web: {build: ., command: serve}}",
            "Dockerfile": IMAGE,
        },
        ["web: . Dockerfile"],
    ),
    "a file that is named alike and is no compose file": (
        {"values.compose.yaml": "replicas: 3", "compose.lock.yaml": "[]", "docker-compose.empty.yml": "# later"},
        [],
    ),
    "templates and examples are not read": (
        {"docker-compose.template.yml": "{{ services }}", "compose.override.sample.yml": "services: {a: {build: x}}"},
        [],
    ),
    "projects in several directories": (
        {
            "a/compose.yaml": "services: {web: {build: .}}",
            "a/Dockerfile": IMAGE,
            "b/compose.yaml": "services: {web: {build: .}, job: {build: .}}",
            "b/Dockerfile": IMAGE,
        },
        ["a/web: a a/Dockerfile", "b/web: b b/Dockerfile", "job: b b/Dockerfile"],
    ),
    "an included project": (
        {
            "compose.yaml": "include: [sub/compose.yaml, {path: [other/c.yaml], project_directory: .}]\nservices: {}",
            "sub/compose.yaml": "services: {web: {build: .}}",
            "sub/Dockerfile": IMAGE,
            "other/c.yaml": "services: {job: {build: jobs}}",
            "jobs/Dockerfile": IMAGE,
        },
        ["web: sub sub/Dockerfile", "job: jobs jobs/Dockerfile"],
    ),
    "two files that include each other": (
        {
            "compose.yaml": "include: [sub/b.yaml]\nservices: {a: {build: .}}",
            "sub/b.yaml": "include: [../compose.yaml]\nservices: {b: {build: ..}}",
            "Dockerfile": IMAGE,
        },
        ["a: . Dockerfile", "b: . Dockerfile"],
    ),
    "a file that is meant for another project directory": (
        {
            ".devcontainer/docker-compose.yml": "services: {app: {build: {dockerfile: .devcontainer/Dockerfile}}}",
            ".devcontainer/Dockerfile": IMAGE,
        },
        ["app: . .devcontainer/Dockerfile"],
    ),
    "UTF-16 with its mark": (
        {"compose.yaml": "services: {web: {build: .}}".encode("utf-16"), "Dockerfile": IMAGE},
        ["web: . Dockerfile"],
    ),
    "vendored and excluded trees are left out": (
        {
            "node_modules/x/compose.yaml": "services: {a: {build: .}}",
            "env/pyvenv.cfg": "",
            "env/Dockerfile": IMAGE,
            "vendor/modules.txt": "",
            "vendor/x/Dockerfile": IMAGE,
            "tests/fixtures/Dockerfile": IMAGE,
            "{{cookiecutter.name}}/compose.yaml": "{% if x %}",
            "ctxlint.toml": 'exclude = ["**/fixtures"]',
            "Dockerfile.web": IMAGE,
            "services/vendor/Dockerfile": IMAGE,
        },
        ["{root}: . Dockerfile.web", "vendor: services/vendor services/vendor/Dockerfile"],
    ),
}


@pytest.mark.parametrize(("tree", "expected"), FOUND.values(), ids=FOUND)
def test_services(tmp_path: Path, tree: Tree, expected: list[str]) -> None:
    found = look(tmp_path, tree)
    assert complaints(found) == []
    assert summary(found) == [line.replace("{root}", tmp_path.name) for line in expected]
