"""``ctxlint check``: what is checked, by which rules, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .runs import BROKEN, CLEAN, SHOP, Tree, run, run_in

if TYPE_CHECKING:
    from pathlib import Path

INFO: Tree = {**CLEAN, ".dockerignore": "no/such/place.txt\n"}
EXIT_CODES = {
    "clean": (CLEAN, (), 0),
    "no services": ({"README": ""}, (), 0),
    "warnings": (SHOP, (), 1),
    "warnings do not count": (SHOP, ("--fail-on", "error"), 0),
    "exit code not wanted": (SHOP, ("--exit-zero",), 0),
    "infos do not count": (INFO, (), 0),
    "infos count": (INFO, ("--fail-on", "info"), 1),
    "a broken Dockerfile": (BROKEN, (), 2),
    "a broken Dockerfile is no finding": (BROKEN, ("--exit-zero",), 2),
    "a broken configuration": ({**CLEAN, "ctxlint.toml": "selct = []"}, (), 2),
    "no such service": (SHOP, ("--service", "db"), 2),
    "no such option": (SHOP, ("--frobnicate",), 2),
    "no such format": (SHOP, ("--format", "html"), 2),
    "no such severity": (SHOP, ("--fail-on", "fatal"), 2),
}
SELECTIONS = {
    "a code": (("--select", "CTX403"), {"CTX403"}),
    "a beginning, in small letters": (("--select", "ctx4"), {"CTX403"}),
    "a name": (("--select", "negation-without-effect"), {"CTX403"}),
    "several with commas": (("--select", "CTX2, CTX403,"), {"CTX403"}),
    "several options": (("--select", "CTX2", "--select", "CTX403"), {"CTX403"}),
    "another code": (("--select", "CTX105"), set[str]()),
    "ignored": (("--ignore", "CTX4"), {"CTX107"}),
    "ignored beside what is selected": (("--select", "CTX4", "--ignore", "CTX403"), set[str]()),
    "selected within what is ignored": (("--select", "CTX403", "--ignore", "CTX4"), {"CTX403"}),
}
PRECEDENCE = {
    "the file ignores": ("ignore = ['CTX403']", (), set[str]()),
    "the file ignores, but the code is selected": ("ignore = ['CTX403']", ("--select", "CTX403"), {"CTX403"}),
    "the file ignores one of what is selected": ("ignore = ['CTX403']", ("--select", "CTX4"), set[str]()),
    "the file ignores something else": ("ignore = ['CTX403']", ("--ignore", "CTX105"), {"CTX403"}),
    "the file selects": ("select = ['CTX105']", (), set[str]()),
    "the file selects something else": ("select = ['CTX105']", ("--select", "CTX403"), {"CTX403"}),
    "the service ignores": ("[services.backend]\nignore = ['CTX403']", (), set[str]()),
    "the service ignores what is selected": (
        "[services.backend]\nignore = ['CTX403']",
        ("--select", "CTX403"),
        {"CTX403"},
    ),
    "the service selects something else": (
        "[services.backend]\nselect = ['CTX105']",
        ("--select", "CTX403"),
        {"CTX403"},
    ),
    "the file names a builder": ("builder = 'legacy'", (), set[str]()),
    "the file names another builder": ("builder = 'legacy'", ("--builder", "buildkit"), {"CTX403"}),
    "the service names another builder": (
        "[services.backend]\nbuilder = 'legacy'",
        ("--builder", "buildkit"),
        {"CTX403"},
    ),
}


def codes(root: Path, *words: str) -> set[str]:
    return {finding["code"] for finding in json.loads(run(root, "check", "--format", "json", *words).out)["findings"]}


@pytest.mark.parametrize(("tree", "words", "code"), EXIT_CODES.values(), ids=EXIT_CODES)
def test_exit_code(tree: Tree, words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    assert run_in(tmp_path, tree, *words).code == code


@pytest.mark.parametrize(("words", "found"), SELECTIONS.values(), ids=SELECTIONS)
def test_selection(words: tuple[str, ...], found: set[str], tmp_path: Path) -> None:
    run_in(tmp_path, SHOP)
    assert codes(tmp_path, *words) == found


@pytest.mark.parametrize(("file", "words", "found"), PRECEDENCE.values(), ids=PRECEDENCE)
def test_the_command_line_is_above_the_file(file: str, words: tuple[str, ...], found: set[str], tmp_path: Path) -> None:
    run_in(tmp_path, {**SHOP, "ctxlint.toml": file})
    assert codes(tmp_path, *words) & {"CTX403"} == found


def test_fail_on_comes_from_the_file(tmp_path: Path) -> None:
    run_in(tmp_path, {**SHOP, "ctxlint.toml": "fail-on = 'error'"})
    assert run(tmp_path).code == 0
    assert run(tmp_path, "--fail-on", "warning").code == 1


def test_another_configuration_file(tmp_path: Path) -> None:
    run_in(tmp_path, {**SHOP, "ctxlint.toml": "nonsense", "ci/ctxlint.toml": "ignore = ['CTX4']"})
    assert run(tmp_path, "--config", "ci/ctxlint.toml").code == 0
    assert run(tmp_path, "backend", "--config", "ci/ctxlint.toml").code == 0


UNKNOWN = {
    "near": (SHOP, "bakend", "error: There is no service 'bakend'. Did you mean 'backend'?\n"),
    "near nothing": (SHOP, "db", "error: There is no service 'db'. The services are backend, web.\n"),
    "there are none": ({"README": ""}, "db", "error: There is no service 'db'. No service was found.\n"),
}


@pytest.mark.parametrize(("tree", "name", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_service(tree: Tree, name: str, message: str, tmp_path: Path) -> None:
    result = run_in(tmp_path, tree, "--service", name)
    assert (result.code, result.out, result.err) == (2, "", message)


def test_what_is_broken_is_told_beside_the_unknown_service(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**SHOP, "compose.yaml": "services: ["}, "--service", "db")
    assert "error: compose.yaml:" in result.err
    assert "error: There is no service 'db'." in result.err


def test_unknown_code_names_the_nearest(tmp_path: Path) -> None:
    result = run(tmp_path, "--select", "CTX4,negation-without-efect")
    assert result.code == 2
    assert "no rule is called 'negation-without-efect'. Did you mean 'negation-without-effect'?" in result.err


def test_only_the_services_that_are_named(tmp_path: Path) -> None:
    assert run_in(tmp_path, SHOP, "--service", "web").code == 0
    assert run(tmp_path, "-s", "web", "-s", "backend").code == 1


def test_a_compose_file_alone(tmp_path: Path) -> None:
    compose = "services:\n  api:\n    build: backend\n"
    result = run_in(tmp_path, {**SHOP, "compose.yaml": compose}, "compose.yaml")
    assert "[api]" in result.out
    assert "web" not in result.out


def test_errors_go_to_standard_error(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**SHOP, "broken/Dockerfile": "CPOY x /\n"})
    assert result.code == 2
    assert "CTX403" in result.out
    assert result.err.startswith("error: broken/Dockerfile:1: ")
    assert result.err.count("\n") == 1


def test_every_mistake_of_a_configuration_has_its_line(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**CLEAN, "ctxlint.toml": "selct = []\nignore = 1\n"})
    assert result.out == ""
    assert [line[:22] for line in result.err.splitlines()] == ["error: ctxlint.toml:1:", "error: ctxlint.toml:2:"]


BROKEN_ANYWAY: dict[str, tuple[Tree, tuple[str, ...]]] = {
    "a broken configuration": ({**CLEAN, "ctxlint.toml": "selct = []"}, ()),
    "no such path": ({}, ("nowhere/",)),
    "no such service": (SHOP, ("--service", "db")),
    "a broken Dockerfile": (BROKEN, ()),
}


@pytest.mark.parametrize(("tree", "words"), BROKEN_ANYWAY.values(), ids=BROKEN_ANYWAY)
def test_json_holds_the_errors(tree: Tree, words: tuple[str, ...], tmp_path: Path) -> None:
    result = run_in(tmp_path, tree, "--format", "json", *words)
    assert (result.code, result.err) == (2, "")
    assert json.loads(result.out)["errors"]


def test_a_report_in_a_file(tmp_path: Path) -> None:
    shown = run_in(tmp_path, SHOP)
    result = run(tmp_path, "--output", "report.txt")
    assert (result.code, result.out) == (1, shown.out)
    assert (tmp_path / "report.txt").read_text("utf-8") == shown.out


def test_a_report_for_a_program_beside_the_text(tmp_path: Path) -> None:
    shown = run_in(tmp_path, SHOP)
    result = run(tmp_path, "--format", "json", "--output", "report.json")
    assert (result.code, result.out) == (1, shown.out)
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["findings"]


def test_a_runner_of_github_actions_gets_annotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "summary.md").write_text("# before\n")
    assert run_in(tmp_path, SHOP).out.startswith("::warning file=backend/.dockerignore,line=3,")
    assert run(tmp_path, "--format", "concise").out.startswith("backend/.dockerignore:3:1: CTX403 ")
    written = (tmp_path / "summary.md").read_text("utf-8")
    assert written.startswith("# before\n### ctxlint: 1 warning, 1 info\n")
    assert written.count("### ctxlint") == 2


@pytest.mark.parametrize("place", ["nowhere/report.txt", "web"], ids=["no such directory", "a directory"])
def test_a_report_that_cannot_be_written(place: str, tmp_path: Path) -> None:
    result = run_in(tmp_path, SHOP, "--output", place)
    assert result.code == 2
    assert result.err.startswith(f"error: {place}: The report cannot be written (")


def test_quiet_leaves_the_findings(tmp_path: Path) -> None:
    assert run_in(tmp_path, CLEAN, "--quiet").out == ""
    result = run_in(tmp_path / "shop", SHOP, "--quiet")
    assert "CTX403" in result.out
    assert "2 services" not in result.out


def test_no_services_are_told(tmp_path: Path) -> None:
    assert run_in(tmp_path, {"README": ""}).out.startswith("no service was found: ")
