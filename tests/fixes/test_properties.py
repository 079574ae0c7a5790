"""Random trees, ignore files and services; edits are judged by a walk that knows nothing of the fixer."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxlint import api
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.fixes import write
from ctxlint.model import Action, FileChange
from tests.fixes.projects import Tree, loaded
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("app", "lib", "node_modules", "__pycache__", "x.py", "id_rsa", "a.key")
DIRECTORIES = ("app", "lib", "node_modules", "__pycache__")
PATTERNS = (
    "**/lib",
    "lib/",
    "app/lib",
    "*.key",
    "__pycache__",
    "*",
    "**/x.py",
    "!app",
    "!lib",
    "!**/x.py",
    "# caches",
    "",
    "app/*",
    "!app/lib # all",
    "lib # all",
    "nothing/here",
    "!x.py",
)
GIT = "node_modules\n__pycache__\n.env\nlib/node_modules/data\n"
SOURCES = (".", "app", "lib", "app/lib", "x.py", "app/x.py", "lib/node_modules")
paths = st.builds(
    lambda above, name: "/".join([*above, name]),
    st.lists(st.sampled_from(DIRECTORIES), max_size=2),
    st.sampled_from([name for name in NAMES if name not in DIRECTORIES]),
)
contexts = st.sampled_from(["", "", "app/", "lib/"])
instructions = st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2, unique=True)
ignore_files = st.builds(
    lambda lines, end, last: (end.join(lines) + (end if last else "")).encode(),
    st.lists(st.sampled_from(PATTERNS), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
IGNORE_FILES = (".dockerignore", "0.Dockerfile.dockerignore", "app/.dockerignore")


def dockerfile(sources: list[str]) -> str:
    copies = "".join(f"COPY {source} /srv/{source}\n" for source in sources)
    return f'FROM python\nWORKDIR /srv\n{copies}RUN npm ci\nCMD ["python", "-c", "import app.x, lib.x"]\n'


@st.composite
def projects(draw: st.DrawFn) -> Tree:
    """A few files, one to three Dockerfiles in contexts that may lie in each other, up to three ignore files."""
    tree: dict[str, str | bytes | None] = dict.fromkeys(draw(st.lists(paths, min_size=1, max_size=8)), "")
    services = draw(st.lists(st.tuples(contexts, instructions), min_size=1, max_size=3))
    compose = ["services:"]
    for number, (context, sources) in enumerate(services):
        tree[f"{context}{number}.Dockerfile"] = dockerfile(sources)
        compose += [f"  s{number}:", f"    build: {{context: ./{context}, dockerfile: {number}.Dockerfile}}"]
    tree["compose.yaml"] = "\n".join(compose) + "\n"
    for file in IGNORE_FILES:
        if draw(st.booleans()):
            tree[file] = draw(ignore_files)
    if draw(st.booleans()):
        tree[".gitignore"] = GIT
        tree["app/.env.example"] = ""
    return tree


Kept = dict[str, set[str]]
"""Service -> the files of its context, relative to the root of the project."""


def kept(root: Path, project: api.Project, builder: str) -> Kept:
    """The files that are not excluded, as a walk finds them that asks about each path."""
    found = {}
    for service in project.services:
        context, dockerfile = service.definition.context, service.definition.dockerfile
        own = dockerfile.with_name(f"{dockerfile.name}.dockerignore")
        ignore = own if own.exists() and builder != "classic" else context / ".dockerignore"
        spec = DockerIgnoreSpec.parse(ignore.read_bytes() if ignore.exists() else b"", builder=builder)
        files = [Path(here, name) for here, _, names in os.walk(context) for name in names]
        sent = [file for file in files if not spec.decide(file.relative_to(context).as_posix()).excluded]
        found[service.name] = {file.relative_to(root).as_posix() for file in sent}
    return found


def less(first: Kept, second: Kept) -> Kept:
    """What the first has and the second has not."""
    return {name: paths - second[name] for name, paths in first.items()}


def check_form(before: bytes, after: bytes, edits: Sequence[FileChange]) -> None:
    """The lines that no edit names are there, in their order; lines end as they did."""
    touched = [line for edit in edits for change in edit.changes for line in change.old]
    lines, rest = before.decode().splitlines(), iter(after.decode().splitlines())
    untouched = [line for line in lines if line not in touched]
    assert all(line in rest for line in untouched)
    if b"\r\n" in before:
        assert b"\n" not in after.replace(b"\r\n", b"")
    if before.strip() and after:
        assert after.endswith(b"\n") is before.endswith(b"\n")


def images(project: api.Project) -> dict[str, dict[str, str | None]]:
    """Service -> what its image has of the context: path -> source, relative to the root of the project."""
    return {
        service.name: {path: source and service.path(source) for path, source in service.image.known_files().items()}
        for service in project.services
    }


def under(path: str, tops: set[str]) -> bool:
    return any(path == top or path.startswith(top + "/") for top in tops)


def wanted(project: api.Project, action: Action) -> set[str]:
    """The paths that findings want to be moved."""
    remedies = (finding.remedy for finding in api.check(project).findings)
    return {path for remedy in remedies if remedy and remedy.action is action for path in remedy.paths}


@pytest.mark.parametrize("builder", ["buildkit", "classic", "legacy"])
@pytest.mark.parametrize("unsafe", [False, True])
@settings(max_examples=15, deadline=None)
@given(tree=projects())
def test_edits_do_what_findings_want_and_nothing_else(builder: str, unsafe: bool, tree: Tree) -> None:
    root = Path(tempfile.mkdtemp())
    try:
        write_tree(root, {**tree, "ctxlint.toml": f'builder = "{builder}"\n'})
        check_one(root, builder, unsafe=unsafe)
    finally:
        shutil.rmtree(root)


def check_one(root: Path, builder: str, *, unsafe: bool) -> None:
    project = loaded(root)
    before, pictures, report = kept(root, project, builder), images(project), api.check(project)
    restored, excluded = wanted(project, Action.RESTORE), wanted(project, Action.EXCLUDE)
    rewritten = wanted(project, Action.REWRITE)

    found = api.fix(project, unsafe=unsafe)
    edits = [fixed.edit for fixed in found.fixed]
    for draft in found.drafts:
        parts = [part for edit in edits for part in (edit, *edit.also) if part.file == draft.file]
        check_form(draft.before or b"", draft.after, parts)
        write(draft, root)

    again = loaded(root)
    after = kept(root, again, builder)
    gone, come = less(before, after), less(after, before)
    remedies = [finding.remedy for fixed in found.fixed for finding in fixed.findings if finding.remedy]
    meant = any(remedy.action is Action.REWRITE and not remedy.paths for remedy in remedies)
    assert meant or all(under(path, excluded | rewritten) for paths in gone.values() for path in paths)
    assert meant or all(under(path, restored) for paths in come.values() for path in paths)
    created = {draft.file for draft in found.drafts if draft.before is None}
    assert not any(created & paths for paths in after.values())
    for name, now in images(again).items():
        lost = {source for path, source in pictures[name].items() if source and path not in now}
        assert lost <= gone[name]
        new = {source for path, source in now.items() if source and path not in pictures[name]}
        assert new <= come[name]
    errors = {(f.code, f.service, f.module) for f in report.findings if f.severity == "error"}
    assert {(f.code, f.service, f.module) for f in api.check(again).findings if f.severity == "error"} <= errors
    assert api.fix(again, unsafe=unsafe).drafts == ()


@settings(max_examples=15, deadline=None)
@given(tree=projects(), builder=st.sampled_from(["buildkit", "classic", "legacy"]))
def test_the_smallest_context_is_what_instructions_read(builder: str, tree: Tree) -> None:
    root = Path(tempfile.mkdtemp())
    try:
        large = {path: text or "x" * 20_000 for path, text in tree.items()}
        write_tree(root, {**large, "ctxlint.toml": f'builder = "{builder}"\n'})
        project = loaded(root)
        before, pictures = kept(root, project, builder), images(project)
        minima = api.minimize(project)
        for minimum in minima:
            if minimum.draft:
                write(minimum.draft, root)
        again = loaded(root)
        after = kept(root, again, builder)
        assert images(again) == pictures
        assert not any(less(after, before).values())
        for minimum in minima:
            if minimum.draft:
                copied = {pictures[name][path] for name in minimum.services for path in pictures[name]}
                assert all(copied - {None} == after[name] for name in minimum.services)
    finally:
        shutil.rmtree(root)
