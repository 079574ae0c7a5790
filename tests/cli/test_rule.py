"""``ctxlint rule``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ctxlint.rulebook import rules

from .runs import run

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWN = {
    "a code": ("ABC999", "there is no rule 'ABC999'. 'ctxlint rule' lists them."),
    "nearly a code": ("CTX4O3", "there is no rule 'CTX4O3'. Did you mean 'CTX403'?"),
    "nearly a name": ("negation-without-efect", "Did you mean 'negation-without-effect'?"),
}


def test_a_line_for_each_rule(tmp_path: Path) -> None:
    lines = run(tmp_path, "rule").out.splitlines()
    assert [line.split()[:3] for line in lines] == [[rule.code, rule.name, rule.severity] for rule in rules()]


@pytest.mark.parametrize("word", ["CTX403", "ctx403", "negation-without-effect"])
def test_a_page(word: str, tmp_path: Path) -> None:
    out = run(tmp_path, "rule", word).out
    assert out.startswith("CTX403 negation-without-effect [warning]\n\nWhat it does\n  ")
    titles = [line.split(":")[0] for line in out.splitlines() if line and not line.startswith(" ")][1:]
    assert titles == ["What it does", "Why is this bad?", "Example", "No finding", "How to fix"]
    assert "\n    !backend/\n" in out


def test_a_page_with_options(tmp_path: Path) -> None:
    assert "\nOptions\n  max-context-size = " in run(tmp_path, "rule", "CTX201").out


@pytest.mark.parametrize("code", [rule.code for rule in rules()])
def test_every_rule_has_a_page_and_data(code: str, tmp_path: Path) -> None:
    assert run(tmp_path, "rule", code).code == 0
    assert [data["code"] for data in json.loads(run(tmp_path, "rule", code, "--json").out)["rules"]] == [code]


def test_all_data(tmp_path: Path) -> None:
    data = json.loads(run(tmp_path, "rule", "--json").out)
    assert data["version"] == 1
    assert [rule["code"] for rule in data["rules"]] == [rule.code for rule in rules()]


@pytest.mark.parametrize(("word", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_rule(word: str, message: str, tmp_path: Path) -> None:
    result = run(tmp_path, "rule", word)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
