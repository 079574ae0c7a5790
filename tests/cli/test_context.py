"""``ctxlint context``: which service, which files, and in which form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .runs import BROKEN, CLEAN, SHOP, Tree, run, run_in, spawn

if TYPE_CHECKING:
    from pathlib import Path

WHO = {
    "a name": ("backend",),
    "a directory": ("./backend",),
    "a Dockerfile": ("backend/Dockerfile",),
    "a project with one service": ("-C", "backend"),
    "a name in a project elsewhere": ("backend", "--project", "backend"),
}
TREE = """\
backend: 4 files, 138 B in backend/ after backend/.dockerignore
     22 B         1 file  app/
     22 B                   main.py
     42 B                 .dockerignore
     68 B                 Dockerfile
      6 B                 settings.toml
"""
LISTS = {
    "filtered": ("filtered", [".dockerignore", "Dockerfile", "app/", "app/main.py", "settings.toml"]),
    "transferred": ("transferred", ["app/", "app/main.py", "settings.toml"]),
    "image": (
        "image",
        [
            "/app/",
            "/app/app/",
            "/app/app/main.py <- app/main.py",
            "/etc/settings.toml <- settings.toml",
        ],
    ),
}
DEEP: Tree = {
    "Dockerfile": "FROM scratch\nCOPY a /\n",
    "a/b/c/one.txt": "1",
    "a/b/c/d/two.txt": "22",
    "a/b/top.txt": "333",
    **{f"many/{number:03}.txt": "x" for number in range(50)},
}
DEPTHS = {
    "one level": (("--depth", "1"), "not shown: 53 of 54 files"),
    "two levels": (("--depth", "2"), "not shown: 12 of 54 files"),
    "four levels": (("--depth", "4"), "not shown: 10 of 54 files"),
    "all": (("--depth", "0"), ""),
}
SIZES: Tree = {
    "Dockerfile": "FROM scratch",
    "a/one.TXT": "x" * 4000,
    "a/b/two.txt": "x" * 3000,
    "c/three.py": "x" * 2000,
    "c/.hidden": "",
}
TABLES = {
    "largest": (
        ("--top", "2"),
        """\
Largest directories
7 kB  2 files  a/
3 kB   1 file  a/b/

Largest files
4 kB  a/one.TXT
3 kB  a/b/two.txt
""",
    ),
    "by extension": (
        ("--by", "extension"),
        """\
