"""One line per finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ctxlint.model import Finding, Location

from .reports import INFO, LOST, PROBLEM, rendered, report

if TYPE_CHECKING:
    from pathlib import Path

CASES: dict[str, tuple[tuple[Finding, ...], str]] = {
    "nothing": ((), ""),
    "an error and an info": (
        (LOST, INFO),
        "Dockerfile:2:6: CTX105 app is not there [backend]\n.dockerignore:3:1: CTX401 nothing there [backend]\n",
    ),
    "several services": (
        (LOST, replace(LOST, service="auth")),
        "Dockerfile:2:6: CTX105 app is not there [backend, auth]\n",
    ),
    "names that lie": (
        (replace(LOST, service="a\nb", location=Location("x\ny", 3)),),
        "x\\ny:3:1: CTX105 app is not there [a\\nb]\n",
    ),
}


@pytest.mark.parametrize(("findings", "text"), CASES.values(), ids=CASES)
def test_concise(findings: tuple[Finding, ...], text: str, tmp_path: Path) -> None:
    assert rendered("concise", tmp_path, report(tmp_path, *findings, errors=(PROBLEM,))) == text
