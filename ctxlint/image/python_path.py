"""Where the Python of an image looks for modules, as far as instructions and the start command tell."""

from __future__ import annotations

import posixpath
import re
import shlex
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Link, Node, Unknown
from ctxlint.dockerfile import Plan, PlannedStage, RunStep, StageSource
from ctxlint.image.filesystem import stat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.model import Command

# "pip install .", "pip install -e ./lib", "uv sync", "poetry install": a project becomes importable from its place.
_INSTALLS = re.compile(
    r"\b(?:pip3?|uv\s+pip)\s+install\b(?P<arguments>[^;&|\n]*)|\b(?P<sync>uv\s+sync|poetry\s+install|pdm\s+install)\b"
)
_SUFFIXES = (".py", ".pyc", ".so", ".pyd")
_CHANGE_DIRECTORY = re.compile(r"(?:^|&&|;)\s*cd\s+(?P<path>[^\s;&|]+)\s*(?:&&|;)")


def stage_chain(plan: Plan, index: int) -> Iterator[PlannedStage]:
    """A stage and the stages of the file that it is built from."""
    while True:
        stage = plan.stages[index]
        yield stage
        if not isinstance(stage.base, StageSource):
            return
        index = stage.base.index


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
    for built in stage_chain(plan, plan.target):
        roots += installed_projects(built)
    return list(dict.fromkeys(map(posixpath.normpath, _with_sources(tree, roots))))


def installed_projects(stage: PlannedStage) -> Iterator[str]:
    """The directories of the projects that a stage's own steps install."""
    for step in stage.steps:
        if isinstance(step, RunStep):
            yield from _installed(step)


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


def _installed(step: RunStep) -> Iterator[str]:
    script = step.script if step.script is not None else " ".join(step.argv)
    here = step.workdir
    for change in _CHANGE_DIRECTORY.finditer(script):
        here = posixpath.join(here, change["path"])
    for match in _INSTALLS.finditer(script):
        if match["sync"]:
            yield here
            continue
        for word in _words(match["arguments"].strip() + " "):
            path = word.partition("[")[0]
            if path in (".", "..") or path.startswith(("./", "../", "/")):
                yield posixpath.join(here, path)


def _with_sources(tree: Directory, roots: Sequence[str]) -> Iterator[str]:
    """Each root, and the ``src`` directory of an installed project."""
    for root in roots:
        yield root
        if isinstance(stat(tree, posixpath.join(root, "src")), Directory):
            yield posixpath.join(root, "src")


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
