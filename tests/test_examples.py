"""The examples, against their expected output; and what they promise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def ctxlint(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ctxlint", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def findings(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ctxlint("check", f"examples/{name}", "--format", "json").stdout)[
        "findings"
    ]
    return found


@pytest.mark.parametrize(("name", "code"), [("outage", 1), ("outage-fixed", 0)])
def test_the_output_is_the_expected_one(name: str, code: int) -> None:
    result = ctxlint("check", f"examples/{name}")

    assert result.stdout == (ROOT / "examples" / f"{name}.txt").read_text("utf-8")
    assert result.returncode == code


def test_every_service_that_dies_is_named_with_the_line_that_kills_it() -> None:
    dead = {f["service"]: f["related"][0] for f in findings("outage") if f["code"] == "CTX102"}

    assert set(dead) == {"frontend", "backend", "auth"}
    assert {place["file"] for place in dead.values()} == {"examples/outage/.dockerignore"}
    assert {place["line"] for place in dead.values()} == {11}


def test_the_later_line_is_explained() -> None:
    lines = {f["location"]["line"]: f["message"] for f in findings("outage") if f["code"] == "CTX403"}

    assert set(lines) == {17, 18, 19}
    assert all("nothing to take back" in message for message in lines.values())
    assert all("Docker before 23 did bring it back" in message for message in lines.values())


def test_docker_before_23_was_fine() -> None:
    result = ctxlint("check", "examples/outage", "--builder", "legacy", "--select", "CTX1")

    assert result.returncode == 0, result.stdout


def test_the_repaired_twin_says_nothing() -> None:
    assert findings("outage-fixed") == []
