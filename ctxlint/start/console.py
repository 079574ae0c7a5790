"""Console scripts of the projects that an image was built from."""

from __future__ import annotations

import ast
import configparser
from typing import TYPE_CHECKING, Any

from ctxlint.context import Directory, File
from ctxlint.start.settings import parse_toml, table_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.files import Files

_FILES = ("pyproject.toml", "setup.cfg", "setup.py")
_SKIPPED = frozenset({"node_modules", "site-packages", ".git", "tests", "vendor"})
_MAX_PROJECTS = 200
_MAX_DEPTH = 4


def console_scripts(files: Files) -> dict[str, str]:
    """Name -> ``module:attribute``, the image's own projects first.

    An install may have run in any stage, with any part of the context; a name that is the project's is taken to be
    its script whether or not the step that installs it is recognised.
    """
    build = files.image.build
    trees = [files.tree, *(build.trees[index] for index in build.plan.reachable), build.context]
    found: dict[str, str] = {}
    for tree in trees:
        for file in _project_files(tree):
            for name, target in _declared(*file, files):
                found.setdefault(name, target)
    return found


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


def _declared(name: str, file: File, files: Files) -> Iterator[tuple[str, str]]:
    text = files.text_of(file) or ""
    match name:
        case "pyproject.toml":
            yield from _in_pyproject(parse_toml(text))
        case "setup.cfg":
            yield from _in_setup_cfg(text)
        case _:
            yield from _in_setup_py(text)


def _in_pyproject(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    tables = (("project", "scripts"), ("project", "gui-scripts"), ("tool", "poetry", "scripts"))
    for keys in tables:
        for name, target in table_at(data, *keys).items():
            reference = target.get("reference") or target.get("callable") if isinstance(target, dict) else target
            if isinstance(reference, str):
                yield name, reference


def _in_setup_cfg(text: str) -> Iterator[tuple[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for kind in ("console_scripts", "gui_scripts"):
        yield from _lines(parser.get("options.entry_points", kind, fallback=""))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, equals, target = line.partition("=")
        if equals:
            yield name.strip(), target.partition("[")[0].strip()


def _in_setup_py(text: str) -> Iterator[tuple[str, str]]:
    """The literal ``entry_points`` of a call."""
    try:
        tree = ast.parse(text)
        nodes = list(ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in nodes:
        if isinstance(node, ast.keyword) and node.arg == "entry_points":
            yield from _literal(node.value)


def _literal(node: ast.expr) -> Iterator[tuple[str, str]]:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return
    if not isinstance(value, dict):
        return
    for kind in ("console_scripts", "gui_scripts"):
        listed = value.get(kind, ())
        for line in [listed] if isinstance(listed, str) else listed if isinstance(listed, list | tuple) else ():
            yield from _lines(str(line))
