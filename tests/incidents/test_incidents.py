"""Images that were broken and the repair: each file in ``cases`` is one incident, found before it and silent after it.

``finds`` holds a line for each finding: code, severity, file and line, then what of the repository is missing.
``repaired`` lies over ``files``; ``source`` is where people met it, or what explains it.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ctxlint
from ctxlint.model import Severity
from tests.helpers import write_tree

if TYPE_CHECKING:
    from ctxlint.model import Finding

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
NEW_LINE = re.compile(r'add the line "(?P<line>.+)" (?:at the end of|below line \d+ of) (?P<file>\S+)')
NEW_COPY = re.compile(r"COPY \S+ \S+")


def case_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def missing(root: Path) -> list[Finding]:
    """The findings of a tree that say that something is missing; what is only information may be so."""
    report = ctxlint.check(ctxlint.load(root))
    assert not report.errors
    return [
        finding
        for finding in report.findings
        if finding.code.startswith("CTX1") and finding.severity is not Severity.INFO
    ]


def line(finding: Finding) -> str:
    place = f"{finding.location.file}:{finding.location.line}"
    return " ".join([finding.code, finding.severity, place, *finding.paths])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_incident(path: Path, tmp_path: Path) -> None:
    case = case_of(path)
    broken = write_tree(tmp_path / "broken", case["files"])
    repaired = shutil.copytree(broken, tmp_path / "repaired", symlinks=True)
    write_tree(repaired, case["repaired"])

    assert sorted(map(line, missing(broken))) == sorted(case["finds"])
    assert list(map(line, missing(repaired))) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_fixes_that_are_a_line_help(path: Path, tmp_path: Path) -> None:
    root = write_tree(tmp_path, case_of(path)["files"])
    dockerfiles = {service.name: service.dockerfile_file for service in ctxlint.load(root).services}
    found = missing(root)
    helped = set()
    for finding in found:
        if match := NEW_LINE.fullmatch(finding.fix or ""):
            append(root / match["file"], match["line"])
        elif NEW_COPY.fullmatch(finding.fix or ""):
            append(root / dockerfiles[finding.service], finding.fix or "")
        else:
            continue
        helped.add(finding.message)

    assert helped.isdisjoint(finding.message for finding in missing(root))


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.write(text + "\n")


def test_there_are_enough() -> None:
    assert len(CASES) >= 40
