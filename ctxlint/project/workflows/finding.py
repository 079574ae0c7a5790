"""The finder for what pipelines build: each of them states a Dockerfile with its context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.project.candidates import Found, Search
from ctxlint.project.files import is_directory, listing
from ctxlint.project.workflows.relevance import Relevance

if TYPE_CHECKING:
    from pathlib import Path

_GITHUB = ".github/workflows"
PIPELINES = (
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".travis.yml",
    "cloudbuild.yaml",
    "cloudbuild.yml",
    "Jenkinsfile",
    "GNUmakefile",
    "makefile",
    "Makefile",
)
"""Where the root of a repository says how images are built, GitHub's workflows apart."""


def find_workflows(search: Search) -> Found:
    """Find what the pipelines of the repository build, beyond what is known already.

    They lie in the root of the project, wherever the search begins; Dockerfiles count where the search has been.
    """
    relevance = Relevance(search.root)
    files = [path for path in _pipelines(search.root) if relevance.of_file(path)]
    if not files:
        return Found()
    # Many projects have none, and what reads them takes long to import.
    from ctxlint.project.stated import candidates_of  # noqa: PLC0415
    from ctxlint.project.workflows.systems import builds_in  # noqa: PLC0415

    return Found(candidates_of(builds_in(files, search.root, relevance), search))


def _pipelines(root: Path) -> list[Path]:
    return [*_workflows(root / _GITHUB), *(root / name for name in PIPELINES)]


def _workflows(directory: Path) -> list[Path]:
    if not is_directory(directory):
        return []
    try:
        return [directory / name for name in sorted(listing(directory)) if name.endswith((".yml", ".yaml"))]
    except (OSError, ValueError):
        return []
