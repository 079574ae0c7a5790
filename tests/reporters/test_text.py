"""The report for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ctxlint.engine import Report
from ctxlint.model import Certainty, Finding, Location, Related

from .reports import INFO, LOST, PROBLEM, WARNING, rendered, report

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """\
error[CTX105] copy-source-ignored: app is not there
 --> Dockerfile:2:6  [backend]
  |
2 | COPY app /app
  |      ^^^
 --> .dockerignore:2:1: this line excludes it
2 | **/monitoring/
  = help: write "!app"

info[CTX401] pattern-matches-nothing: .dockerignore:3:1: nothing there [backend]

backend  3 files  90 B  1 error, 1 info
1 service, 1 error, 1 info
"""


def test_a_whole_report(tmp_path: Path) -> None:
    assert rendered("text", tmp_path, report(tmp_path, LOST, INFO)) == WHOLE


FRAMES = {
    "the word at the column": (Location("Dockerfile", 2, 10), "2 | COPY app /app", "  |          ^^^^"),
    "a tab is one blank": (Location("Dockerfile", 3, 7), "3 |  COPY [x] y", "  |       ^^^"),
    "the end of the line": (Location("Dockerfile", 2, 99), "2 | COPY app /app", "  |              ^"),
    "a column that is a blank": (Location("Dockerfile", 2, 5), "2 | COPY app /app", "  |     ^^^"),
    "no line of the file": (Location("Dockerfile", 99), "", ""),
    "an empty line": (Location("Dockerfile", 4), "", ""),
    "no file": (Location("nowhere/Dockerfile"), "", ""),
    "a directory": (Location("app"), "", ""),
    "outside of the project": (Location("../secret.txt"), "", ""),
    "an absolute path": (Location("/etc/passwd"), "", ""),
}


@pytest.mark.parametrize(("location", "source", "carets"), FRAMES.values(), ids=FRAMES)
def test_frames(location: Location, source: str, carets: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("do not show\n")
    root = tmp_path / "project"
    finding = replace(WARNING, location=location)
    lines = rendered("text", root, report(root, finding), quiet=True).splitlines()
    assert lines[1].strip() == f"--> {location.file}:{location.line}:{location.column}  [backend]"
    assert lines[2:-1] == (["  |", source, carets] if source else [])


def test_line_numbers_are_aligned(tmp_path: Path) -> None:
    finding = replace(WARNING, related=(Related(Location("long.txt", 1234), "here"),), fix="do it")
    root = report(tmp_path, finding)
    (tmp_path / "long.txt").write_text("\n" * 1233 + "x\n")
    lines = rendered("text", tmp_path, root, quiet=True).splitlines()
    assert lines[1:] == [
        "    --> Dockerfile:2:6  [backend]",
        "     |",
        "   2 | COPY app /app",
        "     |      ^^^",
        "    --> long.txt:1234:1: here",
        "1234 | x",
        "     = help: do it",
        "",
    ]


HEADS = {
    "certain": (LOST, "error[CTX105] copy-source-ignored: app is not there"),
    "possible": (
        replace(LOST, certainty=Certainty.POSSIBLE),
        "error[CTX105] copy-source-ignored (possible): app is not there",
    ),
    "a warning": (WARNING, "warning[CTX201] context-too-large: it is big"),
    "a name with an escape": (
        replace(LOST, message="\x1b[2Jgone\r\nerror: fake"),
        "error[CTX105] copy-source-ignored: \\x1b[2Jgone\\r\\nerror: fake",
    ),
    "a name that is not UTF-8": (replace(LOST, message="a\udcff"), "error[CTX105] copy-source-ignored: a\\xff"),
    "a name that turns the writing around": (
        replace(LOST, message="a\u202eb"),
        "error[CTX105] copy-source-ignored: a\\u202eb",
    ),
}


@pytest.mark.parametrize(("finding", "head"), HEADS.values(), ids=HEADS)
def test_heads(finding: Finding, head: str, tmp_path: Path) -> None:
    assert rendered("text", tmp_path, report(tmp_path, finding)).splitlines()[0] == head


def shared(finding: Finding) -> tuple[Finding, Finding]:
    return finding, replace(finding, service="auth")


ENDS = {
    "nothing": ((), (), ["backend  3 files  90 B  ok", "auth     3 files  90 B  ok", "2 services, no findings"]),
    "one finding": (
        (LOST,),
        (),
        ["backend  3 files  90 B  1 error", "auth     3 files  90 B  ok", "2 services, 1 error"],
    ),
    "a shared finding counts once": (
        shared(WARNING),
        (),
        ["backend  3 files  90 B  1 warning", "auth     3 files  90 B  1 warning", "2 services, 1 warning"],
    ),
    "what could not be told": (
        (),
        (PROBLEM,),
        ["backend  3 files  90 B  1 problem", "auth     3 files  90 B  ok", "2 services, 1 problem"],
    ),
}


@pytest.mark.parametrize(("findings", "errors", "end"), ENDS.values(), ids=ENDS)
def test_summary(findings: tuple[Finding, ...], errors: tuple[object, ...], end: list[str], tmp_path: Path) -> None:
    made = report(tmp_path, *findings, errors=(PROBLEM,) if errors else (), names=("backend", "auth"))
    assert rendered("text", tmp_path, made).splitlines()[-3:] == end


def test_shared_findings_are_printed_once(tmp_path: Path) -> None:
    text = rendered("text", tmp_path, report(tmp_path, *shared(LOST), *shared(INFO), names=("backend", "auth")))
    assert text.count("app is not there") == text.count("nothing there") == 1
    assert text.count("[backend, auth]") == 2


def test_findings_that_differ_are_printed_apart(tmp_path: Path) -> None:
    other = replace(LOST, service="auth", location=Location("Dockerfile", 1))
    text = rendered("text", tmp_path, report(tmp_path, LOST, other))
    assert text.count("app is not there") == 2


def test_a_context_that_cannot_be_read(tmp_path: Path) -> None:
    made = report(tmp_path, errors=(PROBLEM,))
    (tmp_path / ".dockerignore").write_text("[\n")
    assert rendered("text", tmp_path, made).startswith("backend  not known    1 problem\n")


def test_no_services(tmp_path: Path) -> None:
    assert rendered("text", tmp_path, Report()).startswith("no service was found: ")
    assert rendered("text", tmp_path, Report(errors=(PROBLEM,))) == ""


def test_quiet(tmp_path: Path) -> None:
    assert rendered("text", tmp_path, report(tmp_path, INFO), quiet=True) == (
        "info[CTX401] pattern-matches-nothing: .dockerignore:3:1: nothing there [backend]\n"
    )
