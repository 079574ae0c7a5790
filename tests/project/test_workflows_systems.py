"""Pipelines of other systems. Without them, the context of ``docker/api.Dockerfile`` would be ``docker``."""

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

FILES: dict[str, tuple[str, str, list[str]]] = {
    "GitLab": (
        ".gitlab-ci.yml",
        """
        variables: {FILE: api}
        .docker: {before_script: [cd docker], variables: {WHERE: ..}}
        build:
          extends: .docker
          script:
            - docker build -f $FILE.Dockerfile $WHERE
        """,
        STATED,
    ),
    "GitLab's matrix": (
        ".gitlab-ci.yml",
        """
        build:
          parallel: {matrix: [{NAME: [web, api]}]}
          script: docker build -f docker/$NAME.Dockerfile $CI_PROJECT_DIR
        """,
        STATED,
    ),
    "a job of GitLab without the repository": (
        ".gitlab-ci.yml",
        f"build: {{variables: {{GIT_STRATEGY: none}}, script: [{BUILD}]}}",
        GUESSED,
    ),
    "a hidden job of GitLab does not run": (".gitlab-ci.yml", f".build: {{script: [{BUILD}]}}", GUESSED),
    "CircleCI": (
        ".circleci/config.yml",
        f"""
        jobs:
          build:
            steps:
              - checkout
              - setup_remote_docker
              - run: {{name: Build, command: {BUILD}}}
        """,
        STATED,
    ),
    "a command of CircleCI": (
        ".circleci/config.yml",
        """
        commands:
          build:
            parameters: {file: {type: string}, where: {type: string, default: ..}}
            steps:
              - run:
                  command: docker build -f << parameters.file >> <<parameters.where>>
                  working_directory: docker
        jobs:
          build:
            steps:
              - checkout
              - when: {condition: true, steps: [{build: {file: api.Dockerfile}}]}
        """,
        STATED,
    ),
    "CircleCI without a checkout": (
        ".circleci/config.yml",
        f"jobs: {{build: {{steps: [{{run: {BUILD}}}]}}}}",
        GUESSED,
    ),
    "an orb says nothing": (
        ".circleci/config.yml",
        "jobs: {build: {steps: [checkout, docker/build: {image: x, dockerfile: docker/api.Dockerfile}]}}",
        GUESSED,
    ),
    "Azure's scripts": (
        "azure-pipelines.yml",
        """
        variables: {file: api.Dockerfile}
        stages:
          - jobs:
              - steps:
                  - script: docker build -f $(file) $(Build.SourcesDirectory)
                    workingDirectory: docker
        """,
        STATED,
    ),
    "Azure's task": (
        "azure-pipelines.yml",
        """
        steps:
          - task: Docker@2
            inputs:
              command: build
              Dockerfile: docker/api.Dockerfile
              buildContext: $(Build.SourcesDirectory)
              arguments: --target base
        """,
        ["api-base: . docker/api.Dockerfile base", *GUESSED],
    ),
    "Azure's task without a context": (
        "azure-pipelines.yml",
        "steps: [{task: Docker@2, inputs: {Dockerfile: docker/api.Dockerfile}}]",
        GUESSED,
    ),
    "Azure's task for any Dockerfile": (
        "azure-pipelines.yml",
        "steps: [{task: Docker@2, inputs: {Dockerfile: '**/api.Dockerfile', buildContext: .}}]",
        GUESSED,
    ),
    "an unknown variable of Azure": (
        "azure-pipelines.yml",
        "steps: [{bash: docker build -f docker/api.Dockerfile $(where)}]",
        GUESSED,
    ),
    "Bitbucket": (
        "bitbucket-pipelines.yml",
        f"pipelines: {{default: [{{step: {{script: [export X=1, {BUILD}]}}}}]}}",
        STATED,
    ),
    "Travis": (".travis.yml", f"install: cd docker\nscript: [cd .., {BUILD}]", STATED),
    "Cloud Build": (
        "cloudbuild.yaml",
        """
        steps:
          - name: gcr.io/cloud-builders/docker
            args: [build, -t, gcr.io/$PROJECT_ID/api, -f, '${_FILE}', ..]
            dir: docker
        substitutions: {_FILE: api.Dockerfile}
        """,
        STATED,
    ),
    "kaniko in Cloud Build": (
        "cloudbuild.yaml",
        """
        steps:
          - name: gcr.io/kaniko-project/executor:latest
            args: [--destination=x, --dockerfile=docker/api.Dockerfile, --context=dir:///workspace/]
        """,
        STATED,
    ),
    "a shell in Cloud Build": (
        "cloudbuild.yaml",
        f"""
        steps:
          - name: gcr.io/cloud-builders/docker
            entrypoint: bash
            args: [-c, '{BUILD}']
        """,
        STATED,
    ),
    "an unknown substitution": (
        "cloudbuild.yaml",
        "steps: [{name: gcr.io/cloud-builders/docker, args: [build, -f, docker/api.Dockerfile, $_WHERE]}]",
        GUESSED,
    ),
    "Jenkins": (
        "Jenkinsfile",
        """
        // docker build -f docker/api.Dockerfile .
        pipeline {
          stages {
            stage('Build') {
              steps {
                dir('docker') {
                  sh(label: 'docker build', script: "docker build -t api:${env.TAG} -f api.Dockerfile ..")
                }
              }
            }
          }
        }
        """,
        STATED,
    ),
    "Jenkins without a pipeline": (
        "Jenkinsfile",
        "node {\n  checkout scm\n  docker.build(\"api:${env.ID}\", '-f docker/api.Dockerfile .')\n}\n",
        STATED,
    ),
    "several lines in Jenkins": ("Jenkinsfile", f"node {{\n  sh '''\n    set -e\n    {BUILD}\n  '''\n}}\n", STATED),
    "an unknown directory in Jenkins": ("Jenkinsfile", f"node {{ dir(\"${{WHERE}}\") {{ sh '{BUILD}' }} }}", GUESSED),
    "other text in Jenkins": ("Jenkinsfile", f"node {{ echo '{BUILD}' }}\n", GUESSED),
    "an unknown Groovy value": ("Jenkinsfile", 'sh "docker build -f docker/api.Dockerfile ${where}"', GUESSED),
    "no YAML": (".gitlab-ci.yml", "build: [docker build", GUESSED),
    "no mapping": ("cloudbuild.yaml", f"- {BUILD}", GUESSED),
    "values of other kinds": (
        ".gitlab-ci.yml",
        f"extends: 3\nbuild: {{extends: [build, {{a: b}}], script: {{a: [{BUILD}]}}, parallel: 3, variables: [1]}}",
        STATED,
    ),
}


