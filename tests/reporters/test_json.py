"""The report for programs: its keys are an interface, and a page says what they mean."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from ctxlint.engine import Report, Suppressed
from ctxlint.model import Location, Suppression

from .reports import LOST, PROBLEM, rendered, report, service

PAGE = Path(__file__).parents[2] / "docs" / "json.md"

WHOLE: dict[str, Any] = {
    "version": 1,
    "services": [
        {
            "name": "backend",
            "dockerfile": "Dockerfile",
            "context": ".",
            "ignore_file": ".dockerignore",
            "target": None,
            "builder": "buildkit",
            "files": 3,
            "bytes": 78,
            "transferred_files": 1,
            "transferred_bytes": 22,
            "image_files": 1,
        }
    ],
    "findings": [
        {
            "code": "CTX105",
            "name": "copy-source-ignored",
            "severity": "error",
            "certainty": "certain",
            "service": "backend",
            "message": "app is not there",
            "location": {"file": "Dockerfile", "line": 2, "column": 6},
            "related": [{"file": ".dockerignore", "line": 2, "column": 1, "message": "this line excludes it"}],
            "module": "app.monitoring",
            "paths": ["app"],
            "fix": 'write "!app"',
            "remedy": {"action": "restore", "paths": ["app"], "line": None},
            "edit": None,
        }
    ],
    "suppressed": [],
    "errors": [{"file": "Dockerfile", "line": 3, "message": "it is broken", "service": "backend"}],
}
UNKNOWN = ("files", "bytes", "transferred_files", "transferred_bytes", "image_files")
NUMBERS = {
    "a broken ignore file": ({".dockerignore": "["}, set(UNKNOWN)),
    "a broken Dockerfile": ({"Dockerfile": "CPOY x y"}, set(UNKNOWN[2:])),
    "a source that is missing": ({"Dockerfile": "FROM scratch\nCOPY nope /\n"}, {"image_files"}),
}


SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))


def closed(schema: Any) -> Any:
    """The schema without room for what it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {"additionalProperties": False} if "properties" in schema else {}
    return {**{key: closed(value) for key, value in schema.items()}, **shut}


VALIDATOR = Draft202012Validator(closed(SCHEMA))


def read(root: Path, made: Report) -> dict[str, Any]:
    found = dict(json.loads(rendered("json", root, made)))
    VALIDATOR.validate(found)
    return found


def sound(root: Path, *findings: Any, **more: Any) -> Report:
    made = report(root, *findings, **more)
    (root / "Dockerfile").write_text("FROM scratch\nCOPY app /app\n")
    return made


def test_a_whole_report(tmp_path: Path) -> None:
    assert read(tmp_path, sound(tmp_path, LOST, errors=(PROBLEM,))) == WHOLE


def test_an_empty_report(tmp_path: Path) -> None:
    assert read(tmp_path, Report()) == {"version": 1, "services": [], "findings": [], "suppressed": [], "errors": []}


@pytest.mark.parametrize(("files", "unknown"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_that_are_not_known_are_null(files: dict[str, str], unknown: set[str], tmp_path: Path) -> None:
    made = sound(tmp_path)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (data,) = read(tmp_path, made)["services"]
    assert {name for name in UNKNOWN if data[name] is None} == unknown


def test_a_finding_stands_for_each_service(tmp_path: Path) -> None:
    made = sound(tmp_path, LOST, replace(LOST, service="auth"))
    assert [finding["service"] for finding in read(tmp_path, made)["findings"]] == ["backend", "auth"]


@pytest.mark.parametrize("name", ["a\udcff", "a\x1b[2J", "a\x7f", "a\u2028", "é", "a\nb"])
def test_every_name_is_ascii_and_comes_back(name: str, tmp_path: Path) -> None:
    text = rendered("json", tmp_path, sound(tmp_path, replace(LOST, paths=(name,))))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert json.loads(text)["findings"][0]["paths"] == [name]


def test_places_below_and_beside_the_root(tmp_path: Path) -> None:
    root = tmp_path / "project"
    sound(root / "inner")
    inner = replace(service(root / "inner", "x").definition, context=tmp_path, ignore_file=root / "inner/.dockerignore")
    made = service(root, "x", "inner/Dockerfile")
    made.definition = inner
    (data,) = read(root, Report((made,)))["services"]
    assert (data["dockerfile"], data["context"]) == ("inner/Dockerfile", "..")
    assert data["ignore_file"] == "inner/.dockerignore"


def keys(value: object) -> set[str]:
    match value:
        case dict():
            return set(value).union(*map(keys, value.values()))
        case list():
            return set().union(*map(keys, value))
        case _:
            return set()


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


BROKEN = {
    "another version": {"version": 2},
    "no findings": {"findings": None},
    "a finding without a place": {"findings": [{**WHOLE["findings"][0], "location": None}]},
    "an unknown severity": {"findings": [{**WHOLE["findings"][0], "severity": "fatal"}]},
    "a service with a text for a number": {"services": [{**WHOLE["services"][0], "files": "3"}]},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_the_schema_refuses(change: dict[str, Any]) -> None:
    assert Draft202012Validator(SCHEMA).is_valid(WHOLE)
    assert not Draft202012Validator(SCHEMA).is_valid(WHOLE | change)


def test_a_suppressed_finding_has_its_reason(tmp_path: Path) -> None:
    suppression = Suppression("CTX1", "as it should be", Location("Dockerfile", 1), 1, 2, head=True)
    made = replace(sound(tmp_path), suppressed=(Suppressed(LOST, suppression),))
    comment = {"file": "Dockerfile", "line": 1, "code": "CTX1", "reason": "as it should be"}
    assert read(tmp_path, made)["suppressed"] == [{**WHOLE["findings"][0], "suppression": comment}]


def test_every_key_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    assert keys(WHOLE) <= set(re.findall(r"`(\w+)`", page))
