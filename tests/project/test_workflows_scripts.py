"""Scripts of jobs. Without them, the context of ``docker/api.Dockerfile`` would be ``docker``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .trees import Tree, look, only, summary

if TYPE_CHECKING:
    from pathlib import Path

TREE: Tree = {"docker/api.Dockerfile": "FROM scratch AS base\nFROM base", "docker/x": "", "main.py": ""}
STATED = ["api: . docker/api.Dockerfile"]
GUESSED = ["api: docker docker/api.Dockerfile"]


def look_at(root: Path, script: str) -> list[str]:
    lines = "".join(f"    {line}\n" for line in script.splitlines())
    return summary(look(root, {**TREE, ".gitlab-ci.yml": f"build:\n  script:\n  - |\n{lines}"}))


BUILDS = [
    "docker build -f docker/api.Dockerfile .",
    "docker build --file=docker/api.Dockerfile .",
    "docker build . -t api -f docker/api.Dockerfile",
    "docker image build -fdocker/api.Dockerfile .",
    "docker buildx build --push --platform linux/amd64,linux/arm64 -f docker/api.Dockerfile -- .",
    "docker --context other buildx b -f docker/api.Dockerfile .",
    "podman build -f docker/api.Dockerfile .",
    "buildah bud --layers -f docker/api.Dockerfile .",
    "/kaniko/executor --context $CI_PROJECT_DIR --dockerfile $CI_PROJECT_DIR/docker/api.Dockerfile --destination x",
    "/kaniko/executor --context=dir://$CI_PROJECT_DIR --dockerfile=docker/api.Dockerfile --no-push",
    "sudo -E DOCKER_BUILDKIT=1 docker build -f docker/api.Dockerfile .",
    "DOCKER_BUILDKIT=1 timeout 600 docker build -f docker/api.Dockerfile .",
    "time docker build -t $IMAGE:$TAG -f docker/api.Dockerfile .",
    "docker build $OPTIONS -f docker/api.Dockerfile .",
    "cd docker && docker build -f api.Dockerfile ..",
    "pushd docker; docker build -f api.Dockerfile ..",
    "(cd docker && ls); docker build -f docker/api.Dockerfile .",
    'docker build -f "$(pwd)/docker/api.Dockerfile" "$PWD"',
    'ROOT=$(git rev-parse --show-toplevel)\ndocker build -f "$ROOT/docker/api.Dockerfile" "$ROOT"',
    'FILE="docker/api.Dockerfile"\ndocker build -f ${FILE} ${WHERE:-.}',
    "for name in api; do docker build -f docker/$name.Dockerfile .; done",
    "if true; then docker build -f docker/api.Dockerfile .; fi",
    'case "$1" in api) docker build -f docker/api.Dockerfile . ;; esac',
    "build() { docker build -f docker/$1.Dockerfile .; }\nbuild api",
    "bash -ec 'docker build -f docker/api.Dockerfile .'",
    'eval "docker build -f docker/api.Dockerfile ."',
    "docker build -f docker/api.Dockerfile . | tee log || exit 1",
    "docker build -f docker/api.Dockerfile . &",
]
FITTING = [
    "docker build -f docker/$NAME.Dockerfile .",
    "for name in $(ls docker); do docker build -f docker/$name.Dockerfile .; done",
    "cd docker && docker build -f $NAME.Dockerfile ../",
    "docker build -f ./docker/${NAME}i.Dockerfile --build-arg NAME=$NAME .",
]
QUIET = [
    "docker build -f $DIR/api.Dockerfile .",
    "docker build -f docker/$NAME.dockerfile .",
    "docker build -f docker/$NAME.Dockerfile $NAME",
    "docker build -f ../docker/$NAME.Dockerfile .",
    "docker build -f docker/$NAME/$NAME.Dockerfile .",
    "docker build -f docker/$A$B$C.Dockerfile .",
    "docker build -f $WHERE/docker/$NAME.Dockerfile $WHERE",
    "docker build -f docker/api.Dockerfile $WHERE",
    "docker build -f docker/api.Dockerfile - < Dockerfile",
    "cat docker/api.Dockerfile | docker build -f - .",
    "docker build -f docker/api.Dockerfile https://example.com/x.git",
    "cd $WHERE && docker build -f docker/api.Dockerfile .",
    'if [ -n "$CI" ]; then cd docker; fi\ndocker build -f docker/api.Dockerfile .',
    "cd /tmp && docker build -f docker/api.Dockerfile .",
    "cd ~/docker && docker build -f docker/api.Dockerfile .",
    "git clone https://example.com/other.git\ncd other\ndocker build -f docker/api.Dockerfile .",
    "docker build $OPTIONS .",
    "docker build . docker -f docker/api.Dockerfile",
    "echo docker build -f docker/api.Dockerfile .",
    "# docker build -f docker/api.Dockerfile .",
    "docker run --rm -f docker/api.Dockerfile .",
    "docker compose build -f docker/api.Dockerfile .",
    "docker build",
    "build() { docker build -f docker/api.Dockerfile .; }",
    "helm template -f docker/api.Dockerfile . # docker build",
    "cat <<EOF\ndocker build -f docker/api.Dockerfile .\nEOF",
]


@pytest.mark.parametrize("script", BUILDS)
def test_a_script_that_builds(tmp_path: Path, script: str) -> None:
    assert look_at(tmp_path, script) == STATED


@pytest.mark.parametrize("script", FITTING)
def test_a_script_whose_names_are_not_known(tmp_path: Path, script: str) -> None:
    assert look_at(tmp_path, script) == STATED


@pytest.mark.parametrize("script", QUIET)
def test_a_script_that_says_nothing_certain(tmp_path: Path, script: str) -> None:
    assert look_at(tmp_path, script) == GUESSED


def test_what_a_script_says_besides(tmp_path: Path) -> None:
    script = (
        "docker build --build-arg A=1 --build-arg B=$TAG --build-arg C -f docker/api.Dockerfile"
        " --build-context lib=docker --build-context base=docker-image://alpine ."
    )
    pipeline = f"build:\n  script: >-\n    {script}\n"
    definition = only(look(tmp_path, {**TREE, ".gitlab-ci.yml": pipeline}))
    assert definition.build_args == {"A": "1"}
    assert definition.named_contexts == {"lib": str(tmp_path / "docker"), "base": "docker-image://alpine"}
    assert definition.open_args


def test_loops_have_an_end(tmp_path: Path) -> None:
    script = "f() { f; f; }\nf\nwhile true; do f; done\ndocker build -f docker/api.Dockerfile ."
    assert look_at(tmp_path, script) == STATED
