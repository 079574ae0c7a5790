"""Where Python finds a module."""

from __future__ import annotations

import pytest

from ctxlint.context import Directory, Unknown, lookup
from ctxlint.imports import Finder
from tests.imports.trees import tree

# Why, the tree, the module, where it is found below the roots /p and /q ("" nowhere, "?" maybe).
CASES = [
    ("module", {"p/a.py": ""}, "a", "/p/a.py"),
    ("package", {"p/a/__init__.py": ""}, "a", "/p/a/__init__.py"),
    ("submodule", {"p/a/__init__.py": "", "p/a/b.py": ""}, "a.b", "/p/a/b.py"),
    ("second root", {"p/b.py": "", "q/a.py": ""}, "a", "/q/a.py"),
    ("the first root wins", {"p/a.py": "", "q/a/__init__.py": ""}, "a", "/p/a.py"),
    ("a package wins over a module", {"p/a.py": "", "p/a/__init__.py": ""}, "a", "/p/a/__init__.py"),
    ("a module wins over a bare directory", {"p/a/b.py": "", "p/a.py": ""}, "a", "/p/a.py"),
    ("a later package wins over a bare directory", {"p/a/b.py": "", "q/a/__init__.py": ""}, "a", "/q/a/__init__.py"),
    ("a later module wins over a bare directory", {"p/a/b.py": "", "q/a.py": ""}, "a", "/q/a.py"),
    (
        "compiled wins over source",
        {"p/a.py": "", "p/a.cpython-312-x86_64-linux-gnu.so": ""},
        "a",
        "/p/a.cpython-312-x86_64-linux-gnu.so",
    ),
    ("stable interface", {"p/a.abi3.so": ""}, "a", "/p/a.abi3.so"),
    ("shared object", {"p/a.so": ""}, "a", "/p/a.so"),
    ("bytecode", {"p/a.pyc": ""}, "a", "/p/a.pyc"),
    ("source wins over bytecode", {"p/a.py": "", "p/a.pyc": ""}, "a", "/p/a.py"),
    ("compiled package", {"p/a/__init__.so": ""}, "a", "/p/a/__init__.so"),
    ("bare directory", {"p/a/b.py": ""}, "a", "/p/a"),
    ("bare directory, deep", {"p/a/b/c/d.py": ""}, "a.b", "/p/a/b"),
    ("in a bare directory", {"p/a/b.py": ""}, "a.b", "/p/a/b.py"),
    ("second portion", {"p/a/b.py": "", "q/a/c.py": ""}, "a.c", "/q/a/c.py"),
    ("linked module", {"p/a.py": "-> b", "p/b": ""}, "a", "/p/a.py"),
    ("linked package", {"p/a": "-> ../r/x", "r/x/__init__.py": "", "r/x/b.py": ""}, "a.b", "/r/x/b.py"),
    ("linked root", {"p": "-> r", "r/a.py": ""}, "a", "/r/a.py"),
    ("absolute link", {"p/a": "-> /r", "r/__init__.py": ""}, "a", "/r/__init__.py"),
    ("unknown entry", {"p/a": "?"}, "a", "?"),
    ("in an unknown entry", {"p/a": "?"}, "a.b.c", "?"),
    ("unknown root", {"p": "?"}, "a", "?"),
    ("known wins over unknown", {"p": "?", "q/a.py": ""}, "a", "/q/a.py"),
    ("to be compiled", {"p/a.pyx": ""}, "a", "?"),
    ("archive", {"p": "-> x.zip", "x.zip": ""}, "a", "?"),
    ("bare directory with unknown content", {"p/a/b": "?"}, "a", "/p/a"),
    ("not there", {"p/a.py": ""}, "b", ""),
    ("no roots", {"a.py": ""}, "a", ""),
    ("not in the module", {"p/a.py": "", "p/a/b.py": ""}, "a.b", ""),
    ("not in the package", {"p/a/__init__.py": ""}, "a.b", ""),
    ("a package hides later portions", {"p/a/__init__.py": "", "q/a/b.py": ""}, "a.b", ""),
    ("stub", {"p/a.pyi": ""}, "a", ""),
    ("stub package", {"p/a/__init__.pyi": ""}, "a", ""),
    ("empty directory", {"p/a/": ""}, "a", ""),
    ("directory of data", {"p/a/b.json": "", "p/a/c-d.py": "", "p/a/run.sh": ""}, "a", ""),
    ("two dots", {"p/a.b.py": ""}, "a", ""),
    ("two dots are no package", {"p/a.b.py": ""}, "a.b", ""),
    ("other platform", {"p/a.pyd": ""}, "a", ""),
    ("other suffix", {"p/a.py.bak": "", "p/a.txt": "", "p/apy": ""}, "a", ""),
    ("other case", {"p/A.py": ""}, "a", ""),
    ("directory by a file's name", {"p/a.py/b.txt": ""}, "a", ""),
    ("init is a directory", {"p/a/__init__.py/b": ""}, "a", ""),
    ("broken link", {"p/a.py": "-> b"}, "a", ""),
    ("circular link", {"p/a.py": "-> a.py"}, "a", ""),
    ("circular link to a directory", {"p/a": "-> b", "p/b": "-> a"}, "a.c", ""),
    ("root that is a file", {"p": ""}, "a", ""),
    ("empty name", {"p/a.py": ""}, "", ""),
    ("odd name", {"p/a.py": ""}, "a..b.", ""),
]


