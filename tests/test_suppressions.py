"""Comments that silence findings: where they may stand, what they mean, and when they are reported themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.suppressions import in_ignore_file
from tests.cli.runs import Tree, run, run_in

if TYPE_CHECKING:
    from pathlib import Path

BASE: Tree = {
    ".dockerignore": "**/monitoring/\nnotes # ours\n",
    "Dockerfile": 'FROM python:3.12\nCOPY app app\nCOPY nothing /\nCMD ["python", "-m", "app.main"]\n',
    "app/__init__.py": "",
    "app/main.py": "import app.monitoring\n",
    "app/monitoring/__init__.py": "",
    "ctxlint.toml": "max-context-size = 1\nignore = ['CTX107']\n",
}
"""CTX102 on a line of Python, CTX106 on line 3 of the Dockerfile, CTX201 as a whole, CTX404 on line 2 of the other."""
ALL = {"CTX102", "CTX106", "CTX201", "CTX404"}
FROM = "FROM python:3.12\nCOPY app app\n"
CMD = 'CMD ["python", "-m", "app.main"]\n'
LINES = "**/monitoring/\nnotes # ours\n"


def comment(codes: str) -> str:
    return f"# ctxlint: ignore[{codes}] as it should be\n"


DOCKERFILES = {
    "in front of the instruction": (FROM + comment("CTX106") + "COPY nothing /\n" + CMD, {"CTX106"}),
    "with other comments and blanks between": (
        FROM + comment("CTX106") + "# more\n\nCOPY nothing /\n" + CMD,
        {"CTX106"},
    ),
    "between its lines": (FROM + "COPY \\\n" + comment("CTX106") + "nothing /\n" + CMD, {"CTX106"}),
    "in front of an instruction with several lines": (
        FROM + comment("CTX106") + "COPY \\\nnothing /\n" + CMD,
        {"CTX106"},
    ),
    "on the line of a RUN": (
        FROM + f"RUN --mount=type=bind,source=nothing,target=/n true {comment('CTX106')}" + CMD,
        {"CTX106"},
    ),
    "by the beginning of a code": (FROM + comment("ctx10") + "COPY nothing /\n" + CMD, {"CTX106"}),
    "by a name": (FROM + comment("Copy-Source-Missing") + "COPY nothing /\n" + CMD, {"CTX106"}),
    "several codes": (FROM + comment("CTX404, CTX106") + "COPY nothing /\n" + CMD, {"CTX106"}),
    "in front of another instruction": (comment("CTX106") + FROM + "COPY nothing /\n" + CMD, set[str]()),
    "behind it": (FROM + "COPY nothing /\n" + comment("CTX106") + CMD, set[str]()),
    "at the end": (FROM + "COPY nothing /\n" + CMD + comment("CTX106"), set[str]()),
    "another code": (FROM + comment("CTX105") + "COPY nothing /\n" + CMD, set[str]()),
    "without a reason": (FROM + "# ctxlint: ignore[CTX106]\nCOPY nothing /\n" + CMD, set[str]()),
    "the whole, from the top": (comment("CTX201") + FROM + "COPY nothing /\n" + CMD, {"CTX201"}),
    "the whole, from below a directive": ("# syntax=docker/dockerfile:1\n" + comment("CTX2") + FROM + CMD, {"CTX201"}),
    "the whole, from further down": (FROM + comment("CTX201") + "COPY nothing /\n" + CMD, set[str]()),
    "another file, from the top": (comment("CTX102") + FROM + "COPY nothing /\n" + CMD, {"CTX102"}),
}
IGNORE_FILES = {
    "in front of the pattern": ("**/monitoring/\n" + comment("CTX404") + "notes # ours\n", {"CTX404"}),
    "with other comments and blanks between": (
        "**/monitoring/\n" + comment("CTX404") + "\n# more\nnotes # ours\n",
        {"CTX404"},
    ),
    "the line that takes a module away": (comment("CTX102") + LINES, {"CTX102"}),
    "the whole, from the top": ("# ours\n" + comment("CTX201") + LINES, {"CTX201"}),
    "the whole, from further down": ("**/monitoring/\n" + comment("CTX201") + "notes # ours\n", set[str]()),
    "behind the pattern": (LINES + comment("CTX404"), set[str]()),
    "a pattern, not a comment": ("**/monitoring/\n " + comment("CTX404") + "notes # ours\n", set[str]()),
    "with carriage returns": (
        ("**/monitoring/\n" + comment("CTX404") + "notes # ours\n").replace("\n", "\r\n"),
        {"CTX404"},
    ),
    "below a byte order mark": ("\ufeff" + comment("CTX201") + LINES, {"CTX201"}),
}


def silenced(root: Path, tree: Tree, *words: str) -> set[str]:
    return {
        item["code"] for item in json.loads(run_in(root, tree, "check", "--format", "json", *words).out)["suppressed"]
    }


def codes(root: Path, *words: str) -> set[str]:
    return {finding["code"] for finding in json.loads(run(root, "check", "--format", "json", *words).out)["findings"]}


def test_nothing_is_silenced_without_a_comment(tmp_path: Path) -> None:
    assert silenced(tmp_path, BASE) == set()
    assert codes(tmp_path) == ALL


@pytest.mark.parametrize(("text", "found"), DOCKERFILES.values(), ids=DOCKERFILES)
def test_in_a_dockerfile(text: str, found: set[str], tmp_path: Path) -> None:
    assert silenced(tmp_path, {**BASE, "Dockerfile": text}) == found
    assert not codes(tmp_path) & found


@pytest.mark.parametrize(("text", "found"), IGNORE_FILES.values(), ids=IGNORE_FILES)
def test_in_an_ignore_file(text: str, found: set[str], tmp_path: Path) -> None:
    assert silenced(tmp_path, {**BASE, ".dockerignore": text}) == found
    assert not codes(tmp_path) & found


def test_in_a_dockerfile_inside_of_a_compose_file(tmp_path: Path) -> None:
    compose = "services:\n  api:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n"
    lines = "        # ctxlint: ignore[CTX106] as it should be\n        COPY nothing /\n"
    assert silenced(tmp_path, {"compose.yaml": compose + lines}) == {"CTX106"}


class TestUnused:
    OLD: ClassVar[Tree] = {**BASE, ".dockerignore": comment("CTX405") + LINES}

    def unused(self, root: Path, tree: Tree, *words: str) -> bool:
        run_in(root, tree)
        return "CTX904" in codes(root, *words)

    def test_it_is_reported(self, tmp_path: Path) -> None:
        assert self.unused(tmp_path, self.OLD)

    def test_a_code_that_no_rule_has(self, tmp_path: Path) -> None:
        assert self.unused(tmp_path, {**BASE, ".dockerignore": comment("CTX999") + LINES})

    @pytest.mark.parametrize(
        "words",
        [("--select", "CTX1,CTX9"), ("--ignore", "CTX405"), ("Dockerfile",), ("--disable-suppressions",)],
        ids=" ".join,
    )
    def test_not_where_it_cannot_be_told(self, words: tuple[str, ...], tmp_path: Path) -> None:
        assert not self.unused(tmp_path, self.OLD, *words)

    def test_not_when_another_service_needs_it(self, tmp_path: Path) -> None:
        shared: Tree = {
            "a/Dockerfile": "FROM scratch\nCOPY a b /\n",
            "b/Dockerfile": 'FROM python:3.12\nCOPY b /b\nCMD ["python", "-m", "b.main"]\n',
            "b/main.py": "import b.extra\n",
            "b/extra.py": "",
            ".dockerignore": comment("CTX102") + "b/extra.py\n",
        }
        assert silenced(tmp_path, shared) == {"CTX102"}
        assert not self.unused(tmp_path, shared)
        assert not self.unused(tmp_path, shared, "--service", "a")

    def test_not_when_a_service_could_not_be_checked(self, tmp_path: Path) -> None:
        assert not self.unused(tmp_path, {**self.OLD, "Dockerfile": FROM + "CPOY x /\n"})
        assert not self.unused(tmp_path, {**self.OLD, "other/compose.yaml": "services: ["})


class TestCentralPolicy:
    QUIET: ClassVar[Tree] = {
        **BASE,
        "Dockerfile": comment("CTX102,CTX201,CTX404") + FROM + comment("CTX106") + "COPY nothing /\n" + CMD,
    }

    def test_comments_count(self, tmp_path: Path) -> None:
        assert run_in(tmp_path, self.QUIET, "--fail-on", "error").code == 0

    def test_comments_do_not_count(self, tmp_path: Path) -> None:
        run_in(tmp_path, self.QUIET)
        assert codes(tmp_path, "--disable-suppressions") == ALL


def test_the_reason_is_in_the_reports(tmp_path: Path) -> None:
    run_in(tmp_path, {**BASE, "Dockerfile": FROM + comment("CTX106") + "COPY nothing /\n" + CMD})
    (item,) = json.loads(run(tmp_path, "--format", "json").out)["suppressed"]
    assert item["suppression"] == {"file": "Dockerfile", "line": 3, "code": "CTX106", "reason": "as it should be"}

    results = json.loads(run(tmp_path, "--format", "sarif").out)["runs"][0]["results"]
    reasons = {result["ruleId"]: result["suppressions"] for result in results}
    assert reasons.pop("CTX106") == [{"kind": "inSource", "justification": "as it should be"}]
    assert set(reasons) == ALL - {"CTX106"}
    assert not any(reasons.values())

    assert run(tmp_path).out.endswith(", 1 suppressed\n")


@given(st.text(st.characters(exclude_characters="\r\n")))
def test_every_comment_is_a_suppression_or_a_mistake(words: str) -> None:
    found = in_ignore_file(f"#ctxlint:{words}\nx\n".encode(errors="surrogatepass"), ".dockerignore")
    assert bool(found.valid) != bool(found.mistakes)
