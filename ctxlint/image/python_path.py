"""Where the Python of an image looks for modules, as far as instructions and the start command tell."""

from __future__ import annotations

import posixpath
import shlex
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Link, Node, Origin, Unknown
from ctxlint.errors import CopyConflictError
from ctxlint.image.filesystem import stat
from ctxlint.image.running.environments import sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.dockerfile import Plan
    from ctxlint.model import Command

_SUFFIXES = (".py", ".pyc", ".so", ".pyd")


def import_roots(
    plan: Plan, tree: Directory, commands: Sequence[Command], environment: Mapping[str, str], workdir: str | None = None
) -> list[str]:
    """Absolute directories that are searched for modules, most important first.

    ``commands`` are what is run at start; ``environment`` and ``workdir`` are laid over the image's own.
    """
    stage = plan.stages[plan.target]
    here = workdir or stage.workdir
    variables = {**stage.environment, **environment}
    roots = [posixpath.dirname(script) for script in _scripts(commands, here)]
    roots.append(here)
    roots += [posixpath.join(here, entry) for entry in variables.get("PYTHONPATH", "").split(":") if entry]
    return list(dict.fromkeys([*map(posixpath.normpath, roots), *site_roots(tree)]))


def site_roots(tree: Directory) -> tuple[str, ...]:
    """The ``site-packages`` of a file system, and the directories that editable installs in them lead to.

    Which interpreter is started does not count: each is taken to find what any environment has.
    """
    found = dict(sites(tree))
    led = (line for directory in found.values() for line in _paths_in(directory))
    return tuple(dict.fromkeys([*found, *(line for line in led if _is_directory(tree, line))]))


def _paths_in(site: Directory) -> Iterator[str]:
    for name, node in site.sorted():
        if name.endswith(".pth") and isinstance(node, File) and node.origin is Origin.MADE:
            yield from node.path.splitlines()


def _is_directory(tree: Directory, path: str) -> bool:
    try:
        return isinstance(stat(tree, path), Directory | Unknown)
    except CopyConflictError:
        return False


def _scripts(commands: Sequence[Command], here: str) -> Iterator[str]:
    for command in commands:
        for word in _words(command):
            if word.endswith(".py"):
                yield posixpath.join(here, word)


def _words(command: Command) -> list[str]:
    try:
        texts = [command] if isinstance(command, str) else command
        return [word for text in texts for word in (shlex.split(text) if " " in text else [text])]
    except ValueError:
        return []


def is_package(node: Node) -> bool:
    """Whether a directory can be imported: some module is in it or below it (namespace packages count)."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Unknown) or (isinstance(here, Directory) and here.unknown):
            return True
        if isinstance(here, Directory):
            if any(name.endswith(_SUFFIXES) and isinstance(child, File | Link) for name, child in here.entries.items()):
                return True
            waiting += here.entries.values()
    return False
