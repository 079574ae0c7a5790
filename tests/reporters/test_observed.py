"""What reports say of a real build and container."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ctxlint import engine
from ctxlint.errors import EngineError
from ctxlint.reporters.formats import FORMATS
from ctxlint.reporters.observed import observed_cells
from ctxlint.reporters.view import View
from ctxlint.rulebook import rules
from tests.cli.runs import CLEAN
from tests.observations import observation
from tests.verify.services import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FAILED = {"trouble": "import", "words": "ModuleNotFoundError: No module named 'x'", "lacking": "x"}
IMPORTS = [
    {"module": "app", "seconds": 0.0123, "loaded": "/srv/app.py"},
    {"module": "slow", "seconds": 2.54},
    {"module": "wrong", "seconds": 9, "failure": FAILED},
    {"module": "fast", "failure": FAILED, "guarded": True},
    {"module": "late", "skipped": True},
]

CELLS: dict[str, tuple[Mapping[str, Any], tuple[str, str, str]]] = {
    "imports": (
        {"python": "3.12.1", "imports": IMPORTS},
        ("Python 3.12.1", "2 modules imported, 1 failed, 1 not tried", "slowest slow (2.5 s)"),
    ),
    "fast ones": (
        {"python": "3.12.1", "imports": IMPORTS[:1], "compared": 1},
        ("Python 3.12.1", "1 module imported, 1 file compared", "slowest app (12 ms)"),
    ),
    "nothing that works": (
        {"python": "3.12.1", "imports": IMPORTS[2:3]},
        ("Python 3.12.1", "0 modules imported, 1 failed", ""),
    ),
    "nothing to import": ({"python": "3.12.1"}, ("Python 3.12.1", "nothing to import", "")),
    "no Python": ({}, ("no Python in the image", "nothing to import", "")),
    "a command": ({"command": {"command": "x", "code": 3}}, ("verify-command", "exit code 3", "")),
    "no image": ({"build": {"reason": "x"}}, ("build failed", "", "")),
    "nothing": ({"problem": EngineError("gone")}, ("not looked at", "", "")),
}


@pytest.mark.parametrize("case", CELLS)
def test_the_table(case: str) -> None:
    fields, cells = CELLS[case]
    assert observed_cells(observation(fields)) == cells


def rendered(form: str, root: Path, fields: Mapping[str, Any]) -> str:
    service = service_of(root, CLEAN).observed(observation(fields))
    report = engine.run([service], [rule for rule in rules() if rule.observes], engine.Settings())
    return "\n".join(map(str, FORMATS[form].render(report, View(root))))


def test_the_text_has_the_table(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    last, total = rendered("text", tmp_path / "api", {"python": "3.12.1", "imports": IMPORTS[:1]}).splitlines()
    assert last == "api  Python 3.12.1  1 module imported  slowest app (12 ms)  ok"
    assert total == "1 service, no findings"


def test_a_problem_belongs_to_its_service(tmp_path: Path) -> None:
    found = json.loads(rendered("json", tmp_path, {"problem": EngineError("gone")}))
    assert [(error["service"], error["message"]) for error in found["errors"]] == [(tmp_path.name, "gone")]


def test_the_object(tmp_path: Path) -> None:
    difference = {"path": "/srv/a", "difference": "extra", "source": None, "certain": False}
    fields = {"image": "x", "python": "3.12.1", "imports": IMPORTS, "compared": 4, "differences": [difference]}
    (service,) = json.loads(rendered("json", tmp_path, fields))["services"]
    keys = ("module", "result", "seconds", "loaded", "reason", "optional")
    imports = service["observed"].pop("imports")
    assert [tuple(each[key] for key in keys) for each in imports] == [
        ("app", "imported", 0.012, "/srv/app.py", None, False),
        ("slow", "imported", 2.54, None, None, False),
        ("wrong", "failed", 9, None, "import", False),
        ("fast", "failed", 0.0, None, "import", True),
        ("late", "skipped", 0.0, None, None, False),
    ]
    assert imports[2]["words"] == FAILED["words"]
    assert service["observed"] == {
        "image": "x",
        "python": "3.12.1",
        "command": None,
        "compared_files": 4,
        "differences": [difference],
    }


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_findings(form: str, tmp_path: Path) -> None:
    text = rendered(form, tmp_path, {"python": "3.12.1", "imports": IMPORTS})
    assert "CTX901" in text
    assert "ModuleNotFoundError" in text
