"""GitLab's jobs: scripts, with ``extends``, local includes and ``parallel: matrix``."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING

from ctxlint.project.compose.nodes import Node, Table, Text
from ctxlint.project.workflows.job import Job
from ctxlint.project.workflows.lines import MAX_NESTING, run_lines
from ctxlint.project.workflows.place import WORKSPACE, Checkout
from ctxlint.project.workflows.shell import Budget
from ctxlint.project.workflows.values import items_of, node_of, pairs_of, read_yaml, text_of, texts_in
from ctxlint.shell.unknown import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxlint.project.stated import Stated

MAX_JOBS = 200
"""GitLab's own limit for a matrix."""
_NO_JOBS = frozenset({"default", "include", "stages", "variables", "workflow", "spec", "image", "services", "cache"})
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def gitlab(path: Path, root: Path) -> list[Stated]:
    """The jobs of ``.gitlab-ci.yml``, with ``extends`` and local includes."""
    found: list[Stated] = []
    budget = Budget()
    pipeline = _tables(path, root)
    jobs = {key: node for key, node in pipeline.items() if isinstance(node, Table)}
    shared = pairs_of(jobs.get("variables"))
    default = jobs.get("default")
    passes_files = any(node_of(job, "artifacts", "paths") for job in jobs.values())
    for name, job in jobs.items():
        if name in _NO_JOBS or name.startswith("."):
            continue
        merged = _extended(job, jobs)
        for variables in _matrix(merged.get("parallel")):
            known = {**shared, **pairs_of(merged.get("variables")), **variables, "CI_PROJECT_DIR": WORKSPACE}
            checkout = None if known.get("GIT_STRATEGY") == "none" else Checkout(root)
            work = Job(root, found, checkout, variables=_resolved(known), prepared=passes_files, budget=budget)
            before = merged.get("before_script") or node_of(default, "before_script") or pipeline.get("before_script")
            run_lines(work, [before, merged.get("script")])
    return found


def _tables(path: Path, root: Path) -> dict[str, Node]:
    table = read_yaml(path, root)
    if table is None:
        return {}
    entries = dict(table.entries)
    for include in items_of(table, "include"):
        local = include.text if isinstance(include, Text) else text_of(include, "local")
        if local and "*" not in local and ".." not in local and "://" not in local:
            included = read_yaml(root / local.lstrip("/"), root)
            entries = (included.entries if included else {}) | entries
    return entries


def _extended(job: Table, jobs: dict[str, Table], depth: int = 0) -> dict[str, Node]:
    """The keys of a job and of those that it extends; variables add up."""
    found: dict[str, Node] = {}
    for base in items_of(job, "extends"):
        if isinstance(base, Text) and base.text in jobs and depth < MAX_NESTING:
            found |= _extended(jobs[base.text], jobs, depth + 1)
    variables, own = found.get("variables"), job.get("variables")
    found |= job.entries
    if isinstance(variables, Table) and isinstance(own, Table):
        found["variables"] = Table(own.source, own.line, own.column, variables.entries | own.entries)
    return found


def _matrix(parallel: Node | None) -> Iterator[dict[str, str]]:
    """The variables of each job."""
    entries = [entry for entry in items_of(parallel, "matrix") if isinstance(entry, Table)]
    if not entries:
        yield {}
    for entry in entries:
        values = {key: [text.text for text in texts_in(node)] for key, node in entry.entries.items()}
        yield from _grid({key: texts for key, texts in values.items() if texts})


def _grid(values: dict[str, list[str]]) -> Iterator[dict[str, str]]:
    for combination in islice(product(*values.values()), MAX_JOBS):
        yield dict(zip(values, combination, strict=True))


def _resolved(variables: dict[str, str]) -> dict[str, str]:
    """Put variables into the values of others, one level deep; what is not known stays so."""
    return {name: _replaced(value, variables) for name, value in variables.items()}


def _replaced(value: str, variables: dict[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        inner = variables.get(match[1] or match[2], "$")
        return unknown(match[0]) if "$" in inner else inner

    return _VARIABLE.sub(one, value)
