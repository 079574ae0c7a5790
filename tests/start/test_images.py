"""Whole images: how entrypoint, command and compose combine, where files come from, and what is known to be absent."""

from __future__ import annotations

from typing import Any

import pytest

from ctxlint.model import Location, Mount
from ctxlint.start import MissingStart, Start
from tests.start.images import shown, starting

APP = {
    "app/main.py": "",
    "app/__init__.py": "",
    "run.sh": '#!/bin/sh\nexec "$@"\n',
    "web.sh": "exec uvicorn app.main:app",
}
HEAD = "FROM python:3.12\nWORKDIR /code\nCOPY . .\n"
MAIN = ["app.main:app < /code"]
UVICORN = '"uvicorn", "app.main:app"'


def lines(dockerfile: str, files: dict[str, str | bytes | None] | None = None, **definition: Any) -> list[str]:
    tree: dict[str, str | bytes | None] = {**APP, **(files or {}), "Dockerfile": dockerfile}
    return shown(starting(tree, **definition))


COMBINATIONS = [
    ("a list", HEAD + f"CMD [{UVICORN}]", {}, MAIN),
    ("a text", HEAD + "CMD uvicorn app.main:app", {}, MAIN),
    ("an entrypoint with a command", HEAD + 'ENTRYPOINT ["uvicorn"]\nCMD ["app.main:app"]', {}, MAIN),
    ("a text as entrypoint ignores the command", HEAD + 'ENTRYPOINT uvicorn app.main:app\nCMD ["x:y"]', {}, MAIN),
    ("a text as command goes through its shell", HEAD + 'ENTRYPOINT ["./run.sh"]\nCMD uvicorn app.main:app', {}, MAIN),
    ("a script that runs its arguments", HEAD + f'ENTRYPOINT ["./run.sh"]\nCMD [{UVICORN}]', {}, MAIN),
    (
        "a script along the path",
        HEAD + f'COPY run.sh /usr/local/bin/\nENTRYPOINT ["run.sh"]\nCMD [{UVICORN}]',
        {},
        MAIN,
    ),
    ("compose replaces the command", HEAD + 'ENTRYPOINT ["uvicorn"]\nCMD ["x:y"]', {"command": "app.main:app"}, MAIN),
    (
        "an entrypoint of compose drops the command",
        HEAD + 'ENTRYPOINT ["x"]\nCMD ["x:y"]',
        {"entrypoint": "uvicorn app.main:app"},
        MAIN,
    ),
    ("an empty entrypoint keeps the command", HEAD + f'ENTRYPOINT ["x"]\nCMD [{UVICORN}]', {"entrypoint": ()}, MAIN),
    (
        "an empty command",
        HEAD + f'ENTRYPOINT ["python", "app/main.py"]\nCMD [{UVICORN}]',
        {"command": ()},
        ["/code/app/main.py < /code/app"],
    ),
    ("compose starts no shell", HEAD, {"command": "uvicorn $APP:app"}, ["opaque True"]),
    ("a working directory of compose", HEAD + f"CMD [{UVICORN}]", {"working_dir": "/x"}, ["app.main:app < /x"]),
    ("variables of compose", HEAD + "CMD uvicorn $APP", {"environment": {"APP": "app.main:app"}}, MAIN),
    (
        "variables of the image",
        HEAD + "ENV PYTHONPATH=/lib:/code\nCMD uvicorn app.main:app",
        {},
        ["app.main:app < /code /lib"],
    ),
    ("a variable for flask", HEAD + 'ENV FLASK_APP=app.main\nCMD ["flask", "run"]', {}, ["app.main < /code"]),
    (
        "options for gunicorn",
        HEAD + 'ENV GUNICORN_CMD_ARGS="--chdir /code/app"\nCMD ["gunicorn", "main:app"]',
        {},
        ["main:app < /code/app"],
    ),
    ("settings for Django", HEAD + 'ENV DJANGO_SETTINGS_MODULE=a.b\nCMD ["django-admin", "migrate"]', {}, ["a.b <"]),
    ("nothing at all", "FROM python:3.12\n", {}, ["opaque None"]),
    ("nothing on nothing", "FROM scratch\nCOPY . /\n", {}, ["opaque False"]),
    ("an image that is not for Python", 'FROM golang\nCOPY . /\nCMD ["/go/bin/app"]', {}, ["opaque False"]),
    ("an unknown program beside Python", 'FROM python\nCMD ["something"]', {}, ["opaque None"]),
    (
        "a handler",
        'FROM public.ecr.aws/lambda/python:3.12\nCOPY . .\nCMD ["app/main.handler"]',
        {},
        ["app.main:handler < /"],
    ),
    (
        "a handler in its usual place",
        'FROM public.ecr.aws/lambda/python:3.12\nCOPY app /var/task/app\nCMD ["app.main.handler"]',
        {},
        ["app.main:handler < / /var/task"],
    ),
    (
        "functions without a file of their own",
        "FROM mcr.microsoft.com/azure-functions/python:4\nCOPY app /home/site/wwwroot",
        {},
        ["opaque True"],
    ),
    (
        "a base image that starts app.main",
        "FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nCOPY app /app/app\n",
        {},
        ["app.main:app < /app"],
    ),
    (
        "a base image that starts main",
        "FROM tiangolo/uvicorn-gunicorn:python3.11\nCOPY app /app\n",
        {},
        ["main:app < /app"],
    ),
    (
        "a command inherited from a stage",
        HEAD.replace("3.12", "3.12 AS b") + "CMD uvicorn app.main:app\nFROM b\n",
        {},
        MAIN,
    ),
    ("a script that a heredoc brings", HEAD + "COPY <<EOF /x.sh\nuvicorn app.main:app\nEOF\nCMD sh /x.sh", {}, MAIN),
    (
        "a script that RUN prints",
        HEAD + "RUN echo '#!/bin/sh\\nuvicorn app.main:app' > /x.sh\nCMD [\"/x.sh\"]",
        {},
        MAIN,
    ),
    ("a script that RUN writes", HEAD + "RUN cat <<EOF > x.sh\nuvicorn app.main:app\nEOF\nCMD sh x.sh", {}, MAIN),
    ("a Python file that starts another", HEAD + 'CMD ["/code/app/main.py"]', {}, ["/code/app/main.py < /code/app"]),
]


