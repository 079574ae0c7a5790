"""Runners of tasks that a project's own configuration names: ``pdm run start``, ``poe serve``, ``hatch run web``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.packaging import table_at
from ctxlint.shell.words import names, sort_words, split_command
from ctxlint.start.settings import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

_MAX_STEPS = 50
_MAX_NESTING = 5


class TaskRunner(Struct, frozen=True):
    """Starts a task of the table at ``keys``, else the command as such."""

    keys: tuple[str, ...]
    file: str = "pyproject.toml"
    subcommand: str = "run"
    valued: str = ""
    directory: str = ""

    def __call__(self, call: Call) -> Iterator[Outcome]:
        """Answer for one command."""
        valued = names(f"{self.valued} {self.directory}")
        words = sort_words(call.arguments, valued=valued)
        rest = words.rest
        if self.subcommand:
            if rest[:1] != (self.subcommand,):
                return
            rest = sort_words(rest[1:], valued=valued).rest
        if not rest:
            return
        inside = call.inside(words.value(*self.directory.split()))
        task = table_at(read_toml(inside, self.file), *self.keys).get(rest[0])
        if task is None or call.situation.depth > _MAX_STEPS:
            yield inside.again(rest)
        else:
            yield from _run_task(inside, task, rest, (*call.argv[:1], *self.subcommand.split()))


def _run_task(call: Call, task: object, words: tuple[str, ...], runner: tuple[str, ...]) -> Iterator[Outcome]:
    """``runner`` is what starts other tasks by their names."""
    match task:
        case str(text):
            yield call.again(("sh", "-c", f'{text} "$@"', *words))
        case {"composite": list(texts)} | {"sequence": list(texts)} | {"chain": list(texts)} | list(texts):
            for text in texts:
                if isinstance(text, str):
                    yield _step(call, text, runner)
        case {"cmd": str(text)} | {"shell": str(text)}:
            yield call.again(("sh", "-c", text))
        case {"cmd": list(argv)} if argv:
            yield call.again(tuple(map(str, argv)))
        case {"call": str(target)} | {"script": str(target)}:
            module, _, attribute = target.partition(":")
            yield call.module(module, call.cwd, attribute=attribute.partition("(")[0] or None, words=words[0])
        case {"ref": str(text)}:
            yield _step(call, text, runner)
        case _:
            yield call.opaque("its task is not understood")


def _step(call: Call, text: str, runner: tuple[str, ...]) -> Outcome:
    """A part of a task: the name of another one, or a command of its own."""
    return call.again((*runner, *(split_command(text) or ("true",))))


def run_hatch(call: Call) -> Iterator[Outcome]:
    """``hatch run``: a script of the environment that may stand before it, or a command."""
    options = sort_words(call.arguments, valued=names("-e --env -p --project"))
    if options.rest[:1] != ("run",) or not options.rest[1:]:
        return
    first, *others = options.rest[1:]
    environment, colon, command = first.partition(":")
    named = colon and "." not in environment and "/" not in environment
    if not named:
        environment, command = options.value("-e", "--env") or "default", first
    lines = _script(call, environment, command)
    for line in lines:
        yield call.again(("sh", "-c", re.sub(r"\{args[^}]*\}", " ".join(others), line)))
    if not lines:
        yield call.again((command, *others))


def _script(call: Call, environment: str, name: str, depth: int = 0) -> list[str]:
    """The commands of a script; the first word of one may be the name of another."""
    tool = table_at(read_toml(call, "pyproject.toml"), "tool", "hatch") or read_toml(call, "hatch.toml")
    scripts = table_at(tool, "envs", "default", "scripts") | table_at(tool, "envs", environment, "scripts")
    found = scripts.get(name)
    lines = [found] if isinstance(found, str) else [line for line in found or () if isinstance(line, str)]
    if depth > _MAX_NESTING:
        return lines
    inner = ((line, _script(call, environment, line.partition(" ")[0], depth + 1)) for line in lines)
    return [each for line, others in inner for each in (others or [line.removeprefix("- ")])]
