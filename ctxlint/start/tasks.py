"""Runners of tasks that a project's own configuration names: ``pdm run start``, ``poe serve``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.packaging import table_at
from ctxlint.shell.words import names, sort_words
from ctxlint.start.settings import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

_MAX_STEPS = 50


@dataclass(frozen=True, slots=True)
class TaskRunner:
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
            yield from _run_task(inside, task, rest)


def _run_task(call: Call, task: object, words: tuple[str, ...]) -> Iterator[Outcome]:
    match task:
        case str(text):
            yield call.again(("sh", "-c", f'{text} "$@"', *words))
        case list(texts):
            for text in texts:
                if isinstance(text, str):
                    yield call.again(("sh", "-c", text))
        case {"cmd": str(text)} | {"shell": str(text)}:
            yield call.again(("sh", "-c", text))
        case {"cmd": list(argv)} if argv:
            yield call.again(tuple(map(str, argv)))
        case {"call": str(target)} | {"script": str(target)}:
            module, _, attribute = target.partition(":")
            yield call.module(module, call.cwd, attribute=attribute.partition("(")[0] or None, words=words[0])
        case _:
            yield call.opaque("its task is not understood")