@pytest.mark.parametrize(
    ("dockerfile", "definition", "expected"), [pytest.param(*row[1:], id=row[0]) for row in COMBINATIONS]
)
def test_combination(dockerfile: str, definition: dict[str, Any], expected: list[str]) -> None:
    assert lines(dockerfile, **definition) == expected


ABSENT = [
    ("a copied directory lacks it", 'CMD ["python", "server.py"]', ["missing /code/server.py"]),
    ("a directory of a copied one lacks it", 'CMD ["python", "app/server.py"]', ["missing /code/app/server.py"]),
    ("the directory is missing, too", 'CMD ["python", "api/server.py"]', ["missing /code/api/server.py"]),
    ("an entrypoint", 'ENTRYPOINT ["./start.sh"]', ["missing /code/start.sh"]),
    ("RUN names it", 'RUN curl -o server.py https://x\nCMD ["python", "server.py"]', ["opaque True"]),
    ("a build step may make a program", 'RUN make\nCMD ["./server"]', ["opaque None"]),
    ("a directory of the base image", 'CMD ["python", "/opt/server.py"]', ["opaque True"]),
    ("a directory that holds anything", 'COPY --from=x /y /code/\nCMD ["python", "server.py"]', ["opaque True"]),
    (
        "below a directory that may hold anything",
        "RUN mv /tmp/one* one\nCOPY app one/app\nWORKDIR one/app\nCMD python server.py",
        ["opaque True"],
    ),
    ("a file from another image", 'COPY --from=x /y.py /code/y.py\nCMD ["python", "y.py"]', ["opaque True"]),
]


@pytest.mark.parametrize(("end", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ABSENT])
def test_absent(end: str, expected: list[str]) -> None:
    assert lines(HEAD + end) == expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("python:3.12", "missing /app/server.py"),
        ("docker.io/library/python", "missing /app/server.py"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm", "missing /app/server.py"),
        ("gcr.io/google-appengine/python", "opaque True"),
    ],
)
def test_a_working_directory_of_the_base_image(base: str, expected: str) -> None:
    assert lines(f"FROM {base}\nCOPY . /app\nCMD python app/server.py\n") == [expected]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("FROM python:3.12\nCOPY app app\nCOPY setup.py .\n", "missing /server.py"),
        ("FROM python:3.12\nCOPY app app\n", "opaque True"),
        ("FROM python:3.12\nRUN curl -O https://example.org/server.py\nCOPY setup.py .\n", "opaque True"),
        ("FROM example.org/team/base\nCOPY setup.py .\n", "opaque True"),
    ],
)
def test_the_top_of_an_image(head: str, expected: str) -> None:
    assert lines(head + "CMD python server.py\n", {"setup.py": ""}) == [expected]


def test_ignored_script_is_missing() -> None:
    ignore: dict[str, str | bytes | None] = {".dockerignore": "*.sh\n"}
    assert lines(HEAD + 'CMD ["./web.sh"]', ignore) == ["missing /code/web.sh"]
    assert lines(HEAD + 'CMD ["./web.sh"]') == MAIN


