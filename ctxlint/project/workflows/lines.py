"""Pipelines that are lists of shell lines: what they share, and Bitbucket's and Travis's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.project.compose.nodes import Items, Node, Table
from ctxlint.project.workflows.job import Job, place_of
from ctxlint.project.workflows.place import WORKSPACE, Checkout
from ctxlint.project.workflows.shell import Budget
from ctxlint.project.workflows.values import node_of, read_yaml, texts_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ctxlint.project.stated import Stated

MAX_NESTING = 12
_TRAVIS = ("before_install", "install", "before_script", "script", "after_success", "before_deploy", "deploy")


def run_lines(job: Job, nodes: Iterable[Node | None]) -> None:
    """Follow the lines of one shell, wherever they stand."""
    lines = [text for node in nodes for text in texts_in(node)]
    if not lines:
        return
    shell = job.shell("", {})
    for line in lines:
        job.place = place_of(line.text, line)
        shell.run(line.text)
    job.prepared = job.prepared or shell.prepared


def bitbucket(path: Path, root: Path) -> list[Stated]:
    """The steps of ``bitbucket-pipelines.yml``."""
    found: list[Stated] = []
    budget = Budget()
    steps = list(tables_with(read_yaml(path, root), "script"))
    passes_files = any(node_of(step, "artifacts") for step in steps)
    for step in steps:
        job = Job(
            root,
            found,
            Checkout(root),
            variables={"BITBUCKET_CLONE_DIR": WORKSPACE},
            prepared=passes_files,
            budget=budget,
        )
        run_lines(job, [node_of(step, "script")])
    return found


def travis(path: Path, root: Path) -> list[Stated]:
    """The phases of ``.travis.yml``, and of its jobs."""
    found: list[Stated] = []
    budget = Budget()
    for table in tables_with(read_yaml(path, root), "script"):
        job = Job(root, found, Checkout(root), variables={"TRAVIS_BUILD_DIR": WORKSPACE}, budget=budget)
        run_lines(job, [node for phase in _TRAVIS if not isinstance(node := node_of(table, phase), Table)])
    return found


def tables_with(node: Node | None, key: str, depth: int = 0) -> Iterator[Table]:
    """The mappings at any depth that have a key."""
    if depth > MAX_NESTING:
        return
    if isinstance(node, Table):
        if key in node.entries:
            yield node
        for value in node.entries.values():
            yield from tables_with(value, key, depth + 1)
    elif isinstance(node, Items):
        for item in node.items:
            yield from tables_with(item, key, depth + 1)
