"""alembic: the configuration, the environment, and the revisions that come with it."""

from __future__ import annotations

import pytest

from ctxlint.start import revisions
from tests.imports.trees import tree
from tests.start.images import starting

HEAD = "FROM python:3.12\nWORKDIR /srv\nCOPY . .\n"
ALEMBIC = {"db/env.py": "", "db/versions/1_a.py": "", "db/versions/2_b.py": "", "db/versions/notes.txt": ""}
INI = "[alembic]\nscript_location = db\n"
PACKAGE = "[alembic]\nscript_location = p:m\nprepend_sys_path = .\n"
BOTH = ["/srv/db/versions/1_a.py", "/srv/db/versions/2_b.py"]

CASES = [
    ("a configuration", {"alembic.ini": INI}, "alembic upgrade head", BOTH),
    ("an option", {"x.ini": INI}, "alembic -c x.ini upgrade head", BOTH),
    ("another section", {"alembic.ini": INI.replace("alembic", "one")}, "alembic -n one upgrade head", BOTH),
    (
        "the project's file",
        {"pyproject.toml": "[tool.alembic]\nscript_location = '%(here)s/db'"},
        "alembic check",
        BOTH,
    ),
    (
        "a package",
        {
            "alembic.ini": "[alembic]\nscript_location=p:m\nprepend_sys_path=.",
            "p/m/env.py": "",
            "p/m/versions/1.py": "",
        },
        "alembic upgrade head",
        ["/srv/p/m/versions/1.py"],
    ),
    (
        "other places",
        {"alembic.ini": INI + "version_locations = %(here)s/old db/versions\n", "old/0.py": ""},
        "alembic upgrade head",
        ["/srv/old/0.py", *BOTH],
    ),
    ("no revisions", {"alembic.ini": "[alembic]\nscript_location = empty\n", "empty/env.py": ""}, "alembic check", []),
]


@pytest.mark.parametrize(("files", "command", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_revisions(files: dict[str, str], command: str, expected: list[str]) -> None:
    (start,) = starting({**ALEMBIC, **files, "Dockerfile": f"{HEAD}CMD {command}"}).starts
    assert list(start.also) == expected


@pytest.mark.parametrize("command", ["alembic upgrade head", "alembic init x", "alembic --help"])
def test_without_a_configuration_nothing_is_started(command: str) -> None:
    assert not starting({**ALEMBIC, "Dockerfile": f"{HEAD}CMD {command}"}).starts


ENVIRONMENTS = [
    ("env.py and versions", {"a/env.py": "", "a/versions/x.py": "", "a/versions/y.txt": ""}, 2),
    ("several", {"a/env.py": "", "a/versions/": "", "b/c/env.py": "", "b/c/versions/x.py": ""}, 3),
    ("no versions", {"a/env.py": ""}, 0),
    ("no env.py", {"a/versions/x.py": ""}, 0),
    ("installed", {"site-packages/a/env.py": "", "site-packages/a/versions/x.py": ""}, 0),
]


@pytest.mark.parametrize(("files", "count"), [case[1:] for case in ENVIRONMENTS], ids=[c[0] for c in ENVIRONMENTS])
def test_environments_are_known_by_their_looks(files: dict[str, str], count: int) -> None:
    assert len(list(revisions(tree(files)))) == count
