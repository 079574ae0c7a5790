"""``pytest``: the tests that it collects, and where their imports are searched."""

from __future__ import annotations

import fnmatch
import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import Directory, File, walk
from ctxlint.packaging import table_at
from ctxlint.shell.words import names, sort_words, split_command
from ctxlint.start.settings import last, read_ini, read_toml
from ctxlint.start.targets import package_root
from ctxlint.start.values import Start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

_MAX_FILES = 2_000
_VALUED = names(
    "-k -m -n -p -c --config-file -o --override-ini --rootdir --confcutdir --import-mode --maxfail --durations --tb "
    "--cov-report --cov-config --junitxml --junit-xml --ignore --ignore-glob --deselect --log-level --log-cli-level "
    "--timeout --dist --ds --reruns --basetemp --color -W --pythonwarnings --log-file -r --asyncio-mode"
)
_FILES = ("pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg")
Settings = dict[str, list[str]]


def run_pytest(call: Call) -> Iterator[Outcome]:
    """The tests of the image: all of them are imported before one runs. What a test is decided by its file's name."""
    words = sort_words(call.arguments, valued=_VALUED)
    settings = _settings(call)
    given = [word.partition("::")[0] for word in words.positional]
    places = [path for path in given if call.files.node(call.path(path))] or settings.get("testpaths") or ["."]
    paths = list(dict.fromkeys(path for place in places for path in _collected(call, call.path(place), settings)))
    if not paths:
        yield call.opaque("the image has no tests that it would collect")
        return
    front = [call.path(entry) for entry in settings.get("pythonpath", [])]
    front += [package_root(call, posixpath.dirname(path)) for path in paths]
    front += [posixpath.dirname(path) for path in call.files.expand(posixpath.join(call.cwd, "*/manage.py"))]
    front += [call.cwd] if call.files.is_file(call.path("manage.py")) else []
    inside = replace(call, situation=replace(call.situation, optional=True))
    start = inside.script(paths[0], *front, words=" ".join(given) or "collects its tests")
    yield replace(start, also=tuple(paths[1:])) if isinstance(start, Start) else start
    for module in [*words.values("--ds")[-1:], *settings.get("DJANGO_SETTINGS_MODULE", [])][:1]:
        yield inside.module(module, *front, words=f"with settings {module}")


def _settings(call: Call) -> Settings:
    """What the first configuration file with a section for pytest says."""
    for file in _FILES:
        sections = read_ini(call, file)
        section = sections.get("tool:pytest" if file == "setup.cfg" else "pytest")
        if section is not None:
            return {key: split for key in section if (split := list(split_command(last(section, key) or "")))}
    tool = read_toml(call, "pyproject.toml")
    table = table_at(tool, "tool", "pytest", "ini_options") or table_at(tool, "tool", "pytest")
    return {key: _words(value) for key, value in table.items() if _words(value)}


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _collected(call: Call, place: str, settings: Settings) -> Iterator[str]:
    """The tests at a path or below it, each with the ``conftest.py`` files of its directories."""
    patterns = ["conftest.py", *settings.get("python_files", ["test_*.py", "*_test.py"])]
    node = call.files.node(place)
    yield from (path for above in _upwards(place) if call.files.is_file(path := f"{above}/conftest.py"))
    if isinstance(node, File):
        yield place
    for number, (path, below) in enumerate(walk(node) if isinstance(node, Directory) else ()):
        if number > _MAX_FILES * 10:
            return
        name = posixpath.basename(path)
        if isinstance(below, File) and name.endswith(".py") and any(fnmatch.fnmatchcase(name, p) for p in patterns):
            yield posixpath.join(place, path)


def _upwards(path: str) -> Iterator[str]:
    while (path := posixpath.dirname(path)) not in ("/", ""):
        yield path
