"""Logs, paths and modules -> cause and fix, on small trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.explain import Answer, asked, explain, failures
from ctxlint.model import Builder
from tests.helpers import write_tree

from . import logs

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.explain import Explanations

Tree = dict[str, str]

PYTHON = "FROM python:3.12\nWORKDIR /srv\n"
API: Tree = {
    "Dockerfile": PYTHON + 'COPY api api\nCOPY shared shared\nCMD ["python", "-m", "api.main"]\n',
    "api/__init__.py": "",
    "api/main.py": "import os\nfrom shared.auth import login\n",
    "shared/__init__.py": "",
    "shared/auth.py": "def login(): ...\n",
}
LACKING = {**API, "Dockerfile": PYTHON + 'COPY api api\nCMD ["python", "-m", "api.main"]\n'}
IGNORING = {**API, ".dockerignore": "**/shared\n!api\n"}
UNKNOWN = {
    **API,
    "Dockerfile": PYTHON + "COPY --from=example.org/lib /lib shared\nCOPY api api\nCMD python -m api.main\n",
}
START = PYTHON + 'COPY . .\nCMD ["./start.sh"]\n'
NOT_COPIED = (
    "missing: api/main.py:2 -> shared: the image has no shared; shared is in the context, but nothing copies it to a "
    "directory that Python searches (/srv) => COPY shared /srv/shared/"
)
NO_SHARED = "ModuleNotFoundError: No module named 'shared'"
OLDER = "; the image that runs is older, or was built from another context"


def ask(root: Path, tree: Tree, what: str, builder: Builder = Builder.BUILDKIT) -> Explanations:
    project = ctxlint.load(write_tree(root, tree), config=ctxlint.project.Config(builder=builder))
    found = failures(what)
    return explain(project.services, found or asked(what, project.root, root))


def only(found: Explanations) -> Answer:
    assert found.problems == ()
    [explanation] = found.explanations
    [answer] = explanation.counted
    return answer


def told(answer: Answer) -> str:
    """What is said, in a form that a table can hold."""
    return f"{answer.state}: {answer.cause}" + (f" => {answer.fix}" if answer.fix else "")


MODULES: list[tuple[str, Tree, str, str]] = [
    (
        "not copied",
        LACKING,
        NO_SHARED,
        NOT_COPIED,
    ),
    (
        "a module of it",
        LACKING,
        "ModuleNotFoundError: No module named 'shared.auth'",
        NOT_COPIED,
    ),
    (
        "ignored",
        IGNORING,
        NO_SHARED,
        (
            "missing: api/main.py:2 -> shared: the image has no shared, because line 1 of .dockerignore (**/shared) "
            'excludes shared => add the line "!shared" at the end of .dockerignore'
        ),
    ),
    (
        "ignored, and its directory is not",
        {**API, ".dockerignore": "shared/*\n"},
        "ModuleNotFoundError: No module named 'shared.auth'",
        (
            "missing: api/main.py:2 -> shared: the image has no shared, because line 1 of .dockerignore (shared/*) "
            'excludes shared => add the line "!shared/**" at the end of .dockerignore'
        ),
    ),
    ("there", API, NO_SHARED, f"present: the image has shared as /srv/shared{OLDER}"),
    ("there, and nobody asks why", API, "shared.auth", "present: the image has shared.auth as /srv/shared/auth.py"),
    (
        "there, and the code is another one",
        {**API, "api/main.py": "import os\nimport shared.auth\n"},
        logs.UVICORN,
        f"present: the image has shared as /srv/shared{OLDER} (api/main.py:2 is another line today than in the log)",
    ),
    (
        "optional",
        {**LACKING, "api/main.py": "try:\n    import shared\nexcept ImportError: ..."},
        NO_SHARED,
        "missing: shared is in the build context, but no instruction copies it => COPY shared/ /srv/shared/",
    ),
    (
        "where Python does not search",
        {
            **API,
            "Dockerfile": PYTHON + 'COPY api api\nCOPY shared lib/shared\nCMD ["python", "-m", "api.main"]\n',
            "api/main.py": "",
        },
        NO_SHARED,
        (
            "missing: the image has shared as /srv/lib/shared (2 files), but Python searches only /srv "
            "=> put the directory that holds it on PYTHONPATH, or copy it below one of these"
        ),
    ),
    (
        "no such module anywhere",
        API,
        "ModuleNotFoundError: No module named 'shared.jobs'",
        (
            "missing: the repository has shared, but no shared.jobs: it was not committed, a build makes it, or "
            "its name is another one"
        ),
    ),
    (
        "no package",
        {
            **API,
            "shared.py": "",
            "Dockerfile": PYTHON + 'COPY api api\nCOPY shared.py .\nCMD ["python", "-m", "api"]\n',
        },
        "ModuleNotFoundError: No module named 'shared.jobs'; 'shared' is not a package",
        "missing: shared is found in shared.py, which is a module and no package, so that nothing can be in it",
    ),
    (
        "a module of Python",
        API,
        "ModuleNotFoundError: No module named 'tomllib'",
        "unknown: tomllib is a module of Python's standard library",
    ),
    (
        "not known without building",
        UNKNOWN,
        "shared.auth",
        "unknown: the image may have shared.auth or not: what is in /srv/shared is not known without building",
    ),
    (
        "not known without building, but a run shows it",
        UNKNOWN,
        NO_SHARED,
        "missing: shared is in the build context, but no instruction copies it => COPY shared/ /srv/shared/",
    ),
]
BESIDE = {
    "api/Dockerfile": PYTHON + "COPY . .\n",
    "api/main.py": "",
    "compose.yaml": "services: {api: {build: api}}\n",
}
STAGES = {
    "Dockerfile": "FROM python:3.12 AS build\nWORKDIR /src\nCOPY . .\nFROM python:3.12\nCOPY --from=build /src/a /a\n",
    "a/x.txt": "",
    "b/y.txt": "",
}
PATHS: list[tuple[str, Tree, str, str]] = [
    (
        "in the image",
        API,
        "shared/auth.py",
        "present: the image has shared/auth.py as /srv/shared/auth.py",
    ),
    ("a directory", API, "shared", "present: the image has shared as /srv/shared (2 files)"),
    (
        "a directory that is there in part",
        {**API, ".dockerignore": "shared/*.md\n", "shared/notes.md": "", "api/main.py": ""},
        "shared",
        "present: the image has shared as /srv/shared (2 files), but not all of it",
    ),
    (
        "as the container sees it",
        API,
        "/srv/shared/auth.py",
        "present: the image has shared/auth.py as /srv/shared/auth.py",
    ),
    (
        "excluded",
        {**API, ".dockerignore": "*\n!api\n!shared/*.py\n", "shared/data.json": ""},
        "shared/data.json",
        (
            "missing: line 1 of .dockerignore (*) excludes shared/data.json "
            '=> add the line "!shared/data.json" at the end of .dockerignore'
        ),
    ),
    (
        "a directory whose content is excluded",
        {**API, ".dockerignore": "docs/*\n", "docs/a.md": ""},
        "docs",
        (
            "missing: line 1 of .dockerignore (docs/*) excludes docs, and no instruction copies it "
            '=> add the line "!docs/**" '
            "at the end of .dockerignore, and COPY docs/ /srv/docs/ to the Dockerfile"
        ),
    ),
    (
        "excluded, and copied by nobody",
        {**API, ".dockerignore": "docs\n", "docs/a.md": ""},
        "docs/a.md",
        (
            "missing: line 1 of .dockerignore (docs) excludes docs/a.md, and no instruction copies it "
            '=> add the line "!docs/a.md" at the end of .dockerignore, '
            "and COPY docs/a.md /srv/docs/a.md to the Dockerfile"
        ),
    ),
    (
        "copied by nobody",
        {**API, "alembic.ini": ""},
        "alembic.ini",
        (
            "missing: alembic.ini is in the build context, but no instruction copies it "
            "=> COPY alembic.ini /srv/alembic.ini"
        ),
    ),
    (
        "in another stage",
        STAGES,
        "b/y.txt",
        (
            "missing: the stage build has b/y.txt as /src/b/y.txt, but nothing copies it from there into the image "
            "=> COPY --from=build /src/b/y.txt /src/b/y.txt"
        ),
    ),
    (
        "outside of the context",
        {**BESIDE, "lib/x.txt": ""},
        "lib/x.txt",
        "missing: lib/x.txt is not in the build context api/, so that no instruction can copy it",
    ),
    (
        "the context itself",
        BESIDE,
        "api",
        "present: the build context api/ is in it: 'ctxlint context api' lists what a build sees",
    ),
]


@pytest.mark.parametrize(("tree", "what", "expected"), [c[1:] for c in MODULES], ids=[c[0] for c in MODULES])
def test_modules(tree: Tree, what: str, expected: str, tmp_path: Path) -> None:
    assert told(only(ask(tmp_path, tree, what))) == expected


@pytest.mark.parametrize(("tree", "what", "expected"), [c[1:] for c in PATHS], ids=[c[0] for c in PATHS])
def test_paths(tree: Tree, what: str, expected: str, tmp_path: Path) -> None:
    assert told(only(ask(tmp_path, tree, what))) == expected
