"""Entry points of the projects that an image was built from: console scripts and plugins."""

from __future__ import annotations

import ast
import configparser
from typing import TYPE_CHECKING, Any

from ctxlint.context import Directory, File
from ctxlint.packaging import parse_toml, table_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.files import Files

_FILES = ("pyproject.toml", "setup.cfg", "setup.py")
_SKIPPED = frozenset({"node_modules", "site-packages", ".git", "tests", "vendor"})
_MAX_PROJECTS = 200
_MAX_DEPTH = 4

EntryPoint = tuple[str, str, str]
"""Group, name and ``module:attribute``."""


_SCRIPT_TABLES = (
    *(("project", "scripts"), ("project", "gui-scripts")),
    *(("tool", "poetry", "scripts"), ("tool", "flit", "scripts")),
)
_SCRIPTS = ("console_scripts", "gui_scripts")


def console_scripts(files: Files) -> dict[str, str]:
    """Name -> ``module:attribute``, the image's own projects first.

    An install may have run in any stage, with any part of the context; a name that is the project's is taken to be
    its script whether or not the step that installs it is recognised.
    """
    found: dict[str, str] = {}
    for group, name, target in _entry_points(files):
        if group in _SCRIPTS:
            found.setdefault(name, target)
    return found


def plugins(files: Files, group: str) -> list[str]:
    """The modules that a project of the image registers in a group of entry points."""
    targets = [target for kind, _, target in _entry_points(files) if kind == group and group not in _SCRIPTS]
    return list(dict.fromkeys(target.partition(":")[0].strip() for target in targets))


def _entry_points(files: Files) -> Iterator[EntryPoint]:
    build = files.image.build
    for tree in (files.tree, *(build.trees[index] for index in build.plan.reachable), build.context):
        for file in _project_files(tree):
            yield from _declared(*file, files)


def _project_files(tree: Directory) -> Iterator[tuple[str, File]]:
    count = 0
    waiting = [(tree, 0)]
    while waiting and count < _MAX_PROJECTS:
        directory, depth = waiting.pop(0)
        for name in _FILES:
            if isinstance(node := directory.entries.get(name), File):
                count += 1
                yield name, node
        if depth < _MAX_DEPTH:
            below = ((name, node) for name, node in directory.sorted() if name not in _SKIPPED)
            waiting += [(node, depth + 1) for _, node in below if isinstance(node, Directory)]


def _declared(name: str, file: File, files: Files) -> Iterator[EntryPoint]:
    text = files.text_of(file) or ""
    match name:
        case "pyproject.toml":
            yield from _in_pyproject(parse_toml(text))
        case "setup.cfg":
            yield from _in_setup_cfg(text)
        case _:
            yield from _in_setup_py(text)


def _in_pyproject(data: dict[str, Any]) -> Iterator[EntryPoint]:
    tables = (
        ("project", "scripts"),
        ("project", "gui-scripts"),
        ("tool", "poetry", "scripts"),
        ("tool", "flit", "scripts"),
    )
    for keys in tables:
        yield from _in_table("console_scripts", table_at(data, *keys))
    for keys in (("project", "entry-points"), ("tool", "poetry", "plugins")):
        for group, table in table_at(data, *keys).items():
            yield from _in_table(group, table if isinstance(table, dict) else {})


def _in_table(group: str, table: dict[str, Any]) -> Iterator[EntryPoint]:
    for name, target in table.items():
        reference = target.get("reference") or target.get("callable") if isinstance(target, dict) else target
        if isinstance(reference, str):
            yield group, name, reference


def _in_setup_cfg(text: str) -> Iterator[EntryPoint]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    if parser.has_section("options.entry_points"):
        for group, listed in parser.items("options.entry_points"):
            yield from _lines(group, listed)


def _lines(group: str, text: str) -> Iterator[EntryPoint]:
    for line in text.splitlines():
        name, equals, target = line.partition("=")
        if equals:
            yield group, name.strip(), target.partition("[")[0].strip()


def _in_setup_py(text: str) -> Iterator[EntryPoint]:
    """The literal ``entry_points`` of a call."""
    try:
        tree = ast.parse(text)
        nodes = list(ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in nodes:
        if isinstance(node, ast.keyword) and node.arg == "entry_points":
            yield from _literal(node.value)


def _literal(node: ast.expr) -> Iterator[EntryPoint]:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return
    for group, listed in value.items() if isinstance(value, dict) else ():
        for line in [listed] if isinstance(listed, str) else listed if isinstance(listed, list | tuple) else ():
            yield from _lines(str(group), str(line))
