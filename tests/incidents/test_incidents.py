"""Images that were broken and the repair: each file in ``cases`` is one incident, found before it and silent after it.

``finds`` holds a line for each finding: code, severity, file and line, then what of the repository is missing.
``repaired`` lies over ``files``, ``removed`` are the files that the repair deletes; ``source`` is where people met it.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ctxlint
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.model import Finding

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


def case_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def missing(root: Path) -> Iterator[Finding]:
    """The findings of a tree that say that something is missing."""
    report = ctxlint.check(ctxlint.load(root))
    assert not report.errors
    return (finding for finding in report.findings if finding.code.startswith("CTX1"))


def line(finding: Finding) -> str:
    place = f"{finding.location.file}:{finding.location.line}"
    return " ".join([finding.code, finding.severity, place, *finding.paths])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_incident(path: Path, tmp_path: Path) -> None:
    case = case_of(path)
    root = write_tree(tmp_path / "broken", case["files"])
    broken = list(missing(root))
    repaired = shutil.copytree(root, tmp_path / "repaired", symlinks=True)
    for name in case.get("removed", ()):
        (repaired / name).unlink()
    write_tree(repaired, case["repaired"])

    assert sorted(map(line, broken)) == sorted(case["finds"])
    assert [case.get("says", "")] == [case.get("says", "") for f in broken[:1] if case.get("says", "") in f.message]
    assert [line(finding) for finding in missing(repaired)] == []


def test_there_are_enough() -> None:
    assert len(CASES) >= 40
