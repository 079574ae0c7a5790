"""Baselines: what is known does not count, what is new does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .runs import SHOP, Tree, run, run_in

if TYPE_CHECKING:
    from pathlib import Path

CONFIG: Tree = {**SHOP, "ctxlint.toml": "baseline = 'known.json'\nmax-context-size = 1\nignore = ['CTX107']\n"}
IGNORE = "backend/.dockerignore"


def written(root: Path, tree: Tree = CONFIG) -> Path:
    result = run_in(root, tree, "--write-baseline")
    assert (result.code, result.err) == (0, "")
    return root / "known.json"


def codes(root: Path, *words: str) -> list[str]:
    return [finding["code"] for finding in json.loads(run(root, "--format", "json", *words).out)["findings"]]


def test_what_is_known_does_not_count(tmp_path: Path) -> None:
    written(tmp_path)
    result = run(tmp_path)
    assert result.code == 0
    assert result.out.endswith("2 services, no findings, 3 known from the baseline\n")


def test_it_can_be_read_by_people(tmp_path: Path) -> None:
    entries = json.loads(written(tmp_path).read_text())["findings"]
    assert [(entry["code"], entry["file"], entry["services"]) for entry in entries] == [
        ("CTX201", "backend/.dockerignore", ["backend"]),
        ("CTX403", "backend/.dockerignore", ["backend"]),
        ("CTX201", "web/Dockerfile", ["web"]),
    ]
    assert all(entry["message"] for entry in entries)


def test_the_same_findings_give_the_same_file(tmp_path: Path) -> None:
    first = written(tmp_path).read_bytes()
    assert written(tmp_path).read_bytes() == first


MOVES = {
    "lines above": (IGNORE, lambda text: "# one\n# two\n\n" + text),
    "a line below": (IGNORE, lambda text: text + "*.tmp\n"),
    "blanks around": (IGNORE, lambda text: text.replace("!app/", "  !app/  ")),
    "another line 1 where the whole is meant": ("web/Dockerfile", lambda text: "# the web\n" + text),
    "more of the same": ("web/more.html", lambda _: "<p>more</p>"),
}


@pytest.mark.parametrize(("name", "change"), MOVES.values(), ids=MOVES)
def test_findings_are_known_after(name: str, change: object, tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / name
    assert callable(change)
    path.write_text(change(path.read_text() if path.exists() else ""))
    assert codes(tmp_path) == []


def test_a_new_finding_counts(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "web/Dockerfile").write_text("FROM scratch\nCOPY Dockerfile nothing /\n")
    assert codes(tmp_path) == ["CTX106"]
    assert run(tmp_path).code == 1


def test_an_old_finding_of_a_new_service_counts(tmp_path: Path) -> None:
    compose = "services:\n  a:\n    build: backend\n"
    written(tmp_path, {**CONFIG, "compose.yaml": compose})
    (tmp_path / "compose.yaml").write_text(compose + "  b:\n    build: {context: backend, args: {B: 1}}\n")
    found = json.loads(run(tmp_path, "--format", "json").out)["findings"]
    assert {(finding["code"], finding["service"]) for finding in found} == {("CTX201", "b"), ("CTX403", "b")}


class TestGone:
    REPAIRED = "**/monitoring/\n*.log\n"

    def test_it_is_told(self, tmp_path: Path) -> None:
        written(tmp_path)
        (tmp_path / IGNORE).write_text(self.REPAIRED)
        result = run(tmp_path)
        assert result.code == 0
        assert "2 known from the baseline (1 entry of it no longer found: write it again)" in result.out

    @pytest.mark.parametrize(
        "words", [("--service", "web"), ("web/Dockerfile",), ("--select", "CTX1"), ("--ignore", "CTX4")], ids=" ".join
    )
    def test_not_when_only_a_part_was_checked(self, words: tuple[str, ...], tmp_path: Path) -> None:
        written(tmp_path)
        assert "no longer found" not in run(tmp_path, *words).out


def test_the_command_line_names_another_file(tmp_path: Path) -> None:
    written(tmp_path)
    assert run(tmp_path, "--write-baseline", "--baseline", "other.json").code == 0
    assert (tmp_path / "other.json").read_bytes() == (tmp_path / "known.json").read_bytes()
    (tmp_path / "known.json").unlink()
    assert codes(tmp_path, "--baseline", "other.json") == []


BAD = {
    "missing": (None, "The baseline cannot be read (no such file or directory)."),
    "no JSON": ("{", "This is not a baseline"),
    "not UTF-8": (b"\xff", "This is not a baseline"),
    "nested without end": ("[" * 100_000, "This is not a baseline"),
    "a list": ("[]", "This is not a baseline"),
    "another version": ('{"version": 2, "findings": []}', "This is not a baseline"),
    "an entry without services": ('{"version": 1, "findings": [{"fingerprint": "0"}]}', "This is not a baseline"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_a_bad_file(content: str | bytes | None, message: str, tmp_path: Path) -> None:
    tree = CONFIG if content is None else {**CONFIG, "known.json": content}
    result = run_in(tmp_path, tree)
    assert result.code == 2
    assert "known.json: " + message in result.err


REFUSED = {
    "no file is named": (SHOP, (), "--write-baseline needs the name of the file"),
    "some services": (CONFIG, ("--service", "web"), "--write-baseline is about all services"),
    "some rules": (CONFIG, ("--select", "CTX1"), "--write-baseline is about all services"),
}


@pytest.mark.parametrize(("tree", "words", "message"), REFUSED.values(), ids=REFUSED)
def test_it_is_not_written(tree: Tree, words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    result = run_in(tmp_path, tree, "--write-baseline", *words)
    assert result.code == 2
    assert message in result.err
    assert not (tmp_path / "known.json").exists()


class TestStatistics:
    def test_each_rule_is_counted(self, tmp_path: Path) -> None:
        out = run_in(
            tmp_path, {**SHOP, "ctxlint.toml": "max-context-size = 1\nignore = ['CTX107']\n"}, "--statistics"
        ).out
        assert out.splitlines()[:3] == [
            "2  CTX201  context-too-large        warning",
            "1  CTX403  negation-without-effect  warning",
            "",
        ]

    def test_nothing_is_counted(self, tmp_path: Path) -> None:
        assert run_in(tmp_path, {"README": ""}, "--statistics", "--quiet").out == ""

    def test_it_is_for_the_text(self, tmp_path: Path) -> None:
        result = run_in(tmp_path, SHOP, "--statistics", "--format", "json")
        assert result.code == 2
        assert "--statistics is for the text" in result.err

    def test_it_stands_beside_a_report_in_a_file(self, tmp_path: Path) -> None:
        result = run_in(
            tmp_path, SHOP, "--statistics", "--format", "json", "--output", "report.json", "--ignore", "CTX107"
        )
        assert result.out.startswith("1  CTX403")
        assert json.loads((tmp_path / "report.json").read_text())["findings"]
