"""The probe by itself: what it understands, and what it says."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ctxlint.verify.importing import probe_text
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST = (3, 6)
TOKEN = "=token="  # noqa: S105  # it keeps nothing secret


def test_the_oldest_python_parses_it() -> None:
    ast.parse(probe_text(), feature_version=OLDEST)


def test_it_uses_nothing_that_the_oldest_python_lacks(tmp_path: Path) -> None:
    file = tmp_path / "probe.py"
    file.write_text(probe_text(), encoding="utf-8")
    words = ["--violations", "--no-tips", f"-t={OLDEST[0]}.{OLDEST[1]}-", str(file)]
    command = Path(sys.executable).with_name("vermin")
    done = subprocess.run([command, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_it_fits_into_a_word_of_a_command() -> None:
    assert len(probe_text()) < 100_000
    assert probe_text().isascii()


def probed(root: Path, groups: Sequence[dict[str, Any]], **settings: float) -> list[dict[str, Any]]:
    """What the probe says, here and without a container."""
    order = json.dumps({"token": TOKEN, "timeout": 30, "budget": 60, "groups": groups} | settings)
    pieces = [order[at : at + 20] for at in range(0, len(order), 20)]
    words = [sys.executable, "-c", probe_text(), *pieces]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True)
    return [json.loads(line.removeprefix(TOKEN)) for line in done.stdout.splitlines() if line.startswith(TOKEN)]


def group(root: Path, entries: Sequence[str], *modules: str, settings: str | None = None) -> dict[str, Any]:
    return {"roots": [str(root)], "entries": entries, "modules": modules, "settings": settings}


def outcomes(told: Sequence[dict[str, Any]]) -> list[tuple[str, object]]:
    """Module and result, in order."""
    return [(each["module"], each.get("skipped") or each["ok"]) for each in told if each["event"] == "import"]


def test_it_begins_and_ends(tmp_path: Path) -> None:
    start, end = probed(tmp_path, [])
    assert (start["event"], start["python"]) == ("start", ".".join(map(str, sys.version_info[:3])))
    assert end == {"event": "end"}


CASES: dict[str, tuple[dict[str, str], list[str], list[tuple[str, object]]]] = {
    "one after the other": ({"a.py": "", "b.py": "import a"}, ["a", "b"], [("a", True), ("b", True)]),
    "what fails is told once, with those that fail for it": (
        {"a.py": "import b", "b.py": "import nope", "c.py": ""},
        ["a", "b", "c"],
        [("a", False), ("b", False), ("c", True)],
    ),
    "a failure leaves nothing behind": (
        {"a.py": "import sys; sys.half = 1; 1 / 0", "b.py": "import sys; assert not hasattr(sys, 'half')"},
        ["a", "b"],
        [("a", False), ("b", True)],
    ),
    "a new child has the entries that work": (
        {"main.py": "import sys; sys.ready = 1", "a.py": "1 / 0", "b.py": "import sys; sys.ready"},
        ["main", "a", "b"],
        [("main", True), ("a", False), ("b", True)],
    ),
    "the end of a process is no end": (
        {"a.py": "import os; os._exit(0)", "b.py": ""},
        ["a", "b"],
        [("a", False), ("b", True)],
    ),
    "words that cannot be written": (
        {"a.py": "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd\n"},
        ["a"],
        [("a", False)],
    ),
    "a module that has no file": ({}, ["itertools"], [("itertools", True)]),
    "the same module twice": ({"a.py": ""}, ["a", "a"], [("a", True)]),
}


@pytest.mark.parametrize("case", CASES)
def test_imports(case: str, tmp_path: Path) -> None:
    files, modules, wanted = CASES[case]
    write_tree(tmp_path, files)
    assert outcomes(probed(tmp_path, [group(tmp_path, modules[:1], *modules[1:])])) == wanted


def test_a_script_is_imported_and_not_run(tmp_path: Path) -> None:
    script = tmp_path / "job"
    script.write_text("import sys\nassert sys.argv == [__file__]\nif __name__ == '__main__':\n    sys.exit(1)\n")
    (_, told, _) = probed(tmp_path, [group(tmp_path, [str(script)])])
    assert (told["module"], told["ok"], told["loaded"]) == (str(script), True, str(script))


def test_groups_search_in_their_own_places(tmp_path: Path) -> None:
    write_tree(tmp_path, {"one/shared.py": "", "two/shared.py": ""})
    told = probed(tmp_path, [group(tmp_path / name, ["shared"]) for name in ("one", "two")])
    loaded = [each["loaded"] for each in told if each["event"] == "import"]
    assert loaded == [str(tmp_path / name / "shared.py") for name in ("one", "two")]


def test_the_working_directory_is_no_place_by_itself(tmp_path: Path) -> None:
    write_tree(tmp_path, {"here.py": "", "there/x.py": ""})
    assert outcomes(probed(tmp_path, [group(tmp_path / "there", ["here"])])) == [("here", False)]


def test_what_hangs_is_given_up_where_it_is(tmp_path: Path) -> None:
    write_tree(tmp_path, {"slow.py": "import time\n\ntime.sleep(600)\n", "next.py": ""})
    told = probed(tmp_path, [group(tmp_path, ["slow"], "next")], timeout=0.5)
    assert outcomes(told) == [("slow", False), ("next", True)]
    assert told[1]["hang"] is True
    assert told[1]["frames"][-1] == [str(tmp_path / "slow.py"), 3]


def test_what_is_left_when_time_is_over_is_skipped(tmp_path: Path) -> None:
    write_tree(tmp_path, {"slow.py": "import time\ntime.sleep(600)\n", "next.py": ""})
    told = probed(tmp_path, [group(tmp_path, ["slow"], "next")], budget=0.5)
    assert [(each["module"], "skipped" in each) for each in told[1:-1]] == [("slow", False), ("next", True)]


DJANGO = {
    "django/__init__.py": "import os\nready = False\ndef setup():\n    import shop.settings\n    global ready\n"
    "    ready = os.environ['DJANGO_SETTINGS_MODULE'] == 'shop.settings'\n",
    "django/core/exceptions.py": "class AppRegistryNotReady(Exception): pass\n",
    "shop/settings.py": "",
    "shop/models.py": "import django\nfrom django.core.exceptions import AppRegistryNotReady\n"
    "if not django.ready:\n    raise AppRegistryNotReady\n",
}


@pytest.mark.parametrize(("settings", "works"), [("shop.settings", True), (None, False), ("shop.nothing", False)])
def test_django_is_set_up_where_a_module_asks_for_it(settings: str | None, works: bool, tmp_path: Path) -> None:
    write_tree(tmp_path, DJANGO)
    assert outcomes(probed(tmp_path, [group(tmp_path, ["shop.models"], settings=settings)])) == [("shop.models", works)]


def test_the_code_may_say_itself_which_settings_django_has(tmp_path: Path) -> None:
    start = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
    write_tree(tmp_path, DJANGO | {"shop/celery.py": start})
    told = probed(tmp_path, [group(tmp_path, ["shop.celery"], "shop.models")])
    assert outcomes(told) == [("shop.celery", True), ("shop.models", True)]
