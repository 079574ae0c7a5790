"""What other people's CI runs: the action, the template, the image; each as its runner would run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ctxlint import check, load
from tests.cli.runs import SHOP, run
from tests.helpers import ROOT, copy_sources, write_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
TEMPLATE = yaml.safe_load((ROOT / "templates" / "ctxlint.yml").read_text("utf-8"))["ctxlint"]
TREE = {
    **SHOP,
    "backend/Dockerfile": 'FROM python:3.12\nWORKDIR /srv\nCOPY app app\nCMD ["python", "-m", "app.main"]\n',
    "backend/app/__init__.py": "",
    "backend/.dockerignore": "**/monitoring/\n",
}
"""The backend lacks a module, the rest is fine."""


SCHEMAS = {
    "action.yml": ("vendor.github-actions",),
    "templates/ctxlint.yml": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


@pytest.mark.parametrize(("name", "words"), SCHEMAS.items(), ids=SCHEMAS)
def test_their_schemas_allow_it(name: str, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *words, name]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


class Runner:
    """A runner of GitHub Actions, as far as the steps of a composite action see it."""

    def __init__(self, base: Path, workspace: Path) -> None:
        self.workspace = workspace
        self.source = copy_sources(base / "action")
        self.files = {name: base / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        (base / "temp").mkdir()
        self.temp = base / "temp"

    def step(self, step: Mapping[str, Any], inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
        values = {name: value["default"] for name, value in ACTION["inputs"].items()} | inputs
        contexts = {f"inputs.{name}": value for name, value in values.items()}
        contexts["github.action_path"] = str(self.source)
        given = {
            name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: contexts[found[1]], text)
            for name, text in step["env"].items()
        }
        for file in self.files.values():
            file.write_text("")
        script = self.temp / "step.sh"
        script.write_text(step["run"])
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace,
            env={**os.environ, **given, "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(self.temp)}
            | {name: str(file) for name, file in self.files.items()},
            capture_output=True,
            text=True,
            check=False,
        )

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        return self.step(ACTION["runs"]["steps"][1], {name.replace("_", "-"): text for name, text in inputs.items()})


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the first step has installed ctxlint from this checkout."""
    base = tmp_path_factory.mktemp("runner")
    made = Runner(base, write_tree(base / "workspace", TREE))
    install, _ = ACTION["runs"]["steps"]
    result = made.step(install, {})
    assert result.returncode == 0, result.stderr
    return made


class TestAction:
    def test_every_step_is_a_script_that_gets_its_words_from_the_environment(self) -> None:
        for step in ACTION["runs"]["steps"]:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"]

    def test_it_has_its_inputs(self) -> None:
        assert set(ACTION["inputs"]) == {"version", "paths", "args", "format", "fail-on"}

    def test_it_annotates(self, runner: Runner) -> None:
        result = runner.check()

        assert result.returncode == 1, result.stderr
        assert result.stdout.startswith("::error file=backend/app/main.py,line=1,col=8,title=CTX102 ")
        assert runner.files["GITHUB_STEP_SUMMARY"].read_text().startswith("### ctxlint: 1 error")

    def test_paths_are_lines_and_the_worst_counts(self, runner: Runner) -> None:
        result = runner.check(paths="backend\nweb\n")

        assert result.returncode == 1
        assert runner.files["GITHUB_STEP_SUMMARY"].read_text().count("### ctxlint") == 2
        assert runner.check(paths="web").returncode == 0
        assert runner.check(paths="web\nnowhere\nbackend").returncode == 2

    def test_reports_are_files(self, runner: Runner) -> None:
        result = runner.check(format="sarif", paths="backend\nweb")

        output = dict(line.split("=", 1) for line in runner.files["GITHUB_OUTPUT"].read_text().splitlines())
        reports = sorted(Path(output["reports"]).iterdir())
        assert [report.name for report in reports] == ["1.sarif", "2.sarif"]
        counts = [len(json.loads(report.read_text())["runs"][0]["results"]) for report in reports]
        assert counts == [1, 0]
        assert "error[CTX102]" in result.stdout

    @pytest.mark.parametrize(
        ("inputs", "code"),
        [
            ({"args": "--ignore CTX102"}, 0),
            ({"args": "--exit-zero"}, 0),
            ({"args": "--select CTX2 --builder classic"}, 0),
            ({"fail_on": "error"}, 1),
            ({"fail_on": "fatal"}, 2),
        ],
    )
    def test_options(self, inputs: dict[str, str], code: int, runner: Runner) -> None:
        assert runner.check(**inputs).returncode == code

    def test_words_are_not_code(self, runner: Runner) -> None:
        runner.check(paths="$(touch pwned)", args="; touch pwned", fail_on="`touch pwned`")
        assert not (runner.workspace / "pwned").exists()


def test_the_template_of_gitlab(tmp_path: Path) -> None:
    """``pip`` finds this very ctxlint installed."""
    write_tree(tmp_path, TREE)
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**TEMPLATE["variables"], "CTXLINT_ARGS": "--fail-on info", "PATH": tools, "PIP_NO_INDEX": "1"}
    script = "set -e\n" + "\n".join(TEMPLATE["script"])

    result = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=os.environ | variables, check=False)

    assert result.returncode == 1
    issues = json.loads((tmp_path / TEMPLATE["artifacts"]["reports"]["codequality"]).read_text())
    assert [issue["check_name"] for issue in issues] == ["CTX102 imported-module-ignored"]


class TestImage:
    def test_ctxlint_has_nothing_to_say(self) -> None:
        report = check(load(ROOT))
        assert [service.dockerfile_file for service in report.services] == ["Dockerfile"]
        assert [finding.message for finding in report.findings] == []

    def test_what_is_sent_is_what_is_installed(self) -> None:
        (service,) = load(ROOT).services
        known = {path for path in service.context.paths if not path.endswith("/")}
        top = {path.partition("/")[0] for path in known}
        assert top == {"ctxlint", "rules", "pyproject.toml", "README.md", "LICENSE"}
        assert not any("__pycache__" in path for path in known)


def test_services_for_a_matrix(tmp_path: Path) -> None:
    """The recipe of ``docs/ci.md``: one job for each service."""
    write_tree(tmp_path, TREE)
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    command = re.search(r'echo "services=\$\((.*)\)" >> "\$GITHUB_OUTPUT"', page)
    assert command
    words = command[1].partition(" | ")[0].removeprefix("ctxlint ").split()

    names = [service["name"] for service in json.loads(run(tmp_path, *words).out)["services"]]

    assert sorted(names) == ["backend", "web"]
    assert command[1].endswith("jq -c '[.services[].name]'")
