"""The formats that other programs read, each as its reader would."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from ctxlint.engine import Problem
from ctxlint.model import Change, Edit, FileChange, Finding, Location, Related
from ctxlint.reporters.formats import FORMATS
from ctxlint.reporters.github import MAX_ANNOTATIONS
from ctxlint.reporters.markdown import MAX_FINDINGS
from ctxlint.rulebook import rules

from .reports import INFO, LOST, PROBLEM, WARNING, rendered, report

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = replace(
    LOST,
    service="a]\n::error::b",
    message="50% of <b>@everyone</b> | `x`\x1b[2J\udcff",
    location=Location("dir, with: odd\n%name\udcff", 3),
    related=(Related(Location("x\ny", 1), "see ]]>"),),
    fix="one\ntwo",
)
ALL = (LOST, WARNING, INFO, HOSTILE)


def many(count: int) -> tuple[Finding, ...]:
    return tuple(replace(WARNING, message=f"number {number}", paths=(str(number),)) for number in range(count))


def sarif(root: Path, *findings: Finding, errors: tuple[Problem, ...] = ()) -> dict[str, Any]:
    text = rendered("sarif", root, report(root, *findings, errors=errors))
    import_module("sarif_pydantic").Sarif.model_validate_json(text)  # it has no types
    run: dict[str, Any] = json.loads(text)["runs"][0]
    return run


class TestSarif:
    def test_nothing(self, tmp_path: Path) -> None:
        run = sarif(tmp_path)

        assert run["results"] == []
        assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
        assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.code for rule in rules()]

    def test_an_edit_is_a_fix(self, tmp_path: Path) -> None:
        edit = Edit("a b/.dockerignore", (Change(2, (), ("x", "")), Change(3, ("!app/",), ())), safe=False)
        (result,) = sarif(tmp_path, replace(LOST, edit=edit))["results"]

        (fix,) = result["fixes"]
        (change,) = fix["artifactChanges"]
        regions = [
            (each["deletedRegion"]["startLine"], each["deletedRegion"]["endLine"]) for each in change["replacements"]
        ]
        assert change["artifactLocation"]["uri"] == "a%20b/.dockerignore"
        assert regions == [(2, 2), (3, 4)]
        assert [each["insertedContent"]["text"] for each in change["replacements"]] == ["x\n\n", ""]
        assert "an image may notice" in fix["description"]["text"]

    def test_what_holds_a_new_file_back_belongs_to_the_fix(self, tmp_path: Path) -> None:
        also = (FileChange(".dockerignore", (Change(4, (), ("a/.dockerignore",)),)),)
        edit = Edit("a/.dockerignore", (Change(1, (), ("x",)),), also=also)
        (result,) = sarif(tmp_path, replace(LOST, edit=edit))["results"]

        (fix,) = result["fixes"]
        files = [change["artifactLocation"]["uri"] for change in fix["artifactChanges"]]
        assert files == ["a/.dockerignore", ".dockerignore"]

    def test_finding(self, tmp_path: Path) -> None:
        (result,) = sarif(tmp_path, LOST, replace(LOST, service="auth"))["results"]

        assert (result["ruleId"], result["level"]) == ("CTX105", "error")
        assert result["message"]["text"] == 'app is not there [backend, auth]\nwrite "!app"'
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "Dockerfile", "uriBaseId": "PROJECTROOT"}
        assert place["region"] == {"startLine": 2, "startColumn": 6}
        assert result["relatedLocations"][0]["message"]["text"] == "this line excludes it"

    def test_problem(self, tmp_path: Path) -> None:
        (invocation,) = sarif(tmp_path, errors=(PROBLEM, Problem("nothing there", None, None)))["invocations"]

        assert not invocation["executionSuccessful"]
        texts = [notification["message"]["text"] for notification in invocation["toolExecutionNotifications"]]
        assert texts == ["it is broken", "nothing there"]

    def test_names_that_lie(self, tmp_path: Path) -> None:
        result = sarif(tmp_path, HOSTILE)["results"][0]

        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "dir%2C%20with%3A%20odd%0A%25name%FF"
        assert "\x1b" not in result["message"]["text"]


class TestGithub:
    CASES: tuple[tuple[tuple[Finding, ...], str], ...] = (
        ((), ""),
        (
            (replace(LOST, fix="do"),),
            "::error file=Dockerfile,line=2,col=6,title=CTX105 copy-source-ignored::app is not there [backend]%0Ado\n",
        ),
        (
            (WARNING,),
            "::warning file=Dockerfile,line=2,col=6,title=CTX201 context-too-large::it is big [backend]\n",
        ),
        (
            (replace(INFO, fix=None),),
            "::notice file=.dockerignore,line=3,col=1,title=CTX401 pattern-matches-nothing::nothing there [backend]\n",
        ),
        (
            (HOSTILE,),
            r"::error file=dir%2C with%3A odd%0A%25name\xff,line=3,col=1,title=CTX105 copy-source-ignored::"
            r"50%25 of <b>@everyone</b> | `x`\x1b[2J\xff [a]%0A::error::b]%0Aone%0Atwo" + "\n",
        ),
    )

    @pytest.mark.parametrize(("findings", "text"), CASES)
    def test_annotation(self, findings: tuple[Finding, ...], text: str, tmp_path: Path) -> None:
        assert rendered("github", tmp_path, report(tmp_path, *findings)) == text

    def test_problem(self, tmp_path: Path) -> None:
        errors = (PROBLEM, Problem("nothing there", None, None))

        assert rendered("github", tmp_path, report(tmp_path, errors=errors)).splitlines() == [
            "::error file=Dockerfile,line=3,title=ctxlint could not tell::it is broken",
            "::error title=ctxlint could not tell::nothing there",
        ]

    def test_the_rest_is_counted(self, tmp_path: Path) -> None:
        lines = rendered("github", tmp_path, report(tmp_path, LOST, *many(12))).splitlines()

        assert [line.partition(" ")[0] for line in lines[:11]] == ["::error", *["::warning"] * MAX_ANNOTATIONS]
        assert lines[11] == "Dockerfile:2:6: warning CTX201 number 10 [backend]"
        assert lines[-1] == "2 findings without an annotation: a step shows 10 of a kind"


class TestGitlab:
    def test_issue(self, tmp_path: Path) -> None:
        issue, note = json.loads(rendered("gitlab", tmp_path, report(tmp_path, LOST, INFO)))

        assert issue["check_name"] == "CTX105 copy-source-ignored"
        assert issue["description"] == "app is not there [backend]"
        assert issue["location"] == {"path": "Dockerfile", "lines": {"begin": 2}}
        assert (issue["severity"], note["severity"]) == ("critical", "info")

    def test_nothing(self, tmp_path: Path) -> None:
        assert json.loads(rendered("gitlab", tmp_path, report(tmp_path, errors=(PROBLEM,)))) == []

    def fingerprints(self, root: Path, *findings: Finding) -> list[str]:
        return [issue["fingerprint"] for issue in json.loads(rendered("gitlab", root, report(root, *findings)))]

    def test_fingerprints_differ(self, tmp_path: Path) -> None:
        twice = replace(LOST, message="app is not there, line 3")

        assert len(set(self.fingerprints(tmp_path, *ALL, twice, *many(5)))) == len(ALL) + 6

    def test_fingerprints_stay_when_lines_move(self, tmp_path: Path) -> None:
        before = self.fingerprints(tmp_path, LOST)
        (tmp_path / "Dockerfile").unlink()
        moved = report(tmp_path, replace(LOST, location=Location("Dockerfile", 3, 6), message="line 3"))
        (tmp_path / "Dockerfile").write_text("# new\nFROM scratch\nCOPY app /app\n")

        (issue,) = json.loads(rendered("gitlab", tmp_path, moved))
        assert [issue["fingerprint"]] == before


class TestJunit:
    def suites(self, root: Path, *findings: Finding, errors: tuple[Problem, ...] = ()) -> list[ElementTree.Element]:
        text = rendered("junit", root, report(root, *findings, errors=errors, names=("backend", "auth")))
        return list(ElementTree.fromstring(text.encode()))  # noqa: S314

    def test_a_clean_service_passes(self, tmp_path: Path) -> None:
        suites = self.suites(tmp_path, LOST, INFO)

        assert [suite.attrib for suite in suites] == [
            {"name": "backend", "tests": "1", "failures": "1", "errors": "0"},
            {"name": "auth", "tests": "1", "failures": "0", "errors": "0"},
        ]
        (case,) = suites[0].findall("testcase")
        # Jenkins refuses a file whose cases have attributes that its schema does not know.
        assert case.attrib == {"classname": "backend", "name": "CTX105 copy-source-ignored Dockerfile:2:6"}
        assert case.findall("failure")[0].attrib == {"type": "error", "message": "app is not there"}
        assert suites[0].findtext("system-out") == ".dockerignore:3:1: CTX401 nothing there"
        assert list(suites[1].findall("testcase")[0]) == []

    def test_problems_are_errors(self, tmp_path: Path) -> None:
        backend, _, other = self.suites(tmp_path, errors=(PROBLEM, Problem("nothing there", None, None)))

        assert (backend.attrib["errors"], other.attrib["name"]) == ("1", "ctxlint")


class TestRdjson:
    def test_diagnostic(self, tmp_path: Path) -> None:
        whole = json.loads(rendered("rdjson", tmp_path, report(tmp_path, LOST, errors=(PROBLEM,))))

        problem, found = whole["diagnostics"]
        assert whole["source"] == {"name": "ctxlint"}
        assert problem["location"] == {"path": "Dockerfile", "range": {"start": {"line": 3, "column": 1}}}
        assert (found["severity"], found["code"]) == ("ERROR", {"value": "CTX105"})
        assert found["relatedLocations"][0]["location"]["path"] == ".dockerignore"


class TestMarkdown:
    def test_nothing(self, tmp_path: Path) -> None:
        lines = rendered("markdown", tmp_path, report(tmp_path)).splitlines()

        assert lines[0] == "### ctxlint: no findings"
        assert lines[-1].startswith("| `backend` | 3 |")
        assert lines[-1].endswith("| ok |")

    def test_findings(self, tmp_path: Path) -> None:
        text = rendered("markdown", tmp_path, report(tmp_path, LOST, INFO, errors=(PROBLEM,)))

        assert "### ctxlint: 1 error, 1 info, 1 problem\n" in text
        assert "- **could not tell** `Dockerfile:3: it is broken`\n" in text
        assert "- **error CTX105** `Dockerfile:2` (`backend`): app is not there\n" in text
        assert "CTX401" not in text

    def test_nothing_is_markup(self, tmp_path: Path) -> None:
        text = rendered("markdown", tmp_path, report(tmp_path, HOSTILE))

        assert r"50% of \<b\>\@everyone\</b\> \| \`x\`" in text

    def test_a_comment_has_an_end(self, tmp_path: Path) -> None:
        text = rendered("markdown", tmp_path, report(tmp_path, *many(MAX_FINDINGS + 3)))

        assert "- and 3 more findings\n" in text
        assert len(text.splitlines()) < MAX_FINDINGS + 10


@pytest.mark.parametrize("kind", [kind for kind, how in FORMATS.items() if how.machine])
def test_every_line_can_be_printed(kind: str, tmp_path: Path) -> None:
    text = rendered(kind, tmp_path, report(tmp_path, *ALL, errors=(PROBLEM,)))

    assert all(line.isprintable() for line in text.split("\n"))