def test_a_mount_may_bring_what_is_missing() -> None:
    mount = Mount("server.py", "/code/server.py", Location("compose.yml"))
    found = starting({**APP, "Dockerfile": HEAD + 'CMD ["python", "server.py"]'}, mounts=(mount,))
    assert found.missing == (MissingStart("/code/server.py", "script", "python server.py", mounted=True),)


def test_label_is_what_a_human_reads() -> None:
    found = starting({**APP, "Dockerfile": HEAD + "CMD uvicorn --host 0.0.0.0 app.main:app --port 80"})
    assert found.starts == (Start("app.main", None, ("/code",), "app", "uvicorn app.main:app", cwd="/code"),)


def test_reason_names_the_variable() -> None:
    found = starting({**APP, "Dockerfile": HEAD + "CMD uvicorn $WEB_APP"})
    assert found.opaque[0].reason == "the value of $WEB_APP is not known before the container runs"
    assert found.opaque[0].command == "uvicorn $WEB_APP"


def test_scripts_that_call_each_other_end() -> None:
    loop: dict[str, str | bytes | None] = {"a.sh": "./b.sh\narq x.Y\n", "b.sh": ". ./a.sh\n./a.sh\nf() { f; }; f\n"}
    assert "x:Y < /code" in lines(HEAD + "CMD ./a.sh", loop)


def test_roles_of_one_script() -> None:
    script = """\
        #!/bin/bash
        set -e
        web() {
            python manage.py migrate
            exec gunicorn --bind :80 app.main:app
        }
        worker() { exec celery -A app.main worker; }
        case "$1" in
            web) shift; web "$@" ;;
            worker) worker ;;
            *) exec "$@" ;;
        esac
    """
    tree: dict[str, str | bytes | None] = {"entry.sh": script, "manage.py": ""}
    head = HEAD + 'ENTRYPOINT ["./entry.sh"]\n'
    assert lines(head + 'CMD ["web"]', tree) == ["/code/manage.py < /code", *MAIN]
    assert lines(head + 'CMD ["worker"]', tree) == ["app.main < /code"]
    assert lines(head + 'CMD ["arq", "app.main.X"]', tree) == ["app.main:X < /code"]


def test_services_of_s6() -> None:
    tree: dict[str, str | bytes | None] = {"etc/web/run": "#!/bin/sh\ncd /code\nexec uvicorn app.main:app\n"}
    assert lines(HEAD + 'COPY etc /etc/services.d\nENTRYPOINT ["/init"]', tree) == MAIN


SERVICES = [
    (
        "what runs once",
        {"etc/web/up": "/code/go.sh\n", "go.sh": "#!/bin/sh\ncd /code\narq app.main.X\n"},
        ["app.main:X < /code"],
    ),
    (
        "in execline",
        {"etc/web/run": "#!/command/execlineb -P\ncd /code\nfdmove -c 2 1\narq app.main.X\n"},
        ["app.main:X < /code"],
    ),
    (
        "blocks of execline",
        {"etc/web/run": "#!/bin/execlineb\nif { cd /code arq app.main.Y }\nnginx\n"},
        ["app.main:Y < /code", "opaque False"],
    ),
    (
        "a variable that a script keeps",
        {
            "etc/a/run": "#!/bin/sh\nprintf '/code' > /run/s6/container_environment/HERE\n",
            "etc/web/run": "#!/bin/sh\ncd $HERE\narq app.main.X\n",
        },
        ["app.main:X < /code"],
    ),
    ("neither", {"etc/web/type": "bundle\n"}, ["opaque None"]),
]


@pytest.mark.parametrize(("tree", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SERVICES])
def test_services_of_s6_overlay(tree: dict[str, str | bytes | None], expected: list[str]) -> None:
    assert lines(HEAD + 'COPY etc /etc/s6-overlay/s6-rc.d\nENTRYPOINT ["/init"]', tree) == expected


def test_scripts_before_the_services() -> None:
    tree: dict[str, str | bytes | None] = {"init/10-go": "#!/usr/bin/with-contenv bash\ncd /code\narq app.main.X\n"}
    assert lines(HEAD + 'COPY init /etc/cont-init.d\nENTRYPOINT ["/init"]', tree) == ["app.main:X < /code"]


