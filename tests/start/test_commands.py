"""One command in one image -> what it starts. The image has a bit of everything below ``/app``."""

from __future__ import annotations

import functools

import pytest

from tests.start.images import shown, starting

APP = {
    "manage.py": "",
    "main.py": "",
    "app.py": "",
    "wsgi.py": "",
    "tool.pyz": "",
    "locustfile.py": "",
    "gunicorn.conf.py": "wsgi_app = 'conf.wsgi:app'\n",
    "other.conf.py": "chdir = 'backend'\n",
    "uwsgi.ini": "[uwsgi]\nchdir = %dbackend\nmodule = server.wsgi:app\npythonpath = /lib\n",
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n",
    "package.ini": "[alembic]\nscript_location = backend:migrations\n",
    "scrapy.cfg": "[settings]\ndefault = spiders.settings\n",
    "migrations/env.py": "",
    "backend/__init__.py": "",
    "backend/__main__.py": "",
    "backend/main.py": "",
    "backend/celery.py": "",
    "worker/__init__.py": "",
    "worker/tasks.py": "",
    "tools/__main__.py": "",
    "tools/run.sh": "#!/bin/bash\nset -euo pipefail\nexec uvicorn backend.main:app\n",
    "tools/python-script": "#!/usr/bin/env python3\n",
    "Procfile": "web: gunicorn a:app\nworker: celery -A worker.tasks worker\n",
    "supervisord.conf": '[program:web]\ncommand=gunicorn a:app\ndirectory=/app/backend\nenvironment=PYTHONPATH="/lib"\n'
    "[program:off]\ncommand=python main.py\nautostart=false\n",
    "pyproject.toml": "[project.scripts]\nserve = 'backend.main:run'\n[tool.poetry.scripts]\nold = 'worker:go'\n"
    "[tool.pdm.scripts]\nweb = 'uvicorn a:app'\ncall = {call = 'a.b:go'}\n[tool.poe.tasks]\nweb = 'uvicorn a:app'\n",
    "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    fromcfg = cfg.cli:main\n",
    "setup.py": "from setuptools import setup\nsetup(entry_points={'console_scripts': ['frompy = py.cli:main']})\n",
}
TREE = {
    "Dockerfile": "FROM python:3.12\nENV NAME=backend EMPTY=\nWORKDIR /app\nCOPY app /app\nCMD CMD_HERE\n",
    **{f"app/{name}": text for name, text in APP.items()},
}
QUIET = ["opaque False"]
MAIN = ["backend.main:app < /app"]

