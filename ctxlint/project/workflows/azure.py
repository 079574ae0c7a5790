"""Azure's pipelines: scripts and the Docker task."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.project.compose.nodes import Node, Table, Text
from ctxlint.project.workflows.job import Job
from ctxlint.project.workflows.lines import tables_with
from ctxlint.project.workflows.place import WORKSPACE, Checkout
from ctxlint.project.workflows.shell import Budget
from ctxlint.project.workflows.values import items_of, node_of, pairs_of, read_yaml, text_of
from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.stated import Stated

_MACRO = re.compile(r"\$\(([A-Za-z_][\w.]*)\)")
_DIRECTORIES = ("Build.SourcesDirectory", "System.DefaultWorkingDirectory", "Build.Repository.LocalPath")


def azure(path: Path, root: Path) -> list[Stated]:
    """The steps of ``azure-pipelines.yml``: scripts and the Docker task."""
    found: list[Stated] = []
    budget = Budget()
    table = read_yaml(path, root)
    variables = pairs_of(table, "variables")
    for holder in tables_with(table, "steps"):
        job = Job(root, found, Checkout(root), variables={"BUILD_SOURCESDIRECTORY": WORKSPACE}, budget=budget)
        for step in items_of(holder, "steps"):
            _step(job, step, variables)
    return found


def _step(job: Job, step: Node, variables: dict[str, str]) -> None:
    script = node_of(step, "bash") or node_of(step, "script")
    task = (text_of(step, "task") or "").partition("@")[0]
    if text_of(step, "checkout") not in (None, "self") or text_of(step, "template"):
        job.prepared = True
    elif isinstance(script, Text):
        directory = _macros(text_of(step, "workingDirectory") or "", variables)
        job.run(_macros(script.text, variables), script, directory)
    elif task == "Docker" and isinstance(step, Table):
        _docker(job, step, variables)
    elif task:
        job.prepared = True


def _docker(job: Job, step: Table, variables: dict[str, str]) -> None:
    """``Docker@2`` (task reference): ``buildContext`` is ``**`` by default, which is the Dockerfile's directory."""
    given = {key: _macros(text, variables) for key, text in pairs_of(step, "inputs").items()}
    file = given.get("Dockerfile") or given.get("dockerfile") or "**/Dockerfile"
    context = given.get("buildContext") or "**"
    if given.get("command", "buildAndPush") not in ("build", "buildAndPush") or "*" in file:
        return
    if context in ("**", "**/"):
        context = posixpath.dirname(file) or "."
    words = [*given.get("arguments", "").split(), "-f", file, context]
    if is_known(file) and is_known(context):
        job.run_words(["docker", "build", *words], step.location)


def _macros(text: str, variables: dict[str, str]) -> str:
    """``$(name)`` is replaced before anything runs; in a script, an unknown one is left to the shell."""

    def one(match: re.Match[str]) -> str:
        if match[1] in _DIRECTORIES:
            return WORKSPACE
        value = variables.get(match[1])
        return value if value is not None and "$" not in value else unknown(match[1])

    return _MACRO.sub(one, text)
