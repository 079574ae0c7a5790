"""Plain commands of a script: programs, functions, other scripts, and what the shell does itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator
from typing import TYPE_CHECKING

from ctxlint.shell.expansion import assigned_value
from ctxlint.shell.syntax import ASSIGNMENT, Simple, parse_script
from ctxlint.shell.unknown import is_known, unknown
from ctxlint.start.calls import Call, Situation
from ctxlint.start.shell_builtins import BUILTINS
from ctxlint.start.state import MAX_SOURCES, Ending, State

if TYPE_CHECKING:
    from ctxlint.shell.syntax import Node

_MAX_STATES = 6
Run = Generator[Call, None, list[State]]
"""Yields what starts; returns the states in which the script may go on."""


class Commands(ABC):
    """Runs the commands that a walker of the script comes to."""

    __slots__ = ()

    @abstractmethod
    def run(self, node: Node, state: State) -> Run:
        """Run any part of a script."""

    def simple(self, node: Simple, state: State) -> Run:
        """Run one command, after what its substitutions run."""
        pairs = [_assigned(raw, state) for raw in node.assignments]
        words = state.words(node.words)
        yield from self._substitutions(state)
        if not words:
            for name, value in pairs:
                state.assign(name, value)
            return [state]
        name, *arguments = words
        if name in state.functions and state.depth < MAX_SOURCES:
            return (yield from self._function(name, tuple(arguments), state))
        if name in (".", "source"):
            return (yield from self._source(arguments, state))
        if name in ("exec", "command", "builtin", "eval"):
            return (yield from self._exec(name, words, node, state))
        if builtin := BUILTINS.get(name):
            builtin(state, arguments)
            return [state]
        yield _call(words, dict(pairs), node.document, state)
        return [state]

    def _substitutions(self, state: State) -> Generator[Call, None, None]:
        """What ``$(script)`` runs; scripts go on when it fails, so that nothing of it is certain."""
        scripts, state.substituted = state.substituted, []
        for script in dict.fromkeys(scripts):
            inner = state.fork(optional=True)
            inner.depth += 1
            inner.aside = True
            yield from self.run(parse_script(script), inner)

    def _exec(self, name: str, words: list[str], node: Simple, state: State) -> Run:
        words = words[1:]
        if name == "command" and words[:1] in (["-v"], ["-V"]):
            return [state]
        while words and words[0].startswith("-"):
            words = words[2:] if words[0] == "-a" else words[1:]
        if name == "eval":
            if all(map(is_known, words)) and state.depth < MAX_SOURCES:
                return (yield from self._inner(parse_script(" ".join(words)), state))
            return [state]
        if words:
            yield _call(words, dict(_assigned(raw, state) for raw in node.assignments), node.document, state)
            state.ending = Ending.DONE if name == "exec" else None
        return [state]

    def _function(self, name: str, arguments: tuple[str, ...], state: State) -> Run:
        outer, state.arguments = state.arguments, arguments
        states = yield from self._inner(state.functions[name], state)
        for after in states:
            after.arguments = outer
        return states

    def _source(self, arguments: list[str], state: State) -> Run:
        path = state.path(arguments[0]) if arguments and is_known(arguments[0]) else ""
        text = state.files.text(path) if path else None
        if text is None or state.depth >= MAX_SOURCES:
            return [state]
        return (yield from self._inner(parse_script(text), state))

    def _inner(self, node: Node, state: State) -> Run:
        """Run a body in the same shell; a ``return`` ends only the body."""
        state.depth += 1
        states = yield from self.run(node, state)
        for after in states:
            after.depth -= 1
            after.ending = None if after.ending is Ending.RETURNED else after.ending
        return distinct(states)


def _call(words: list[str], variables: dict[str, str], document: str | None, state: State) -> Call:
    situation = Situation(
        state.cwd,
        {**state.environment, **variables},
        installed=state.installed,
        optional=state.optional,
        stdin=document,
        aside=state.aside,
    )
    return Call(tuple(words), situation, state.files)


def _assigned(raw: str, state: State) -> tuple[str, str]:
    match = ASSIGNMENT.match(raw)
    if not match:
        return "", ""
    if match["index"]:
        return match["name"], unknown(raw)
    before = state.variables.get(match["name"], "") if match["append"] else ""
    return match["name"], assigned_value(raw[match.end() :], state, before)


def distinct(states: list[State]) -> list[State]:
    """States that differ in what they go on with."""
    found: dict[tuple[object, ...], State] = {}
    for state in states:
        known = found.setdefault(state.key, state)
        known.optional = known.optional and state.optional
    return list(found.values())[:_MAX_STATES]
