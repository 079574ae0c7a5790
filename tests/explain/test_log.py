"""What is read out of a log: the last failure of each container."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxlint.explain import Kind, decode, failures
from ctxlint.explain.log import MAX_LINE, container_fits

from . import logs

WHOLE = [
    ("uvicorn", logs.UVICORN, ["module shared"]),
    ("gunicorn", logs.GUNICORN, ["module shared.auth"]),
    ("celery", logs.CELERY, ["attribute shop.tasks orders"]),
    ("celery without a traceback", logs.CELERY_WITHOUT, ["module shop.worker"]),
    ("a cause and what it caused", logs.DJANGO, ["module django"]),
    ("one exception while another is handled", logs.FALLBACK, ["module conf.production", "module conf.local"]),
    ("a copy that fails", logs.BUILDKIT_SOURCE, ["source /requirements.txt"]),
    ("a command of a build that fails", logs.BUILDKIT_RUN, ["module shop.settings"]),
    ("a box around a traceback", logs.RICH, ["module tool.commands"]),
    ("the engine's own file", logs.JSON_FILE, ["module shared"]),
    ("a record with a traceback in it", logs.STRUCTURED, ["module shared"]),
    ("nothing to explain", logs.QUIET, []),
    ("nothing", "", []),
    ("another exception", 'Traceback (most recent call last):\n  File "/a.py", line 1\nValueError: no\n', []),
]
LINES = [
    # Python
    ("ModuleNotFoundError: No module named 'a.b'", "module a.b"),
    ("ImportError: No module named a.b", "module a.b"),
    ("/usr/local/bin/python: No module named app.main", "module app.main"),
    (
        "python3: No module named app.__main__; 'app' is a package and cannot be directly executed",
        "module app.__main__",
    ),
    (
        (
            "/usr/bin/python3: Error while finding module specification for 'app.main' "
            "(ModuleNotFoundError: No module named 'app')"
        ),
        "module app",
    ),
    ("python: can't open file '/app/main.py': [Errno 2] No such file or directory", "path /app/main.py"),
    ("FileNotFoundError: [Errno 2] No such file or directory: 'alembic.ini'", "path alembic.ini"),
    ("FileNotFoundError: [Errno 2] No such file or directory: PosixPath('/app/x')", ""),
    ("ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'r.txt'", "path r.txt"),
    (
        (
            "ImportError: cannot import name 'x' from partially initialized module 'a.b' "
            "(most likely due to a circular import) (/srv/a/b.py)"
        ),
        "attribute a.b x",
    ),
    ("AttributeError: module 'a.b' has no attribute 'c'", "attribute a.b c"),
    ("KeyError: 'No such thing'", ""),
    # launchers
    ('ERROR:    Error loading ASGI app. Could not import module "app.main".', "module app.main"),
    ('ERROR:    Error loading ASGI app. Attribute "app" not found in module "app.main".', "attribute app.main app"),
    ("Error: Could not import 'app.wsgi'.", "module app.wsgi"),
    ("Error: Cannot load application from 'app.main:app', module not found.", "module app.main"),
    ("Could not import settings 'shop.settings' (Is it on sys.path?)", "module shop.settings"),
    ('ImportError: Module "shop.auth" does not define a "Backend" attribute/class', "attribute shop.auth Backend"),
    ("django.template.exceptions.TemplateDoesNotExist: shop/cart.html", "tail shop/cart.html"),
    ("jinja2.exceptions.TemplateNotFound: 'cart.html' not found in search path: '/srv'", "tail cart.html"),
    ("  FAILED: No config file 'alembic.ini' found, or file has no '[alembic]' section", "path alembic.ini"),
    ("FAILED: Path doesn't exist: 'migrations'.  Please use the 'init' command", "path migrations"),
    ("Error: Invalid value for '--log-config': Path 'log.yaml' does not exist.", "path log.yaml"),
    ("Error: Invalid value: File does not exist: app.py", "path app.py"),
    ("OSError: Readme file does not exist: README.md", "path README.md"),
    ("error: Distribution not found at: file:///app/libs/core", "path /app/libs/core"),
    ("ERROR: file:///app does not appear to be a Python project: neither 'setup.py' nor", "path /app"),
    # engines and shells
    ('exec: "uvicorn": executable file not found in $PATH: unknown', "program uvicorn"),
    ('runc create failed: exec: "./start.sh": stat ./start.sh: no such file or directory', "path ./start.sh"),
    ('exec: "/srv/start.sh": permission denied: unknown', "path /srv/start.sh"),
    ("exec /srv/start.sh: no such file or directory", "path /srv/start.sh"),
    ("exec /srv/start.sh: exec format error", "path /srv/start.sh"),
    ("[FATAL tini (7)] exec ./start.sh failed: No such file or directory", "path ./start.sh"),
    ("/bin/sh: 1: gunicorn: not found", "program gunicorn"),
    ("sh: 0: cannot open start.sh: No such file", "program start.sh"),
    ("/docker-entrypoint.sh: 10: exec: gunicorn: not found", "program gunicorn"),
    ("/srv/start.sh: line 3: uvicorn: command not found", "program uvicorn"),
    ("bash: /srv/start.sh: No such file or directory", "path /srv/start.sh"),
    ("Error: Cannot find module '/srv/server.js'", "path /srv/server.js"),
    ('nginx: [emerg] open() "/etc/nginx/x.conf" failed (2: No such file or directory)', "path /etc/nginx/x.conf"),
    # builders
    ('ERROR: failed to solve: failed to compute cache key: "/a b.txt" not found: not found', "source /a b.txt"),
    (
        "COPY failed: file not found in build context or excluded by .dockerignore: stat x/y: file does not exist",
        "source x/y",
    ),
    ("COPY failed: stat /var/lib/docker/tmp/docker-builder12/x: no such file or directory", "source x"),
    ('Error: building at STEP "COPY x .": copier: stat: "/x": no such file or directory', "source /x"),
    ("lstat /var/lib/docker/tmp/buildkit-mount12/backend: no such file or directory", "source backend"),
]
PREFIXES = {
    "compose": ("api-1  | ", "api-1"),
    "compose of old": ("shop_api_1   | ", "shop_api_1"),
    "compose with times": ("api-1  | 2026-03-01T10:00:00.123456789Z ", "api-1"),
    "the engine with times": ("2026-03-01T10:00:00.123456789Z ", ""),
    "a process manager": ("10:00:01 web.1  | ", "web.1"),
    "a cluster": ("[pod/api-7d9f-x2/api] ", "api"),
    "a platform": ("2026-03-01T10:00:00.123456+00:00 app[web.1]: ", ""),
    "the journal": ("Mar 01 10:00:00 host dockerd[12]: ", ""),
    "a build": ("#12 0.345 ", ""),
    "the end of a build": ("0.345 ", ""),
    "colours": ("\x1b[36mapi-1  |\x1b[0m \x1b[31m", "api-1"),
}


def read(text: str) -> list[list[str]]:
    return [[" ".join(filter(None, [q.kind, q.name, q.attribute])) for q in chain] for chain in failures(text)]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
def test_logs(text: str, expected: list[str]) -> None:
    assert read(text) == ([expected] if expected else [])


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_single_lines(line: str, expected: str) -> None:
    assert read(line) == ([[expected]] if expected else [])


@pytest.mark.parametrize(("prefix", "container"), PREFIXES.values(), ids=PREFIXES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_prefixes(prefix: str, container: str, end: str) -> None:
    text = "".join(prefix + line + end for line in logs.UVICORN.splitlines())
    [[question]] = failures(text)
    assert (question.kind, question.name, question.container) == (Kind.MODULE, "shared", container)
    assert [(frame.path, frame.line, frame.text) for frame in question.frames][-1] == (
        "/srv/api/main.py",
        2,
        "from shared.auth import login",
    )


def test_each_container_has_its_own_failure() -> None:
    found = [(question.container, question.name) for [question] in failures(logs.COMPOSE)]
    assert found == [("api-1", "shared.auth"), ("worker-1", "shared.jobs")]


def test_containers_that_die_alike_count_once() -> None:
    text = "".join(f"api-{number}  | {line}\n" for number in (1, 2) for line in logs.UVICORN.splitlines())
    assert read(text) == [["module shared"]]


def test_the_last_failure_counts() -> None:
    assert read(logs.UVICORN + logs.QUIET + logs.GUNICORN) == [["module shared.auth"]]
    assert read(logs.FALLBACK + logs.UVICORN) == [["module shared"]]


def test_a_chain_ends_with_its_exception() -> None:
    link = "\nThe above exception was the direct cause of the following exception:\n\n"
    other = 'Traceback (most recent call last):\n  File "/a.py", line 1, in <module>\nValueError: no\n'
    assert read(logs.FALLBACK + link + other + logs.UVICORN) == [["module shared"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WARNING: uvloop is not used: No module named 'uvloop'\n", [["module uvloop"]]),
        ("WARNING: No module named 'uvloop'\n" + logs.UVICORN, [["module shared"]]),
        (logs.UVICORN + "WARNING: No module named 'uvloop'\n", [["module shared"]]),
        ("api-1  | WARNING: No module named 'uvloop'\ndb-1  | exec /x: no such file or directory\n", [["path /x"]]),
    ],
)
def test_what_is_only_mentioned_counts_when_nothing_else_does(text: str, expected: list[list[str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("container", "service", "expected"),
    [
        ("api-1", "api", True),
        ("shop-api-1", "api", True),
        ("shop_api_1", "api", True),
        ("api", "api", True),
        ("web.1", "web", True),
        ("rapi-1", "api", False),
        ("api-1", "api-gateway", False),
        ("", "api", False),
    ],
)
def test_containers(container: str, service: str, *, expected: bool) -> None:
    assert container_fits(container, service) is expected


def test_encodings() -> None:
    line = "ModuleNotFoundError: No module named 'shared'"
    assert [read(decode(line.encode(name))) for name in ("utf-8", "utf-16")] == [[["module shared"]]] * 2
    assert read(decode(b"\xff\xfe")) == []


def test_long_lines_are_cut() -> None:
    assert read("x" * MAX_LINE + "ModuleNotFoundError: No module named 'a'") == []


_WORDS = st.sampled_from(
    [
        *logs.FALLBACK.splitlines(),
        *logs.COMPOSE.splitlines(),
        *logs.RICH.splitlines(),
        *(line for line, _ in LINES),
        '{"log":',
        "[" * 5000,
        '{"a":' * 5000,
        "\x1b[",
        "\0",
        "\udcff",
    ]
)


@given(st.text() | st.lists(_WORDS | st.text()).map("\n".join) | st.lists(_WORDS | st.text()).map("".join))
@example('File "/a", line ' + "9" * 5000)
@example('Traceback (most recent call last):\n  File "/a", line ²')
def test_no_text_is_too_odd(text: str) -> None:
    for chain in failures(text):
        assert all(question.name for question in chain)


@given(st.binary())
def test_nor_are_bytes(data: bytes) -> None:
    failures(decode(data))
