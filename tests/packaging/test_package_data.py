"""What setuptools installs besides modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.context import Directory, File, walk
from ctxlint.packaging import read_project, shipped
from tests.imports.trees import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = {"app/__init__.py": "", "app/py.typed": "", "app/a.json": "", "app/web/index.html": "", "app/web/js/a.js": ""}
HEAD = "[project]\nname = 'app'\n"
TABLE = HEAD + "[tool.setuptools]\npackages = ['app']\n"
DATA = TABLE + "[tool.setuptools.package-data]\n"
SETUP = "from setuptools import setup\nsetup(name='app', packages=['app']{})\n"
EVERYTHING = {"a.json", "web/index.html", "web/js/a.js"}

CASES: list[tuple[str, dict[str, str], set[str]]] = [
    ("nothing is named", {"pyproject.toml": TABLE}, set()),
    ("by its name", {"pyproject.toml": DATA + "app = ['a.json']"}, {"a.json"}),
    ("for all packages", {"pyproject.toml": DATA + "'*' = ['*.json']"}, {"a.json"}),
    ("for another package", {"pyproject.toml": DATA + "other = ['*']"}, set()),
    ("one level", {"pyproject.toml": DATA + "app = ['web/*']"}, {"web/index.html"}),
    ("all levels", {"pyproject.toml": DATA + "app = ['web/**/*']"}, {"web/index.html", "web/js/a.js"}),
    ("all below", {"pyproject.toml": DATA + "app = ['web/**']"}, {"web/index.html", "web/js/a.js"}),
    ("one character", {"pyproject.toml": DATA + "app = ['?.[jt]son']"}, {"a.json"}),
    ("a directory of the manifest", {"pyproject.toml": TABLE, "MANIFEST.in": "graft app/web"}, EVERYTHING - {"a.json"}),
    ("a file of the manifest", {"pyproject.toml": TABLE, "MANIFEST.in": "include app/*.json # data"}, {"a.json"}),
    (
        "by ending",
        {"pyproject.toml": TABLE, "MANIFEST.in": "recursive-include app *.js *.html"},
        EVERYTHING - {"a.json"},
    ),
    ("anywhere", {"pyproject.toml": TABLE, "MANIFEST.in": "global-include *.js"}, {"web/js/a.js"}),
    (
        "a manifest that does not count",
        {"pyproject.toml": TABLE + "include-package-data = false", "MANIFEST.in": "graft app"},
        set(),
    ),
    ("an old project", {"setup.py": SETUP.format(""), "MANIFEST.in": "graft app"}, set()),
    (
        "an old project with its manifest",
        {"setup.py": SETUP.format(", include_package_data=True"), "MANIFEST.in": "graft app"},
        EVERYTHING,
    ),
    ("an old project's data", {"setup.py": SETUP.format(", package_data={'app': ['*.json']}")}, {"a.json"}),
    ("data that cannot be told", {"setup.py": SETUP.format(", package_data=find()")}, EVERYTHING),
    (
        "files that version control knows",
        {"pyproject.toml": TABLE + "[build-system]\nrequires = ['setuptools', 'setuptools-scm']"},
        EVERYTHING,
    ),
    (
        "settings of setup.cfg",
        {
            "setup.cfg": "[metadata]\nname = app\n[options]\npackages = app\n"
            "[options.package_data]\napp = *.json, web/*.html\n"
        },
        {"a.json", "web/index.html"},
    ),
    (
        "another backend takes it all",
        {"pyproject.toml": HEAD + "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'"},
        EVERYTHING,
    ),
]


def data_of(files: Mapping[str, str]) -> set[str]:
    """Paths of the package, without its modules and what always belongs to it."""
    directory = tree({**FILES, **files})
    project = read_project("/app", directory, files.get)
    assert project is not None
    package = shipped(project).files["app"]
    assert isinstance(package, Directory)
    found = {path for path, node in walk(package) if isinstance(node, File)}
    assert {"__init__.py", "py.typed"} <= found
    return found - {"__init__.py", "py.typed"}


@pytest.mark.parametrize(("files", "data"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_package_data(files: dict[str, str], data: set[str]) -> None:
    assert data_of(files) == data
