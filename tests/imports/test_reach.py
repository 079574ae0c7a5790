"""What a start reaches, and what of it the image lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.imports import Finder, Kind, Scan, Sources, Start, Surroundings, reach, rough_scan, scan
from tests.imports.trees import reached, tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxlint.context import File

DJANGO = {
    "manage.py": "def main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')",
    "site/__init__.py": "",
    "site/settings.py": "INSTALLED_APPS = ['shop.apps.ShopConfig', 'django.contrib.admin']\nROOT_URLCONF = 'site.urls'",
    "site/urls.py": "urlpatterns = [path('', include('shop.urls'))]",
    "shop/__init__.py": "",
    "shop/apps.py": "",
    "shop/models.py": "import money",
    "shop/urls.py": "",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": "",
    "shop/migrations/m2.py": "import steps",
    "shop/management/commands/report.py": "import paper",
    "shop/templatetags/marks.py": "import marks",
    "money.py": "",
    "steps.py": "",
    "paper.py": "",
    "marks.py": "",
}
DJANGO = {name.replace("site/", "web/"): text.replace("site.", "web.") for name, text in DJANGO.items()}

# Why, the repository, what the image lacks, what is missing and how ("a eager").
NOISY = [
    ("module", {"main.py": "import a", "a.py": ""}, ["a.py"], ["a eager"]),
    ("package", {"main.py": "import a.b", "a/__init__.py": "", "a/b.py": ""}, ["a/"], ["a eager"]),
    (
        "submodule",
        {"main.py": "import a.b.c", "a/__init__.py": "", "a/b/__init__.py": "", "a/b/c.py": ""},
        ["a/b/"],
        ["a.b eager"],
    ),
    ("by from", {"main.py": "from a import b", "a/__init__.py": "", "a/b.py": ""}, ["a/b.py"], ["a.b eager"]),
    (
        "name in a missing module",
        {"main.py": "from a.b import c", "a/__init__.py": "", "a/b.py": "c = 1"},
        ["a/b.py"],
        ["a.b eager"],
    ),
    (
        "init chain",
        {"main.py": "import a.b", "a/__init__.py": "import c", "a/b.py": "", "c.py": ""},
        ["c.py"],
        ["c eager"],
    ),
    ("far away", {"main.py": "import a", "a.py": "import b", "b.py": "import c", "c.py": ""}, ["c.py"], ["c eager"]),
    (
        "relative",
        {"main.py": "import a.b", "a/__init__.py": "", "a/b.py": "from .c import d", "a/c.py": ""},
        ["a/c.py"],
        ["a.c eager"],
    ),
    (
        "relative to the parent",
        {
            "main.py": "import a.b.c",
            "a/__init__.py": "",
            "a/b/__init__.py": "",
            "a/b/c.py": "from ..d import e",
            "a/d.py": "",
        },
        ["a/d.py"],
        ["a.d eager"],
    ),
    (
        "the package itself",
        {"main.py": "import a", "a/__init__.py": "from . import b", "a/b.py": ""},
        ["a/b.py"],
        ["a.b eager"],
    ),
    (
        "the package itself by its name",
        {"main.py": "import a", "a/__init__.py": "from a import b", "a/b.py": ""},
        ["a/b.py"],
        ["a.b eager"],
    ),
    ("lazily", {"main.py": "def f():\n    import a", "a.py": ""}, ["a.py"], ["a lazy"]),
    ("by a lazy module", {"main.py": "def f():\n    import a", "a.py": "import b", "b.py": ""}, ["b.py"], ["b lazy"]),
    (
        "optionally",
        {"main.py": "try:\n    import a\nexcept ImportError:\n    a = None", "a.py": ""},
        ["a.py"],
        ["a optional"],
    ),
    (
        "by an optional module",
        {"main.py": "try:\n    import a\nexcept ImportError:\n    a = None", "a.py": "import b", "b.py": ""},
        ["b.py"],
        ["b optional"],
    ),
    (
        "the strongest kind counts",
        {"main.py": "def f():\n    import a\nimport b", "b.py": "import a", "a.py": ""},
        ["a.py"],
        ["a eager"],
    ),
    (
        "the strongest chain counts",
        {"main.py": "def f():\n    import a\nimport b", "b.py": "import a", "a.py": "import c", "c.py": ""},
        ["c.py"],
        ["c eager"],
    ),
    (
        "fallback of what is missing, too",
        {"main.py": "try:\n    import a\nexcept ImportError:\n    import b", "a.py": "", "b.py": ""},
        ["a.py", "b.py"],
        ["a optional", "b eager"],
    ),
    (
        "fallback of what may be installed",
        {"main.py": "try:\n    import x\nexcept ImportError:\n    import b", "b.py": ""},
        ["b.py"],
        ["b optional"],
    ),
    ("by call", {"main.py": "import_module('a.b')", "a/__init__.py": "", "a/b.py": ""}, ["a/b.py"], ["a.b eager"]),
    ("by a script's settings", DJANGO, ["web/"], ["web eager"]),
    ("application", DJANGO, ["shop/"], ["shop eager"]),
    ("models of an application", DJANGO, ["shop/models.py"], ["shop.models eager"]),
    ("migrations of an application", DJANGO, ["shop/migrations/"], ["shop.migrations lazy"]),
    ("imported by a migration", DJANGO, ["steps.py"], ["steps lazy"]),
    ("imported by a tag", DJANGO, ["marks.py"], ["marks lazy"]),
    ("routes", DJANGO, ["shop/urls.py"], ["shop.urls eager"]),
    ("imported by models", DJANGO, ["money.py"], ["money eager"]),
    ("bare directory", {"main.py": "from a import b", "a/b.py": ""}, ["a/"], ["a eager?"]),
    (
        "bare directory, from within",
        {"main.py": "import a.b", "a/b.py": "import a.c", "a/c.py": ""},
        ["a/c.py"],
        ["a.c eager"],
    ),
    ("compiled module", {"main.py": "import a.b", "a/__init__.py": "", "a/b.so": ""}, ["a/b.so"], ["a.b eager?"]),
    ("portion of a namespace", {"main.py": "import a.b.c", "a/b/c.py": "", "a/d.py": ""}, ["a/b/"], ["a.b eager?"]),
    (
        "name of an open module",
        {"main.py": "from a import b", "a/__init__.py": "def __getattr__(n): ...", "a/b.py": ""},
        ["a/b.py"],
        ["a.b eager?"],
    ),
    (
        "in a loop over what is there",
        {
            "main.py": "import a\n[import_module(m) for m in iter_modules(a.__path__)]",
            "a/__init__.py": "",
            "a/b.py": "import c",
            "a/d.py": "",
            "c.py": "",
        },
        ["c.py", "a/d.py"],
        ["c eager"],
    ),
    (
        "hidden names are those of other packages",
        {"main.py": "from a import b", "a/__init__.py": "from a.x import y", "a/b.py": "", "a/x.py": ""},
        ["a/b.py"],
        ["a.b eager"],
    ),
    (
        "a star that does not bind it",
        {"main.py": "from a import b", "a/__init__.py": "from .x import *", "a/x.py": "y = 1", "a/b.py": ""},
        ["a/b.py"],
        ["a.b eager"],
    ),
    ("in what does not parse here", {"main.py": "import a\nthis was new", "a.py": ""}, ["a.py"], ["a eager?"]),
    (
        "standard library, in the image on purpose",
        {"main.py": "import types", "types.py": "import a", "a.py": ""},
        ["a.py"],
        ["a eager"],
    ),
]


def shown(repository: Mapping[str, str], lacking: Sequence[str], start: Start | str) -> list[str]:
    found = reached(repository, lacking, start).missing
    return sorted(f"{missing.module} {missing.kind}{'?' * missing.doubtful}" for missing in found)


@pytest.mark.parametrize(("repository", "lacking", "missing"), [c[1:] for c in NOISY], ids=[c[0] for c in NOISY])
def test_missing(repository: dict[str, str], lacking: list[str], missing: list[str]) -> None:
    start = Start(path="/manage.py") if "manage.py" in repository else "main"
    assert shown(repository, lacking, start) == missing
    assert not shown(repository, [], start)


A = {"a/__init__.py": "", "a/b.py": ""}
QUIET = [
    ("installed", {"main.py": "import requests, a.x"} | A, ["a/b.py"]),
    (
        "standard library",
        {"main.py": "import types, logging.config", "types.py": "", "logging/config.py": ""},
        ["types.py"],
    ),
    (
        "standard library over a bare directory",
        {"main.py": "import email.x", "email/x.py": "", "email/y.py": ""},
        ["email/x.py"],
    ),
    ("nobody imports it", {"main.py": "import a"} | A, ["a/b.py"]),
    ("for type checkers", {"main.py": "if TYPE_CHECKING:\n    import a.b"} | A, ["a/"]),
    ("by a module for type checkers", {"main.py": "if TYPE_CHECKING:\n    import c", "c.py": "import a"} | A, ["a/"]),
    ("in a string", {"main.py": "'''\nimport a\n'''"} | A, ["a/"]),
    ("attribute", {"main.py": "from a import c"} | A, ["a/b.py"]),
    (
        "name that hides the submodule",
        {"main.py": "from a import b", "a/__init__.py": "b = 1", "a/b.py": ""},
        ["a/b.py"],
    ),
    (
        "function that hides it",
        {"main.py": "from a import b", "a/__init__.py": "def b(): ...", "a/b.py": ""},
        ["a/b.py"],
    ),
    ("conditional name", {"main.py": "from a import b", "a/__init__.py": "if x:\n    b = 1", "a/b.py": ""}, ["a/b.py"]),
    (
        "imported name that hides it",
        {"main.py": "from a import b", "a/__init__.py": "from x import b", "a/b.py": ""},
        ["a/b.py"],
    ),
    (
        "renamed",
        {"main.py": "from a import b", "a/__init__.py": "from . import c as b", "a/c.py": "", "a/b.py": ""},
        ["a/b.py"],
    ),
    (
        "hidden by a star",
        {"main.py": "from a import b", "a/__init__.py": "from .c import *", "a/c.py": "b = 1", "a/b.py": ""},
        ["a/b.py"],
    ),
    ("from a module", {"main.py": "from a.b import c", "a/b/c.py": ""} | A, ["a/b/"]),
    ("part of a script", {"main.py": "import c", "c.py": "if __name__ == '__main__':\n    import a"} | A, ["a/"]),
    (
        "bare directory by the name of a distribution",
        {"main.py": "import docker\nfrom docker import from_env", "docker/build.py": ""},
        ["docker/"],
    ),
    ("module of a distribution", {"main.py": "import docker.errors", "docker/build.py": ""}, ["docker/"]),
    ("beyond the top", {"main.py": "from . import b\nfrom ...a import b"} | A, ["a/"]),
    ("star", {"main.py": "from a import *"} | A, ["a/b.py"]),
    ("stub only", {"main.py": "import a", "a.pyi": ""}, ["a.pyi"]),
    ("directory of data", {"main.py": "import a", "a/x.json": ""}, ["a/"]),
    ("unknown in the image", {"main.py": "import a.b.c", "a": "?"}, []),
    ("compiled by the build", {"main.py": "import a.b", "a/__init__.py": "", "a/b.pyx": ""}, []),
    ("source of what the build compiles", {"main.py": "import a.b", "a/__init__.py": "", "a/b.pyx": ""}, ["a/b.pyx"]),
    ("bytecode", {"main.py": "import a.b", "a/__init__.py": "", "a/b.pyc": ""}, ["a/b.pyc"]),
    ("configuration of tests", {"main.py": "", "conftest.py": "import a"} | A, ["a/"]),
    ("vendored distribution", {"main.py": "import requests", "vendor/requests/__init__.py": ""}, ["vendor/"]),
    ("stubs of a package", {"main.py": "import a", "a/__init__.pyi": "", "typings/a.pyi": ""}, ["a/", "typings/"]),
    ("command that is not run", DJANGO | {"main.py": "import web.settings"}, ["paper.py"]),
    ("fallback of what is there", {"main.py": "try:\n    from a import b\nexcept ImportError:\n    import b"} | A, []),
    ("attribute of an application", {"main.py": "INSTALLED_APPS = ['a.apps.C', 'x.y']"} | A, []),
    ("tasks that are not there", {"main.py": "app.autodiscover_tasks(['a'])"} | A, ["a/b.py"]),
    (
        "loop over what is there",
        {"main.py": "import a\n[import_module(m) for m in iter_modules(a.__path__)]"} | A,
        ["a/b.py"],
    ),
    ("no start", {"c.py": "import a"} | A, ["a/"]),
    ("cycle", {"main.py": "import c", "c.py": "import main"} | A, ["a/"]),
    ("unknown plugin", {"main.py": "import_module(f'a.{x}')"} | A, ["a/b.py"]),
    ("Windows only, as nobody has it", {"main.py": "if os.name == 'nt':\n    import winreg"} | A, ["a/"]),
]


@pytest.mark.parametrize(("repository", "lacking"), [case[1:] for case in QUIET], ids=[case[0] for case in QUIET])
def test_quiet(repository: dict[str, str], lacking: list[str]) -> None:
    assert not shown(repository, lacking, "main")


B = {"a/__init__.py": "", "a/b.py": "", "c.py": "", "d/e.py": ""}
MISCASED = [
    ("submodule", {"main.py": "import a.B"}, ["a.B eager"]),
    ("by from", {"main.py": "from a.B import c"}, ["a.B eager"]),
    ("a name that would be a submodule", {"main.py": "from a import B"}, ["a.B eager"]),
    ("relative", {"main.py": "import a.x", "a/x.py": "from .B import c"}, ["a.B eager"]),
    ("package", {"main.py": "import A.b"}, ["A eager"]),
    ("module", {"main.py": "import C"}, ["C eager"]),
    ("bare directory", {"main.py": "import D.e"}, ["D eager"]),
    ("in a bare directory", {"main.py": "import d.E"}, ["d.E eager?"]),
    ("in a function", {"main.py": "def f():\n    import a.B"}, ["a.B lazy"]),
    ("caught", {"main.py": "try:\n    import a.B\nexcept ImportError: ..."}, ["a.B optional"]),
    ("right", {"main.py": "import a.b, c, d.e"}, []),
    ("both", {"main.py": "import C, c", "C.py": ""}, []),
    ("a class by the name of its module", {"main.py": "from a import B", "a/__init__.py": "class B: ..."}, []),
    ("of another module", {"main.py": "from a import B", "a/__init__.py": "from .b import B"}, []),
    ("by a star", {"main.py": "from a import B", "a/__init__.py": "from .b import *", "a/b.py": "B = 1"}, []),
    ("perhaps", {"main.py": "from a import B", "a/__init__.py": "def __getattr__(name): ..."}, []),
    ("perhaps by a star", {"main.py": "from a import B", "a/__init__.py": "from x import *"}, []),
    ("a standard module", {"main.py": "import json", "JSON.py": ""}, []),
    ("a directory of data", {"main.py": "import F", "f/x.json": ""}, []),
    ("a bare directory alone", {"main.py": "import D"}, []),
    ("a distribution with more in it", {"main.py": "import A.x"}, []),
    ("another name", {"main.py": "import a.bb, cc"}, []),
]


@pytest.mark.parametrize(("files", "missing"), [case[1:] for case in MISCASED], ids=[case[0] for case in MISCASED])
def test_capital_letters(files: dict[str, str], missing: list[str]) -> None:
    assert shown(B | files, [], "main") == missing


def test_a_start_with_other_capital_letters() -> None:
    (missing,) = reached(B | {"main.py": ""}, [], Start("a.B")).missing
    assert (missing.module, missing.repository.name, missing.is_miscased) == ("a.B", "a.b", True)


def test_a_chain_is_the_shortest_of_the_strongest() -> None:
    repository = {
        "main.py": "import b\nimport c\ndef f():\n    import x",
        "b.py": "import d",
        "c.py": "\nimport x.y",
        "d.py": "import x",
        "x/__init__.py": "",
        "x/y.py": "",
    }
    (missing,) = reached(repository, ["x/"]).missing
    assert [f"{place.file.path}:{place.line} {place.module}" for place in missing.chain] == [
        "main.py:2 main",
        "c.py:2 c",
    ]
    assert sorted(place.file.path for place in missing.imports) == ["c.py", "d.py", "main.py"]
    assert (missing.module, missing.wanted, missing.start.module) == ("x", "x.y", "main")
    assert missing.repository.path == "/x/__init__.py"


def test_a_script_finds_its_neighbours_and_runs_its_main_part() -> None:
    repository = {"app/main.py": "if __name__ == '__main__':\n    import a", "app/a.py": ""}
    found = reached(repository, ["app/a.py"], Start(path="/app/main.py"), ["/app"])
    assert list(found.modules) == ["/app/main.py"]
    assert [missing.module for missing in found.missing] == ["a"]


@pytest.mark.parametrize(("main", "modules"), [(False, ["a"]), (True, ["a", "a.__main__", "b"])])
def test_a_package_that_is_run_is_its_main_module(main: bool, modules: list[str]) -> None:
    repository = {"a/__init__.py": "", "a/__main__.py": "if __name__ == '__main__':\n    import b", "b.py": ""}
    assert sorted(reached(repository, [], Start("a", main=main)).modules) == modules


def test_a_directory_is_run_by_its_main_module() -> None:
    assert "/a/__main__.py" in reached({"a/__main__.py": ""}, [], Start(path="/a")).modules


ABSENT = [Start("x"), Start("a.x"), Start(path="/x.py"), Start(path="/a"), Start()]


@pytest.mark.parametrize("start", ABSENT, ids=lambda start: start.module or start.path or "nothing")
def test_absent_starts(start: Start) -> None:
    assert reached({"a/__init__.py": ""}, [], start).absent == (start,)


def test_the_environment_overrules_a_default() -> None:
    found = reached(DJANGO, ["web/"], Start(path="/manage.py"), ["/"], Surroundings(["DJANGO_SETTINGS_MODULE"]))
    assert not found.missing


def test_an_importer_cannot_mean_its_own_bare_directory() -> None:
    repository = {"kafka/main.py": "from kafka import consumer", "kafka/consumer.py": ""}
    image, whole = Finder(tree({"main.py": ""}, "kafka/"), ["/"]), Finder(tree(repository), ["/"])
    found = reach([Start("main")], image, whole, Sources.of(lambda file: repository[file.path].encode()))
    assert not found.missing


def test_what_cannot_be_read_is_a_problem() -> None:
    problems = reached({"main.py": "import a, b", "a.py": "(", "b.py": "print 1"}).problems
    assert [problem.place.file.path for problem in problems] == ["a.py", "b.py"]
    image = Finder(tree({"main.py": ""}), ["/"])
    (problem,) = reach([Start("main")], image, image, Sources.of(lambda _: None)).problems
    assert problem.message == "cannot be read"


def test_changes_of_the_path_are_told() -> None:
    source = "import sys\n# sys.path.append('a')\nsys.path.insert(0, 'b')"
    found = reached({"main.py": source, "a.py": source})
    assert [(place.module, place.line) for place in found.path_changes] == [("main", 3)]
    assert not reached({"main.py": "print(sys.path)\nif sys.path == []: pass"}).path_changes


def test_kinds_are_ordered() -> None:
    assert sorted(Kind, key=lambda kind: kind.rank) == [Kind.EAGER, Kind.LAZY, Kind.OPTIONAL, Kind.TYPE_CHECKING]
    assert Kind.EAGER.through(Kind.LAZY) is Kind.LAZY.through(Kind.EAGER) is Kind.LAZY


COMMANDS = [
    ("migrate", ["steps.py"], ["steps eager"]),
    ("report", ["paper.py"], ["paper eager"]),
    ("x", ["paper.py"], []),
]


@pytest.mark.parametrize(("command", "lacking", "missing"), COMMANDS)
def test_a_command_of_django_is_imported_when_it_is_run(command: str, lacking: list[str], missing: list[str]) -> None:
    assert shown(DJANGO, lacking, Start(path="/manage.py", command=command)) == missing


GROUPS = {"g": ["a.b"], "h": ["x.y"]}
REGISTERED = Surroundings(modules=GROUPS.__getitem__, revisions=lambda: ["/db/env.py", "/db/none.py"])


def test_plugins_are_reached_by_their_group() -> None:
    repository = {"main.py": "entry_points(group='g'), entry_points(group='h')"} | A
    (missing,) = reached(repository, ["a/b.py"], surroundings=REGISTERED).missing
    assert (missing.module, missing.kind) == ("a.b", Kind.LAZY)
    assert "a.b" in reached(repository, surroundings=REGISTERED).modules


def test_revisions_are_reached_by_whoever_upgrades() -> None:
    repository = {"main.py": "from alembic import command\ncommand.upgrade()", "db/env.py": "import a"} | A
    (missing,) = reached(repository, ["a/"], surroundings=REGISTERED).missing
    assert (missing.module, missing.kind) == ("a", Kind.LAZY)
    assert [place.file.path for place in missing.chain] == ["main.py", "db/env.py"]
    assert not reached(repository | {"main.py": "import alembic"}, ["a/"], surroundings=REGISTERED).missing


STARTS = [
    (Start("a.b", label="x"), ["a/"], "a"),
    (Start("a.b"), ["a/b.py"], "a.b"),
    (Start("a", main=True), ["a/"], "a"),
    (Start("requests.x"), ["a/"], ""),
    (Start(path="/a/b.py"), ["a/"], ""),
    (Start("a.b"), [], ""),
]


@pytest.mark.parametrize(("start", "lacking", "module"), STARTS)
def test_a_start_that_is_missing(start: Start, lacking: list[str], module: str) -> None:
    missing = reached({"main.py": ""} | A, lacking, start).missing
    assert [(each.module, each.wanted, each.chain) for each in missing] == [(module, start.module, ())][: bool(module)]


@pytest.mark.parametrize(
    ("package", "parsed"),
    [
        ("class Library: ...\n", {"main.py", "shop/__init__.py"}),
        ("from .library import Library\n", {"main.py", "shop/__init__.py"}),
        ("", {"main.py", "shop/__init__.py", "middle.py", "user.py"}),
    ],
    ids=["a class beside a module", "a class of the module", "nothing by that name"],
)
def test_only_what_leads_to_something_missing_is_parsed(package: str, parsed: set[str]) -> None:
    files = {
        "main.py": "import middle, other\n",
        "middle.py": "import user\n",
        "user.py": "from shop import Library\n",
        "other.py": "import json\n",
        "shop/__init__.py": package,
        "shop/library.py": "class Library: ...\n",
    }
    seen: set[str] = set()

    def exact(file: File) -> Scan:
        seen.add(file.path)
        return scan(files[file.path].encode())

    image = tree(files)
    sources = Sources(exact, lambda file: rough_scan(files[file.path].encode()))
    reach([Start("main")], Finder(image, ("/",)), Finder(image, ("/",)), sources)
    assert seen == parsed
