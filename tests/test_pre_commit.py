"""The hook under the real pre-commit, installed from this checkout; and which files it looks at."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from ctxlint.project.bake import is_bake_name
from ctxlint.project.compose.naming import BASE_NAMES, OVERRIDE_NAMES, variant_of
from ctxlint.project.lone import is_dockerfile_name
from ctxlint.project.workflows import PIPELINES
from tests.helpers import copy_sources, write_tree

ROOT = Path(__file__).parent.parent
HOOK = next(
    hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")) if hook["id"] == "ctxlint"
)
IDS = ("ctxlint", "ctxlint-verify")
IDENTITY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}

DOCKERFILES = (
    *("Dockerfile", "dockerfile", "Containerfile", "containerfile", "Dockerfile.dev", "Dockerfile-dev"),
    *("api.Dockerfile", "api.dockerfile", "api.Containerfile", "Containerfile.prod"),
)
COMPOSE_FILES = (
    *("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"),
    *("compose.override.yaml", "docker-compose.prod.yml", "docker-compose-dev.yml", "dev.compose.yml"),
)
BAKE_FILES = ("docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl", "ci.bake.hcl", "bake.hcl")
OTHERS = (
    *(".dockerignore", "api.Dockerfile.dockerignore", ".containerignore", ".env", "ctxlint.toml", "pyproject.toml"),
    *("setup.py", "setup.cfg", "MANIFEST.in", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock"),
    *("requirements.txt", "dev-requirements.txt", "requirements.in", "main.py", "entrypoint.sh"),
)
QUIET = (
    "README.md",
    "index.js",
    "package.json",
    "docs/dockerfiles.md",
    "logo.png",
    "decompose.yaml",
    "compose.md",
    "main.pyc",
    "a.shx",
    "main.hcl",
    "bakery.json",
    ".github/dependabot.yml",
    "sub/.github/workflows/ci.yml",
    "sub/.gitlab-ci.yml",
    "docs/Jenkinsfile.md",
)


@pytest.mark.parametrize("name", [*DOCKERFILES, *COMPOSE_FILES, *BAKE_FILES, *OTHERS])
@pytest.mark.parametrize("directory", ["", "services/api/"])
def test_it_looks_at(name: str, directory: str) -> None:
    assert re.search(HOOK["files"], directory + name)


@pytest.mark.parametrize("name", [*PIPELINES, ".github/workflows/ci.yaml", ".github/actions/build/action.yml"])
def test_it_looks_at_pipelines(name: str) -> None:
    assert re.search(HOOK["files"], name)


@pytest.mark.parametrize("name", QUIET)
def test_it_does_not_look_at(name: str) -> None:
    assert not re.search(HOOK["files"], name)


def test_the_names_are_those_of_discovery() -> None:
    assert all(map(is_dockerfile_name, DOCKERFILES))
    assert {name for name in COMPOSE_FILES if variant_of(name) is None} == set()
    assert all(map(is_bake_name, BAKE_FILES))
    assert {name for name in (*BASE_NAMES, *OVERRIDE_NAMES) if not re.search(HOOK["files"], name)} == set()


@dataclass(frozen=True)
class Repository:
    """A repository of somebody who uses the hook."""

    root: Path
    environment: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.root, env=self.environment, text=True, check=False, stdout=-1, stderr=subprocess.STDOUT
        )

    def git(self, *words: str) -> str:
        result = self.run("git", *words)
        assert result.returncode == 0, result.stdout
        return result.stdout.strip()

    def commit(self, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Change files, and commit them as a developer would."""
        write_tree(self.root, files)
        self.git("add", ".")
        return self.run("git", "commit", "--message", "change")


def repository(root: Path, environment: dict[str, str]) -> Repository:
    root.mkdir()
    made = Repository(root, environment)
    made.git("init", "--quiet", "--initial-branch", "main")
    return made


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with a healthy service and the hook installed."""
    base = tmp_path_factory.mktemp("pre-commit")
    tools = str(Path(sys.executable).parent)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTEST_", "GITHUB_"))},
        **IDENTITY,
        "PRE_COMMIT_HOME": str(base / "cache"),
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
    }
    hooks = repository(base / "ctxlint", environment)
    copy_sources(hooks.root, ".pre-commit-hooks.yaml")
    assert hooks.commit({}).returncode == 0
    made = repository(base / "shop", environment)
    known = [{"repo": str(hooks.root), "rev": hooks.git("rev-parse", "HEAD"), "hooks": [{"id": name} for name in IDS]}]
    config = yaml.safe_dump({"repos": known})
    write_tree(
        made.root,
        {
            ".pre-commit-config.yaml": config,
            ".dockerignore": ".git\n",
            "Dockerfile": 'FROM python:3.12\nCOPY shop shop\nCMD ["python", "-m", "shop.main"]\n',
            "shop/__init__.py": "",
            "shop/main.py": "import shop.monitoring\n",
            "shop/monitoring/__init__.py": "",
        },
    )
    made.git("add", ".")
    installed = made.run("pre-commit", "install", "--install-hooks")
    assert installed.returncode == 0, installed.stdout
    return made


def test_commits(shop: Repository) -> None:
    """One story: what is healthy passes, what is unrelated is not even looked at, what breaks an image is stopped."""
    healthy = shop.commit({})
    assert healthy.returncode == 0, healthy.stdout
    assert re.search(r"^ctxlint\.+Passed$", healthy.stdout, re.MULTILINE)

    unrelated = shop.commit({"README.md": "# Shop\n"})
    assert unrelated.returncode == 0
    assert re.search(r"^ctxlint\.+\(no files to check\)Skipped$", unrelated.stdout, re.MULTILINE)

    stopped = shop.commit({".dockerignore": ".git\n# what the metrics leave\n**/monitoring/\n"})
    assert stopped.returncode == 1
    assert "error[CTX102] imported-module-ignored" in stopped.stdout
    assert "shop/main.py:1 -> shop.monitoring" in stopped.stdout
    assert "--> .dockerignore:3:1: this line excludes shop/monitoring" in stopped.stdout
    assert '= help: add the line "!shop/monitoring" at the end of .dockerignore' in stopped.stdout

    repaired = shop.commit({".dockerignore": ".git\n**/monitoring/\n!shop/monitoring\n"})
    assert repaired.returncode == 0, repaired.stdout


def test_the_hook_for_the_manual_stage(shop: Repository) -> None:
    """It asks for an engine, and only when it is asked for itself."""
    assert "verify" not in shop.run("pre-commit", "run", "--all-files").stdout
    shop.environment["DOCKER_HOST"] = f"unix://{shop.root}/none.sock"
    asked = shop.run("pre-commit", "run", "--hook-stage", "manual", "ctxlint-verify")
    assert asked.returncode == 1
    assert re.search(r"^ctxlint verify\.+Failed$", asked.stdout, re.MULTILINE)
    assert (
        f"error: the Docker engine at unix://{shop.root}/none.sock cannot be reached: nothing answers" in asked.stdout
    )