@pytest.mark.parametrize(("files", "module", "path"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_find(files: dict[str, str], module: str, path: str) -> None:
    found = Finder(tree(files), ["/p", "/q/"]).find(module)
    assert ("?" if found and found.unknown else found.path if found else "") == path


def test_a_module_knows_what_it_is() -> None:
    finder = Finder(tree({"a/__init__.py": "", "b/c.py": "", "d.so": "", "e.py": ""}), ["/"])
    kinds = {name: finder.find(name) for name in "abde"}
    assert {name: (m.is_package, m.namespace, m.file is not None) for name, m in kinds.items() if m} == {
        "a": (True, False, True),
        "b": (True, True, False),
        "d": (False, False, False),
        "e": (False, False, True),
    }


def test_a_base_image_is_not_expected_to_have_modules_at_its_root() -> None:
    root = tree({"app/a.py": ""})
    root.unknown = True
    finder = Finder(root, ["/app", "/", "/usr/lib/python3"])
    assert finder.find("b") is None


@pytest.mark.parametrize(
    ("directory", "may_be_there"),
    [
        ("/usr/bin", False),
        ("/usr/local/sbin", False),
        ("/usr/lib/python3/dist-packages", True),
        ("/opt/app", True),
    ],
)
def test_a_base_image_is_not_expected_to_have_modules_beside_its_programs(directory: str, may_be_there: bool) -> None:
    root = tree({f"{directory[1:]}/run": ""})
    root.unknown = True
    place = lookup(root, directory)
    assert isinstance(place, Directory)
    place.unknown = True
    assert bool(Finder(root, [directory]).find("monitoring")) is may_be_there


def test_a_link_into_the_base_image_may_lead_to_a_module() -> None:
    root = tree({"app/a": "-> /opt/a"})
    root.unknown = True
    found = Finder(root, ["/app"]).find("a.b")
    assert found
    assert found.unknown


def test_a_directory_with_more_in_it_may_have_any_module() -> None:
    root = Directory({"app": Directory(unknown=True), "b": Unknown("x")})
    found = Finder(root, ["/app"]).find("a")
    assert found
    assert found.unknown


def test_submodules_of_all_portions() -> None:
    files = {
        "p/a/b.py": "",
        "p/a/c/__init__.py": "",
        "p/a/d/e.py": "",
        "q/a/f.so": "",
        "p/a/x-y.py": "",
        "p/a/g.txt": "",
    }
    names = [module.name for module in Finder(tree(files), ["/p", "/q"]).submodules("a")]
    assert names == ["a.b", "a.c", "a.d", "a.f"]