@pytest.mark.parametrize(("name", "text", "expected"), FILES.values(), ids=FILES)
def test_a_pipeline(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    found = look(tmp_path, {**TREE, name: text})
    assert (summary(found), complaints(found)) == (expected, [])


PREPARED: dict[str, tuple[str, str]] = {
    "artefacts of other jobs": (
        ".gitlab-ci.yml",
        f"a: {{script: [x], artifacts: {{paths: [dist]}}}}\nb: {{script: [{BUILD}]}}",
    ),
    "a workspace": (
        ".circleci/config.yml",
        f"jobs: {{build: {{steps: [attach_workspace: {{at: .}}, {{run: {BUILD}}}]}}}}",
    ),
    "another step": (
        "cloudbuild.yaml",
        (
            "steps: [{name: node, args: [run, x]}, "
            "{name: gcr.io/cloud-builders/docker, args: [build, -f, docker/api.Dockerfile, .]}]"
        ),
    ),
    "a task": ("azure-pipelines.yml", f"steps: [{{task: Npm@1}}, {{bash: {BUILD}}}]"),
    "a stash": ("Jenkinsfile", f"unstash 'x'\nsh '{BUILD}'\n"),
}


@pytest.mark.parametrize(("name", "text"), PREPARED.values(), ids=PREPARED)
def test_what_brings_files_before_the_build(tmp_path: Path, name: str, text: str) -> None:
    assert only(look(tmp_path, {**TREE, name: text})).prepared
