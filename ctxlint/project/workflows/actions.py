"""GitHub actions that build images, and those that run a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.project.workflows.commands import Command
from ctxlint.project.workflows.place import WORKSPACE, Checkout, joined

if TYPE_CHECKING:
    from ctxlint.project.compose.nodes import Table
    from ctxlint.project.workflows.job import Job


class _Inputs(Struct, frozen=True):
    """What an action calls what it is given; ``git`` says that by default it takes the commit from the server."""

    context: tuple[str, ...] = ("context",)
    file: tuple[str, ...] = ("file",)
    git: bool = False


_ACTIONS = {
    "docker/build-push-action": _Inputs(("context", "path"), ("file", "dockerfile"), git=True),
    "depot/build-push-action": _Inputs(git=True),
    "useblacksmith/build-push-action": _Inputs(git=True),
    "namespacelabs/nscloud-build-push-action": _Inputs(git=True),
    "redhat-actions/buildah-build": _Inputs(file=("containerfiles", "dockerfiles")),
}
_SCRIPTS = ("nick-fields/retry", "nick-invision/retry")
_DEFAULT_CONTEXT = "{{defaultContext}}"


def is_build_action(name: str) -> bool:
    """Tell whether an action builds images."""
    return name in _ACTIONS


def is_script_action(name: str) -> bool:
    """Tell whether an action runs the script that it is given as ``command``."""
    return name in _SCRIPTS


def build_of_action(job: Job, name: str, given: dict[str, str], step: Table) -> None:
    """Keep what an action builds, where the inputs that say so are known."""
    action = _ACTIONS[name]
    context = _first(given, action.context)
    file = _first(given, action.file)
    arguments = tuple(line.strip() for line in given.get("build-args", "").splitlines())
    contexts = tuple(line.strip() for line in given.get("build-contexts", "").splitlines())
    job.place = step.location
    shell = job.shell("", {})
    if action.git and (not context or context.startswith(_DEFAULT_CONTEXT)):
        # A clone of the commit: nothing that the job has put into its checkout is in it.
        inner = context.removeprefix(_DEFAULT_CONTEXT).lstrip(":")
        shell.checkout, shell.directory, shell.prepared = Checkout(job.root), WORKSPACE, False
        context, file = inner or ".", file and joined(inner, file)
    command = Command(context or ".", file or None, given.get("target") or None, arguments, contexts)
    job.build(command, shell)


def _first(given: dict[str, str], names: tuple[str, ...]) -> str:
    return next((given[name].strip() for name in names if given.get(name)), "")
