"""What is found out about sources is kept from run to run, and never believed beyond what it is."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ctxlint
from ctxlint import sources
from ctxlint.cache import Cache, directory
from ctxlint.data import read_source
from ctxlint.data.stored import reading_from_json, reading_to_json
from ctxlint.imports import rough_scan, scan
from ctxlint.imports.stored import scan_from_json, scan_to_json
from tests.cli.runs import run
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

TREE = {
    "Dockerfile": 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
    ".dockerignore": "lost\nwords.txt\n",
    "main.py": "import kept\nimport lost.deep\n",
    "kept.py": "import lost\nfrom pathlib import Path\nTEXT = (Path(__file__).parent / 'words.txt').read_text()\n",
    "lost/__init__.py": "",
    "lost/deep.py": "",
    "words.txt": "w",
}


def project(root: Path) -> Path:
    """A project whose files have been lying there for a while."""
    write_tree(root, TREE)
    for path in root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return root


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is scanned from now on; files count as old at once."""
    seen: list[bytes] = []

    def counted(source: bytes) -> Any:
        seen.append(source)
        return rough_scan(source)

    monkeypatch.setattr(sources, "rough_scan", counted)
    monkeypatch.setattr("ctxlint.host._TOO_YOUNG", 0)
    return seen


def findings(root: Path, caches: Path) -> list[ctxlint.Finding]:
    found = ctxlint.check(ctxlint.load(root, caches=caches)).findings
    assert {"CTX102", "CTX111"} <= {finding.code for finding in found}
    return list(found)


def test_the_second_run_scans_nothing_and_finds_the_same(tmp_path: Path, scans: list[bytes]) -> None:
    root = project(tmp_path / "p")
    first = findings(root, tmp_path / "c")
    assert len(scans) == 2
    scans.clear()

    assert findings(root, tmp_path / "c") == first
    assert scans == []


def test_a_changed_file_is_scanned_again(tmp_path: Path, scans: list[bytes]) -> None:
    root = project(tmp_path / "p")
    findings(root, tmp_path / "c")
    scans.clear()
    (root / "main.py").write_text("import lost.deep\nimport kept\n")  # as long as before

    findings(root, tmp_path / "c")
    assert scans == [b"import lost.deep\nimport kept\n"]


def test_a_content_that_was_seen_before_is_not(tmp_path: Path, scans: list[bytes]) -> None:
    root = project(tmp_path / "p")
    findings(root, tmp_path / "c")
    scans.clear()
    (root / "main.py").touch()

    findings(root, tmp_path / "c")
    assert scans == []