PYTHON = [
    ("a script: its directory is searched", "python main.py", ["/app/main.py < /app"]),
    ("a version does not matter", "python3.12 main.py", ["/app/main.py < /app"]),
    ("an interpreter of an environment", "/opt/venv/bin/python main.py", ["/app/main.py < /app"]),
    ("another implementation", "pypy3 main.py", ["/app/main.py < /app"]),
    ("flags are skipped", "python -u -OO -B main.py", ["/app/main.py < /app"]),
    ("values of options are skipped", "python -X dev -W ignore main.py", ["/app/main.py < /app"]),
    ("values that are attached", "python -Xdev -Wignore main.py", ["/app/main.py < /app"]),
    ("a script elsewhere", "python backend/main.py", ["/app/backend/main.py < /app/backend"]),
    ("the safe path has no script directory", "python -P main.py", ["/app/main.py <"]),
    ("isolated mode has none either", "python -I main.py", ["/app/main.py <"]),
    ("a module", "python -m worker.tasks", ["worker.tasks < /app"]),
    ("a package runs its __main__", "python -m backend", ["backend.__main__ < /app"]),
    ("flags before -m in one word", "python -um worker.tasks", ["worker.tasks < /app"]),
    ("a module that the image does not have", "python -m nowhere.at_all", ["nowhere.at_all < /app"]),
    ("a package without __main__ cannot run", "python -m worker", ["missing /app/worker/__main__.py"]),
    ("a directory", "python tools", ["/app/tools/__main__.py < /app/tools"]),
    ("an archive is not opened", "python tool.pyz", ["opaque True"]),
    ("imports of a text", "python -c 'import backend.main; import os'", ["backend.main < /app"]),
    ("names of a text", "python -c 'from backend import main'", ["backend:main < /app"]),
    ("a text of Python's own modules", "python -c 'import sys'", ["opaque None"]),
    ("a module of Python", "python -m http.server", QUIET),
    ("a tool", "python -m pip install x", QUIET),
    ("a script that is not there", "python nope.py", ["missing /app/nope.py"]),
    ("a script of the base image", "python /opt/x/nope.py", ["opaque True"]),
    ("a server that an environment has", "python /venv/bin/uvicorn backend.main:app", MAIN),
    ("a command of the project that an environment has", "python -u /venv/bin/serve", ["backend.main:run <"]),
    ("a command of which nothing is known", "python /venv/bin/whatever", ["opaque None"]),
    ("the terminal", "python", ["opaque None"]),
    ("a launcher by its module", "python -m uvicorn backend.main:app", MAIN),
    ("another launcher by its module", "python -m celery -A worker.tasks worker", ["worker.tasks < /app"]),
    ("manage.py with an option", "python manage.py run --settings=a.b", ["/app/manage.py < /app", "a.b < /app"]),
]
SERVERS = [
    ("uvicorn", "uvicorn backend.main:app --host 0.0.0.0 --port 80", MAIN),
    ("options first", "uvicorn --host 0.0.0.0 --reload --port 80 backend.main:app", MAIN),
    ("a flag that is not known", "uvicorn --brand-new backend.main:app", MAIN),
    ("another directory", "uvicorn --app-dir backend main:app", ["main:app < /app/backend"]),
    ("another directory, attached", "uvicorn --app-dir=/lib main:app", ["main:app < /lib"]),
    ("a factory", "uvicorn --factory backend.main:create", ["backend.main:create < /app"]),
    ("no application", "uvicorn --reload", ["opaque True"]),
    (
        "gunicorn reads its usual configuration",
        "gunicorn",
        ["conf.wsgi:app < /app", "/app/gunicorn.conf.py < /app"],
    ),
    (
        "a class of workers is not the application",
        "gunicorn -w 4 -k uvicorn.workers.UvicornWorker -c python:conf.g a.b:app",
        ["a.b:app < /app", "conf.g < /app"],
    ),
    (
        "a factory with arguments",
        "gunicorn 'a.b:create(\"x\")' -c other.conf.py",
        ["a.b:create < /app/backend", "/app/other.conf.py < /app/backend"],
    ),
    (
        "chdir and pythonpath",
        "gunicorn --chdir backend --pythonpath /lib,../worker a:app -c python:g",
        ["a:app < /lib /app/worker /app/backend", "g < /lib /app/worker /app/backend"],
    ),
    ("a socket is no module", "gunicorn -b unix:run.sock a:app -c python:g", ["a:app < /app", "g < /app"]),
    ("a configuration that is missing", "gunicorn a:app -c no.py", ["a:app < /app", "missing /app/no.py"]),
    ("hypercorn", "hypercorn backend.main:app --bind :80", MAIN),
    ("granian", "granian --interface asgi backend.main:app", MAIN),
    ("daphne", "daphne -b 0.0.0.0 -p 80 backend.main:app", MAIN),
    ("waitress", "waitress-serve --port=80 --call backend.main:app", MAIN),
    ("sanic", "sanic backend.main:app --fast", MAIN),
    ("litestar", "litestar --app backend.main:app run", MAIN),
    ("uwsgi with options", "uwsgi --http :80 --master --module backend.main:app", MAIN),
    ("uwsgi with a file", "uwsgi --ini uwsgi.ini", ["server.wsgi:app < /lib /app/backend"]),
    ("uwsgi with a script", "uwsgi --http :80 --wsgi-file main.py", ["/app/main.py < /app"]),
    ("flask", "flask --app backend.main run --host 0.0.0.0", ["backend.main < /app"]),
    ("flask with a file of a package", "flask --app backend/main.py run", ["/app/backend/main.py < /app"]),
    ("flask looks for files", "flask run", ["/app/wsgi.py < /app"]),
    ("fastapi looks for files", "fastapi run --port 80", ["/app/main.py < /app"]),
    ("fastapi with a file of a package", "fastapi run backend/main.py", ["/app/backend/main.py < /app"]),
    ("fastapi with a directory", "fastapi dev backend", ["/app/backend/main.py < /app"]),
    ("streamlit", "streamlit run backend/main.py --server.port 80", ["/app/backend/main.py < /app/backend"]),
    ("chainlit", "chainlit run app.py -h --port 80", ["/app/app.py < /app"]),
    ("panel", "panel serve app.py --port 80", ["/app/app.py < /app"]),
    ("gradio", "gradio app.py", ["/app/app.py < /app"]),
    ("functions framework", "functions-framework --target hello", ["/app/main.py < /app"]),
    ("lambda", "python -m awslambdaric main.handler", ["main:handler < /app"]),
]
WORKERS = [
    ("celery with a module", "celery -A worker.tasks worker -l info", ["worker.tasks < /app"]),
    ("celery with an attribute", "celery --app=worker.tasks:queue worker", ["worker.tasks:queue < /app"]),
    ("celery with a dotted attribute", "celery -A worker.tasks.queue worker", ["worker.tasks:queue < /app"]),
    ("celery with a package", "celery -A backend beat", ["backend.celery < /app"]),
    ("the old order of celery", "celery worker -A worker.tasks", ["worker.tasks < /app"]),
    ("celery without an application", "celery worker", ["opaque True"]),
    ("alembic", "alembic upgrade head", ["/app/migrations/env.py < /app"]),
    ("alembic below a package", "alembic -c package.ini upgrade head", ["backend.migrations.env <"]),
    ("alembic without a configuration", "alembic -c no.ini upgrade head", ["opaque True"]),
    ("arq", "arq worker.tasks.Settings", ["worker.tasks:Settings < /app"]),
    ("dramatiq", "dramatiq worker.tasks backend.main -p 2", ["worker.tasks < /app", "backend.main < /app"]),
    ("huey", "huey_consumer.py worker.tasks.huey -w 4", ["worker.tasks:huey < /app"]),
    ("rq", "rq worker -c worker.settings", ["worker.settings < /app", "opaque True"]),
    ("scrapy", "scrapy crawl x", ["spiders.settings < /app"]),
    ("dagster", "dagster dev -m backend.main -p 80", ["backend.main < /app"]),
    ("locust", "locust --headless", ["/app/locustfile.py < /app"]),
    ("torchrun", "torchrun --nproc 2 main.py", ["/app/main.py < /app"]),
    ("airflow", "airflow scheduler", ["opaque True"]),
    ("tests", "pytest -x", ["opaque True"]),
]
WRAPPERS = [
    (name, f"{name} uvicorn backend.main:app", MAIN)
    for name in (
        *("tini -s --", "dumb-init --", "catatonit --", "su-exec app", "gosu app:app", "chpst -u app", "nice -n 5"),
        *("nohup", "stdbuf -oL", "timeout -s KILL 5", "env A=b", "xvfb-run -a", "poetry run", "uv run", "pipenv run"),
        *("uv run --no-dev --with x", "pdm run", "hatch run", "rye run", "conda run -n x --live-stream"),
        *("micromamba run -n x", "opentelemetry-instrument --service_name x", "ddtrace-run", "doppler run --"),
        *(
            "newrelic-admin run-program",
            "chamber exec x --",
            "wait-for-it.sh db:5432 -t 9 --",
            "infisical run --env x --",
        ),
        *("dockerize -wait tcp://db:1 -timeout 9s", "coverage run -m", "python -m debugpy --listen 5678 -m"),
        *(
            "watchmedo auto-restart -d . -p '*.py' --",
            "setpriv --reuid 1 --",
            "aws-vault exec x --",
            "exec",
            "sudo -E -u x",
        ),
        *("tini -g -- gosu app poetry run ddtrace-run", "python -m cProfile -o x -m", "time", "/usr/bin/tini --"),
    )
] + [
    ("a text for watchfiles", "watchfiles 'uvicorn backend.main:app' .", MAIN),
    ("a text for nodemon", "nodemon --exec 'uvicorn backend.main:app'", MAIN),
    ("a user's shell", "su app -c 'uvicorn backend.main:app'", MAIN),
    ("env sets the path", "env PYTHONPATH=/lib:sub python main.py", ["/app/main.py < /app /lib /app/sub"]),
    ("uv runs files", "uv run main.py", ["/app/main.py < /app"]),
    ("uv runs modules", "uv run -m backend.main", ["backend.main < /app"]),
    ("uv in another directory", "uv run --directory backend main.py", ["/app/backend/main.py < /app/backend"]),
    ("an environment of hatch", "hatch run prod:serve", ["backend.main:run <"]),
    ("coverage of a file", "coverage run --source x main.py", ["/app/main.py < /app"]),
    ("a debugger with a file", "python -m debugpy --wait-for-client --listen 1 main.py", ["/app/main.py < /app"]),
    ("a Procfile", "honcho start", ["a:app < /app", "/app/gunicorn.conf.py < /app", "worker.tasks < /app"]),
    ("one process of a Procfile", "honcho start worker", ["worker.tasks < /app"]),
    ("supervisor", "supervisord -c supervisord.conf", ["a:app < /app/backend /lib", "/app/main.py < /app ?"]),
    ("several commands", "concurrently 'arq a.B' 'arq c.D'", ["a:B < /app", "c:D < /app"]),
    ("a task of pdm", "pdm run web", ["a:app < /app"]),
    ("a function of pdm", "pdm run call", ["a.b:go < /app"]),
    ("a task of poe", "poe web", ["a:app < /app"]),
]
CONSOLE = [
    ("a script of the project", "serve", ["backend.main:run <"]),
    ("by its path", "/app/.venv/bin/serve --port 80", ["backend.main:run <"]),
    ("of poetry", "poetry run old", ["worker:go <"]),
    ("of setup.cfg", "fromcfg", ["cfg.cli:main <"]),
    ("of setup.py", "frompy", ["py.cli:main <"]),
    ("a program that nobody knows", "something", ["opaque None"]),
]
SHELL = [
    ("and", "sh -c 'alembic upgrade head && uvicorn backend.main:app'", ["/app/migrations/env.py < /app", *MAIN]),
    ("semicolon and exec", "sh -c 'set -e; exec uvicorn backend.main:app'", MAIN),
    ("after exec nothing runs", "sh -c 'exec uvicorn backend.main:app; python main.py'", MAIN),
    ("or", "sh -c 'python main.py || uvicorn backend.main:app'", ["/app/main.py < /app ?", *[f"{MAIN[0]} ?"]]),
    ("background", "sh -c 'python main.py & uvicorn backend.main:app'", ["/app/main.py < /app", *MAIN]),
    ("a pipe", "sh -c 'uvicorn backend.main:app 2>&1 | tee log'", MAIN),
    ("cd", "sh -c 'cd backend && python main.py'", ["/app/backend/main.py < /app/backend"]),
    (
        "cd in a subshell",
        "sh -c '(cd backend && python main.py); python app.py'",
        ["/app/backend/main.py < /app/backend", "/app/app.py < /app"],
    ),
    ("an assignment for one command", "sh -c 'PYTHONPATH=/lib python main.py'", ["/app/main.py < /app /lib"]),
    ("export", "sh -c 'export PYTHONPATH=/lib:$PWD_; python main.py'", ["/app/main.py < /app /lib"]),
    ("a variable of the image", "sh -c 'uvicorn $NAME.main:app'", MAIN),
    ("a default", "sh -c 'uvicorn ${APP:-backend.main:app} --port ${PORT:-80}'", MAIN),
    ("a default for what is empty", "sh -c 'uvicorn ${EMPTY:-backend}.main:app'", MAIN),
    ("an earlier assignment", "sh -c 'X=backend; uvicorn \"${X}.main:app\"'", MAIN),
    ("a variable without a value", "sh -c 'uvicorn $APP'", ["opaque True"]),
    ("an option of unknown value", "sh -c 'uvicorn backend.main:app --port $PORT'", MAIN),
    ("a program of unknown name", "sh -c 'exec $PROGRAM'", ["opaque True"]),
    ("bash with options", "bash -euxo pipefail -c 'uvicorn backend.main:app'", MAIN),
    ("a login shell", "bash -lc 'uvicorn backend.main:app'", MAIN),
    ("arguments", "sh -c 'exec \"$@\"' -- uvicorn backend.main:app", MAIN),
    ("an argument", "sh -c 'uvicorn $0' backend.main:app", MAIN),
    (
        "both branches",
        "sh -c 'if [ -n \"$X\" ]; then uvicorn a:app; else uvicorn b:app; fi'",
        ["a:app < /app ?", "b:app < /app ?"],
    ),
    (
        "a branch that its arguments decide",
        "sh -c 'if [ \"$1\" = x ]; then uvicorn a:app; else uvicorn b:app; fi' - x",
        ["a:app < /app"],
    ),
    ("what follows branches is certain", "sh -c 'if [ $X ]; then A=1; fi; uvicorn a:app'", ["a:app < /app"]),
    ("a branch that ends well", "sh -c 'if [ $X ]; then exec sleep 1; fi; uvicorn a:app'", ["a:app < /app ?"]),
    ("a branch that fails", "sh -c 'if [ $X ]; then exit 1; fi; uvicorn a:app'", ["a:app < /app"]),
    (
        "values of branches",
        "sh -c 'if [ $X ]; then M=a; else M=b; fi; uvicorn $M:app'",
        ["a:app < /app", "b:app < /app"],
    ),
    (
        "a case that its arguments decide",
        "sh -c 'case $1 in web|w*) arq a.B;; *) arq c.D;; esac' - web",
        ["a:B < /app"],
    ),
    (
        "a case that a variable decides",
        "sh -c 'case $NAME in back*) arq a.B;; *) arq c.D;; esac'",
        ["a:B < /app", "c:D < /app ?"],
    ),
    ("an endless loop", "sh -c 'while true; do arq a.B; sleep 1; done'", ["a:B < /app"]),
    ("a loop", "sh -c 'until nc -z db 1; do sleep 1; done; arq a.B'", ["a:B < /app"]),
    ("a loop over words", "sh -c 'for m in a b; do arq $m.C; done'", ["a:C < /app", "b:C < /app"]),
    ("a function", "sh -c 'main() { arq \"$1\"; }; main a.B'", ["a:B < /app"]),
    ("a test of a file that is there", "sh -c '[ -f main.py ] && python main.py'", ["/app/main.py < /app"]),
    ("a test of a file that is not", "sh -c '[ -f no.py ] && python no.py; python main.py'", ["/app/main.py < /app"]),
    ("a pattern in a test", "bash -c 'if [[ $X =~ ^(a|b)$ && $Y < 1 ]]; then arq a.B; fi'", ["a:B < /app ?"]),
    (
        "the directory of the script",
        'bash -c \'cd "$(dirname "$0")"; python main.py\' backend/x',
        ["/app/backend/main.py < /app/backend"],
    ),
    ("set changes the arguments", 'sh -c \'set -- arq "$@"; exec "$@"\' - a.B', ["a:B < /app"]),
    ("shift", "sh -c 'shift; exec \"$@\"' - x arq a.B", ["a:B < /app"]),
    ("a comment", "sh -c 'arq a.B # arq c.D'", ["a:B < /app"]),
    ("eval", "sh -c 'eval \"arq a.B\"'", ["a:B < /app"]),
    (
        "a program by the place where it is",
        "sh -c 'python -m debugpy \"$(command -v serve)\"'",
        ["backend.main:run < /app"],
    ),
    ("words that are printed", "sh -c 'exec $(echo -n python main.py)'", ["/app/main.py < /app"]),
    ("words that are evaluated", 'sh -c \'a="python main.py"; exec $(eval echo "$a")\'', ["/app/main.py < /app"]),
    (
        "arguments that are quoted",
        'bash -c \'sh -c "exec $(printf " %q" "$@")"\' x python main.py',
        ["/app/main.py < /app"],
    ),
    ("a format with words of its own", "sh -c 'exec $(printf \"python %s\" main.py)'", ["opaque True"]),
    ("asking for a program does not start it", "sh -c 'command -v arq && arq a.B'", ["a:B < /app"]),
    ("a script of the image", "bash tools/run.sh", MAIN),
    ("a script by its first line", "./tools/run.sh", MAIN),
    ("a Python script by its first line", "tools/python-script --x", ["/app/tools/python-script < /app/tools"]),
    ("sourced", "sh -c '. tools/run.sh; python main.py'", MAIN),
    ("a script that is not there", "bash no.sh", ["missing /app/no.sh"]),
    ("a program that is not there", "./no.sh", ["missing /app/no.sh"]),
    (
        "perhaps a script that is not there",
        "sh -c 'if [ $X ]; then ./no.sh; fi; arq a.B'",
        ["a:B < /app", "opaque None"],
    ),
    ("unfinished quotes", "sh -c 'arq \"a.B'", ["a:B < /app"]),
]
OTHERS = [
    (command, command, QUIET)
    for command in (
        *("node server.js", "nginx -g 'daemon off;'", "npm start", "java -jar x.jar", "caddy run", "redis-server"),
        *("sh -c 'yarn start'", "php-fpm", "jupyter lab", "pnpm run dev"),
        *("tini -- node x.js", "/usr/sbin/nginx", "dotnet x.dll", "bundle exec rails s"),
    )
]
IDLE = [(command, command, ["opaque None"]) for command in ("sleep infinity", "tail -f /dev/null", "bash -c 'echo hi'")]
TABLE = [*PYTHON, *SERVERS, *WORKERS, *WRAPPERS, *CONSOLE, *SHELL, *OTHERS, *IDLE]


@functools.cache
def outcome(command: str) -> list[str]:
    return shown(starting(TREE, command=command))


@pytest.mark.parametrize(("command", "expected"), [pytest.param(*row[1:], id=row[0]) for row in TABLE])
def test_command(command: str, expected: list[str]) -> None:
    assert outcome(command) == expected
