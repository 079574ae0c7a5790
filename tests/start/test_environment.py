"""What the environment adds to a start: Django's settings and commands, the settings of Scrapy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.start.images import shown, starting

APP = {
    "app/manage.py": "",
    "app/web/settings.py": "",
    "app/web/wsgi.py": "",
    "app/web/manage.py": "",
    "app/main.py": "",
    "app/pyproject.toml": "[project.scripts]\nmanage = 'web.manage:main'\nctl = 'web.manage:main'\n",
}
HEAD = "FROM python:3.12\nWORKDIR /app\nCOPY app .\n"
ENV = "ENV DJANGO_SETTINGS_MODULE=web.settings\n"
SETTINGS = "web.settings < /app"

CASES: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("a server", ENV + "CMD gunicorn web.wsgi", {}, ["web.wsgi < /app", SETTINGS]),
    ("a script", ENV + "CMD python manage.py migrate", {}, ["/app/manage.py < /app", SETTINGS]),
    ("a script of its own", ENV + "CMD python main.py", {}, ["/app/main.py < /app", SETTINGS]),
    ("a console script", ENV + "CMD manage migrate", {}, ["web.manage:main <", "web.settings <"]),
    (
        "variables of compose",
        "CMD gunicorn web.wsgi",
        {"environment": {"DJANGO_SETTINGS_MODULE": "web.settings"}},
        ["web.wsgi < /app", SETTINGS],
    ),
    (
        "a variable of a script",
        "CMD export DJANGO_SETTINGS_MODULE=web.settings; gunicorn web.wsgi",
        {},
        ["web.wsgi < /app", SETTINGS],
    ),
    ("an option wins", ENV + "CMD python manage.py run --settings=a.b", {}, ["/app/manage.py < /app", "a.b < /app"]),
    ("an option apart", "CMD python manage.py run --settings a.b", {}, ["/app/manage.py < /app", "a.b < /app"]),
    ("the tool itself", ENV + "CMD django-admin migrate", {}, ["web.settings <"]),
    ("the tool as a module", ENV + "CMD python -m django migrate", {}, [SETTINGS]),
    ("the settings themselves", ENV + "CMD python -m web.settings", {}, [SETTINGS]),
    ("not set", "CMD gunicorn web.wsgi", {}, ["web.wsgi < /app"]),
    ("empty", "ENV DJANGO_SETTINGS_MODULE=\nCMD gunicorn web.wsgi", {}, ["web.wsgi < /app"]),
    ("not known", "CMD DJANGO_SETTINGS_MODULE=$X gunicorn web.wsgi", {}, ["web.wsgi < /app"]),
    ("no Python", ENV + "CMD nginx", {}, ["opaque False"]),
    ("Scrapy", "ENV SCRAPY_SETTINGS_MODULE=a.b\nCMD scrapy crawl x", {}, ["a.b < /app"]),
]


@pytest.mark.parametrize(("text", "definition", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_settings(text: str, definition: dict[str, Any], expected: list[str]) -> None:
    assert shown(starting({**APP, "Dockerfile": HEAD + text}, **definition)) == expected


COMMANDS = [
    ("python manage.py migrate --noinput", "migrate"),
    ("python manage.py -v 2 migrate", "migrate"),
    ("python -u ./manage.py run_jobs 3", "run_jobs"),
    ("manage run_jobs", "run_jobs"),
    ("ctl run_jobs", "run_jobs"),
    ("python -m web.manage run_jobs", "run_jobs"),
    ("django-admin migrate", "migrate"),
    ("python manage.py", ""),
    ("python main.py migrate", ""),
    ("gunicorn web.wsgi", ""),
]


@pytest.mark.parametrize(("command", "expected"), COMMANDS)
def test_the_command_of_django(command: str, expected: str) -> None:
    found = starting({**APP, "Dockerfile": f"{HEAD}{ENV}CMD {command}"}).starts
    assert {start.command for start in found} == {expected}
