"""What GitHub's workflows build. Without them, the context of ``docker/api.Dockerfile`` would be ``docker``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .trees import Tree, complaints, look, only, summary

if TYPE_CHECKING:
    from pathlib import Path

STATED = ["api: . docker/api.Dockerfile"]
GUESSED = ["api: docker docker/api.Dockerfile"]
TREE: Tree = {"docker/api.Dockerfile": "FROM scratch AS base\nFROM base", "docker/x": "", "main.py": ""}


def workflow(steps: str, job: str = "") -> str:
    """A workflow of one job."""
    indented = "".join(f"      {line}\n" for line in steps.strip("\n").splitlines())
    return f"on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n{job}    steps:\n{indented}"


def steps_after_checkout(steps: str) -> str:
    return workflow(f"- uses: actions/checkout@v4\n{steps}")


ACTION = "- uses: docker/build-push-action@v6\n  with: {%s}"
STEPS: dict[str, tuple[str, list[str]]] = {
    "the action of docker": (ACTION % "context: ., file: docker/api.Dockerfile", STATED),
    "without a context it is the repository": (ACTION % "file: docker/api.Dockerfile", STATED),
    "the default context by its name": (
        ACTION % '"context": "{{defaultContext}}", file: ./docker/api.Dockerfile',
        STATED,
    ),
    "in the default context, files are relative to the directory": (
        ACTION % '"context": "{{defaultContext}}:docker", file: api.Dockerfile',
        GUESSED,
    ),
    "a target": (
        ACTION % "context: ., file: docker/api.Dockerfile, target: base",
        ["api-base: . docker/api.Dockerfile base", *GUESSED],
    ),
    "the workspace": (ACTION % "context: '${{ github.workspace }}', file: docker/api.Dockerfile", STATED),
    "an action that is like it": (
        "- uses: depot/build-push-action@v1\n  with: {context: ., file: docker/api.Dockerfile}",
        STATED,
    ),
    "buildah's action": (
        "- uses: redhat-actions/buildah-build@v2\n  with: {context: ., containerfiles: docker/api.Dockerfile}",
        STATED,
    ),
    "a script": ("- run: docker build -f docker/api.Dockerfile .", STATED),
    "a script of several lines": (
        "- run: |\n    set -e\n    docker buildx build \\\n      --file docker/api.Dockerfile --push \\\n      .",
        STATED,
    ),
    "a working directory": ("- run: docker build -f api.Dockerfile ..\n  working-directory: docker", STATED),
    "an action that tries again": (
        "- uses: nick-fields/retry@v3\n  with: {command: 'docker build -f docker/api.Dockerfile .'}",
        STATED,
    ),
    "a variable of the environment": (
        "- run: docker build -f $FILE $WHERE\n  env: {FILE: docker/api.Dockerfile, WHERE: .}",
        STATED,
    ),
    "one of two values": ("- run: docker build -f docker/api.Dockerfile ${{ env.NOTHING || '.' }}", GUESSED),
    "an expression is not known": ("- run: docker build -f docker/api.Dockerfile ${{ github.ref }}", GUESSED),
    "a part is not known, and one file fits": (
        ACTION % "context: ., file: 'docker/${{ github.ref }}.Dockerfile'",
        STATED,
    ),
    "nothing of the directory is known": (ACTION % "context: ., file: '${{ github.ref }}/api.Dockerfile'", GUESSED),
    "the context is not known": (ACTION % "'context': '${{ github.ref }}', file: docker/api.Dockerfile", GUESSED),
    "another part of the context is not known": (
        ACTION % "'context': 'x/${{ github.ref }}', file: 'docker/${{ github.job }}.Dockerfile'",
        GUESSED,
    ),
    "another repository": (
        "- uses: actions/checkout@v4\n  with: {repository: other/one}\n- run: docker build -f docker/api.Dockerfile .",
        GUESSED,
    ),
    "another repository beside this one": (
        (
            "- uses: actions/checkout@v4\n  with: {repository: other/one, path: other}\n"
            "- run: docker build -f other/docker/api.Dockerfile other"
        ),
        GUESSED,
    ),
    "a remote context": (
        ACTION % "'context': 'https://github.com/other/one.git', file: docker/api.Dockerfile",
        GUESSED,
    ),
    "a context that is not there": (ACTION % "context: dist, file: docker/api.Dockerfile", GUESSED),
    "a context outside of the repository": (ACTION % "context: .., file: docker/api.Dockerfile", GUESSED),
    "a Dockerfile that is not there": (ACTION % "context: docker", GUESSED),
    "a target that is not there": (ACTION % "context: ., file: docker/api.Dockerfile, target: gone", GUESSED),
    "a step that never runs": ("- if: false\n  run: docker build -f docker/api.Dockerfile .", GUESSED),
    "another shell": ("- shell: pwsh\n  run: docker build -f docker/api.Dockerfile .", GUESSED),
    "other actions of docker": ("- uses: docker/setup-buildx-action@v3\n  with: {context: .}", GUESSED),
    "text that is no step": ("- docker build -f docker/api.Dockerfile .\n- 7\n- [docker, build]", GUESSED),
}


@pytest.mark.parametrize(("steps", "expected"), STEPS.values(), ids=STEPS)
def test_a_step(tmp_path: Path, steps: str, expected: list[str]) -> None:
    found = look(tmp_path, {**TREE, ".github/workflows/ci.yml": steps_after_checkout(steps)})
    assert (summary(found), complaints(found)) == (expected, [])


MATRIX = """    strategy:
      matrix:
        name: [api, web]
        include:
          - {name: web, where: web}
          - {name: job, where: .}
