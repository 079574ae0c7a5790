"""CircleCI's jobs: ``run`` steps, with commands that take parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.project.compose.nodes import Node, Table, Text
from ctxlint.project.workflows.job import Job
from ctxlint.project.workflows.place import Checkout
from ctxlint.project.workflows.shell import Budget
from ctxlint.project.workflows.values import items_of, node_of, pairs_of, read_yaml, text_of
from ctxlint.shell.unknown import unknown

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.stated import Stated

MAX_DEPTH = 4
_EXPRESSION = re.compile(r"<<\s*([\w.-]+)\s*>>")
_HARMLESS = frozenset(
    {
        "add_ssh_keys",
        "persist_to_workspace",
        "save_cache",
        "setup_remote_docker",
        "store_artifacts",
        "store_test_results",
    }
)
_Values = dict[str, str]


def circleci(path: Path, root: Path) -> list[Stated]:
    """The jobs of ``.circleci/config.yml``."""
    config = read_yaml(path, root)
    found: list[Stated] = []
    budget = Budget()
    jobs = node_of(config, "jobs")
    for job in jobs.entries.values() if isinstance(jobs, Table) else ():
        if isinstance(job, Table):
            work = Job(root, found, variables=pairs_of(job, "environment"), budget=budget)
            _Steps(work, node_of(config, "commands"), _parameters(job, {})).follow(job)
    return found


class _Steps(Struct):
    """The steps of a job, or of a command in it."""

    job: Job
    commands: Node | None
    values: _Values = field(default_factory=dict)
    depth: int = 0

    def follow(self, holder: Table, key: str = "steps") -> None:
        """Follow the steps of a job, a command or a condition."""
        for step in items_of(holder, key):
            if isinstance(step, Text):
                self._named(step.text, None)
            elif isinstance(step, Table) and step.entries:
                name, given = next(iter(step.entries.items()))
                self._named(name, given)

    def _named(self, name: str, given: Node | None) -> None:
        if name == "run":
            self._run(given)
        elif name == "checkout":
            self.job.checkout = Checkout(self.job.root) if text_of(given, "path") is None else None
        elif name in ("attach_workspace", "restore_cache"):
            self.job.prepared = True
            if name == "attach_workspace" and self.job.checkout is None:
                self.job.checkout = Checkout(self.job.root)  # another job has put its checkout there
        elif name in ("when", "unless") and isinstance(given, Table):
            self.follow(given)
        elif name not in _HARMLESS:
            self._command(name, given)

    def _command(self, name: str, given: Node | None) -> None:
        command = node_of(self.commands, name)
        if not isinstance(command, Table) or self.depth >= MAX_DEPTH:
            self.job.prepared = True
            return
        arguments = {key: _filled(text, self.values) for key, text in pairs_of(given).items()}
        _Steps(self.job, self.commands, _parameters(command, arguments), self.depth + 1).follow(command)

    def _run(self, given: Node | None) -> None:
        script = given if isinstance(given, Text) else node_of(given, "command")
        if isinstance(script, Text):
            directory = _filled(text_of(given, "working_directory") or "", self.values)
            text = _filled(script.text, self.values)
            self.job.run(text, script, "" if directory.startswith("~") else directory, pairs_of(given, "environment"))


def _parameters(holder: Table, given: _Values) -> _Values:
    """The parameters by dotted names: those given, or else their defaults."""
    declared = node_of(holder, "parameters")
    entries = declared.entries.items() if isinstance(declared, Table) else ()
    defaults = {name: text_of(entry, "default") for name, entry in entries}
    found = {name: value for name, value in defaults.items() if value is not None} | given
    return {f"parameters.{name}": value for name, value in found.items()}


def _filled(text: str, values: _Values) -> str:
    return _EXPRESSION.sub(lambda match: values.get(match[1], unknown("parameter")), text)
