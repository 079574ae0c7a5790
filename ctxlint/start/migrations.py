"""``alembic``: its environment, and the revisions that it loads with it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import Directory, File
from ctxlint.packaging import table_at
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import names, sort_words
from ctxlint.start.settings import last, read_ini, read_toml
from ctxlint.start.values import Start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.start.calls import Call, Outcome

_MAX_REVISIONS = 2_000
# Commands that load neither the environment nor the revisions.
_IDLE = frozenset({"init", "list_templates", "--help", "--version"})

Section = dict[str, list[str]]


def run_alembic(call: Call) -> Iterator[Outcome]:
    """``alembic``: ``env.py`` of the script location that its configuration names."""
    words = sort_words(call.arguments, valued=names("-c --config -n --name -x"))
    config = words.value("-c", "--config") or call.variable("ALEMBIC_CONFIG") or "alembic.ini"
    command = " ".join(words.positional[:1])
    if command in _IDLE:
        return
    section = _section(call, config, words.value("-n", "--name") or "alembic")
    if section is None:
        yield call.opaque(f"{config} is not known to be in the image")
        return
    location = last(section, "script_location")
    if not location:
        yield call.opaque(f"{config} names no script location")
        return
    yield _environment(call, section, location, f"{command} ({config})")


def _section(call: Call, config: str, name: str) -> Section | None:
    """The settings of an INI file, or those of ``pyproject.toml``; ``None`` when there are none."""
    if call.files.is_file(call.path(config)):
        return read_ini(call, config).get(name, {})
    table = table_at(read_toml(call, "pyproject.toml"), "tool", "alembic")
    return dict(_texts(table, call.cwd)) if table else None


def _texts(table: Mapping[str, object], here: str) -> Iterator[tuple[str, list[str]]]:
    for key, value in table.items():
        items = value if isinstance(value, list) else [value]
        texts = [item.replace("%(here)s", here) for item in items if isinstance(item, str)]
        yield key, ["\n".join(texts)] if texts else []


def _environment(call: Call, section: Section, location: str, shown: str) -> Outcome:
    search = last(section, "prepend_sys_path") or ""
    front = tuple(call.path(part) for part in search.replace(";", ":").split(":") if part.strip())
    if ":" in location:
        package, _, rest = location.partition(":")
        directory = _directory_of(call, package, rest, front)
        start: Outcome = call.module(".".join([package, *rest.split("/"), "env"]), *front, words=shown)
    else:
        directory = call.path(location)
        start = call.script(posixpath.join(directory, "env.py"), *front, words=shown)
    if isinstance(start, Start) and directory:
        return replace(start, also=tuple(_revisions(call, section, directory)))
    return start


def _directory_of(call: Call, package: str, rest: str, front: tuple[str, ...]) -> str | None:
    places = (posixpath.join(root, *package.split("."), rest) for root in call.roots(*front))
    return next((place for place in places if call.files.is_directory(place)), None)


def _revisions(call: Call, section: Section, directory: str) -> Iterator[str]:
    """Every revision: alembic imports all of them to learn their order."""
    named = (last(section, "version_locations") or "").replace(";", " ").replace(":", " ").split()
    places = [call.path(place) for place in named if is_known(place)] or [posixpath.join(directory, "versions")]
    found = (path for place in places for path in _python_files(call, place))
    for _, path in zip(range(_MAX_REVISIONS), found, strict=False):
        yield path


def revisions(tree: Directory) -> Iterator[str]:
    """The environments of a tree, and their revisions, by the looks of their directories."""
    waiting = [("", tree)]
    while waiting:
        path, directory = waiting.pop()
        versions = directory.entries.get("versions")
        if isinstance(directory.entries.get("env.py"), File) and isinstance(versions, Directory):
            yield f"{path}/env.py"
            names = (name for name, node in versions.sorted() if isinstance(node, File) and name.endswith(".py"))
            yield from (f"{path}/versions/{name}" for _, name in zip(range(_MAX_REVISIONS), names, strict=False))
        for name, node in directory.sorted():
            if isinstance(node, Directory) and name not in _NOT_OURS:
                waiting.append((f"{path}/{name}", node))


_NOT_OURS = frozenset({"node_modules", "site-packages", ".git"})


def _python_files(call: Call, directory: str) -> Iterator[str]:
    """The sources directly in a directory of the image."""
    node = call.files.node(directory)
    for name, child in node.sorted() if isinstance(node, Directory) else ():
        if isinstance(child, File) and name.endswith(".py"):
            yield posixpath.join(directory, name)
