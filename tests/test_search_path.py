"""Directories that code adds to ``sys.path``: what a source says, and what a service makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.data.search_path import additions
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "import os, sys, site\nfrom os.path import dirname, abspath, join\nfrom pathlib import Path\n"

# What the source says, and what it adds: relative to its file or to where it works; "^" in front, "m" as a script.
ADDITIONS = [
    ("sys.path.append('lib')", ["cwd:lib"]),
    ("sys.path.insert(0, '/opt/lib')", ["^absolute:/opt/lib"]),
    ("sys.path.insert(0, '')", ["^cwd:."]),
    ("sys.path.append(os.getcwd())", ["cwd:."]),
    ("sys.path.append(os.path.dirname(__file__))", ["file:."]),
    ("sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))", ["file:.."]),
    ("sys.path.insert(0, join(dirname(abspath(__file__)), '..', 'lib'))", ["^file:../lib"]),
    ("sys.path.insert(0, str(Path(__file__).resolve().parents[2]))", ["^file:../.."]),
    ("ROOT = Path(__file__).parent.parent\nsys.path.append(str(ROOT / 'lib'))", ["file:../lib"]),
    ("sys.path.extend(['a', os.path.dirname(__file__)])", ["cwd:a", "file:."]),
    ("sys.path += ['a']", ["cwd:a"]),
    ("sys.path = ['a'] + sys.path", ["^cwd:a"]),
    ("sys.path = sys.path + ['a']", ["cwd:a"]),
    ("sys.path = ['a', *sys.path]", ["^cwd:a"]),
    ("sys.path[:0] = ['a']", ["^cwd:a"]),
    ("site.addsitedir('a')", ["cwd:a"]),
    ("def f():\n    here = dirname(__file__)\n    sys.path.append(here)", ["file:."]),
    ("if 'a' not in sys.path:\n    sys.path.append('a')", ["cwd:a"]),
    ("if __name__ == '__main__':\n    sys.path.append('a')", ["mcwd:a"]),
    ("os.chdir('x')\nsys.path.append('a')\nsys.path.append(dirname(__file__))", ["?", "file:."]),
    ("sys.path.append(where)", ["?"]),
    ("sys.path.append(f'{where}/lib')", ["?"]),
    ("for each in places:\n    sys.path.append(each)", ["?"]),
    ("from config import ROOT\nsys.path.append(ROOT)", ["?"]),
    ("sys.path = find()", ["^?"]),
    ("sys.path.append(__file__)", ["?"]),
    ("change(sys.path)", ["?"]),
    ("sys.path.append(", ["?"]),
]


@pytest.mark.parametrize(("source", "expected"), ADDITIONS, ids=[case[0][-60:] for case in ADDITIONS])
def test_additions(source: str, expected: list[str]) -> None:
    found = [
        "^" * each.in_front + "m" * each.main_only + (f"{each.target.base}:{each.target.path}" if each.target else "?")
        for each in additions((HEAD + source).encode())
    ]
    assert found == expected


UP = "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).resolve().parents[1]))\n"
TREE = {"app/main.py": UP + "from core import db\n", "core/__init__.py": "", "core/db.py": ""}
LIB = "import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), 'lib'))\nimport shared\n"
SHARED = {"app/main.py": LIB, "app/lib/shared/__init__.py": "", "app/lib/other.py": ""}
COPY = "COPY . .\n"
# Further files, what is ignored, how things are copied, what is found.
FOUND = [
    ("all is there", TREE, "", COPY, []),
    ("a module is missing", TREE, "core/db.py", COPY, ["CTX102 error core.db"]),
    ("a package is missing", TREE, "core", COPY, ["CTX102 error core"]),
    ("a package is not copied", TREE, "", "COPY app app\n", ["CTX103 error core"]),
    ("a vendored package is missing", SHARED, "app/lib/shared", COPY, ["CTX102 error shared"]),
    ("and all beside it", SHARED, "app/lib", COPY, ["CTX102 error shared"]),
    ("a vendored package is there", SHARED, "", COPY, []),
    (
        "what a module of an added directory adds",
        SHARED
        | {
            "app/lib/shared/__init__.py": "import sys\nsys.path.append('/srv/more')\nimport inner\n",
            "more/inner.py": "import deep\n",
            "more/deep.py": "",
        },
        "more/deep.py",
        COPY,
        ["CTX102 error deep"],
    ),
    (
        "an unknown directory may have it",
        {"app/main.py": "import sys\nsys.path.append(where)\nimport shared\n", "x/shared.py": ""},
        "",
        COPY,
        [],
    ),
    (
        "an unknown directory beside a known one",
        TREE | {"app/main.py": UP + "sys.path.append(where)\nfrom core import db\n"},
        "core/db.py",
        COPY,
        ["CTX102 warning core.db"],
    ),
    (
        "a directory of the base image",
        TREE
        | {
            "app/main.py": UP + "sys.path.append('/usr/lib/python3/dist-packages')\nimport core, other\n",
            "other.py": "",
        },
        "core\nother.py",
        COPY,
        ["CTX102 warning core", "CTX102 warning other"],
    ),
    (
        "only when it is run",
        TREE
        | {
            "app/main.py": "import helper\n" + TREE["app/main.py"],
            "app/helper.py": "if __name__ == '__main__':\n    import sys\n    sys.path.append('/x')\n",
        },
        "core/db.py",
        COPY,
        ["CTX102 error core.db"],
    ),
    (
        "a directory that is elsewhere",
        {"app/main.py": "import sys\nsys.path.append('/opt/x')\nimport shared\n"},
        "",
        COPY,
        [],
    ),
]


@pytest.mark.parametrize(
    ("files", "ignored", "copies", "expected"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND]
)
def test_a_service(files: dict[str, str], ignored: str, copies: str, expected: list[str], tmp_path: Path) -> None:
    dockerfile = f"FROM python:3.12\nWORKDIR /srv\n{copies}CMD python app/main.py\n"
    write_tree(tmp_path, {**files, ".dockerignore": ignored, "Dockerfile": dockerfile})
    report = ctxlint.check(ctxlint.load(tmp_path))
    found = [each for each in report.findings if each.code.startswith("CTX10") and each.module]
    assert [f"{each.code} {each.severity} {each.module}" for each in found] == expected
