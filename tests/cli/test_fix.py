"""``ctxlint fix``, and ``check`` with ``--fix`` and ``--diff``."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.runs import CLEAN, SHOP, Tree, run, run_in, spawn
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

IGNORE = "backend/.dockerignore"
MENDED = "# built things\n**/monitoring/\n!app/monitoring/\n*.log\n"
DIFF = """\
--- a/backend/.dockerignore
+++ b/backend/.dockerignore
@@ -1,4 +1,4 @@
 # built things
 **/monitoring/
-!app/
+!app/monitoring/
 *.log
"""
IMPORTED = 'CMD ["python", "-m", "app.main"]\n'
BROKEN_SHOP: Tree = {
    **SHOP,
    "backend/Dockerfile": str(SHOP["backend/Dockerfile"]) + IMPORTED,
    "backend/monitoring/rules.yaml": "",
}
RULES = ("--select", "CTX102,CTX403")
LEAKING: Tree = {"Dockerfile": "FROM scratch\nCOPY . .\n", "id_rsa": ""}


def test_fix_edits_the_file_and_says_how(tmp_path: Path) -> None:
    result = run_in(tmp_path, BROKEN_SHOP, "fix", *RULES)

    assert (tmp_path / IGNORE).read_text() == MENDED
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "backend/.dockerignore:3\n  - !app/\n  + !app/monitoring/\n"
        "  fixes CTX102 imported-module-ignored, CTX403 negation-without-effect [backend]\n\n"
        "2 findings fixed by 1 edit in 1 file\n"
    )


def test_fix_has_nothing_to_do_the_second_time(tmp_path: Path) -> None:
    run_in(tmp_path, BROKEN_SHOP, "fix", *RULES)

    result = run(tmp_path, "fix", *RULES)

    assert (result.code, result.out) == (0, "0 findings fixed\n")
    assert (tmp_path / IGNORE).read_text() == MENDED


@pytest.mark.parametrize("words", [("fix", "--diff"), ("check", "--diff"), ("check", "--diff", "--fix")])
def test_a_diff_writes_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run_in(tmp_path, BROKEN_SHOP, *words)

    assert (result.code, result.out) == (1, DIFF)
    assert (tmp_path / IGNORE).read_text() == SHOP[IGNORE]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(b"**/monitoring/\n!app/\n", id="lines"),
        pytest.param(b"**/monitoring/\r\n!app/\r\n", id="carriage returns"),
        pytest.param(b"*.md\n**/monitoring", id="no line feed at the end"),
        pytest.param(b"\xff\xfe\n**/monitoring/\n!app/\n", id="not UTF-8"),
        pytest.param(b"**/monitoring/\n!app/\n\x1b[2J\n", id="control characters and letters \xe9".encode().decode()),
    ],
)
def test_patch_takes_the_diff(tmp_path: Path, before: bytes) -> None:
    write_tree(tmp_path, {**BROKEN_SHOP, IGNORE: before, "backend/\xe9": ""})
    diff = spawn(tmp_path, "fix", "--diff").stdout
    fixed = spawn(tmp_path, "fix", "--diff").stdout

    subprocess.run(["patch", "-p1", "--binary"], cwd=tmp_path, input=diff, check=True, capture_output=True)
    patched = (tmp_path / IGNORE).read_bytes()
    (tmp_path / IGNORE).write_bytes(before)
    spawn(tmp_path, "fix")

    assert diff == fixed
    assert patched == (tmp_path / IGNORE).read_bytes()


def test_a_new_file_in_a_diff(tmp_path: Path) -> None:
    result = run_in(tmp_path, LEAKING, "fix", "--diff", "--unsafe-fixes")

    assert result.out.startswith("--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1,7 @@\n+# ")
    assert result.out.endswith("+# secrets\n+**/id_rsa\n")
    assert not (tmp_path / ".dockerignore").exists()


def test_what_needs_consent_is_shown(tmp_path: Path) -> None:
    result = run_in(tmp_path, LEAKING, "fix")

    assert result.code == 1
    assert result.out.startswith("with --unsafe-fixes, because an image may notice, or an author may have meant it:\n")
    assert result.out.endswith("\n0 findings fixed; 1 more with --unsafe-fixes\n")
    assert not (tmp_path / ".dockerignore").exists()


def test_what_is_left_has_a_reason(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**LEAKING, "Dockerfile": "FROM scratch\nCOPY id_rsa /\n"}, "fix", "--unsafe-fixes")

    assert result.code == 1
    assert result.out == (
        "left to you: CTX302 secret-file-in-image: id_rsa ends up in the image as /id_rsa "
        f"[{tmp_path.name}]\n  = no edit was proven: COPY in line 2 of Dockerfile asks for id_rsa by name\n"
        '  = help: add the line "id_rsa" to .dockerignore\n\n0 findings fixed; 1 left to you\n'
    )


@pytest.mark.parametrize(
    ("words", "edited"),
    [
        pytest.param(("-s", "web"), False, id="another service"),
        pytest.param(("-s", "backend"), True, id="the service"),
        pytest.param(("--select", "CTX2"), False, id="other rules"),
        pytest.param(("--select", "CTX102"), True, id="the rule"),
        pytest.param(("--ignore", "CTX1,CTX4"), False, id="all but the rules"),
        pytest.param(("--quiet",), True, id="quietly"),
        pytest.param(("backend",), True, id="a directory"),
        pytest.param(("backend/Dockerfile",), True, id="a Dockerfile"),
    ],
)
def test_what_is_meant_is_edited(tmp_path: Path, words: tuple[str, ...], edited: bool) -> None:
    run_in(tmp_path, {**BROKEN_SHOP, ".git/": None}, "fix", *words)

    assert ((tmp_path / IGNORE).read_text() != SHOP[IGNORE]) is edited


def test_rules_that_are_not_selected_object_nevertheless(tmp_path: Path) -> None:
    tree: Tree = {
        "Dockerfile": "FROM scratch\nCOPY . .\n",
        "docs/x": "",
        "ctxlint.toml": 'required-paths = ["docs/x"]\n',
        ".dockerignore": "docs # big\n",
    }

    result = run_in(tmp_path, tree, "fix", "--select", "CTX404", "--unsafe-fixes")

    assert "= no edit was proven: it would bring CTX108: the image has no docs/x" in result.out
    assert (tmp_path / ".dockerignore").read_text() == "docs # big\n"


def test_check_fix_reports_what_is_left(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**BROKEN_SHOP, "backend/id_rsa": ""}, "check", "--fix", "--select", "CTX1,CTX4", "-q")

    assert (result.code, result.out) == (0, "")
    assert (tmp_path / IGNORE).read_text() == MENDED


def test_check_fix_says_what_it_did(tmp_path: Path) -> None:
    result = run_in(tmp_path, BROKEN_SHOP, "check", "--fix", *RULES)

    assert result.out.startswith("backend/.dockerignore:3\n  - !app/\n  + !app/monitoring/\n")
    assert "\n2 findings fixed by 1 edit in 1 file\n\n" in result.out
    assert result.out.endswith("2 services, no findings\n")


def test_findings_name_their_edits_for_programs(tmp_path: Path) -> None:
    write_tree(tmp_path, BROKEN_SHOP)

    findings = json.loads(run(tmp_path, "check", "--diff", "--format", "json", *RULES).out)["findings"]
    (log,) = json.loads(run(tmp_path, "check", "--diff", "--format", "sarif", *RULES).out)["runs"]

    change = {"line": 3, "old": ["!app/"], "new": ["!app/monitoring/"]}
    edits = {finding["code"]: finding["edit"] for finding in findings}
    edit = {"file": IGNORE, "safe": True, "changes": [change], "also": []}
    assert edits == {"CTX102": edit, "CTX403": edit}
    remedies = {finding["code"]: finding["remedy"] for finding in findings}
    assert remedies["CTX102"] == {"action": "restore", "paths": ["backend/app/monitoring"], "line": None}
    (replacement,) = log["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement == {
        "deletedRegion": {"startLine": 3, "startColumn": 1, "endLine": 4, "endColumn": 1},
        "insertedContent": {"text": "!app/monitoring/\n"},
    }
    assert (tmp_path / IGNORE).read_text() == SHOP[IGNORE]


def test_without_diff_there_is_only_the_wish(tmp_path: Path) -> None:
    findings = json.loads(run_in(tmp_path, BROKEN_SHOP, "check", "--format", "json", *RULES).out)["findings"]

    assert {finding["code"]: finding["edit"] for finding in findings} == {"CTX102": None, "CTX403": None}
    assert all(finding["remedy"] for finding in findings)


def test_the_smallest_context(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**CLEAN, "rest.txt": "0123456789" * 2_000}, "fix", "--minimal")

    assert result.code == 0
    assert result.out.startswith(".dockerignore now lets 1 file (8 B) through, not 3 files (")
    assert (tmp_path / ".dockerignore").read_text().endswith("\n*\n!main.py\n")


@pytest.mark.parametrize("words", [("fix",), ("fix", "--diff"), ("fix", "--minimal"), ("check", "--fix")])
def test_a_service_that_there_is_not(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run_in(tmp_path, SHOP, *words, "-s", "bakend")

    assert result.code == 2
    assert "There is no service 'bakend'. Did you mean 'backend'?" in result.err


@pytest.mark.parametrize("words", [("fix",), ("fix", "--minimal"), ("check", "--fix")])
def test_nothing_to_fix_in_an_empty_directory(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words).code == 0


NESTED: Tree = {
    "compose.yaml": "services:\n  api:\n    build: api\n  root:\n    build: .\n",
    "Dockerfile": "FROM scratch\nCOPY api /srv/api\n",
    "api/Dockerfile": "FROM scratch\nCOPY main.py /\n",
    "api/main.py": "",
    "api/node_modules/x.js": "x" * 20_000,
    ".dockerignore": "**/node_modules\n",
}


def test_a_new_file_is_held_back_where_another_service_copies_its_directory(tmp_path: Path) -> None:
    write_tree(tmp_path, NESTED)

    findings = json.loads(run(tmp_path, "check", "--diff", "--format", "json").out)["findings"]
    result = run(tmp_path, "fix")

    (also,) = [finding["edit"]["also"] for finding in findings if finding["edit"]]
    change = {"line": 2, "old": [], "new": ["", "# ignore files of other contexts", "api/.dockerignore"]}
    assert also == [{"file": ".dockerignore", "changes": [change]}]
    assert "\n.dockerignore:2\n  +\n  + # ignore files of other contexts\n  + api/.dockerignore\n" in result.out
    assert result.out.endswith("1 finding fixed by 1 edit in 2 files\n")
    assert run(tmp_path, "check", "--select", "CTX").code == 0
