"""The smallest context, and why there may be none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint import api
from ctxlint.fixes import Minimum, write
from tests.fixes.projects import Tree, loaded
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "# Everything is excluded but what the instructions of the images read.\n*\n"
REST = "\n# what is excluded of that\n"
BASE: Tree = {
    "Dockerfile": "FROM x\nCOPY src /s\nCOPY a.txt b*.txt /\n",
    "docs/x": "x" * 20_000,
    "a.txt": "",
    "b1.txt": "",
    "src/m.py": "",
}


def minimum(root: Path, tree: Tree) -> Minimum:
    found = api.minimize(loaded(write_tree(root, tree)))[0]
    if found.draft:
        write(found.draft, root)
    return found


@pytest.mark.parametrize(
    ("before", "tree", "after"),
    [
        pytest.param(None, {}, "!a.txt\n!b*.txt\n!src\n", id="no file yet"),
        pytest.param("docs\n", {}, "!a.txt\n!b*.txt\n!src\n", id="lines that cannot matter any more"),
        pytest.param(
            "# made here\n**/x\n# notes\ndocs\n\n# ours\nsrc/t\n",
            {"src/t/x": ""},
            f"!a.txt\n!b*.txt\n!src\n{REST}# made here\n**/x\n\n# ours\nsrc/t\n",
            id="lines that still matter, with their comments",
        ),
        pytest.param(
            "*.txt\n!a.txt\n!b1.txt\n", {}, f"!a.txt\n!b*.txt\n!src\n{REST}*.txt\n!a.txt\n!b1.txt\n", id="taken back"
        ),
        pytest.param(
            "src/*\n!src/m.py\n", {"src/n.py": ""}, f"!a.txt\n!b*.txt\n!src\n{REST}src/*\n!src/m.py\n", id="a part"
        ),
        pytest.param(
            None,
            {"Dockerfile": "FROM x\nRUN --mount=type=bind,source=a.txt,target=/a cat /a\n"},
            "!a.txt\n",
            id="a mount",
        ),
        pytest.param(None, {"Dockerfile": "FROM x\nCOPY link /\n", "link": "-> a.txt"}, "!a.txt\n!link\n", id="a link"),
        pytest.param(None, {"Dockerfile": "FROM x\nRUN ls\n"}, "", id="nothing is read"),
        pytest.param(
            None,
            {"Dockerfile": "FROM x AS unused\nCOPY docs /\nFROM x\nCOPY a.txt /\n"},
            "!a.txt\n",
            id="a stage that nobody needs",
        ),
    ],
)
def test_the_file(tmp_path: Path, before: str | None, tree: Tree, after: str) -> None:
    found = minimum(tmp_path, {**BASE, **tree, **({} if before is None else {".dockerignore": before})})

    assert found.reason == ""
    assert (tmp_path / ".dockerignore").read_text() == HEAD + after
    assert found.after.files == loaded(tmp_path).services[0].context.files < found.before.files


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        pytest.param({"Dockerfile": "FROM x\nCOPY . .\n"}, "p copies the whole context", id="all is read"),
        pytest.param({".dockerignore": "*\n!src\n!*.txt\n"}, "the context is as small as it can be", id="an allowlist"),
        pytest.param({"Dockerfile": "CPOY\n"}, "Dockerfile:1: unknown instruction: CPOY", id="a broken Dockerfile"),
        pytest.param(
            {"container/Dockerfile": "CPOY\n"},
            "container may be built with it, and what that reads cannot be told",
            id="a service that may have the same context",
        ),
        pytest.param(
            {"compose.yaml": "services: {p: {build: .}}\n", "Dockerfile": "FROM x\nCOPY gone /\n"},
            "nothing is there of what the instructions read",
            id="another context",
        ),
        pytest.param(
            {"Dockerfile": "FROM x\nCOPY gone src /\n"},
            "the build of p would stop, and nobody says what its context is",
            id="a context that is guessed",
        ),
        pytest.param({"docs/x": "x"}, "a new file would save next to nothing", id="a few bytes"),
        pytest.param({".dockerignore": "a\0"}, ".dockerignore is not UTF-8 text", id="not text"),
    ],
)
def test_no_file(tmp_path: Path, tree: Tree, reason: str) -> None:
    found = minimum(tmp_path / "p", {**BASE, **tree})

    assert (found.draft, found.reason) == (None, reason)


def test_twice_is_once(tmp_path: Path) -> None:
    minimum(tmp_path, BASE)

    assert minimum(tmp_path, {}).reason == "the context is as small as it can be"


def test_all_services_that_read_the_file_count(tmp_path: Path) -> None:
    tree = {
        "compose.yaml": "services:\n  a: {build: .}\n  b: {build: {context: ., dockerfile: b.Dockerfile}}\n",
        "b.Dockerfile": "FROM x\nCOPY docs /\n",
        "rest/x": "x" * 20_000,
    }

    found = minimum(tmp_path, {**BASE, **tree})

    assert found.services == ("a", "b")
    assert (tmp_path / ".dockerignore").read_text() == f"{HEAD}!a.txt\n!b*.txt\n!docs\n!src\n"
