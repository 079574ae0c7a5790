"""What counts as the application when nobody knows what an image starts."""

from __future__ import annotations

import pytest

from ctxlint.imports import Finder, everything, is_aside
from tests.imports.trees import tree

CASES = [
    ("packages", {"app/a/__init__.py": "", "app/a/b.py": "", "app/a/c/__init__.py": ""}, ["a", "a.b", "a.c"]),
    ("modules in the root", {"app/main.py": "", "app/lib.py": ""}, ["lib", "main"]),
    ("bare directories below src", {"app/src/a/b.py": "", "app/src/a/c/d.py": ""}, ["a", "a.b", "a.c", "a.c.d"]),
    ("several roots", {"app/a.py": "", "lib/b.py": ""}, ["a", "b"]),
    ("a module that is run", {"app/a/__init__.py": "", "app/a/__main__.py": ""}, ["a", "a.__main__"]),
    ("bare directories elsewhere", {"app/a/b.py": ""}, []),
    (
        "tests",
        {"app/tests/__init__.py": "", "app/a/__init__.py": "", "app/a/test_b.py": "", "app/conftest.py": ""},
        ["a"],
    ),
    ("scripts and docs", {"app/scripts/__init__.py": "", "app/docs/__init__.py": "", "app/setup.py": ""}, []),
    ("migrations", {"app/a/__init__.py": "", "app/a/migrations/__init__.py": "", "app/a/migrations/m1.py": ""}, ["a"]),
    ("no modules", {"app/a-b.py": "", "app/c.txt": "", "app/d/e.json": "", "app/x.pyi": ""}, []),
    ("unknown", {"app/a": "?", "lib": "?"}, []),
    ("the root of the image", {"a.py": ""}, []),
]


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_everything(files: dict[str, str], expected: list[str]) -> None:
    found = everything(Finder(tree(files), ["/app", "/app/src", "/lib", "/"]))
    assert sorted(start.module or "" for start in found) == expected


def test_it_is_bounded() -> None:
    files = {f"app/m{number}.py": "" for number in range(3_000)}
    assert len(everything(Finder(tree(files), ["/app"]))) == 2_000


@pytest.mark.parametrize("module", ["tests", "a.tests.b", "a.test_b", "conftest", "docs.conf", "scripts.x", "a_tests"])
def test_aside(module: str) -> None:
    assert is_aside(module)


@pytest.mark.parametrize("module", ["app", "contest", "a.latest", "testimony", "documents", "__main__"])
def test_not_aside(module: str) -> None:
    assert not is_aside(module)
