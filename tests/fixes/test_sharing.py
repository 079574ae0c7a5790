"""Whoever reads the same file counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint import api
from ctxlint.analysis import Service
from ctxlint.engine import Settings
from ctxlint.fixes import repair
from ctxlint.model import Definition, Location
from ctxlint.project import VersionControl, load_config
from ctxlint.workspace import Workspace
from tests.fixes.projects import Tree, apply, codes, loaded, repairs
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

COMPOSE = """
services:
  api:
    build: {context: ., dockerfile: api.Dockerfile}
  web:
    build: {context: ., dockerfile: web.Dockerfile}
"""
TWO: Tree = {
    "compose.yaml": COMPOSE,
    "api.Dockerfile": "FROM scratch\nCOPY main.py /\n",
    "web.Dockerfile": "FROM scratch\nCOPY node_modules /n\n",
    "main.py": "",
    "node_modules/x.js": "",
    "lib/node_modules/y.js": "",
}


def test_what_another_service_copies_by_name_stays(tmp_path: Path) -> None:
    found = repairs(tmp_path, {**TWO, ".dockerignore": ""}, unsafe=True)

    assert [edit.new for fixed in found.fixed for edit in fixed.edit.changes] == [
        ("# dependencies that were installed here", "lib/node_modules")
    ]
    assert {advice.finding.paths for advice in found.advice} == {("node_modules",)}


@pytest.mark.parametrize("part", ["api.Dockerfile", "."])
def test_a_part_of_the_repository_is_proven_against_all_of_it(tmp_path: Path, part: str) -> None:
    write_tree(tmp_path, {**TWO, ".dockerignore": "", ".git/": None})
    config = load_config(tmp_path)

    project = api.narrowed(api.load(tmp_path / part, config=config), ("api",) if part == "." else ())
    found = api.fix(project, unsafe=True)

    assert [advice.finding.service for advice in found.advice] == ["api"]
    assert b"\n**/node_modules" not in b"".join(draft.after for draft in found.drafts)


def test_a_file_of_its_own_is_edited_for_it_alone(tmp_path: Path) -> None:
    apply(tmp_path, {**TWO, ".dockerignore": "lib\n", "api.Dockerfile.dockerignore": "lib\n"})

    assert (tmp_path / ".dockerignore").read_text() == "lib\n"
    assert (tmp_path / "api.Dockerfile.dockerignore").read_text() == (
        "lib\n\n# dependencies that were installed here\n**/node_modules\n"
    )


def test_a_named_context_counts(tmp_path: Path) -> None:
    tree = {
        "compose.yaml": (
            "services:\n  a:\n    build: {context: a, additional_contexts: {other: b}}\n  b:\n    build: b\n"
        ),
        "a/Dockerfile": "FROM scratch\nCOPY --from=other id_rsa /\n",
        "b/Dockerfile": "FROM scratch\nCOPY main.py /\n",
        "b/main.py": "",
        "b/id_rsa": "",
    }

    found = repairs(tmp_path, tree, unsafe=True)

    assert found.drafts == ()
    assert [(advice.finding.code, advice.reason) for advice in found.advice] == [
        ("CTX301", "the build of a would stop at line 2: /id_rsa does not exist")
    ]


DIALECTS = {"Dockerfile": "FROM scratch\nCOPY src/a.py /\n", "src/a.py": "", "src/b.txt": "", ".dockerignore": "*\n"}


@pytest.mark.parametrize("builder", ["buildkit", "classic", "legacy"])
def test_the_builder_decides_which_line_works(tmp_path: Path, builder: str) -> None:
    apply(tmp_path, {**DIALECTS, "ctxlint.toml": f'builder = "{builder}"\n'})

    assert (tmp_path / ".dockerignore").read_text() == "*\n!src/a.py\n"
    assert codes(tmp_path) == []


def test_a_service_that_cannot_be_told_keeps_others_from_losing_files(tmp_path: Path) -> None:
    found = repairs(tmp_path, {**TWO, ".dockerignore": "", "web.Dockerfile": "CPOY\n"})

    assert found.drafts == ()
    assert all("cannot be told" in advice.reason for advice in found.advice)


def test_a_service_that_cannot_be_told_keeps_nobody_from_getting_files(tmp_path: Path) -> None:
    apply(tmp_path, {**TWO, "web.Dockerfile": "CPOY\n", ".dockerignore": "node_modules\n**/node_modules\nmain.py\n"})

    assert (tmp_path / ".dockerignore").read_text() == "node_modules\n**/node_modules\n"


def test_edits_go_to_every_file(tmp_path: Path) -> None:
    tree = {f"{name}/{file}": text for name in "ab" for file, text in (("Dockerfile", "FROM x\n"), ("id_rsa", ""))}

    found = apply(tmp_path, tree)

    assert [draft.file for draft in found.drafts] == ["a/.dockerignore", "b/.dockerignore"]
    assert codes(tmp_path) == []
    assert api.fix(loaded(tmp_path)).drafts == ()


@pytest.mark.parametrize(("tracked", "edits"), [(("keys.pem/readme",), 0), ((), 1)])
def test_tracked_files_do_not_leave_with_their_directory(tmp_path: Path, tracked: tuple[str, ...], edits: int) -> None:
    tree = {"Dockerfile": "FROM scratch\nCOPY main.py /\n", "main.py": "", "keys.pem/readme": "", "keys.pem/a": ""}
    workspace = Workspace(write_tree(tmp_path, tree), version_control=VersionControl(tmp_path, tracked))
    definition = Definition("app", tmp_path, tmp_path / "Dockerfile", Location("Dockerfile"))

    found = repair([Service(definition, workspace)], (), Settings(), unsafe=True)

    assert len(found.fixed) == edits
    assert [advice.reason for advice in found.advice] == ["app would lose keys.pem/readme, too"] * (1 - edits)


def test_a_new_file_that_other_builders_read_for_somebody_else_is_known_when_that_one_is_fixed(tmp_path: Path) -> None:
    tree: Tree = {
        "compose.yaml": COMPOSE,
        "api.Dockerfile": "FROM scratch\nCOPY lib /lib\nRUN npm ci\n",
        "api.Dockerfile.dockerignore": "",
        "web.Dockerfile": "FROM scratch\nCOPY main.py /\nRUN npm ci\n",
        ".gitignore": ".env\nlib/node_modules/data\n",
        "main.py": "",
        "app/.env.example": "",
        "lib/id_rsa": "-----BEGIN OPENSSH PRIVATE KEY-----\n",
    }
    apply(tmp_path, tree, unsafe=True)

    assert repairs(tmp_path, {}, unsafe=True).drafts == ()
