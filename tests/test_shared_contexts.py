"""Services with the same context and the same ignore file share what is found out about them, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.model import Builder
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

TREE = {
    "compose.yaml": """\
services:
  one: {build: {context: ., dockerfile: one/Dockerfile}}
  two: {build: {context: ., dockerfile: two/Dockerfile}}
  three: {build: {context: ., dockerfile: three/Dockerfile}}
  inner: {build: {context: app, dockerfile: ../one/Dockerfile}}
""",
    ".dockerignore": "**/lost\n!app/lost/kept.py\n*.md\nnothing-like-this\n!app\nbuild\n",
    "one/Dockerfile": "FROM python:3.12\nWORKDIR /srv\nCOPY app app\nCMD python -m app.main\n",
    "two/Dockerfile": "FROM python:3.12\nCOPY . /srv\nRUN rm -r /srv/app && touch /srv/new\nCMD python /srv/other.py\n",
    "three/Dockerfile": "FROM python:3.12\nRUN --mount=type=bind,target=/in rm -r /in/app\nCOPY data /data\n",
    "three/Dockerfile.dockerignore": "*\n!app\n",
    "app/__init__.py": "",
    "app/main.py": "import app.lost\n",
    "app/lost/__init__.py": "",
    "app/lost/kept.py": "",
    "app/build/index.js": "x",
    "app/id_rsa": "-----BEGIN OPENSSH PRIVATE KEY-----\n",
    "data/.env": "PASSWORD=x\n",
    "data/dump.sql": "x" * 2000,
    "node_modules/left-pad/index.js": "x" * 100,
    "other.py": "import app.main\n",
    "readme.md": "",
}
NAMES = ["one", "two", "three", "inner"]


@pytest.fixture
def project(tmp_path: Path) -> ctxlint.Project:
    return ctxlint.load(write_tree(tmp_path, TREE))


def by_name(project: ctxlint.Project) -> dict[str, ctxlint.Service]:
    return {service.name: service for service in project.services}


@pytest.mark.parametrize("order", [NAMES, NAMES[::-1]], ids=["in order", "reversed"])
def test_each_service_hears_what_it_hears_alone(project: ctxlint.Project, order: list[str]) -> None:
    services = [by_name(project)[name] for name in order]
    together = ctxlint.check(ctxlint.Project(project.root, tuple(services)))
    assert len(together.findings) > 10
    for name in order:
        alone = by_name(ctxlint.load(project.root))[name]
        # The ignore files of the others count, too, wherever one is said to be read by nobody.
        for other in by_name(ctxlint.load(project.root)).values():
            alone.workspace.ignore_files.update({other.ignore_path} if other.ignore_path else ())
        found = ctxlint.check(ctxlint.Project(project.root, (alone,))).findings
        assert set(together.of(name)) == set(found)


def test_the_same_context_under_the_same_file_is_one(project: ctxlint.Project) -> None:
    one, two, three, inner = (by_name(project)[name] for name in NAMES)
    assert one.shared is two.shared
    assert one.filtered is two.filtered
    assert len({id(service.shared) for service in (one, three, inner)}) == 3
    assert one.ignore_for(Builder.LEGACY) is two.ignore_for(Builder.LEGACY)
    assert one.ignore_for(Builder.LEGACY) is not one.ignore


def test_a_draft_has_contexts_of_its_own(project: ctxlint.Project) -> None:
    one = by_name(project)["one"]
    before = one.context.paths
    drafted = one.under(one.workspace.drafted({project.root / ".dockerignore": b"*\n!app/main.py\n"}))
    assert drafted.context.paths == ("app/", "app/main.py")
    assert one.context.paths == before


@pytest.mark.parametrize("sources", [["app"], ["app/main.py"], ["*/lost"], ["*"], ["data/d*", "app/build/"], ["a\\pp"]])
def test_what_is_asked_for_is_all_that_the_sources_match(tmp_path: Path, sources: list[str]) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / ".dockerignore").unlink()
    (tmp_path / "Dockerfile").write_text("FROM scratch\n" + "".join(f"COPY {source} /x/\n" for source in sources))
    service = ctxlint.service(tmp_path)
    matched = {
        path.relative_to(tmp_path).as_posix()
        for source in sources
        for start in tmp_path.glob(source.strip("/").replace("\\", ""))
        for path in [start, *start.rglob("*")]
        if path.is_file()
    }
    assert {path for path in service.transferred.paths if not path.endswith("/")} == matched - {".dockerignore"}
