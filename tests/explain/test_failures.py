"""Failures that are not imports of the project's own modules -> cause and fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import logs
from .test_answers import API, OLDER, PYTHON, Tree, ask, only, told

if TYPE_CHECKING:
    from pathlib import Path

REDIS = "ModuleNotFoundError: No module named 'redis'"
HEAD = "redis is no module of this repository, and no instruction copies it: it has to be installed"


def image(*instructions: str, base: str = PYTHON) -> Tree:
    """A service that imports a distribution."""
    lines = [*instructions, "COPY main.py .", 'CMD ["python", "main.py"]']
    return {"Dockerfile": base + "\n".join(lines) + "\n", "main.py": "import redis.asyncio\n"}


BUILDER = "FROM python:3.12 AS build\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n" + PYTHON
STAGES = image("COPY --from=build /src/static static", base=BUILDER)
REQUIREMENTS: list[tuple[str, Tree, str]] = [
    (
        "required by nobody",
        {
            **image("COPY r.txt .", "RUN pip install -r r.txt"),
            "r.txt": "x\n",
            "requirements.txt": "# redis\nredis-om\n",
        },
        f"unknown: {HEAD}, and nothing in the build context requires a distribution of this name",
    ),
    (
        "required by nobody, and there is a place for it",
        {**image("COPY requirements.txt .", "RUN pip install -r requirements.txt"), "requirements.txt": "flask\n"},
        (
            f"unknown: {HEAD}, and nothing in the build context requires a distribution of this name; the "
            "image installs requirements.txt, where it would have to be required"
        ),
    ),
    (
        "in a file that nobody installs",
        {
            **image("COPY requirements.txt .", "RUN pip install -r requirements.txt"),
            "requirements.txt": "flask\n",
            "requirements-worker.txt": "# with locks\nRedis[hiredis]>=5\n",
        },
        (
            f"missing: {HEAD}; requirements-worker.txt names it, and no command of the image installs that file "
            "=> RUN pip install -r requirements-worker.txt"
        ),
    ),
    (
        "in a file that another includes",
        {
            **image("COPY requirements requirements", "RUN pip install -r requirements/requirements.txt"),
            "requirements/requirements.txt": "-r requirements-base.txt\n",
            "requirements/requirements-base.txt": "redis\n",
        },
        (
            f"unknown: {HEAD}; requirements/requirements-base.txt names it, and the image installs that "
            "file: it may be older than that line"
        ),
    ),
    (
        "in a stage that the image takes other things from",
        {**STAGES, "requirements.txt": "redis\n"},
        (
            f"missing: {HEAD}; another stage installs requirements.txt, and what the image takes from there "
            "seems not to have it"
        ),
    ),
    (
        "in an environment that the image takes from a stage",
        {
            **STAGES,
            "Dockerfile": STAGES["Dockerfile"].replace("/src/static", "/opt/venv"),
            "requirements.txt": "redis\n",
        },
        f"unknown: {HEAD}; requirements.txt names it, and the image installs that file: it may be older than that line",
    ),
    (
        "in wheels that the image mounts from a stage",
        {
            **STAGES,
            "Dockerfile": STAGES["Dockerfile"].replace(
                "COPY --from=build", "RUN --mount=from=build,target=/w pip install /w/*\nCOPY --from=build"
            ),
            "requirements.txt": "redis\n",
        },
        f"unknown: {HEAD}; requirements.txt names it, and the image installs that file: it may be older than that line",
    ),
    (
        "in an extra",
        {
            **image("COPY . .", "RUN pip install ."),
            "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n[project.optional-dependencies]\nw = ["redis"]\n',
        },
        (
            f"unknown: {HEAD}; pyproject.toml names it in [project.optional-dependencies], which is "
            "installed only where that is asked for"
        ),
    ),
    (
        "a project of the repository",
        {**image(), "libs/redis/pyproject.toml": '[project]\nname = "redis"\n', "libs/redis/src/redis/__init__.py": ""},
        (
            "missing: libs/redis is the project of this repository that brings redis: libs/redis is in the "
            "build context, but no instruction copies it => COPY libs/redis/ /srv/libs/redis/"
        ),
    ),
    (
        "a path that is required",
        {
            **image("COPY pyproject.toml .", "RUN uv sync"),
            "pyproject.toml": '[project]\nname = "x"\n[tool.uv.sources]\nredis = { path = "vendor/redis-fork" }\n',
        },
        (
            "missing: vendor/redis-fork is the project of this repository that brings redis, and it is not "
            "in this checkout"
        ),
    ),
    (
        "a member of the workspace",
        {
            **image("COPY pyproject.toml .", "RUN uv sync"),
            "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/redis"]\n'
            "[tool.uv.sources]\nredis = { workspace = true }\n",
            "packages/redis/README.md": "",
        },
        (
            "missing: packages/redis is the project of this repository that brings redis: packages/redis is "
            "in the build context, but no instruction copies it => COPY packages/redis/ /srv/packages/redis/"
        ),
    ),
]
START = PYTHON + 'COPY start.sh .\nCMD ["./start.sh"]\n'
CONTAINERS: list[tuple[str, Tree, str, str]] = [
    (
        "a file that is not copied",
        {**API, "alembic.ini": ""},
        "FileNotFoundError: [Errno 2] No such file or directory: '/srv/alembic.ini'",
        (
            "missing: alembic.ini is in the build context, but no instruction copies it => COPY alembic.ini "
            "/srv/alembic.ini"
        ),
    ),
    (
        "a relative path",
        {**API, "conf/log.yaml": ""},
        "Error: Invalid value for '--log-config': Path 'conf/log.yaml' does not exist.",
        (
            "missing: conf/log.yaml is in the build context, but no instruction copies it "
            "=> COPY conf/log.yaml /srv/conf/log.yaml"
        ),
    ),
    (
        "below a directory that was renamed",
        {"Dockerfile": PYTHON + "COPY src app\n", ".dockerignore": "src/*.sql\n", "src/a.py": "", "src/x.sql": ""},
        "FileNotFoundError: [Errno 2] No such file or directory: '/srv/app/x.sql'",
        (
            'missing: line 1 of .dockerignore (src/*.sql) excludes src/x.sql => add the line "!src/x.sql" '
            "at the end of "
            ".dockerignore"
        ),
    ),
    (
        "in another place",
        {"Dockerfile": PYTHON + "COPY conf /etc/app\nCOPY main.py .\n", "conf/a.ini": "", "main.py": ""},
        "FileNotFoundError: [Errno 2] No such file or directory: 'conf/a.ini'",
        (
            "missing: the image has conf/a.ini as /etc/app/a.ini, but it is looked for as /srv/conf/a.ini "
            "=> COPY conf/a.ini /srv/conf/a.ini, or start where the path leads to /etc/app/a.ini"
        ),
    ),
    (
        "there",
        API,
        "python: can't open file '/srv/api/main.py': [Errno 2] No such file or directory",
        f"present: the image has api/main.py as /srv/api/main.py{OLDER}",
    ),
    (
        "made by the program",
        API,
        "FileNotFoundError: [Errno 2] No such file or directory: '/var/data/cache/auth.py'",
        (
            "unknown: neither the repository nor an instruction brings /var/data/cache/auth.py: the base image, a RUN "
            "instruction, a volume or the program itself would have to"
        ),
    ),
    (
        "under a volume",
        {
            "compose.yaml": "services:\n  api:\n    build: .\n    volumes:\n      - ./conf:/srv/conf\n",
            "Dockerfile": PYTHON + "COPY main.py .\n",
            "main.py": "",
            "conf/a.ini": "",
        },
        "FileNotFoundError: [Errno 2] No such file or directory: '/srv/conf/b.ini'",
        "missing: compose lays conf over /srv/conf, and it has no b.ini",
    ),
    (
        "a script that is not copied",
        {"Dockerfile": PYTHON + 'COPY main.py .\nCMD ["./start.sh"]\n', "main.py": "", "start.sh": "#!/bin/sh\n"},
        'exec: "./start.sh": stat ./start.sh: no such file or directory',
        (
            "missing: the container starts ./start.sh, but the image has no /srv/start.sh: no instruction "
            "copies start.sh there => COPY start.sh /srv/start.sh"
        ),
    ),
    (
        "line ends of another system",
        {"Dockerfile": START, "start.sh": "#!/bin/sh\r\nexit\r\n"},
        "exec ./start.sh: no such file or directory",
        (
            "missing: the image has start.sh as /srv/start.sh, but its first line ends in a carriage "
            "return, so that the kernel looks for an interpreter by another name => save it with the line "
            "ends of Unix (*.sh text eol=lf in .gitattributes)"
        ),
    ),
    (
        "not executable",
        {"Dockerfile": START, "start.sh": "#!/bin/sh\n"},
        'exec: "./start.sh": permission denied: unknown',
        (
            "missing: the image has start.sh as /srv/start.sh, but it may not be run: it lacks the executable bit "
            "=> git update-index --chmod=+x, or COPY --chmod=755"
        ),
    ),
    (
        "no such shell",
        {"Dockerfile": START.replace("3.12", "3.12-alpine"), "start.sh": "#!/bin/bash\n"},
        "exec ./start.sh: no such file or directory",
        (
            "missing: the image has start.sh as /srv/start.sh, but its first line is #!/bin/bash, and "
            "python:3.12-alpine brings no bash => write #!/bin/sh, or install bash"
        ),
    ),
    (
        "such a shell",
        {"Dockerfile": START, "start.sh": "#!/bin/bash\n"},
        "exec ./start.sh: no such file or directory",
        f"present: the image has start.sh as /srv/start.sh{OLDER}",
    ),
    (
        "a script by its bare name",
        {"Dockerfile": START, "start.sh": "#!/bin/sh\n"},
        'exec: "start.sh": executable file not found in $PATH',
        (
            "missing: the image has start.sh as /srv/start.sh, but a name without a slash is looked for on PATH only "
            "=> ./start.sh, or /srv/start.sh"
        ),
    ),
    (
        "a program on the path",
        {"Dockerfile": PYTHON + "COPY tool /usr/local/bin/\n", "tool": "#!/bin/sh\n"},
        "sh: 1: tool: not found",
        f"present: the image has tool as /usr/local/bin/tool{OLDER}",
    ),
    (
        "a script of the project",
        {
            "Dockerfile": PYTHON + "COPY . .\n",
            "pyproject.toml": '[project]\nname = "x"\nscripts = { tool = "x:main" }\n',
        },
        "sh: 1: tool: not found",
        (
            "missing: tool is a script of this project (x:main), and no command is known to install the project "
            "=> RUN pip install ."
        ),
    ),
    (
        "a program of somebody else",
        API,
        "/bin/sh: 1: gunicorn: not found",
        (
            "unknown: no instruction copies a program gunicorn: the base image or RUN has to bring it, into "
            "a directory of PATH"
        ),
    ),
    (
        "a program of a distribution that nobody installs",
        {**API, "requirements.txt": "gunicorn\n"},
        "/bin/sh: 1: gunicorn: not found",
        (
            "missing: no instruction copies a program gunicorn: the base image or RUN has to bring it, into a "
            "directory of PATH; requirements.txt names it, and no command of the image installs that file "
            "=> RUN pip install -r requirements.txt"
        ),
    ),
    (
        "a template",
        {**API, "templates/shop/cart.html": ""},
        "django.template.exceptions.TemplateDoesNotExist: shop/cart.html",
        (
            "missing: templates/shop/cart.html is in the build context, but no instruction copies it "
            "=> COPY templates/shop/cart.html /srv/templates/shop/cart.html"
        ),
    ),
    (
        "a template that is there",
        {**API, "shared/templates/cart.html": ""},
        "jinja2.exceptions.TemplateNotFound: cart.html",
        f"present: the image has shared/templates/cart.html as /srv/shared/templates/cart.html{OLDER}",
    ),
    (
        "a template of somebody else",
        API,
        "jinja2.exceptions.TemplateNotFound: admin/base.html",
        "unknown: the repository has no file whose path ends in admin/base.html",
    ),
]
NAMES: list[tuple[str, Tree, str, str]] = [
    (
        "a submodule",
        {**API, ".dockerignore": "shared/auth.py\n"},
        "ImportError: cannot import name 'auth' from 'shared' (/srv/shared/__init__.py)",
        (
            "missing: api/main.py:2 -> shared.auth: the image has no shared.auth, because line 1 of .dockerignore "
            '(shared/auth.py) excludes shared/auth.py => add the line "!shared/auth.py" at the end of .dockerignore'
        ),
    ),
    (
        "a name that is there",
        API,
        "ImportError: cannot import name 'login' from 'shared.auth' (/srv/shared/auth.py)",
        f"present: shared/auth.py defines login, and the image has it as /srv/shared/auth.py{OLDER}",
    ),
    (
        "a name that is not",
        API,
        "ImportError: cannot import name 'logout' from 'shared.auth' (/srv/shared/auth.py)",
        "missing: shared/auth.py, which the image has as /srv/shared/auth.py, defines no logout",
    ),
    (
        "a name that may be",
        {**API, "shared/auth.py": "from json import *\n"},
        "ImportError: cannot import name 'logout' from 'shared.auth' (/srv/shared/auth.py)",
        "unknown: shared/auth.py may define logout or not: it makes names that only a run shows",
    ),
    (
        "a circle",
        API,
        (
            "ImportError: cannot import name 'login' from partially initialized module 'shared.auth' "
            "(most likely due to a circular import) (/srv/shared/auth.py)"
        ),
        (
            "missing: shared.auth imports the very module that wants login from it: a circle of imports, "
            "whatever the image has"
        ),
    ),
    (
        "a name of somebody else",
        {**image("COPY requirements.txt .", "RUN pip install -r requirements.txt"), "requirements.txt": "redis\n"},
        "ImportError: cannot import name 'Redis' from 'redis' (/usr/local/lib/python3.12/site-packages/redis.py)",
        (
            f"unknown: {HEAD}; requirements.txt names it, and the image installs that file: it may be older "
            "than that line; the version that is installed has no Redis in redis"
        ),
    ),
]
LATE = (
    "0.413     import shop.settings\n0.413 ModuleNotFoundError: No module named 'shop'\n------\n"
    "Dockerfile:3\n--------------------\n   2 |     WORKDIR /srv\n   3 | >>> RUN python manage.py check\n"
    "--------------------\nERROR: failed to solve: process did not complete successfully: exit code: 1\n"
)
COPY = {"Dockerfile": PYTHON + "COPY requirements.txt ./\n", "main.py": ""}
SOURCES: list[tuple[str, Tree, str, str]] = [
    (
        "a copy that comes late",
        {"Dockerfile": PYTHON + "RUN python manage.py check\nCOPY . .\n", "shop/settings.py": ""},
        LATE,
        (
            "missing: the image has shop as /srv/shop, but line 4 of Dockerfile brings it, and line 3 already needs it "
            "=> move line 4 of Dockerfile above line 3"
        ),
    ),
    (
        "a copy that comes in time",
        {"Dockerfile": PYTHON.replace("\n", "\nCOPY . /srv/\n", 1) + "RUN x\n", "shop/settings.py": ""},
        LATE.replace("   3 | >>>", "   4 | >>>"),
        f"present: the image has shop as /srv/shop{OLDER}",
    ),
    (
        "a source that is ignored",
        {**COPY, ".dockerignore": "*.txt\n", "requirements.txt": ""},
        logs.BUILDKIT_SOURCE,
        (
            "missing: COPY requirements.txt: line 1 of .dockerignore (*.txt) excludes it "
            '=> add the line "!requirements.txt" below line 1 of .dockerignore'
        ),
    ),
    (
        "a source that is nowhere",
        {"Dockerfile": PYTHON + "COPY conf/x.ini ./\n", "main.py": ""},
        (
            "COPY failed: file not found in build context or excluded by .dockerignore: stat conf/x.ini: "
            "file does not exist"
        ),
        "missing: COPY conf/x.ini: it does not exist in ./, which looks like the context of this Dockerfile",
    ),
    (
        "a source that is there",
        {**COPY, "requirements.txt": ""},
        logs.BUILDKIT_SOURCE,
        f"present: the build context has requirements.txt{OLDER}",
    ),
    (
        "a source in a stage",
        {"Dockerfile": "FROM scratch AS web\nCOPY a /a\nFROM scratch\nCOPY --from=web /b /b\n", "a": ""},
        '"/b": failed to calculate checksum of ref x::y: "/b": not found',
        "missing: /b does not exist in the stage web",
    ),
    (
        "a source of another project",
        COPY,
        '"/x": failed to calculate checksum of ref x::y: "/x": not found',
        "unknown: no instruction copies x",
    ),
]
ROWS = [*CONTAINERS, *NAMES, *SOURCES]


@pytest.mark.parametrize(("tree", "expected"), [c[1:] for c in REQUIREMENTS], ids=[c[0] for c in REQUIREMENTS])
def test_requirements(tree: Tree, expected: str, tmp_path: Path) -> None:
    answer = only(ask(tmp_path, tree, REDIS))
    assert told(answer) == expected
    assert answer.chain == "main.py:1 -> redis"


@pytest.mark.parametrize(("tree", "log", "expected"), [c[1:] for c in ROWS], ids=[c[0] for c in ROWS])
def test_failures(tree: Tree, log: str, expected: str, tmp_path: Path) -> None:
    assert told(only(ask(tmp_path, tree, log))) == expected


NAMES_OF_DISTRIBUTIONS = [
    ("yaml", "PyYAML==6\n"),
    ("google.protobuf", "google\n"),
    ("rest_framework", "djangorestframework\n"),
]


@pytest.mark.parametrize(("module", "required"), NAMES_OF_DISTRIBUTIONS)
def test_modules_that_are_not_called_as_their_distributions(module: str, required: str, tmp_path: Path) -> None:
    tree = {**image(), "requirements.txt": "# first\n" + required}
    answer = only(ask(tmp_path, tree, f"ModuleNotFoundError: No module named '{module}'"))
    assert [str(place.location) for place in answer.places] == ["requirements.txt:2"]


def test_a_project_of_the_repository_that_comes_from_an_index(tmp_path: Path) -> None:
    tree = {
        "compose.yaml": "services: {api: {build: api}}\n",
        "pyproject.toml": '[project]\nname = "shared-tools"\n',
        "shared/__init__.py": "",
        "shared/auth.py": "",
        "api/Dockerfile": PYTHON + 'COPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]\n',
        "api/requirements.txt": "shared-tools>=1.2\n",
        "api/main.py": "import shared.auth\n",
    }
    answer = only(ask(tmp_path, tree, "ModuleNotFoundError: No module named 'shared.auth'"))
    assert told(answer) == (
        "unknown: the repository has shared/auth.py, but a requirement brings its project here: the version that is "
        "installed lacks it"
    )
    assert answer.chain == "api/main.py:1 -> shared.auth"
