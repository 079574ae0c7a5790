"""What a RUN does to the files that are known, and what it installs.

Commands of a known kind are followed; anything else may make files, but takes none away that the model has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.image.running.command import Command, Job
from ctxlint.image.running.scripts import run_script
from ctxlint.image.running.table import run
from ctxlint.image.running.wrappers import is_for_shell

if TYPE_CHECKING:
    from ctxlint.image.running.machine import Machine


def run_commands(machine: Machine, job: Job) -> None:
    """Apply a RUN to the file system of its stage."""
    step = job.step
    command = Command(step.argv, step.workdir, step.environment, machine, job, run)
    if step.script is None or not step.script.startswith("#!"):
        run(command)
    elif is_for_shell(step.script):
        run_script(command, step.script)
