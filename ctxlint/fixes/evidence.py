"""Whether images can do without files that leave them, as far as their instructions tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.dockerfile import RunStep
from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.rulebook import Repair

# Rough on purpose: a command too many makes an edit unsafe, or is one that the image runs somewhere.
_SEPARATOR = re.compile(r"&&|\|\||[;|\n()`]")
_IN_FRONT = frozenset({"sudo", "exec", "env", "time", "nice", "then", "do", "else", "if", "while", "!", "{"})
_VERSIONED = re.compile(r"(?P<name>python|pip)[\d.]+")


def is_needless(repair: Repair | None, services: Iterable[Service]) -> bool:
    """Whether none of the services needs what a rule finds: their builds make it anew, or have no use for it."""
    return repair is not None and all(_does_without(repair, service) for service in services)


def _does_without(repair: Repair, service: Service) -> bool:
    try:
        commands = list(_commands(service))
    except CtxlintError:
        return False
    if repair.needed_by is not None:
        return not any(_is(command, wanted.split()) for command in commands for wanted in repair.needed_by)
    return any(_is(command, wanted.split()) for command in commands for wanted in repair.made_by)


def _is(command: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a command begins with the first word and has the others behind it, in their order."""
    rest = iter(command[1:])
    return command[0] == wanted[0] and all(word in rest for word in wanted[1:])


def _commands(service: Service) -> Iterator[list[str]]:
    """The commands that a build runs: a program by its name, without directories, and its words."""
    for index in service.plan.reachable:
        for step in service.plan.stages[index].steps:
            if isinstance(step, RunStep):
                script = (step.script or " ".join(step.argv)).replace("\\\n", " ")
                yield from filter(None, map(_command, _SEPARATOR.split(script)))


def _command(text: str) -> list[str]:
    words = [word.strip("\"'") for word in text.split()]
    while words and (words[0] in _IN_FRONT or "=" in words[0] or words[0].startswith("-")):
        del words[0]
    if not words:
        return []
    name = words[0].rpartition("/")[2]
    versioned = _VERSIONED.fullmatch(name)
    command = [versioned["name"] if versioned else name, *words[1:]]
    return command[2:] if command[:2] == ["python", "-m"] else command
