"""What is imported in a container, and what a failure of it would mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from msgspec.structs import replace

from ctxlint.verify.orders import Group, groups_of
from tests.verify.services import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COPIED = "FROM python:3.12\nWORKDIR /srv\nCOPY . .\n"


class Case(NamedTuple):
    """Files besides a Dockerfile that copies all of them, what it starts, and what is to be imported."""

    start: str
    files: Mapping[str, str]
    entries: tuple[str, ...]
    modules: Mapping[str, str]
    """Name -> what a failure means: nothing for one that is certain."""
    settings: str | None = None


MANAGE = """\
import os

def main():
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE",
        "shop.settings",
    )

if __name__ == "__main__":
    main()
"""
CASES = {
    "a module and what it imports": Case(
        'CMD ["python", "-m", "app.main"]',
        {"app/__init__.py": "", "app/main.py": "from app import a", "app/a.py": "", "app/unused.py": ""},
        ("app.main", "app"),
        {"app.main": "main", "app": "", "app.a": ""},
    ),
    "a server": Case(
        'CMD ["uvicorn", "web:app"]',
        {"web.py": "def go():\n    import later\ntry:\n    import fast\nexcept ImportError:\n    pass\n"}
        | {"later.py": "", "fast.py": ""},
        ("web",),
        {"web": "", "later": "possible", "fast": "possible guarded"},
    ),
    "a script": Case(
        'CMD ["python", "run.py"]',
        {"run.py": "import steps", "steps.py": ""},
        ("/srv/run.py",),
        {"/srv/run.py": "main", "steps": ""},
    ),
    "what the image lacks is tried, too": Case(
        'CMD ["python", "run.py"]',
        {"run.py": "import lost.inner", "lost/__init__.py": "", "lost/inner.py": "", ".dockerignore": "lost\n"},
        ("/srv/run.py",),
        {"/srv/run.py": "main", "lost": ""},
    ),
    "what an installer may bring": Case(
        'CMD ["python", "-m", "elsewhere"]', {"x.txt": ""}, ("elsewhere",), {"elsewhere": "main"}
    ),
    "alembic runs its environment": Case(
        "CMD alembic upgrade head",
        {"alembic.ini": "[alembic]\nscript_location = migrations\n", "models.py": ""}
        | {"migrations/env.py": "import models", "migrations/versions/1.py": ""},
        ("/srv/migrations/versions/1.py",),
        {"/srv/migrations/versions/1.py": "main", "models": ""},
    ),
    "django's settings": Case(
        'ENV DJANGO_SETTINGS_MODULE=shop.settings\nCMD ["python", "manage.py", "migrate"]',
        {"manage.py": "", "shop/__init__.py": "", "shop/settings.py": ""},
        ("/srv/manage.py", "shop.settings", "shop"),
        {"/srv/manage.py": "main", "shop.settings": "main", "shop": ""},
        "shop.settings",
    ),
    "django's settings, by its own script": Case(
        'CMD ["python", "manage.py", "migrate"]',
        {"manage.py": MANAGE, "shop/__init__.py": "", "shop/settings.py": ""},
        ("/srv/manage.py",),
        {"/srv/manage.py": "main", "shop": "", "shop.settings": ""},
        "shop.settings",
    ),
    "nothing says what is started": Case(
        "", {"app/__init__.py": "", "app/main.py": "", "tests/__init__.py": ""}, ("app", "app.main"),
        {"app": "possible", "app.main": "possible"},
    ),
}  # fmt: skip


def meaning(group: Group, key: str) -> str:
    weight = group.weights[key]
    words = {"possible": not weight.certain, "guarded": weight.guarded, "main": weight.main}
    return " ".join(word for word, holds in words.items() if holds)


@pytest.mark.parametrize("case", CASES)
def test_what_is_imported(case: str, tmp_path: Path) -> None:
    wanted = CASES[case]
    service = service_of(tmp_path, {"Dockerfile": COPIED + wanted.start, **wanted.files})
    (group,) = groups_of(service)
    assert group.entries == wanted.entries
    assert {key: meaning(group, key) for key in group.weights} == wanted.modules
    assert {*group.entries, *group.modules} == set(group.weights)
    assert group.settings == wanted.settings


def test_what_is_required_is_imported_with_the_first(tmp_path: Path) -> None:
    tree = {"Dockerfile": COPIED + 'CMD ["python", "a.py"]\n', "a.py": "", "b.py": ""}
    service = service_of(tmp_path, tree)
    service.definition = replace(service.definition, options={"required-modules": ("b", "c")})
    (group,) = groups_of(service)
    assert {key: meaning(group, key) for key in group.weights} == {"/srv/a.py": "main", "b": "", "c": ""}
    assert group.modules == ("b", "c")


def test_what_is_required_is_imported_although_nothing_else_is(tmp_path: Path) -> None:
    service = service_of(tmp_path, {"Dockerfile": "FROM debian\nWORKDIR /srv\nCMD sleep 1\n"})
    service.definition = replace(service.definition, options={"required-modules": ("b",)})
    (group,) = groups_of(service)
    assert (group.entries, group.modules, group.roots[0]) == ((), ("b",), "/srv")


@pytest.mark.parametrize("start", ['CMD ["nginx"]', 'CMD ["node", "x.js"]'])
def test_other_services_import_nothing(start: str, tmp_path: Path) -> None:
    service = service_of(tmp_path, {"Dockerfile": f"FROM debian\nCOPY x.js .\n{start}\n", "x.js": ""})
    assert groups_of(service) == ()
