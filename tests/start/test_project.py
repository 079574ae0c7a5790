"""What projects declare: plugins; and what could be declared for a service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.start import Files, plugins, suggested
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "FROM python:3.12\nWORKDIR /srv\nCOPY . .\n"

BOTH = ["p.a", "p.b"]
PLUGINS = [
    (
        "pyproject",
        {"pyproject.toml": "[project.entry-points.'x.y']\na = 'p.a:A'\nb = 'p.b'\nc = 'p.a:C'"},
        ["p.a", "p.b"],
    ),
    ("poetry", {"pyproject.toml": "[tool.poetry.plugins.'x.y']\na = 'p.a:A'"}, ["p.a"]),
    ("setup.cfg", {"setup.cfg": "[options.entry_points]\nx.y =\n    a = p.a:A [extra]\n    b = p.b\n"}, BOTH),
    ("setup.py", {"setup.py": "setup(entry_points={'x.y': ['a = p.a:A']})"}, ["p.a"]),
    ("in another project", {"lib/pyproject.toml": "[project.entry-points.'x.y']\na = 'p.a'"}, ["p.a"]),
    ("another group", {"pyproject.toml": "[project.entry-points.'x.z']\na = 'p.a:A'"}, []),
    ("odd values", {"pyproject.toml": "[project]\nentry-points = {'x.y' = 1, z = {a = 2}}"}, []),
    ("no project", {"a.py": ""}, []),
]


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in PLUGINS], ids=[case[0] for case in PLUGINS])
def test_plugins(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert plugins(_files(files, tmp_path), "x.y") == expected


def _files(files: dict[str, str], root: Path) -> Files:
    service = ctxlint.service(write_tree(root, {**files, "Dockerfile": HEAD}))
    return Files(service.image, service.read)


SUGGESTIONS = [
    ("FastAPI", {"main.py": "from fastapi import FastAPI\nweb = FastAPI(title='x')"}, ["uvicorn", "main:web"]),
    ("with a type", {"app/api.py": "import fastapi\napi: X = fastapi.FastAPI()"}, ["uvicorn", "app.api:api"]),
    ("Flask", {"app.py": "app = Flask(__name__)"}, ["gunicorn", "app:app"]),
    ("Django", {"web/wsgi.py": "application = get_wsgi_application()"}, ["gunicorn", "web.wsgi:application"]),
    ("a server before a script", {"cli.py": "__main__", "app.py": "a = Flask(1)"}, ["gunicorn", "app:a"]),
    ("manage.py", {"manage.py": ""}, ["python", "manage.py", "runserver"]),
    ("a package", {"tool/__main__.py": "", "tool/__init__.py": ""}, ["python", "-m", "tool"]),
    ("a script", {"run.py": "if __name__ == '__main__': pass"}, ["python", "-m", "run"]),
    ("a console script", {"pyproject.toml": "[project.scripts]\nserve = 'a:b'"}, ["serve"]),
    ("nothing", {"a.txt": ""}, ["python", "-m", "…"]),
    ("inside a function", {"main.py": "def f():\n    app = FastAPI()"}, ["python", "-m", "…"]),
]


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in SUGGESTIONS], ids=[c[0] for c in SUGGESTIONS])
def test_suggestions(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert list(suggested(_files(files, tmp_path), ["/srv"])) == expected


MAIN = {"app/main.py": "from fastapi import FastAPI\nweb = FastAPI()\n", "app/__init__.py": ""}
SETTLED = [
    ("a variable", "CMD uvicorn $APP", MAIN),
    ("nothing", "", MAIN),
    (
        "a name that needs quotes",
        "CMD exec $PROGRAM",
        {**MAIN, "compose.yaml": "services:\n  web.app:\n    build: .\n"},
    ),
    ("Django", "CMD $RUN", {"manage.py": "import os\n"}),
    ("a script of the project", "CMD python -m $X", {"pyproject.toml": "[project.scripts]\nserve = 'serving:main'\n"}),
    ("jobs", "CMD rq worker", {"run.py": "if __name__ == '__main__':\n    pass\n"}),
    ("tests of another kind", "CMD nose2; nosetests", MAIN),
]


@pytest.mark.parametrize(("end", "files"), [case[1:] for case in SETTLED], ids=[case[0] for case in SETTLED])
def test_what_is_suggested_settles_it(end: str, files: dict[str, str], tmp_path: Path) -> None:
    write_tree(tmp_path, {**files, "Dockerfile": HEAD + end})
    (found,) = (each for each in ctxlint.check(ctxlint.load(tmp_path)).findings if each.code == "CTX903")
    match = re.search(r"\[tool\.ctxlint\.(?P<table>\S+)\] (?P<line>entrypoint = \[.*\])", found.message)
    assert match
    write_tree(tmp_path, {"ctxlint.toml": f"[{match['table']}]\n{match['line']}\n"})
    assert not [each for each in ctxlint.check(ctxlint.load(tmp_path)).findings if each.code == "CTX903"]
