"""The builds of a Makefile's rules, each as if it were asked for by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.model import Location
from ctxlint.project.files import display
from ctxlint.project.workflows.job import Job
from ctxlint.project.workflows.makefile import makefile_at, run_targets
from ctxlint.project.workflows.place import WORKSPACE, Checkout, joined
from ctxlint.project.workflows.relevance import says_build
from ctxlint.project.workflows.shell import Budget
from ctxlint.shell.makefile import Values

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.stated import Stated


def makefile(path: Path, root: Path) -> list[Stated]:
    """Follow the rules of a file that build, in its directory."""
    found: list[Stated] = []
    read = makefile_at(path, root)
    budget = Budget()
    file, directory = display(path, root), joined(WORKSPACE, display(path.parent, root))
    for target, rule in read.rules.items() if read else ():
        if not read or not any(says_build(read.expanded(line.text, Values(), target)) for line in rule.recipe):
            continue  # what it needs is a rule of its own
        job = Job(root, found, Checkout(root), directory, budget=budget)

        def placed(number: int, job: Job = job) -> None:
            job.place = Location(file, number)

        run_targets(read, [target], job.shell("", {}), {}, placed)
    return found
