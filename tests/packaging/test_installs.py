"""What installs bring into which environment, and what they miss."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.context import Directory, File, Unknown, walk
from ctxlint.image.running.environments import sites
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.analysis import Service

HEAD = "FROM python:3.12 AS build\nWORKDIR /srv\nCOPY . .\n"
SYSTEM = "/usr/local/lib/python3.12/site-packages"


def built(root: Path, dockerfile: str, tree: dict[str, str]) -> Service:
    write_tree(root, {"Dockerfile": dockerfile, ".dockerignore": "Dockerfile\n.dockerignore\n", **tree})
    return ctxlint.service(root)


def installed(service: Service) -> str:
    """The modules of each ``site-packages`` that come from the repository, and what its links lead to."""
    found = []
    for path, directory in sites(service.image.tree):
        names = [name for name, node in walk(directory) if _is_ours(node)]
        files = [(name, node) for name, node in directory.sorted() if isinstance(node, File)]
        links = [f"-> {node.path}" for name, node in files if name.endswith(".pth")]
        state = ["?"] if directory.unknown else []
        if names or links or state:
            found.append(" ".join([*([] if path == SYSTEM else [f"{path}:"]), *names, *links, *state]))
    return "; ".join(found)


def _is_ours(node: object) -> bool:
    return isinstance(node, File) and node.origin.value == "context"


def backend(name: str) -> str:
    return f"[build-system]\nrequires = []\nbuild-backend = '{name}'\n[project]\nname = 'my-app'\nversion = '1'\n"


SETUPTOOLS, HATCH, FLIT = backend("setuptools.build_meta"), backend("hatchling.build"), backend("flit_core.buildapi")
PDM, UV, OTHER = backend("pdm.backend"), backend("uv_build"), backend("maturin")
POETRY = "[build-system]\nbuild-backend = 'poetry.core.masonry.api'\n[tool.poetry]\nname = 'my-app'\n"
FLAT = {"my_app/__init__.py": "", "my_app/core/a.py": "", "my_app/data.json": "{}", "tests/t.py": ""}
SRC = {f"src/{path}": text for path, text in FLAT.items() if path.startswith("my_app")}
WHOLE = "my_app/__init__.py my_app/core/a.py my_app/data.json"
CODE = "my_app/__init__.py my_app/core/a.py"
"""setuptools leaves out data that nothing names."""

# Files, and what "pip install ." brings.
LAYOUTS = [
    # setuptools: by itself
    ("one package", {**FLAT, "pyproject.toml": SETUPTOOLS}, CODE),
    ("no build system", {**FLAT, "pyproject.toml": "[project]\nname = 'my-app'"}, CODE),
    ("src", {**SRC, "other.py": "", "pyproject.toml": SETUPTOOLS}, CODE),
    ("a module in src", {"src/one.py": "", "pyproject.toml": SETUPTOOLS}, "one.py"),
    ("one module", {"one.py": "", "setup.py": "from setuptools import setup\nsetup(name='x')"}, "one.py"),
    ("nothing that counts", {"tests/__init__.py": "", "conftest.py": "", "pyproject.toml": SETUPTOOLS}, ""),
    # setuptools: by its options
    (
        "named packages leave out those below",
        {**FLAT, "pyproject.toml": SETUPTOOLS + "[tool.setuptools]\npackages = ['my_app']"},
        "my_app/__init__.py",
    ),
    ("no packages", {**FLAT, "pyproject.toml": SETUPTOOLS + "[tool.setuptools]\npackages = []"}, ""),
    (
        "modules",
        {"a.py": "", "b.py": "", "pyproject.toml": SETUPTOOLS + "[tool.setuptools]\npy-modules = ['a']"},
        "a.py",
    ),
    (
        "a search elsewhere",
        {
            "lib/x/__init__.py": "",
            "pyproject.toml": SETUPTOOLS + "[tool.setuptools.packages.find]\nwhere = ['lib']",
        },
        "x/__init__.py",
    ),
    (
        "a search with names",
        {
            **FLAT,
            "extra/__init__.py": "",
            "pyproject.toml": SETUPTOOLS + "[tool.setuptools.packages.find]\ninclude = ['my_app*']",
        },
        CODE,
    ),
    (
        "a search without some",
        {
            **FLAT,
            "pyproject.toml": SETUPTOOLS + "[tool.setuptools.packages.find]\nexclude = ['tests*', 'my_app.core*']",
        },
        "my_app/__init__.py",
    ),
    (
        "a search without namespaces",
        {**FLAT, "pyproject.toml": SETUPTOOLS + "[tool.setuptools.packages.find]\nnamespaces = false"},
        "my_app/__init__.py",
    ),
    (
        "a package by another name",
        {
            "code/a.py": "",
            "pyproject.toml": SETUPTOOLS + "[tool.setuptools]\npackages = ['app']\npackage-dir = {app = 'code'}",
        },
        "app/a.py",
    ),
    (
        "setup.cfg",
        {
            **SRC,
            "setup.cfg": "[metadata]\nname = my-app\n[options]\npackages = find:\npackage_dir =\n    =src\n"
            "[options.packages.find]\nwhere = src\n",
            "setup.py": "from setuptools import setup\nsetup()",
        },
        "my_app/__init__.py",
    ),
    (
        "setup.cfg with namespaces",
        {**SRC, "setup.cfg": "[options]\npackages = find_namespace:\n[options.packages.find]\nwhere = src\n"},
        CODE,
    ),
    (
        "setup.py",
        {**FLAT, "setup.py": "import setuptools\nsetuptools.setup(packages=setuptools.find_packages())"},
        "my_app/__init__.py",
    ),
    (
        "setup.py with constants",
        {**FLAT, "setup.py": "from setuptools import setup\nNAMES = ['my_app']\nsetup(packages=NAMES)"},
        "my_app/__init__.py",
    ),
    ("setup.py that computes", {**FLAT, "setup.py": "setup(packages=discover())"}, f"{WHOLE} tests/t.py"),
    ("setup.py that cannot be read", {**FLAT, "setup.py": "setup(("}, f"{WHOLE} tests/t.py"),
    # others
    ("hatch", {**FLAT, "pyproject.toml": HATCH}, WHOLE),
    ("hatch in src", {**SRC, "pyproject.toml": HATCH}, WHOLE),
    (
        "hatch with packages",
        {"src/one/a.py": "", "pyproject.toml": HATCH + "[tool.hatch.build.targets.wheel]\npackages = ['src/one']"},
        "one/a.py",
    ),
    (
        "hatch with a forced file",
        {
            **FLAT,
            "conf/x.json": "",
            "pyproject.toml": HATCH
            + "[tool.hatch.build.targets.wheel.force-include]\n'conf/x.json' = 'my_app/conf/x.json'",
        },
        "my_app/__init__.py my_app/conf/x.json my_app/core/a.py my_app/data.json",
    ),
    (
        "hatch with patterns",
        {
            "cogs/a.py": "",
            "cogs/a.json": "",
            "cogs/deep/b.py": "",
            "tests/cogs/c.py": "",
            "bot.py": "",
            "pyproject.toml": HATCH + "[tool.hatch.build]\ninclude = ['cogs/*.py', 'bot.py']",
        },
        "bot.py cogs/a.py",
    ),
    (
        "hatch with patterns that meet nothing",
        {"a.py": "", "pyproject.toml": HATCH + "[tool.hatch.build]\ninclude = ['cogs/*.py']"},
        "",
    ),
    (
        "hatch with everything but tests",
        {**FLAT, "pyproject.toml": HATCH + "[tool.hatch.build.targets.wheel]\ninclude = ['*.py']\nexclude = ['tests']"},
        "my_app/__init__.py my_app/core/a.py",
    ),
    (
        "hatch with places and sources",
        {
            **SRC,
            "lib/b/y.py": "",
            "pyproject.toml": HATCH
            + "[tool.hatch.build.targets.wheel]\nonly-include = ['src/my_app/core', 'lib']\nsources = ['src', 'lib']",
        },
        "b/y.py my_app/core/a.py",
    ),
    (
        "hatch with another name for a source",
        {
            "code/a.py": "",
            "pyproject.toml": HATCH
            + "[tool.hatch.build.targets.wheel]\ninclude = ['code']\n"
            + "[tool.hatch.build.targets.wheel.sources]\n'code' = 'my_app'",
        },
        "my_app/a.py",
    ),
    ("hatch without its package", {"web/a.py": "", "pyproject.toml": HATCH}, ""),
    ("poetry", {**FLAT, "pyproject.toml": POETRY}, WHOLE),
    ("poetry in src", {**SRC, "pyproject.toml": POETRY}, WHOLE),
    (
        "poetry with packages",
        {
            "a/x.py": "",
            "lib/b/y.py": "",
            "pyproject.toml": POETRY + "packages = [{include = 'a'}, {include = 'b', from = 'lib'}]",
        },
        "a/x.py b/y.py",
    ),
    (
        "poetry with a pattern",
        {"a/x/y.py": "", "pyproject.toml": POETRY + "packages = [{include = 'a/**/*.py'}]"},
        "a/x/y.py",
    ),
    ("flit", {"my_app.py": "", "pyproject.toml": FLIT}, "my_app.py"),
    (
        "flit with a name",
        {"ns/one/__init__.py": "", "pyproject.toml": FLIT + "[tool.flit.module]\nname = 'ns.one'"},
        "ns/one/__init__.py",
    ),
    ("pdm", {**FLAT, "docs/a.txt": "", "pyproject.toml": PDM}, WHOLE),
    ("pdm in src", {**SRC, "pyproject.toml": PDM}, WHOLE),
    ("uv", {**SRC, "pyproject.toml": UV}, WHOLE),
    (
        "uv beside the project file",
        {**FLAT, "pyproject.toml": UV + "[tool.uv.build-backend]\nmodule-root = ''"},
        WHOLE,
    ),
    (
        "uv with a name",
        {"src/x/y/a.py": "", "pyproject.toml": UV + "[tool.uv.build-backend]\nmodule-name = 'x.y'"},
        "x/y/a.py",
    ),
    (
        "a backend of an unknown kind",
        {**FLAT, "python/m/b.py": "", "pyproject.toml": OTHER},
        f"m/b.py {WHOLE} tests/t.py",
    ),
]


@pytest.mark.parametrize(("tree", "expected"), [case[1:] for case in LAYOUTS], ids=[case[0] for case in LAYOUTS])
def test_what_a_project_brings(tmp_path: Path, tree: dict[str, str], expected: str) -> None:
    assert installed(built(tmp_path, HEAD + "RUN pip install .\n", tree)) == expected


PROJECT = {**SRC, "pyproject.toml": SETUPTOOLS, "uv.lock": "", "requirements.txt": "flask\n"}
VENV = "/srv/.venv/lib/python3.12/site-packages:"
CONDA = "/env/lib/python3.12/site-packages:"
LINK = "-> /srv/src"

# The command, and what is where afterwards.
COMMANDS = [
    ("pip install .", CODE),
    ("pip3 install --no-cache-dir '.[all]'", CODE),
    ("python -m pip install /srv", CODE),
    ("pip install my-app@file:///srv", CODE),
    ("pip install -e .", LINK),
    ("cd / && pip install --editable=./srv", LINK),
    ("python setup.py --version && pip install flask", ""),
    ("pip install --dry-run .", ""),
    ("pip download .", ""),
    ("pip install git+https://example.org/x", ""),
    ("pip install -t /opt/lib .", ""),
    ("pip install --user .", f"/root/.local/lib/python3.12/site-packages: {CODE}"),
    ("pip install --prefix=/install .", f"/install/lib/python3.12/site-packages: {CODE}"),
    ("python -m venv /venv && /venv/bin/pip install .", f"/venv/lib/python3.12/site-packages: {CODE}"),
    ("python -m venv /venv && . /venv/bin/activate && pip install .", f"/venv/lib/python3.12/site-packages: {CODE}"),
    ("pyenv exec python3.12 -m pip install .", CODE),
    ("uv pip install --system .", CODE),
    ("conda run -p /env python -m pip install .", f"{CONDA} {CODE}"),
    ("mamba create -y -p /env && conda run -p /env pip install .", f"{CONDA} {CODE}"),
    ("conda run -n web pip install .", f"/opt/conda/envs/web/lib/python3.12/site-packages: {CODE}"),
    ("conda run -n base --no-capture-output pip install .", CODE),
    ("uv venv && uv pip install -e .", f"{VENV} {LINK}"),
    ("uv pip install --python /venv/bin/python .", f"/venv/lib/python3.12/site-packages: {CODE}"),
    ("uv sync", f"{VENV} {LINK}"),
    ("uv sync --no-editable", f"{VENV} {CODE}"),
    ("uv sync --no-install-project", ""),
    ("uv sync --only-group docs", ""),
    ("UV_PROJECT_ENVIRONMENT=/venv uv sync", f"/venv/lib/python3.12/site-packages: {LINK}"),
    ("uv run python -c ''", f"{VENV} {LINK}"),
    ("uv run --no-sync python -c ''", ""),
    ("poetry install", f"/root/.cache/pypoetry/virtualenvs/srv-py3.12/lib/python3.12/site-packages: {LINK}"),
    ("poetry config virtualenvs.create false && poetry install", LINK),
    ("POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install", f"{VENV} {LINK}"),
    ("poetry install --no-root", ""),
    ("pdm install", f"{VENV} {LINK}"),
    ("pdm install --no-self", ""),
    ("pip wheel -w /wheels . && pip install /wheels/*.whl", CODE),
    ("python -m build -o /wheels && pip install --find-links=/wheels my_app", CODE),
    ("uv build && pip install dist/*.whl", CODE),
    ("make install", LINK.replace("/srv/src", "/srv\n/srv/src")),
    ("pip install $PACKAGE", "?"),
    ("pip install . || true", CODE),
    ("pip install -r requirements.txt", ""),
    ("npm install . && apt-get install python3-flask", ""),
]


@pytest.mark.parametrize(("command", "expected"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_where_commands_put_it(tmp_path: Path, command: str, expected: str) -> None:
    assert installed(built(tmp_path, f"{HEAD}RUN {command}\n", PROJECT)) == expected


LIB = {"lib/pyproject.toml": "[project]\nname = 'lib'", "lib/lib.py": ""}
MEMBER = {"packages/one/pyproject.toml": UV.replace("my-app", "one"), "packages/one/src/one/a.py": ""}
WORKSPACE = (
    SETUPTOOLS
    + "dependencies = ['one']\n[tool.uv.sources]\none = {workspace = true}\n"
    + "[tool.uv.workspace]\nmembers = ['packages/*']"
)

# Files, the command, and what is where.
BESIDE = [
    ("a file of requirements", {**LIB, "r.txt": "flask\n./lib # ours\n"}, "pip install -r r.txt", "lib.py"),
    (
        "one that includes another",
        {**LIB, "r/a.txt": "-r b.txt", "r/b.txt": "-e lib"},
        "pip install -r r/a.txt",
        "-> /srv/lib",
    ),
    (
        "a source of uv",
        {**LIB, "pyproject.toml": WORKSPACE.replace("one = {workspace = true}", "one = {path = 'lib'}")},
        "uv sync --no-install-project",
        f"{VENV} lib.py",
    ),
    (
        "a member",
        {**SRC, **MEMBER, "pyproject.toml": WORKSPACE},
        "uv sync",
        f"{VENV} -> /srv/src -> /srv/packages/one/src",
    ),
    (
        "a member alone",
        {**SRC, **MEMBER, "pyproject.toml": WORKSPACE},
        "uv sync --package one",
        f"{VENV} -> /srv/packages/one/src",
    ),
    (
        "from a member",
        {**SRC, **MEMBER, "pyproject.toml": WORKSPACE},
        "cd packages/one && uv sync",
        f"{VENV} -> /srv/packages/one/src",
    ),
    ("no members", {**SRC, **MEMBER, "pyproject.toml": WORKSPACE}, "uv sync --no-install-workspace", ""),
    (
        "a path of poetry",
        {**FLAT, **LIB, "pyproject.toml": POETRY + "[tool.poetry.dependencies]\nlib = {path = 'lib'}"},
        "poetry config virtualenvs.create false && poetry install",
        "lib.py -> /srv",
    ),
    (
        "a link of poetry",
        {
            **FLAT,
            **LIB,
            "pyproject.toml": POETRY + "[tool.poetry.group.x.dependencies]\nlib = {path = 'lib', develop = true}",
        },
        "poetry config virtualenvs.create false && poetry install --no-root",
        "-> /srv/lib",
    ),
    (
        "a Pipfile",
        {**LIB, "Pipfile": "[packages]\nlib = {path = 'lib', editable = true}"},
        "pipenv install --system",
        "-> /srv/lib",
    ),
    ("no project", {"a.py": ""}, "uv sync", ""),
]


@pytest.mark.parametrize(("tree", "command", "expected"), [c[1:] for c in BESIDE], ids=[c[0] for c in BESIDE])
def test_what_lies_beside(tmp_path: Path, tree: dict[str, str], command: str, expected: str) -> None:
    assert installed(built(tmp_path, f"{HEAD}RUN {command}\n", tree)) == expected


STAGES = [
    (
        "an environment",
        "RUN uv sync --no-editable\nFROM python:3.12-slim\nCOPY --from=0 /srv/.venv /app/.venv\n",
        f"/app/.venv/lib/python3.12/site-packages: {CODE}",
    ),
    (
        "an environment of conda",
        "RUN conda run -p /env pip install .\nFROM debian:12\nCOPY --from=0 /env /env\n",
        f"{CONDA} {CODE}",
    ),
    ("the system's", f"RUN pip install .\nFROM python:3.12-slim\nCOPY --from=0 {SYSTEM} {SYSTEM}\n", CODE),
    (
        "a prefix",
        "RUN pip install --prefix=/install .\nFROM python:3.12-slim\nCOPY --from=0 /install /usr/local\n",
        CODE,
    ),
    (
        "a wheel",
        "RUN pip wheel -w /w .\nFROM python:3.12-slim\nCOPY --from=0 /w/*.whl /w/\nRUN pip install /w/*\n",
        CODE,
    ),
    (
        "a wheel that is mounted",
        """
