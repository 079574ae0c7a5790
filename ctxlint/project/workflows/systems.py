"""Which reader a pipeline's file needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.project.workflows.azure import azure
from ctxlint.project.workflows.circleci import circleci
from ctxlint.project.workflows.cloudbuild import cloudbuild
from ctxlint.project.workflows.github import Workflows
from ctxlint.project.workflows.gitlab import gitlab
from ctxlint.project.workflows.jenkins import jenkins
from ctxlint.project.workflows.lines import bitbucket, travis
from ctxlint.project.workflows.recipes import makefile
from ctxlint.shell.makefile import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ctxlint.project.stated import Stated
    from ctxlint.project.workflows.relevance import Relevance

_READERS: dict[str, Callable[[Path, Path], list[Stated]]] = {
    ".gitlab-ci.yml": gitlab,
    "config.yml": circleci,
    "azure-pipelines.yml": azure,
    "bitbucket-pipelines.yml": bitbucket,
    ".travis.yml": travis,
    "cloudbuild.yaml": cloudbuild,
    "cloudbuild.yml": cloudbuild,
    "Jenkinsfile": jenkins,
    **dict.fromkeys(NAMES, makefile),
}


def builds_in(files: Iterable[Path], root: Path, relevance: Relevance) -> Iterator[Stated]:
    """Yield what the files build, GitHub's workflows first."""
    github = Workflows(root, relevance)
    others = []
    for path in files:
        if path.parent.name == "workflows":
            github.workflow(path)
        else:
            others.append(path)
    yield from github.found
    for path in others:
        yield from _READERS[path.name](path, root)
