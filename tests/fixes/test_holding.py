"""An ignore file that is new is a file like any other, and another service may copy it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint import api
from tests.fixes.projects import Tree, apply, codes, loaded, repairs
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

COMPOSE = """
services:
  api:
    build: api
  root:
    build: .
"""
NEW = "api/.dockerignore"
HELD = "\n# ignore files of other contexts\napi/.dockerignore\n"
NESTED: Tree = {
    "compose.yaml": COMPOSE,
    "Dockerfile": "FROM scratch\nCOPY api /srv/api\n",
    "api/Dockerfile": "FROM scratch\nCOPY main.py /\n",
    "api/main.py": "",
    "api/node_modules/x.js": "x" * 20_000,
}
MODULES = "**/node_modules\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(MODULES, MODULES + HELD, id="it would get the file"),
        pytest.param(f"{MODULES}!api/*\n", f"{MODULES}!api/*\n{HELD}", id="a later line takes it in"),
        pytest.param(f"{MODULES}**/.dockerignore\n", None, id="excluded by name"),
        pytest.param(f"{MODULES}.dockerignore\n", f"{MODULES}.dockerignore\n{HELD}", id="excluded at the root only"),
        pytest.param(f"{MODULES}api\n!api/main.py\n", None, id="excluded with its directory"),
        pytest.param(
            f"# a\n{MODULES}".replace("\n", "\r\n"), f"# a\n{MODULES}{HELD}".replace("\n", "\r\n"), id="line ends"
        ),
    ],
)
def test_other_ignore_files_hold_it_back(tmp_path: Path, before: str, after: str | None) -> None:
    found = apply(tmp_path, {**NESTED, ".dockerignore": before})

    assert (tmp_path / NEW).exists()
    text = (tmp_path / ".dockerignore").read_bytes().decode()
    assert text == (after or before)
    assert [each.file for fixed in found.fixed for each in fixed.edit.also] == [".dockerignore"] * bool(after)
    for service in loaded(tmp_path).services[1:]:
        assert service.workspace.spec(service.ignore_path, service.builder).decide(NEW).excluded
        assert not any("dockerignore" in path for path in service.image.known_files())
    assert "CTX202" not in codes(tmp_path)
    assert api.fix(loaded(tmp_path)).drafts == ()


def test_without_an_ignore_file_there_nothing_holds_it_back(tmp_path: Path) -> None:
    found = repairs(tmp_path, NESTED)

    assert found.drafts == ()
    assert f"root would get {NEW}, too" in {advice.reason for advice in found.advice}


def test_a_file_that_is_new_as_well_holds_it_back(tmp_path: Path) -> None:
    found = apply(tmp_path, NESTED, unsafe=True)

    assert sorted(draft.file for draft in found.drafts) == [".dockerignore", NEW]
    assert (tmp_path / ".dockerignore").read_text().endswith(HELD)
    assert api.fix(loaded(tmp_path), unsafe=True).drafts == ()


def test_a_named_context_may_hold_it(tmp_path: Path) -> None:
    compose = "services:\n  api:\n    build: api\n  b:\n    build: {context: b, additional_contexts: {all: .}}\n"
    tree: Tree = {
        **NESTED,
        "compose.yaml": compose,
        "b/Dockerfile": "FROM scratch\nCOPY --from=all api /api\n",
        ".dockerignore": MODULES,
    }

    apply(tmp_path, tree)

    assert (tmp_path / ".dockerignore").read_text() == MODULES + HELD


def test_one_line_is_enough_for_services_that_share_a_file(tmp_path: Path) -> None:
    tree: Tree = {**NESTED, "compose.yaml": f"{COMPOSE}  again:\n    build: .\n", ".dockerignore": MODULES}

    apply(tmp_path, tree)

    assert (tmp_path / ".dockerignore").read_text() == MODULES + HELD


def test_files_of_dockerfiles_are_edited_one_by_one(tmp_path: Path) -> None:
    tree: Tree = {
        **NESTED,
        "compose.yaml": f"{COMPOSE}  own:\n    build: {{context: ., dockerfile: own.Dockerfile}}\n",
        "own.Dockerfile": "FROM scratch\nCOPY api /api\n",
        "own.Dockerfile.dockerignore": MODULES,
        ".dockerignore": MODULES,
    }

    (fixed,) = apply(tmp_path, tree).fixed

    assert fixed.edit.file == NEW
    assert sorted(each.file for each in fixed.edit.also) == [".dockerignore", "own.Dockerfile.dockerignore"]
    for file in (".dockerignore", "own.Dockerfile.dockerignore"):
        assert (tmp_path / file).read_text() == MODULES + HELD


def test_a_later_edit_does_not_let_it_in(tmp_path: Path) -> None:
    tree: Tree = {
        "Dockerfile": "FROM python\nCOPY lib /srv/lib\n",
        "lib/Dockerfile": "FROM python\nCOPY node_modules /srv/node_modules\n",
        ".dockerignore": "lib/\n",
        "a.key": "",
        "lib/a.key": "",
    }

    found = apply(tmp_path, tree, unsafe=True)

    assert [draft.file for draft in found.drafts if draft.before is None] == ["lib/.dockerignore"]
    assert (tmp_path / ".dockerignore").read_text().endswith("\n# ignore files of other contexts\nlib/.dockerignore\n")
    (edit,) = [fixed.edit for fixed in found.fixed if "lib/" in fixed.edit.changes[0].old]
    assert (edit.file, edit.also) == (".dockerignore", ())
    assert edit.changes[-1].new[-1] == "lib/.dockerignore"


@pytest.mark.parametrize(("ignored", "is_done"), [("docs\n", False), ("docs\n**/.dockerignore\n", True)])
def test_the_smallest_context_is_not_larger_elsewhere(tmp_path: Path, ignored: str, is_done: bool) -> None:
    root = write_tree(tmp_path, {**NESTED, ".dockerignore": MODULES + ignored})

    (answer,) = [each for each in api.minimize(loaded(root)) if each.file == NEW]

    assert bool(answer.draft) is is_done
    reason = f"root would get {NEW}, too; its own ignore file has to exclude that first"
    assert answer.reason == ("" if is_done else reason)
