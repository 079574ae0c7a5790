"""GitHub's workflows: the steps of their jobs, with matrices, local actions and workflows that call others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.project.compose.nodes import Table, Text
from ctxlint.project.workflows.actions import build_of_action, is_build_action, is_script_action
from ctxlint.project.workflows.expressions import filled
from ctxlint.project.workflows.harmless import is_harmless_action
from ctxlint.project.workflows.job import Job, place_of
from ctxlint.project.workflows.matrix import combinations
from ctxlint.project.workflows.place import WORKSPACE, Checkout, joined
from ctxlint.project.workflows.shell import Budget
from ctxlint.project.workflows.values import items_of, node_of, pairs_of, read_yaml, text_of, texts_in
from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.model import Location
    from ctxlint.project.compose.nodes import Node
    from ctxlint.project.stated import Stated
    from ctxlint.project.workflows.relevance import Relevance

MAX_DEPTH = 4
_OWN_REPOSITORY = ("", "${{ github.repository }}", "${{github.repository}}")
_GITHUB = {"github.workspace": WORKSPACE, "runner.os": "Linux"}
_SHELLS = ("bash", "sh")
_MATRIX_VALUE = re.compile(r"\bmatrix\.[\w.-]+")


class Workflows(Struct):
    """Reads workflows; ``found`` is what they build."""

    root: Path
    relevance: Relevance
    found: list[Stated] = field(default_factory=list)
    documents: dict[Path, Table | None] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)

    def workflow(self, path: Path, given: dict[str, str] | None = None, depth: int = 0) -> None:
        """Follow the jobs of a file; ``given`` are the inputs of whoever calls it."""
        workflow = self.read(path)
        if workflow is None or depth > MAX_DEPTH:
            return
        values = {**_GITHUB, **_inputs(workflow, given or {})}
        values |= _environment(workflow, values)
        jobs = node_of(workflow, "jobs")
        for job in jobs.entries.values() if isinstance(jobs, Table) else ():
            texts = [text.text for text in texts_in(job)]
            if isinstance(job, Table) and any(map(self.relevance.of_text, texts)):
                self._job(job, workflow, values, depth)

    def read(self, path: Path) -> Table | None:
        """Read a file once."""
        if path not in self.documents:
            self.documents[path] = read_yaml(path, self.root)
        return self.documents[path]

    def _job(self, job: Table, workflow: Table, values: dict[str, str], depth: int) -> None:
        wanted = {name for text in texts_in(job) for name in _MATRIX_VALUE.findall(text.text)}
        for combination in combinations(node_of(job, "strategy", "matrix"), values, wanted):
            known = values | combination
            known |= _environment(job, known)
            uses = text_of(job, "uses")
            if uses is None:
                self._steps(job, workflow, known)
            elif uses.startswith("./.github/workflows/") and ".." not in uses:
                given = {name: filled(text, known) for name, text in pairs_of(job, "with").items()}
                self.workflow(self.root / uses, given, depth + 1)

    def _steps(self, job: Table, workflow: Table, values: dict[str, str]) -> None:
        directory = text_of(job, "defaults", "run", "working-directory") or text_of(
            workflow, "defaults", "run", "working-directory"
        )
        work = Job(self.root, self.found, budget=self.budget)
        steps = _Steps(self, work, values, filled(directory or "", values))
        for step in items_of(job, "steps"):
            if isinstance(step, Table):
                steps.step(step)


class _Steps(Struct):
    """The steps of a job, or of a composite action in it."""

    workflows: Workflows
    job: Job
    values: dict[str, str]
    directory: str
    caller: Location | None = None
    """Where the action is used whose steps these are: that is where a script stands that it is given."""
    depth: int = 0

    def step(self, step: Table) -> None:
        """Follow one step."""
        if text_of(step, "if") == "false":
            return
        values = self.values | _environment(step, self.values)
        run, uses = node_of(step, "run"), text_of(step, "uses")
        if isinstance(run, Text):
            self._run(run, step, values)
        elif uses:
            given = {name: filled(text, values) for name, text in pairs_of(step, "with").items()}
            self._uses(uses, given, step, values)

    def _run(self, run: Text, step: Table, values: dict[str, str]) -> None:
        shell = text_of(step, "shell") or "bash"
        if shell.split()[0] not in _SHELLS:
            self.job.prepared = True
            return
        directory = filled(text_of(step, "working-directory") or self.directory, values)
        text = filled(run.text, values)
        is_given = self.caller is not None and not self.workflows.relevance.of_text(run.text)
        place = self.caller if self.caller and is_given else place_of(text, run)
        self.job.run_at(place, text, directory, _variables(values))

    def _uses(self, uses: str, given: dict[str, str], step: Table, values: dict[str, str]) -> None:
        name = uses.partition("@")[0]
        if name == "actions/checkout":
            self._checkout(given, text_of(step, "with", "repository") or "")
        elif name.startswith("./"):
            self._local(name, given, values, step.location)
        elif is_build_action(name):
            build_of_action(self.job, name, given, step)
        elif is_script_action(name):
            self.job.run(given.get("command", ""), step, self.directory, _variables(values))
        else:
            self.job.prepared = self.job.prepared or not is_harmless_action(name)

    def _checkout(self, given: dict[str, str], repository: str) -> None:
        """The repository itself goes where ``path`` says; another one may bring or hide any file."""
        directory = joined(WORKSPACE, given.get("path", ""))
        if repository.replace(" ", "") in (name.replace(" ", "") for name in _OWN_REPOSITORY):
            self.job.checkout = Checkout(self.job.root, directory) if is_known(directory) else None
        elif self.job.checkout and self.job.checkout.directory == directory:
            self.job.checkout = None
        else:
            self.job.prepared = True

    def _local(self, name: str, given: dict[str, str], values: dict[str, str], place: Location) -> None:
        """Follow a composite action of the repository; any other kind may do anything."""
        checkout = self.job.checkout
        folder = checkout.locate(joined(WORKSPACE, name)) if checkout else None
        action = folder and (
            read_yaml(folder / "action.yml", self.job.root) or read_yaml(folder / "action.yaml", self.job.root)
        )
        if not action or text_of(action, "runs", "using") != "composite" or self.depth >= MAX_DEPTH:
            self.job.prepared = True
            return
        inputs = {f"inputs.{key}": value for key, value in _defaults(action, "inputs").items()}
        inputs |= {f"inputs.{key}": value for key, value in given.items()}
        kept = {key: value for key, value in values.items() if not key.startswith("inputs.")}
        here = {"github.action_path": joined(WORKSPACE, name)}
        gives_script = any(map(self.workflows.relevance.of_text, given.values()))
        caller = place if gives_script else self.caller or place
        steps = _Steps(self.workflows, self.job, kept | inputs | here, "", caller, self.depth + 1)
        for step in items_of(action, "runs", "steps"):
            if isinstance(step, Table):
                steps.step(step)


def _inputs(workflow: Table, given: dict[str, str]) -> dict[str, str]:
    """The inputs by dotted names: those given, or else their defaults."""
    triggers = node_of(workflow, "on")
    found = _defaults(triggers, "workflow_dispatch", "inputs") | _defaults(triggers, "workflow_call", "inputs") | given
    return {f"{prefix}.{name}": value for name, value in found.items() for prefix in ("inputs", "github.event.inputs")}


def _defaults(table: Node | None, *keys: str) -> dict[str, str]:
    node = node_of(table, *keys)
    entries = node.entries.items() if isinstance(node, Table) else ()
    found = ((name, text_of(entry, "default")) for name, entry in entries)
    return {name: value for name, value in found if value is not None}


def _environment(table: Table, values: dict[str, str]) -> dict[str, str]:
    return {f"env.{name}": filled(text, values) for name, text in pairs_of(table, "env").items()}


def _variables(values: dict[str, str]) -> dict[str, str]:
    """What a script finds in its environment."""
    found = {name.removeprefix("env."): value for name, value in values.items() if name.startswith("env.")}
    return found | {"GITHUB_WORKSPACE": WORKSPACE, "GITHUB_ACTION_PATH": values.get("github.action_path", unknown("x"))}
