"""What the probe says of a failure, and what it is about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.observation import Trouble
from ctxlint.verify.orders import groups_of
from ctxlint.verify.results import Reader, lines_of
from tests.verify.services import service_of

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.observation import Failure

TREE = {
    "Dockerfile": 'FROM python:3.12\nWORKDIR /srv\nCOPY app app\nCMD ["python", "-m", "app.main"]\n',
    "app/main.py": "from app import settings\n",
    "app/settings.py": "",
    "lost.py": "",
}
INNER = ["/srv/app/settings.py", 7]


def error(kind: str, message: str = "", **more: object) -> dict[str, Any]:
    return {"kinds": [kind], "message": message, **more}


def missing(message: str, name: str | None = None) -> dict[str, Any]:
    return {"kinds": ["builtins.ModuleNotFoundError", "builtins.ImportError"], "message": message, "name": name}


CASES: dict[str, tuple[dict[str, Any], Trouble, str]] = {
    "a module": (missing("No module named 'x.y'", "x.y"), Trouble.IMPORT, "x.y"),
    "a name of a module": (
        missing("cannot import name 'b' from 'a' (/srv/a/__init__.py)", "a"),
        Trouble.IMPORT,
        "a.b",
    ),
    "a name of a module in a circle": (
        missing("cannot import name 'b' from partially initialized module 'a' (most likely due to …)", "a"),
        Trouble.IMPORT,
        "a.b",
    ),
    "a library of the system": (missing("libpq.so.5: cannot open shared object file"), Trouble.IMPORT, ""),
    "a variable": (
        error("builtins.KeyError", "'DATABASE_URL'", missed=[["DATABASE_URL", "/srv/app/settings.py", 7]]),
        Trouble.ENVIRONMENT,
        "DATABASE_URL",
    ),
    "a key of something else": (error("builtins.KeyError", "'DATABASE_URL'"), Trouble.ERROR, ""),
    "a variable that is wanted later": (
        error("builtins.TypeError", "int() argument must be …", missed=[["PORT", "/srv/app/settings.py", 5]]),
        Trouble.ENVIRONMENT,
        "PORT",
    ),
    "a variable that somebody else looked for": (
        error("builtins.TypeError", "unsupported", missed=[["TERM", "/usr/lib/python3/curses.py", 5]]),
        Trouble.ERROR,
        "",
    ),
    "pydantic": (
        error(
            "pydantic_core._pydantic_core.ValidationError", "1 validation error for Settings\nsecret\n  Field required"
        ),
        Trouble.ENVIRONMENT,
        "secret",
    ),
    "django-environ": (
        error("django.core.exceptions.ImproperlyConfigured", "Set the SECRET_KEY environment variable"),
        Trouble.ENVIRONMENT,
        "SECRET_KEY",
    ),
    "decouple": (
        error("decouple.UndefinedValueError", "API_TOKEN not found. Declare it as envvar or define a default value."),
        Trouble.ENVIRONMENT,
        "API_TOKEN",
    ),
    "words of one's own": (error("builtins.RuntimeError", "REDIS_URL is not set"), Trouble.ENVIRONMENT, "REDIS_URL"),
    "a read-only place": (
        error("builtins.OSError", "[Errno 30] Read-only file system: 'x'", errno="EROFS"),
        Trouble.READ_ONLY,
        "",
    ),
    "a database in a file": (error("sqlite3.OperationalError", "unable to open database file"), Trouble.READ_ONLY, ""),
    "a name that nobody resolves": (
        error("socket.gaierror", "[Errno -3] Temporary failure in name resolution"),
        Trouble.NETWORK,
        "",
    ),
    "a database that does not answer": (
        error("psycopg2.OperationalError", 'could not translate host name "db" to address'),
        Trouble.NETWORK,
        "",
    ),
    "a mistake": (error("builtins.NameError", "name 'x' is not defined"), Trouble.ERROR, ""),
    "sys.exit": ({"kinds": ["builtins.SystemExit"], "message": "no", "code": 1}, Trouble.EXIT, "1"),
    "os._exit": ({"exit": 3}, Trouble.EXIT, "3"),
    "a signal": ({"exit": -9}, Trouble.EXIT, "-9"),
    "no end": ({"hang": True}, Trouble.HANG, ""),
}


def read(root: Path, raw: dict[str, Any], module: str = "app.settings") -> Failure | None:
    service = service_of(root, TREE)
    basis = {"group": 0, "module": module, "ok": False, "seconds": 2.0, "frames": [["/x.py", 1], INNER, ["/y.py", 2]]}
    found = Reader(service, groups_of(service)).read({**basis, **raw})
    assert found
    return found.failure


@pytest.mark.parametrize("case", CASES)
def test_what_a_failure_is_about(case: str, tmp_path: Path) -> None:
    raw, trouble, lacking = CASES[case]
    failure = read(tmp_path, raw)
    assert failure
    assert (failure.trouble, failure.lacking) == (trouble, lacking)
    assert (failure.source, failure.line) == ("app/settings.py", 7)
    assert failure.words.isprintable()


def test_the_repository_is_asked_for_what_is_missing(tmp_path: Path) -> None:
    found = {name: read(tmp_path, missing(f"No module named '{name}'", name)) for name in ("lost", "requests")}
    assert {name: failure and failure.repository for name, failure in found.items()} == {
        "lost": "lost.py",
        "requests": None,
    }


@pytest.mark.parametrize(("raw", "failed"), [({"hang": True}, False), ({"exit": 0}, False), ({"exit": 1}, True)])
def test_a_program_may_go_on_or_end_well(raw: dict[str, Any], failed: bool, tmp_path: Path) -> None:
    assert (read(tmp_path, raw, "app.main") is not None) is failed


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["app.main", "/srv/app/main.py", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("module", "group", "ok", "seconds", "loaded", "kinds", "message", "frames", "missed", "output", "exit", "hang")


@given(data=st.data())
def test_nothing_that_a_module_forges_is_more_than_an_import_or_nothing(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(KEYS), JSON))
    raw = {"module": "app.main", "group": 0, "ok": False, "seconds": 1} | raw
    service = service_of(tmp_path_factory.getbasetemp() / "forged", TREE)
    found = Reader(service, groups_of(service)).read(raw)
    assert found is None or found.module in groups_of(service)[0].weights


TOKEN = b"=token="


def written(values: list[dict[str, Any]], noise: list[bytes]) -> bytes:
    lines = [TOKEN + json.dumps(value).encode() for value in values]
    return b"\n".join(line for pair in zip(noise, lines, strict=False) for line in pair) + b"\n"


@given(
    st.lists(st.dictionaries(st.text(), st.integers())),
    st.lists(st.binary().filter(lambda data: TOKEN not in data), min_size=100, max_size=100),
    st.integers(1, 50),
)
def test_lines_are_found_in_whatever_is_printed(values: list[dict[str, Any]], noise: list[bytes], size: int) -> None:
    data = written(values[:100], noise)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert list(lines_of(chunks, TOKEN)) == values[:100]


@pytest.mark.parametrize("line", [b"{", b"1", b"[]", b"\xff", b""])
def test_lines_that_only_look_like_ours_are_passed_over(line: bytes) -> None:
    assert list(lines_of([TOKEN + line + b"\n"], TOKEN)) == []
