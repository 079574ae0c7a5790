"""Every kind of launcher, in three images: one that has all, one that lacks an import, one that lacks the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.model import Certainty
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.model import Finding

APP = {
    "app/__init__.py": "",
    "app/__main__.py": "from app import main",
    "app/main.py": "import shared\napp = svc = 1\n",
    "shared.py": "",
}
HEAD = "FROM python:3.12\nWORKDIR /srv\nCOPY . .\n"
SCRIPT = {"run.py": "import app.main"}
CELERY = {"app/celery.py": "import app.main"}
DJANGO = {
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'app.settings')\n",
    "app/settings.py": "ROOT_URLCONF = 'app.urls'\n",
    "app/urls.py": "import app.main\nurlpatterns = []\n",
}
PYPROJECT = "[project]\nname = 'app'\n[project.scripts]\nserve = 'app.main:app'\n"
INI = "[app:main]\npaste.app_factory = app.main:app\n"
PIPELINE = "[pipeline:main]\npipeline = a b\n[filter:a]\n" + INI.replace("main", "b", 1)
EGG = {"pyproject.toml": "[project.entry-points.'paste.app_factory']\nmain = 'app.main:app'\n"}
POETRY = {"pyproject.toml": "[tool.poetry.scripts]\nserve = 'app.main:app'\n"}
CFG = {"setup.cfg": "[options.entry_points]\nconsole_scripts =\n    serve = app.main:app\n"}
SETUP = {"setup.py": "setup(entry_points={'console_scripts': ['serve = app.main:app']})\n"}
ALEMBIC = {"alembic.ini": "[alembic]\nscript_location = db\nprepend_sys_path = .\n", "db/env.py": "import app.main\n"}

# The command (CMD, as it stands in the Dockerfile), and further files.
CERTAIN = [
    ("uvicorn app.main:app", {}),
    ('["uvicorn", "app.main:app"]', {}),
    ("gunicorn app.main:app", {}),
    ("gunicorn -k app.main.Worker app:app", {}),
    ("gunicorn -c conf.py", {"conf.py": "wsgi_app = 'app.main:app'\n"}),
    ("gunicorn -c conf.py app:app", {"conf.py": "import app.main\n"}),
    ("gunicorn --chdir sub --pythonpath /srv web:app", {"sub/web.py": "import app.main\n"}),
    ("gunicorn --paste web.ini", {"web.ini": INI}),
    ("gunicorn --paste web.ini#main", {"web.ini": "[app:main]\nuse = egg:app#main\n", **EGG}),
    (
        "gunicorn --paste w.ini",
        {"w.ini": PIPELINE},
    ),
    ("PYTHONPATH=. pserve web.ini", {"web.ini": "[app:main]\nuse = config:other.ini\n", "other.ini": INI}),
    ("PYTHONPATH=. pserve web.ini", {"web.ini": "[app:main]\nuse = call:app.main:app\n"}),
    ("hypercorn app.main:app", {}),
    ("hypercorn -c python:app.main app:app", {}),
    ("hypercorn -c file:conf.py app:app", {"conf.py": "import app.main\n"}),
    ("granian --interface asgi app.main:app", {}),
    ("daphne app.main:app", {}),
    ("waitress-serve --call app.main:app", {}),
    ("uwsgi --module app.main:app", {}),
    ("uwsgi --ini u.ini", {"u.ini": "[uwsgi]\nmodule = app.main:app\n"}),
    ("uwsgi u.yml", {"u.yml": "uwsgi:\n  module: app.main:app\n"}),
    ("uwsgi --json u.json", {"u.json": '{"uwsgi": {"module": ["app.main:app"]}}\n'}),
    ("uwsgi u.xml", {"u.xml": "<uwsgi><module>app.main:app</module></uwsgi>\n"}),
    ("uwsgi --ini-paste web.ini", {"web.ini": INI}),
    ("mod_wsgi-express start-server --application-type module app.main", {}),
    ("mod_wsgi-express start-server --port 80 run.py", SCRIPT),
    ("flask --app app.main run", {}),
    ("FLASK_APP=app.main flask run", {}),
    ("flask run", {".flaskenv": "FLASK_APP=app.main\n"}),
    ("quart --app app.main run", {}),
    ("fastapi run app/main.py", {}),
    ("litestar --app app.main:app run", {}),
    ("litestar run", {}),
    ("sanic app.main:app", {}),
    ("bentoml serve app.main:svc", {}),
    ("python -m aiohttp.web -P 80 app.main:app", {}),
    ("adev runserver run.py", SCRIPT),
    ("twistd -ny run.py", SCRIPT),
    ("twistd -n web --wsgi app.main.app", {}),
    ("streamlit run run.py", SCRIPT),
    ("marimo run run.py", SCRIPT),
    ("celery -A app worker", CELERY),
    ("celery worker -A app.main", {}),
    ("celery --app=app.main:app beat", {}),
    ("celery -A app -I app.main worker", {}),
    ("arq app.main.Settings", {}),
    ("rq worker -c app.main", {}),
    ("dramatiq app.main", {}),
    ("huey_consumer.py app.main.huey", {}),
    ("taskiq worker app:broker app.main", {}),
    ("nameko run app.main", {}),
    ("faust -A app.main worker", {}),
    ("procrastinate --app=app.main.app worker", {}),
    ("alembic upgrade head", ALEMBIC),
    ("python -m app", {}),
    ("python -m app.main", {}),
    ("PYTHONPATH=kit python -m kit", {"kit/kit/__init__.py": "", "kit/kit/__main__.py": "import app.main\n"}),
    ("python run.py", SCRIPT),
    ("python -c 'import app.main'", {}),
    ("python -c 'import uvicorn; uvicorn.run(\"app.main:app\")'", {}),
    ("python -c 'import runpy; runpy.run_module(\"app.main\")'", {}),
    ("ipython run.py", SCRIPT),
    ("python manage.py runserver", DJANGO),
    ("DJANGO_SETTINGS_MODULE=app.settings django-admin check --pythonpath=.", DJANGO),
    ("PYTHONPATH=. serve", {"pyproject.toml": PYPROJECT}),
    ("PYTHONPATH=. serve", POETRY),
    ("PYTHONPATH=. serve", {"pyproject.toml": "[tool.flit.scripts]\nserve = 'app.main:app'\n"}),
    ("PYTHONPATH=. serve", CFG),
    ("PYTHONPATH=. serve", SETUP),
    ("poetry run uvicorn app.main:app", {}),
    ("uv run uvicorn app.main:app", {}),
    ("uv run run.py", SCRIPT),
    ("pipenv run web", {"Pipfile": "[scripts]\nweb = 'uvicorn app.main:app'\n"}),
    ("pdm run web", {"pyproject.toml": "[tool.pdm.scripts]\nweb = 'uvicorn app.main:app'\n"}),
    (
        "pdm run all",
        {"pyproject.toml": "[tool.pdm.scripts]\nall = {composite = ['web']}\nweb = 'uvicorn app.main:app'\n"},
    ),
    ("hatch run web", {"pyproject.toml": "[tool.hatch.envs.default.scripts]\nweb = 'uvicorn app.main:app {args}'\n"}),
    ("hatch run prod:web", {"hatch.toml": "[envs.prod.scripts]\nweb = ['up']\nup = '- uvicorn app.main:app'\n"}),
    ("rye run web", {"pyproject.toml": "[tool.rye.scripts]\nweb = {cmd = 'uvicorn app.main:app'}\n"}),
    (
        "poe all",
        {"pyproject.toml": "[tool.poe.tasks]\nall = ['web']\nweb = {ref = 'up'}\nup = 'uvicorn app.main:app'\n"},
    ),
    ("make run", {"Makefile": "APP ?= app.main\n\nrun: ready\n\t@uvicorn $(APP):app $$X\n\nready:\n\ttrue\n"}),
    ("make", {"Makefile": ".PHONY: run\nrun:\n\tuvicorn \\\n\t    app.main:app\n"}),
    ("make run", {"Makefile": "include more.mk\n-include no.mk\n", "more.mk": "run:\n\tuvicorn app.main:app\n"}),
    ("make -C sub run P=1", {"sub/Makefile": "run: ; true\nrun:\n\tcd .. && uvicorn app.main:app\n"}),
    ("tini -g -- uvicorn app.main:app", {}),
    ("dumb-init uvicorn app.main:app", {}),
    ("gosu app uvicorn app.main:app", {}),
    ("su-exec app:app uvicorn app.main:app", {}),
    ("env A=b uvicorn app.main:app", {}),
    ("dotenv -f .env run uvicorn app.main:app", {}),
    ("doppler run --command 'uvicorn app.main:app'", {}),
    ("start-stop-daemon --start --exec /usr/bin/python3 -- -m app", {}),
    ("opentelemetry-instrument uvicorn app.main:app", {}),
    ("ddtrace-run uvicorn app.main:app", {}),
    ("newrelic-admin run-program uvicorn app.main:app", {}),
    ("newrelic-admin run-python run.py", SCRIPT),
    ("coverage run --branch -m app", {}),
    ("python -m debugpy --listen 0.0.0.0:5678 -m uvicorn app.main:app", {}),
    ("sh -c 'cd /srv && exec uvicorn app.main:app'", {}),
    (
        "./start.sh",
        {"start.sh": '#!/bin/sh\nset -e\n. ./env.sh\nweb "$@"\n', "env.sh": "web() { exec python -m app; }"},
    ),
    ("./start.sh python -m app", {"start.sh": '#!/bin/bash\nsh -c "exec ${*@Q}"\n'}),
    ("sh -c 'for f in jobs/*.sh; do sh $f; done'", {"jobs/a.sh": "python -m app\n"}),
    ("run-parts jobs", {"jobs/web": "#!/bin/sh\nexec python -m app\n"}),
    ("supervisord -c s.conf", {"s.conf": "[program:web]\ncommand=python -m app\n"}),
    ("circusd c.ini", {"c.ini": "[watcher:web]\ncmd = python\nargs = -m app\nworking_dir = /srv\n"}),
    ("honcho start web", {"Procfile": "web: uvicorn app.main:app\n"}),
    ("foreman start", {"Procfile": "web: uvicorn app.main:app\n"}),
    (
        "execlineb -P s6",
        {"s6": "#!/command/execlineb -P\nwith-contenv\nforeground { echo x }\ncd /srv\npython -m app\n"},
    ),
]
POSSIBLE = [
    ("pytest", {"tests/test_a.py": "import app.main\n", "conftest.py": ""}),
    ("python -m pytest -q tests/unit", {"tests/unit/test_a.py": "import app.main\n"}),
    (
        "pytest",
        {"tests/test_a.py": "import app.main\n", "pyproject.toml": "[tool.pytest.ini_options]\npythonpath='.'\n"},
    ),
    (
        "pytest",
        {"tests/a_check.py": "import app.main\n", "pytest.ini": "[pytest]\npythonpath=.\npython_files=a_*.py\n"},
    ),
    ("pytest", {"setup.cfg": "[tool:pytest]\nDJANGO_SETTINGS_MODULE=app.main\n", "manage.py": "", "test_a.py": ""}),
    (
        "AIRFLOW_HOME=/srv PYTHONPATH=/srv airflow scheduler",
        {"dags/a.py": "import airflow\nfrom app import main\ndag = 1\n"},
    ),
    ("make", {"Makefile": "run:\nifdef X\n\tpython dev.py\nelse\n\tuvicorn app.main:app\nendif\n"}),
    ("gunicorn --paste w.ini#b", {"w.ini": INI + "[app:b]\nuse = call:sys:x\n"}),
    ("supercronic jobs", {"jobs": "# all\nA=b\n*/5 * * * * cd /srv && python -m app\n"}),
    ("sh -c 'streamlit run front.py'", {"front.py": "", "pages/one.py": "import app.main\n"}),
]
ROWS = [
    *((command, files, Certainty.CERTAIN) for command, files in CERTAIN),
    *((command, files, Certainty.POSSIBLE) for command, files in POSSIBLE),
]
NAMES = [f"{command} {' '.join(files)}"[:70] for command, files, _ in ROWS]
IMPORTS = ("CTX101", "CTX102", "CTX103", "CTX104", "CTX109")


def findings(root: Path, command: str, files: dict[str, str], ignored: str = "") -> list[Finding]:
    write_tree(root, {**APP, **files, ".dockerignore": ignored, "Dockerfile": f"{HEAD}CMD {command}\n"})
    report = ctxlint.check(ctxlint.load(root))
    assert not report.errors
    return [finding for finding in report.findings if finding.code in IMPORTS]


@pytest.mark.parametrize(("command", "files"), [row[:2] for row in ROWS], ids=NAMES)
def test_an_image_that_has_everything(command: str, files: dict[str, str], tmp_path: Path) -> None:
    assert findings(tmp_path, command, files) == []


@pytest.mark.parametrize(("command", "files", "certainty"), ROWS, ids=NAMES)
def test_an_import_is_missing(command: str, files: dict[str, str], certainty: Certainty, tmp_path: Path) -> None:
    (found,) = findings(tmp_path, command, files, "shared.py\n")
    assert (found.code, found.module, found.certainty) == ("CTX102", "shared", certainty)
    assert (found.location.file, found.location.line, found.location.column) == ("app/main.py", 1, 8)
    assert "app/main.py:1 -> shared" in found.message
    assert [related.location.file for related in found.related] == [".dockerignore"]
    assert found.fix


@pytest.mark.parametrize(("command", "files", "certainty"), ROWS, ids=NAMES)
def test_what_is_started_is_missing(command: str, files: dict[str, str], certainty: Certainty, tmp_path: Path) -> None:
    """A module is named where it is started, or where what is started imports it; a script is not in the image."""
    found = findings(tmp_path, command, files, "app\nrun.py\n")
    assert {each.code for each in found} <= {"CTX102", "CTX109"}
    named = {path for each in found for path in each.paths}
    assert named & {"app", "app/main.py", "run.py"} or command == "litestar run", "litestar looks for any file"
    assert all(each.certainty is certainty for each in found)