"""
SERVICES: Tree = {"api/Dockerfile": "FROM scratch", "web/Dockerfile": "FROM scratch\nCOPY web /", "web/web": ""}
WORKFLOWS: dict[str, tuple[Tree, list[str]]] = {
    "a matrix names services": (
        {
            **TREE,
            **SERVICES,
            ".github/workflows/ci.yaml": workflow(
                "- uses: actions/checkout@v4\n- run: docker build -f ${{ matrix.name }}/Dockerfile .", MATRIX
            ),
        },
        ["api: . api/Dockerfile", "web: . web/Dockerfile", "docker/api: docker docker/api.Dockerfile"],
    ),
    "what a matrix computes fits": (
        {
            **TREE,
            ".github/workflows/ci.yml": workflow(
                "- uses: actions/checkout@v4\n- run: docker build -f docker/${{ matrix.name }}.Dockerfile .",
                "    strategy: {matrix: {name: '${{ fromJSON(needs.list.outputs.names) }}'}}\n",
            ),
        },
        STATED,
    ),
    "services whose names a matrix computes": (
        {
            "svc/api/Dockerfile": "FROM scratch\nCOPY . /srv",
            "svc/api/main.py": "",
            "svc/web/Dockerfile": "FROM scratch\nCOPY svc/web /srv",
            "svc/web/main.py": "",
            "svc/main.py": "",
            "main.py": "",
            "compose.yaml": "services: {job: {build: svc/job}}",
            "svc/job/Dockerfile": "FROM scratch",
            ".github/workflows/ci.yml": workflow(
                "- uses: actions/checkout@v4\n- uses: docker/build-push-action@v6\n"
                "  with: {context: 'svc/${{ matrix.name }}', file: 'svc/${{ matrix.name }}/Dockerfile'}",
                "    strategy: {matrix: {name: '${{ fromJSON(needs.list.outputs.names) }}'}}\n",
            ),
        },
        ["job: svc/job svc/job/Dockerfile", "api: svc/api svc/api/Dockerfile", "web: . svc/web/Dockerfile"],
    ),
    "a checkout in a directory of its own": (
        {
            **TREE,
            ".github/workflows/ci.yml": workflow(
                "- uses: actions/checkout@v4\n  with: {path: src}\n- run: docker build -f src/docker/api.Dockerfile src"
            ),
        },
        STATED,
    ),
    "no checkout at all": (
        {**TREE, ".github/workflows/ci.yml": workflow("- run: docker build -f docker/api.Dockerfile .")},
        GUESSED,
    ),
    "the action needs none, for it has the commit sent": (
        {**TREE, ".github/workflows/ci.yml": workflow(ACTION % "file: docker/api.Dockerfile")},
        STATED,
    ),
    "a workflow that is called": (
        {
            **TREE,
            ".github/workflows/ci.yml": """
                on: push
                jobs:
                  api:
                    uses: ./.github/workflows/build.yml
                    with: {file: docker/api.Dockerfile}
                """,
            ".github/workflows/build.yml": """
                on: {workflow_call: {inputs: {file: {type: string}, where: {default: .}}}}
                jobs:
                  build:
                    steps:
                      - uses: actions/checkout@v4
                      - uses: docker/build-push-action@v6
                        with: {context: "${{ inputs.where }}", file: "${{ inputs.file }}"}
                """,
        },
        STATED,
    ),
    "an action of the repository": (
        {
            **TREE,
            ".github/workflows/ci.yml": steps_after_checkout(
                "- uses: ./.github/actions/build\n  with: {file: docker/api.Dockerfile}"
            ),
            ".github/actions/build/action.yml": """
                inputs: {file: {required: true}, where: {default: .}}
                runs:
                  using: composite
                  steps:
                    - run: docker build -f ${{ inputs.file }} ${{ inputs.where }}
                      shell: bash
                """,
        },
        STATED,
    ),
    "actions that use each other without an end": (
        {
            **TREE,
            ".github/workflows/ci.yml": steps_after_checkout("- uses: ./.github/actions/a"),
            ".github/actions/a/action.yml": """
                runs:
                  using: composite
                  steps:
                    - uses: ./.github/actions/a
                    - run: docker build -f docker/api.Dockerfile .
                """,
        },
        STATED,
    ),
    "a script of the repository": (
        {
            **TREE,
            ".github/workflows/ci.yml": steps_after_checkout("- run: ./scripts/build.sh docker"),
            "scripts/build.sh": """
                #!/usr/bin/env bash
                cd "$(dirname "$0")/.."
                docker build -f "$1/api.Dockerfile" .
                """,
        },
        STATED,
    ),
    "a directory for all steps": (
        {
            **TREE,
            ".github/workflows/ci.yml": workflow(
                "- uses: actions/checkout@v4\n- run: docker build -f api.Dockerfile ..",
                "    defaults: {run: {working-directory: docker}}\n",
            ),
        },
        STATED,
    ),
    "a workflow that is not YAML": ({**TREE, ".github/workflows/ci.yml": "docker build: [}"}, GUESSED),
    "a workflow that is a list": ({**TREE, ".github/workflows/ci.yml": "- docker build ."}, GUESSED),
    "a workflow elsewhere": (
        {
            **TREE,
            "sub/.github/workflows/ci.yml": steps_after_checkout("- run: docker build -f docker/api.Dockerfile ."),
        },
        GUESSED,
    ),
}


@pytest.mark.parametrize(("tree", "expected"), WORKFLOWS.values(), ids=WORKFLOWS)
def test_a_workflow(tmp_path: Path, tree: Tree, expected: list[str]) -> None:
    found = look(tmp_path, tree)
    assert (summary(found), complaints(found)) == (expected, [])


PREPARING: dict[str, tuple[str, bool]] = {
    "nothing": ("", False),
    "a login and a builder": ("- uses: docker/login-action@v3\n- uses: docker/setup-buildx-action@v3", False),
    "outputs": ("- run: echo tag=$(git describe) >> $GITHUB_OUTPUT", False),
    "a file": ("- run: echo $GITHUB_SHA > docker/version", True),
    "a copy": ("- run: cp main.py docker/", True),
    "a program": ("- run: npm run build", True),
    "an artefact": ("- uses: actions/download-artifact@v4", True),
    "another repository": ("- uses: actions/checkout@v4\n  with: {repository: other/one, path: docker/one}", True),
    "another shell": ("- shell: pwsh\n  run: Copy-Item main.py docker/", True),
    "after the build": ("- run: docker build -f docker/api.Dockerfile . && npm test", False),
}


@pytest.mark.parametrize(("steps", "prepared"), PREPARING.values(), ids=PREPARING)
def test_what_runs_before_the_build(tmp_path: Path, steps: str, prepared: bool) -> None:
    text = steps_after_checkout(f"{steps}\n- run: docker build -f docker/api.Dockerfile .")
    assert only(look(tmp_path, {**TREE, ".github/workflows/ci.yml": text})).prepared is prepared


def test_what_runs_before_does_not_change_the_commit(tmp_path: Path) -> None:
    text = steps_after_checkout("- run: npm run build\n" + ACTION % "file: docker/api.Dockerfile")
    assert not only(look(tmp_path, {**TREE, ".github/workflows/ci.yml": text})).prepared


def test_the_place_is_the_line_that_builds(tmp_path: Path) -> None:
    text = steps_after_checkout(
        "- run: |\n    # to build images\n    set -e\n    docker build -f docker/api.Dockerfile ."
    )
    definition = only(look(tmp_path, {**TREE, ".github/workflows/ci.yml": text}))
    assert str(definition.location) == ".github/workflows/ci.yml:10"


def test_the_place_of_a_script_that_an_action_is_given(tmp_path: Path) -> None:
    actions: Tree = {
        ".github/actions/all/action.yml": """
            runs:
              using: composite
              steps:
                - run: docker info
                  shell: bash
                - uses: ./.github/actions/retry
                  with: {run: docker build -f docker/api.Dockerfile .}
            """,
        ".github/actions/retry/action.yml": """
            inputs: {run: {required: true}}
            runs:
              using: composite
              steps:
                - run: for i in 1 2 3; do eval "$RUN" && break; done
                  shell: bash
                  env: {RUN: "${{ inputs.run }}"}
            """,
    }
    workflows: Tree = {".github/workflows/ci.yml": steps_after_checkout("- uses: ./.github/actions/all")}
    definition = only(look(tmp_path, {**TREE, **actions, **workflows}))
    assert str(definition.location) == ".github/actions/all/action.yml:6"