CRON = [
    (
        "a table of the system",
        'COPY jobs /etc/cron.d/jobs\nCMD ["cron", "-f"]',
        "0 5 * * * root cd /code && arq app.main.X\n",
    ),
    ("a table of root", 'COPY jobs /etc/crontabs/root\nCMD ["crond", "-f"]', "@hourly cd /code && arq app.main.X\n"),
    (
        "installed",
        "RUN crontab /code/jobs\nCMD cron && tail -f /log",
        "# x\nA=b\n*/5 1-2 * * mon cd /code; arq app.main.X\n",
    ),
    ("supercronic", 'CMD ["supercronic", "/code/jobs"]', "*/5 * * * * * arq app.main.X\n"),
]


@pytest.mark.parametrize(("end", "jobs"), [pytest.param(*row[1:], id=row[0]) for row in CRON])
def test_jobs(end: str, jobs: str) -> None:
    assert lines(HEAD + end, {"jobs": jobs}) == ["app.main:X < /code ?"]


APACHE = (
    "<VirtualHost *>\n  WSGIDaemonProcess x python-path=/code:/lib user=x\n  WSGIScriptAlias / %s\n</VirtualHost>\n"
)


def test_scripts_of_apache() -> None:
    end = 'COPY site.conf /etc/apache2/sites-enabled/site.conf\nCMD ["apache2ctl", "-D", "FOREGROUND"]'
    assert lines(HEAD + end, {"site.conf": APACHE % "/code/app/main.py"}) == ["/code/app/main.py < /code /lib ?"]
    assert lines(HEAD + end, {"site.conf": APACHE % "${HERE}/main.py"}) == ["opaque True"]
    assert lines(HEAD + end, {"site.conf": "DocumentRoot /code\n"}) == ["opaque False"]


AIRFLOW = [
    (
        "a command",
        'CMD ["webserver"]',
        ["/opt/airflow/dags/a.py < /opt/airflow/dags /opt/airflow/config /opt/airflow/plugins ?"],
    ),
    ("nothing", "", ["/opt/airflow/dags/a.py < /opt/airflow/dags /opt/airflow/config /opt/airflow/plugins ?"]),
    (
        "its name",
        'CMD ["airflow", "dags", "list"]',
        ["/opt/airflow/dags/a.py < /opt/airflow/dags /opt/airflow/config /opt/airflow/plugins ?"],
    ),
    ("a shell", 'CMD ["bash", "-c", "arq a.B"]', ["a:B < /opt/airflow"]),
]


@pytest.mark.parametrize(("end", "expected"), [pytest.param(*row[1:], id=row[0]) for row in AIRFLOW])
def test_dags_of_airflow(end: str, expected: list[str]) -> None:
    tree: dict[str, str | bytes | None] = {"dags/a.py": "from airflow import DAG\n", "dags/help.py": "import os\n"}
    assert lines(f"FROM apache/airflow:2.9\nWORKDIR /opt/airflow\nCOPY dags dags\n{end}", tree) == expected


def test_functions_of_azure() -> None:
    head = "FROM mcr.microsoft.com/azure-functions/python:4-python3.11\nCOPY . /home/site/wwwroot\n"
    roots = "/home/site/wwwroot /home/site/wwwroot/.python_packages/lib/site-packages"
    assert lines(head, {"function_app.py": ""}) == [f"function_app < {roots}"]
    old: dict[str, str | bytes | None] = {"a/function.json": '{"scriptFile": "go.py"}', "b/function.json": "{}"}
    assert lines(head, old) == [f"a.go < {roots}", f"b < {roots}"]


def test_supervisor_with_includes_that_a_script_makes() -> None:
    files = {
        "s.conf": "[include]\nfiles = /run/made/*.conf\n[program:web]\ncommand=python /code/app.py\n",
        "app.py": "",
    }
    found = starting({"Dockerfile": HEAD + 'CMD ["supervisord", "-c", "/code/s.conf"]', **files})
    assert shown(found) == ["/code/app.py < /code"]


def test_supervisor_with_includes() -> None:
    tree: dict[str, str | bytes | None] = {
        "s.conf": "[include]\nfiles = /etc/supervisor/conf.d/*.conf\n",
        "web.conf": "[program:web]\ncommand = uvicorn app.main:app\n    --port 80\n",
    }
    end = 'COPY web.conf /etc/supervisor/conf.d/\nCMD ["supervisord", "-n", "-c", "/code/s.conf"]'
    assert lines(HEAD + end, tree) == MAIN


def test_console_script_of_another_stage() -> None:
    dockerfile = (
        "FROM python AS build\nCOPY pyproject.toml /src/\nRUN pip install /src\n"
        'FROM python\nCOPY --from=build /venv /venv\nCMD ["/venv/bin/web"]\n'
    )
    assert lines(dockerfile, {"pyproject.toml": "[project.scripts]\nweb = 'app.main:run'\n"}) == [
        "app.main:run < /venv/lib/python3/site-packages"
    ]