RUN uv build --wheel
FROM python:3.12-slim
RUN --mount=from=build,source=/srv/dist,target=/dist pip install /dist/*.whl
""",
        CODE,
    ),
    ("before the sources", "RUN rm -rf src\nRUN pip install -e .\nCOPY . .\n", ""),
    ("what comes later is not copied", "RUN rm -rf src\nRUN pip install .\nCOPY . .\n", ""),
    ("a stage of its own", "FROM python:3.12\nRUN pip install flask\n", ""),
]


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in STAGES], ids=[case[0] for case in STAGES])
def test_stages(tmp_path: Path, steps: str, expected: str) -> None:
    assert installed(built(tmp_path, HEAD + steps, PROJECT)) == expected


def test_a_distribution_may_be_called_like_a_package_of_the_repository(tmp_path: Path) -> None:
    service = built(tmp_path, HEAD + "RUN pip install some-lib\n", {"some_lib/__init__.py": ""})
    site = service.image.find(SYSTEM)

    assert isinstance(site, Directory)
    assert isinstance(site.entries["some_lib"], Unknown)


READS = {"README.md": "", "LICENSE": "", "VERSION": ""}

# Files, the steps, and what they miss: the path, and what it is.
LACKS = [
    (
        "a readme of hatch",
        {"pyproject.toml": HATCH + "readme = 'README.md'", **FLAT},
        "pip install .",
        ["README.md readme"],
    ),
    (
        "in a table",
        {"pyproject.toml": FLIT + "readme = {file = 'README.md'}", **FLAT},
        "pip install .",
        ["README.md readme"],
    ),
    (
        "a licence",
        {"pyproject.toml": HATCH + "license = {file = 'LICENSE'}", **FLAT},
        "pip install .",
        ["LICENSE licence"],
    ),
    (
        "a readme of poetry",
        {"pyproject.toml": POETRY + "readme = 'README.md'", **FLAT},
        "pip install .",
        ["README.md readme"],
    ),
    (
        "opened by setup.py",
        {"setup.py": "x = open('VERSION').read()\nsetup(name='x')", "a.py": ""},
        "pip install .",
        ["VERSION file"],
    ),
    (
        "opened beside itself",
        {"setup.py": "with open(os.path.join(here, 'README.md')) as f:\n    text = f.read()\nsetup()", "a.py": ""},
        "pip install .",
        ["README.md file"],
    ),
    (
        "opened by a path",
        {"setup.py": "t = (HERE / 'README.md').read_text()\nsetup()", "a.py": ""},
        "pip install .",
        ["README.md file"],
    ),
    ("a file of requirements", {}, "pip install -r dev.txt", ["dev.txt requirements"]),
    ("hidden by a later step", {}, "pip install -r dev.txt; echo done", ["dev.txt requirements"]),
    ("stopping all the same", {}, "set -ex; pip install -r dev.txt; true", ["dev.txt requirements"]),
    ("stopping by a word", {}, "set -o errexit; pip install -r dev.txt; exit 0", ["dev.txt requirements"]),
    (
        "an included one",
        {"r.txt": "-r base.txt\n-c pins.txt"},
        "pip install -r r.txt",
        ["pins.txt constraints", "base.txt requirements"],
    ),
    ("a directory", {}, "pip install ./lib", ["lib project"]),
    ("a dependency", {"r.txt": "-e ./lib"}, "pip install -r r.txt", ["lib dependency"]),
    ("a lock file", {"pyproject.toml": SETUPTOOLS}, "uv sync --frozen", ["uv.lock lock"]),
    ("a member", {**SRC, "pyproject.toml": WORKSPACE}, "uv sync", ["packages/one member"]),
    ("a Pipfile", {}, "pipenv sync", ["Pipfile project", "Pipfile.lock lock"]),
    ("no project", {}, "poetry install", ["pyproject.toml project"]),
    (
        "a version that setup.py takes from the history",
        {"setup.py": "setup(name='x', use_scm_version={'write_to': 'x/v.py'}, setup_requires=['setuptools_scm'])"},
        "pip install .",
        [".git history"],
    ),
    # quiet
    ("a readme of setuptools", {"pyproject.toml": SETUPTOOLS + "readme = 'README.md'", **SRC}, "pip install .", []),
    ("all there", {**READS, "pyproject.toml": HATCH + "readme = 'README.md'", **FLAT}, "pip install .", []),
    (
        "under a try",
        {"setup.py": "try:\n    x = open('V').read()\nexcept OSError:\n    x = ''\nsetup()"},
        "pip install .",
        [],
    ),
    (
        "a version with a fallback",
        {"setup.py": "setup(use_scm_version={'fallback_version': '0'})"},
        "pip install .",
        [],
    ),
    ("no version from the history", {"setup.py": "setup(use_scm_version=False)"}, "pip install .", []),
    ("in a function", {"setup.py": "def read():\n    return open('V').read()\nsetup()"}, "pip install .", []),
    ("written", {"setup.py": "open('V', 'w').write('1')\nsetup()"}, "pip install .", []),
    (
        "touched before",
        {"pyproject.toml": HATCH + "readme = 'README.md'", **FLAT},
        "touch README.md && pip install .",
        [],
    ),
    ("printed before", {}, "pip freeze > all.txt; pip install -r all.txt", []),
    ("fetched before", {}, "curl -o r.txt https://example.org/r.txt && pip install -r r.txt", []),
    ("in a condition", {}, 'if [ -n "$DEV" ]; then pip install -r dev.txt; fi', []),
    ("not stopping", {}, "pip install -r dev.txt || true", []),
    ("not stopping at the end", {}, "pip install -U pip && pip install -r dev.txt 2>/dev/null; true", []),
    ("not stopping by a colon", {}, "pip install -r dev.txt; :", []),
    ("not stopping by its status", {}, "pip install -r dev.txt; exit 0", []),
    ("from far away", {}, "pip install -r https://example.org/r.txt", []),
    ("by a variable", {}, "pip install -r $FILE", []),
    ("no root", {"pyproject.toml": POETRY + "readme = 'README.md'"}, "poetry install --no-root", []),
    (
        "no project of its own",
        {"pyproject.toml": HATCH + "readme = 'README.md'", "uv.lock": ""},
        "uv sync --frozen --no-install-project",
        [],
    ),
    ("members that nobody asks for", {**SRC, "pyproject.toml": WORKSPACE}, "uv sync --no-install-workspace", []),
]

GROUPED = {
    "uv": UV
    + "[dependency-groups]\ndev = ['one']\nclient = ['two']\ndocs = ['three']\n"
    + "[tool.uv]\ndefault-groups = ['dev', 'client']\n"
    + "".join(f"[tool.uv.sources.{name}]\npath = '{name}'\n" for name in ("one", "two", "three")),
    "poetry": POETRY
    + "".join(
        f"[tool.poetry.group.{group}.dependencies]\n{name} = {{path = '{name}'}}\n"
        for group, name in (("dev", "one"), ("client", "two"))
    )
    + "[tool.poetry.group.docs]\noptional = true\n[tool.poetry.group.docs.dependencies]\nthree = {path = 'three'}\n",
    "pdm": PDM
    + "[dependency-groups]\ndev = ['one @ file:///${PROJECT_ROOT}/one']\nclient = ['two @ file:///${PROJECT_ROOT}/two']\n",
}

# The manager, its command, and the dependencies that it misses: one is in dev, two in client, three in docs.
GROUPS = [
    ("uv", "uv sync --frozen", "one two"),
    ("uv", "uv sync --frozen --no-group client", "one"),
    ("uv", "uv sync --frozen --no-dev", "two"),
    ("uv", "UV_NO_DEV=1 uv sync --frozen", "two"),
    ("uv", "uv sync --frozen --no-dev --no-group client", ""),
    ("uv", "uv sync --frozen --no-default-groups", ""),
    ("uv", "uv sync --frozen --no-default-groups --group docs", "three"),
    ("uv", "uv sync --frozen --all-groups", "one two three"),
    ("uv", "uv sync --locked --no-default-groups", "one two three"),
    ("poetry", "poetry install --no-root", "one two"),
    ("poetry", "poetry install --no-root --without client", "one"),
    ("poetry", "poetry install --no-root --without dev,client", ""),
    ("poetry", "poetry install --no-root --no-dev", "two"),
    ("poetry", "poetry install --no-root --only main", ""),
    ("poetry", "poetry install --no-root --only=client", "two"),
    ("poetry", "poetry install --no-root --with docs", "one two three"),
    ("pdm", "pdm sync --no-self", "one two"),
    ("pdm", "pdm sync --no-self --prod", ""),
    ("pdm", "pdm sync --no-self -G client", "one two"),
    ("pdm", "pdm sync --no-self --without dev", "two"),
]


@pytest.mark.parametrize(("manager", "command", "expected"), GROUPS, ids=[row[1] for row in GROUPS])
def test_what_a_choice_of_groups_misses(tmp_path: Path, manager: str, command: str, expected: str) -> None:
    tree = {"pyproject.toml": GROUPED[manager], "uv.lock": "version = 1"}
    lacks = built(tmp_path, f"{HEAD}RUN {command}\n", tree).build.lacks

    assert " ".join(posixpath.relpath(each.input.path, "/srv") for each in lacks) == expected


@pytest.mark.parametrize(("tree", "command", "expected"), [c[1:] for c in LACKS], ids=[c[0] for c in LACKS])
def test_what_is_missed(tmp_path: Path, tree: dict[str, str], command: str, expected: list[str]) -> None:
    lacks = built(tmp_path, f"{HEAD}RUN {command}\n", tree).build.lacks

    assert [f"{posixpath.relpath(each.input.path, '/srv')} {each.input.role}" for each in lacks] == expected