def test_a_file_that_has_just_changed_is_not_told_by_its_looks(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    cache = Cache(tmp_path / "c.json", "1")
    look, _ = cache.find(str(tmp_path / "a.py"))
    cache.facts(str(tmp_path / "a.py"), look, b"x")["rough"] = 1
    cache.save()

    assert Cache(tmp_path / "c.json", "1").find(str(tmp_path / "a.py"))[1] is None


def test_another_version_starts_anew(tmp_path: Path, scans: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path / "p")
    findings(root, tmp_path / "c")
    scans.clear()
    monkeypatch.setattr("ctxlint.api.installation", lambda: "another")

    findings(root, tmp_path / "c")
    assert len(scans) == 2


def broken_contents() -> list[str]:
    row: dict[str, Any] = {"version": None, "files": {}, "facts": {}}
    return ["", "{", "[]", "null", "[" * 100_000, json.dumps(row), json.dumps({**row, "files": [1]}), "\ud800"]


@pytest.mark.parametrize("text", broken_contents(), ids=range(len(broken_contents())))
def test_a_broken_cache_is_replaced(tmp_path: Path, scans: list[bytes], text: str) -> None:
    root = project(tmp_path / "p")
    first = findings(root, tmp_path / "c")
    (file,) = (tmp_path / "c").iterdir()
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    scans.clear()

    assert findings(root, tmp_path / "c") == first
    assert len(scans) == 2
    assert json.loads(file.read_bytes())["facts"]


def spoilt(value: Any) -> list[Any]:
    """The same facts with something wrong in them."""
    return [None, 7, "x", [], {"rough": 1}, {**value, "rough": [[["a"]], [], {}, False, 0]}, {**value, "reading": [1]}]


@pytest.mark.parametrize("number", range(7))
def test_facts_that_make_no_sense_are_found_out_again(tmp_path: Path, scans: list[bytes], number: int) -> None:
    root = project(tmp_path / "p")
    first = findings(root, tmp_path / "c")
    (file,) = (tmp_path / "c").iterdir()
    content = json.loads(file.read_bytes())
    content["facts"] = {digest: spoilt(facts)[number] for digest, facts in content["facts"].items()}
    file.write_text(json.dumps(content))
    scans.clear()

    assert findings(root, tmp_path / "c") == first
    assert len(scans) == 2


def test_it_is_never_inside_of_the_project(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    before = sorted(root.rglob("*"))
    findings(root, root / ".cache")
    assert sorted(root.rglob("*")) == before


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert findings(project(tmp_path / "p"), tmp_path / "file" / "below")


def test_runs_at_the_same_time_leave_a_whole_cache(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.py" for number in range(8)]
    for path in paths:
        path.write_text(path.name)

    def work() -> None:
        for path in paths:
            cache = Cache(tmp_path / "c" / "c.json", "1")
            look, _ = cache.find(str(path))
            cache.facts(str(path), look, path.read_bytes())["rough"] = path.name
            cache.save()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert json.loads((tmp_path / "c" / "c.json").read_bytes())["facts"]
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["c.json"]


def test_caches_of_old_projects_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctxlint.cache._MAX_FILES", 3)
    (tmp_path / "a.py").write_text("x")
    for number in range(6):
        cache = Cache(tmp_path / "c" / f"{number}.json")
        cache.facts("a.py", [1, 1, 1, 1], b"x")
        cache.save()
        os.utime(tmp_path / "c" / f"{number}.json", (number, number))
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == ["3.json", "4.json", "5.json"]


# The variables, and where caches go on Linux.
PLACES = [
    ({"HOME": "/home/u"}, "/home/u/.cache/ctxlint"),
    ({"HOME": "/home/u", "XDG_CACHE_HOME": "/x"}, "/x/ctxlint"),
    ({"HOME": "/home/u", "XDG_CACHE_HOME": "relative"}, None),
    ({"HOME": "/home/u", "CTXLINT_CACHE_DIR": "/y"}, "/y"),
    ({"CTXLINT_CACHE_DIR": "/y", "CTXLINT_NO_CACHE": "1"}, None),
    ({"HOME": "/home/u", "CTXLINT_NO_CACHE": ""}, "/home/u/.cache/ctxlint"),
    ({}, None),
    ({"HOME": "/"}, None),
]


@pytest.mark.parametrize(("variables", "place"), PLACES)
def test_places(variables: dict[str, str], place: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert directory(variables) == (Path(place) if place else None)


def test_the_option_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CTXLINT_NO_CACHE")
    monkeypatch.setenv("CTXLINT_CACHE_DIR", str(tmp_path / "c"))
    root = project(tmp_path / "p")

    without = run(root, "check", "--no-cache")
    assert not (tmp_path / "c").exists()
    assert run(root, "check") == without
    assert len(list((tmp_path / "c").iterdir())) == 1
    assert run(root, "check") == without


SOURCES = [
    b"import a.b\nfrom .c import d, e\nfrom .. import f\nfrom g import *\n",
    b"try:\n    import a\nexcept ImportError:\n    import b\nif __name__ == '__main__':\n    import c\n",
    b"import importlib\nimportlib.import_module('a.b')\nINSTALLED_APPS = ['x.apps.X']\n",
    b"import sys\nsys.path.append('x')\ndef __getattr__(n): ...\n",
    b"def broken(:\n    import a\n",
    b"from pathlib import Path\nBASE = Path(__file__).parent\ntry:\n    open(BASE / 'a.txt')\nexcept OSError: ...\n",
    b"import os\nos.chdir('/x')\nopen('data/' + name)\nfrom x import ROOT\nopen(ROOT / 'y')\n",
]


@pytest.mark.parametrize("source", SOURCES)
def test_scans_and_readings_come_back_as_they_were(source: bytes) -> None:
    def again(value: Any) -> Any:
        return json.loads(json.dumps(value))

    for scanned in (scan(source), rough_scan(source)):
        assert scan_from_json(again(scan_to_json(scanned))) == scanned
    reading = read_source(source, constants=True)
    assert reading_from_json(again(reading_to_json(reading))) == reading


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(ANY_JSON)
def test_anything_else_is_refused(value: Any) -> None:
    readers: tuple[Callable[[object], object], ...] = (scan_from_json, reading_from_json)
    for read in readers:
        with pytest.raises((ValueError, TypeError)):
            read(value)