extension  files  bytes  share
.txt           2   7 kB  77.7%
.py            1   2 kB  22.2%
(none)         2   12 B   0.1%
""",
    ),
}
CONTRADICTIONS = {
    "two questions": ("--top", "3", "--excluded"),
    "two forms": ("--list", "--json"),
    "tables are no lists of paths": ("--by", "extension", "--list"),
    "a rule is no JSON": ("--make", "--json"),
    "the ignore file knows one set": ("--excluded", "--set", "image"),
    "make knows nothing of images": ("--make", "--set", "image"),
    "nothing to count": ("--top", "0"),
}


@pytest.mark.parametrize("words", WHO.values(), ids=WHO)
def test_the_service_that_is_meant(words: tuple[str, ...], tmp_path: Path) -> None:
    result = run_in(tmp_path, SHOP, "context", *words)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("backend: 4 files, 138 B in ")


def test_a_tree(tmp_path: Path) -> None:
    assert run_in(tmp_path, SHOP, "context", "backend").out == TREE


@pytest.mark.parametrize(("which", "paths"), LISTS.values(), ids=LISTS)
def test_a_list(which: str, paths: list[str], tmp_path: Path) -> None:
    result = run_in(tmp_path, SHOP, "context", "backend", "--list", "--set", which)
    assert result.out.splitlines() == paths


@pytest.mark.parametrize(("words", "end"), DEPTHS.values(), ids=DEPTHS)
def test_what_a_tree_hides_is_told(words: tuple[str, ...], end: str, tmp_path: Path) -> None:
    lines = run_in(tmp_path, DEEP, "context", *words).out.splitlines()
    assert lines[-1].startswith(end)
    assert ("not shown" in lines[-1]) == bool(end)


def test_directories_that_hold_nothing_else_share_a_line(tmp_path: Path) -> None:
    assert "  a/b/\n" in run_in(tmp_path, DEEP, "context").out


@pytest.mark.parametrize(("words", "text"), TABLES.values(), ids=TABLES)
def test_tables(words: tuple[str, ...], text: str, tmp_path: Path) -> None:
    assert run_in(tmp_path, SIZES, "context", *words).out == text


@pytest.mark.parametrize("words", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_options_that_contradict_each_other(words: tuple[str, ...], tmp_path: Path) -> None:
    result = run_in(tmp_path, SHOP, "context", "backend", *words)
    assert (result.code, result.out) == (2, "")


EXCLUDED = {
    "a directory appears once": (
        "**/monitoring/\n*.log\n",
        ["a/monitoring/  .dockerignore:1  **/monitoring/", "debug.log      .dockerignore:2  *.log"],
    ),
    "the line that decided, not the first one": (
        "*.log\n!debug.log\ndebug.*\n",
        ["debug.log  .dockerignore:3  debug.*"],
    ),
    "a directory that is entered for nothing": (
        "a\n!a/nothing\n",
        ["a/  .dockerignore:1  a"],
    ),
    "a directory that is kept in part": (
        "a\n!a/x.py\n",
        ["a/monitoring/  .dockerignore:1  a"],
    ),
    "nothing": ("# all is wanted\n", []),
}


@pytest.mark.parametrize(("ignore", "lines"), EXCLUDED.values(), ids=EXCLUDED)
def test_what_is_left_out(ignore: str, lines: list[str], tmp_path: Path) -> None:
    tree: Tree = {**CLEAN, "a/x.py": "", "a/monitoring/x.py": "", "a/monitoring/y.py": "", "debug.log": ""}
    result = run_in(tmp_path, {**tree, ".dockerignore": ignore}, "context", "--excluded")
    assert (result.code, result.out.splitlines()) == (0, lines)


def test_only_the_names_of_what_is_left_out(tmp_path: Path) -> None:
    assert run_in(tmp_path, SHOP, "context", "backend", "--excluded", "-0").out == "app/monitoring/\0debug.log\0"


OVERVIEW = """\
service  context   filtered         transferred
backend  backend/   4 files  138 B      2 files  28 B
web      web/       2 files   43 B       1 file  12 B
"""


def test_several_services_get_a_line_each(tmp_path: Path) -> None:
    out = run_in(tmp_path, SHOP, "context").out
    assert out == OVERVIEW


def test_what_is_broken_does_not_stop_the_others(tmp_path: Path) -> None:
    result = run_in(tmp_path, {**SHOP, "broken/Dockerfile": "CPOY x /\n"}, "context")
    assert result.code == 2
    assert "broken   broken/" in result.out
    assert "backend  backend/" in result.out
    assert result.err.startswith("error: broken/Dockerfile:1: ")


REFUSALS = {
    "which service": (SHOP, ("--list",), "error: Which service? There are backend, web.\n"),
    "a typo": (SHOP, ("bakend",), "error: There is no service 'bakend'. Did you mean 'backend'?\n"),
    "no service": ({"README": ""}, (), "error: no service was found: "),
    "no project": (SHOP, ("-C", "nowhere"), "error: nowhere: There is no such file or directory.\n"),
    "no readable Dockerfile": (BROKEN, ("--set", "image"), "error: Dockerfile:2: "),
}


@pytest.mark.parametrize(("tree", "words", "message"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_told(tree: Tree, words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    result = run_in(tmp_path, tree, "context", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(message)


def test_a_named_service_is_not_troubled_by_others(tmp_path: Path) -> None:
    run_in(tmp_path, {**SHOP, "compose.yaml": "services: ["})
    assert run(tmp_path, "context", "backend").code == 0
    assert run(tmp_path, "context").code == 2


def test_an_image_is_listed_as_far_as_it_goes(tmp_path: Path) -> None:
    tree = {**CLEAN, "Dockerfile": "FROM scratch\nCOPY main.py /\nCOPY nope /\n"}
    result = run_in(tmp_path, tree, "context", "--set", "image", "--list")
    assert (result.code, result.out) == (2, "/main.py <- main.py\n")
    assert result.err == "error: Dockerfile:3: /nope does not exist\n"


def test_where_the_files_of_an_image_come_from(tmp_path: Path) -> None:
    tree = {**CLEAN, "Dockerfile": "FROM scratch\nCOPY <<EOF /hello\nhi\nEOF\nCOPY link /\nADD https://x.org/y /y\n"}
    lines = run_in(tmp_path, {**tree, "link": "-> main.py"}, "context", "--set", "image", "-l").out.splitlines()
    assert lines[0] == "/hello <- a here-document"
    assert lines[-1].startswith("/y <- ")


JSON = {
    "everything": ((), "entries", {"path": ".dockerignore", "bytes": 42, "source": None}),
    "a directory of an image": (("--set", "image"), "entries", {"path": "/app/", "bytes": 0, "source": None}),
    "directories": (("--top", "1"), "largest_directories", {"path": "app/", "files": 1, "bytes": 22}),
    "files": (("--top", "1"), "largest_files", {"path": "Dockerfile", "files": 1, "bytes": 68}),
    "extensions": (("--by", "extension"), "extensions", {"extension": "(none)", "files": 2, "bytes": 110}),
    "what is left out": (
        ("--excluded",),
        "excluded",
        {"path": "app/monitoring/", "file": "backend/.dockerignore", "line": 2, "pattern": "**/monitoring/"},
    ),
}


@pytest.mark.parametrize(("words", "key", "first"), JSON.values(), ids=JSON)
def test_json(words: tuple[str, ...], key: str, first: dict[str, object], tmp_path: Path) -> None:
    data = json.loads(run_in(tmp_path, SHOP, "context", "backend", "--json", *words).out)
    assert data[key][0] == first
    assert (data["version"], data["service"], data["context"], data["errors"]) == (1, "backend", "backend", [])


def test_json_of_several_services(tmp_path: Path) -> None:
    data = json.loads(run_in(tmp_path, SHOP, "context", "--json").out)
    assert [(service["name"], service["files"]) for service in data["services"]] == [("backend", 4), ("web", 2)]


def test_the_builder_is_heard(tmp_path: Path) -> None:
    run_in(tmp_path, SHOP)
    assert "monitoring" not in run(tmp_path, "context", "backend", "--list").out
    assert "monitoring" in run(tmp_path, "context", "backend", "--list", "--builder", "legacy").out


def test_names_that_do_not_print(tmp_path: Path) -> None:
    names = [b"a\nb", b"c\x1b[31m", b"d\xff"]
    for name in names:
        (tmp_path / name.decode("utf-8", "surrogateescape")).write_text("")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    assert run(tmp_path, "context", "--list").out == "Dockerfile\na\\nb\nc\\x1b[31m\nd\\xff\n"
    entries = json.loads(run(tmp_path, "context", "--json").out)["entries"]
    assert [entry["path"] for entry in entries][1:] == ["a\nb", "c\x1b[31m", "d\udcff"]


def test_bytes_are_exact_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / b"d\xff".decode("utf-8", "surrogateescape")).write_text("")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    assert spawn(tmp_path, "context", "--null").stdout == b"Dockerfile\0d\xff\0"
