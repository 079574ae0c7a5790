"""Whether images can do without files that leave them, as far as their instructions tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.dockerfile import RunStep
from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.analysis import Service
    from ctxlint.rulebook import Repair

_WORD = re.compile(r"[\w./+-]+")


def is_needless(repair: Repair | None, services: Iterable[Service]) -> bool:
    """Whether none of the services needs what a rule finds: their builds make it anew, or have no use for it."""
    return repair is not None and all(_does_without(repair, service) for service in services)


def _does_without(repair: Repair, service: Service) -> bool:
    try:
        commands = _commands(service)
    except CtxlintError:
        return False
    if repair.needed_by is not None:
        return commands.isdisjoint(repair.needed_by)
    return not commands.isdisjoint(repair.made_by)


def _commands(service: Service) -> set[str]:
    """The words of the commands that a build runs, without the directories in front of them."""
    steps = (step for index in service.plan.reachable for step in service.plan.stages[index].steps)
    scripts = (step.script or " ".join(step.argv) for step in steps if isinstance(step, RunStep))
    return {word.rpartition("/")[2] for script in scripts for word in _WORD.findall(script)}
