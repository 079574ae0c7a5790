"""A shell script -> the commands that it runs, each in its situation.

Where the script branches, every branch that is possible is followed by a state of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.shell.expansion import expand_text
from ctxlint.shell.syntax import (
    Apart,
    Case,
    Chain,
    Function,
    If,
    Loop,
    Node,
    Sequence,
    Simple,
    parse_script,
)
from ctxlint.shell.unknown import unknown
from ctxlint.start.conditions import Verdict, depends_on_environment, is_test, judge, judge_pattern
from ctxlint.start.shell_commands import Commands, Run, distinct
from ctxlint.start.state import Ending, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call
    from ctxlint.start.values import Opaque

_MAX_TURNS = 10
MAX_STEPS = 10_000


def commands_of(script: str, call: Call, zero: str, arguments: tuple[str, ...]) -> Iterator[Call | Opaque]:
    """The programs that a script starts when ``call`` runs it."""
    shell = Shell()
    yield from shell.run(parse_script(script), State.of(call, zero, arguments))
    if shell.steps > MAX_STEPS:
        yield call.opaque("the script is too long to be followed to its end", python=None)


class Shell(Commands):
    """Runs a script without running anything; the number of steps is bounded."""

    steps: int = 0

    def run(self, node: Node, state: State) -> Run:
        """Yield what starts; return the states in which the script may go on."""
        self.steps += 1
        if state.ending or self.steps > MAX_STEPS:
            return [state]
        return (yield from self._node(node, state))

    def _node(self, node: Node, state: State) -> Run:
        match node:
            case Simple():
                return self.simple(node, state)
            case Sequence(items):
                return self._sequence(items, [state])
            case Chain(links):
                return self._chain(links, state)
            case Apart(items):
                return self._apart(items, state)
            case If(branches):
                return self._if(branches, state)
            case Case(subject, arms):
                return self._case(subject, arms, state)
            case Loop():
                return self._loop(node, state)
            case Function():
                return self._define(node, state)

    def _apart(self, items: tuple[Node, ...], state: State) -> Run:
        for item in items:
            yield from self.run(item, state.fork())
        return [state]

    def _define(self, function: Function, state: State) -> Run:
        yield from ()
        state.functions[function.name] = function.body
        return [state]

    def _sequence(self, items: tuple[Node, ...], states: list[State]) -> Run:
        for item in items:
            following = []
            for state in states:
                following += yield from self.run(item, state)
            states = distinct(following)
        return states

    def _chain(self, links: tuple[tuple[str, Node], ...], state: State) -> Run:
        states = [state]
        for number, (operator, node) in enumerate(links):
            before = links[number - 1][1] if number else None
            forgiven = number + 1 < len(links) and links[number + 1][0] == "||" and not is_test(node)
            following: list[State] = []
            for here in states:
                verdict = _link_verdict(operator, before, here)
                following += yield from self._guarded(node, here, verdict, forgiven=forgiven)
            states = distinct(following)
        return states

    def _guarded(self, node: Node, state: State, verdict: Verdict, *, forgiven: bool) -> Run:
        """Run a command that is reached only when ``verdict`` holds; ``forgiven`` when it may fail."""
        if verdict.never or state.ending:
            return [state]
        certain, was = verdict.always, state.optional
        around = [] if certain else [state.fork()]
        state.optional = was or not certain or forgiven
        states = yield from self.run(node, state)
        return _rejoin(states + around, optional=was)

    def _if(self, branches: tuple[tuple[Node | None, Node], ...], state: State) -> Run:
        was, found, settled = state.optional, list[State](), False
        for condition, body in branches:
            if condition is not None:
                states = yield from self.run(condition, state)
                state = states[0]
            verdict = judge(condition, state)
            if verdict.never:
                continue
            likely = verdict.value is True and (not settled)
            optional = not likely or (condition is None and bool(found))
            settled = settled or likely
            found += yield from self.run(body, state.fork(optional=optional))
            if verdict.always:
                return _rejoin(found, optional=was)
        return _rejoin([*found, state], optional=was)

    def _case(self, subject: str, arms: tuple[tuple[tuple[str, ...], Node], ...], state: State) -> Run:
        text, fixed = expand_text(subject, state), not depends_on_environment(subject)
        was, found, settled = state.optional, list[State](), False
        for patterns, body in arms:
            matched = judge_pattern(text, patterns, state)
            if fixed and matched is False:
                continue
            likely = matched is True and not settled
            found += yield from self.run(body, state.fork(optional=not likely))
            settled = settled or likely
            if settled and fixed:
                return _rejoin(found, optional=was)
        return _rejoin([*found, state], optional=was)

    def _loop(self, loop: Loop, state: State) -> Run:
        if loop.variable is not None:
            return (yield from self._for(loop, state))
        if loop.condition is not None:
            yield from self.run(loop.condition, state)
        endless = judge(loop.condition, state).always
        was = state.optional
        states = yield from self._aside(loop.body, state.fork(optional=not endless), aside=_reads(loop.condition))
        return _rejoin([*states, state], optional=was)

    def _for(self, loop: Loop, state: State) -> Run:
        raws = loop.words if loop.words is not None else ('"$@"',)
        states = [state]
        for word in state.turns(raws)[:_MAX_TURNS]:
            following = []
            for here in states:
                here.assign(loop.variable or "", word)
                following += yield from self._aside(loop.body, here, aside=word.startswith(_LISTED))
            states = distinct(following)
        return states

    def _aside(self, body: Node, state: State, *, aside: bool) -> Run:
        """Run what is done with files that only the container knows: nothing has to be understood of it."""
        was, state.aside = state.aside, state.aside or aside
        states = yield from self.run(body, state)
        for after in states:
            after.aside = was
        return states


_LISTED = unknown("$(")[:3]
"""How a word begins that is what some command prints."""


def _reads(condition: Node | None) -> bool:
    """Whether a loop goes over lines: ``while read -r file``."""
    match condition:
        case Sequence((Simple(words=words),)) | Simple(words=words):
            return words[:1] == ("read",)
        case _:
            return False


def _link_verdict(operator: str, before: Node | None, state: State) -> Verdict:
    """Whether the command after an operator is reached; commands other than tests are taken to succeed."""
    if before is None or (operator == "&&" and not is_test(before)):
        return Verdict(value=True, fixed=True)
    verdict = judge(before, state)
    if operator == "&&":
        return verdict
    return Verdict(None if verdict.value is None else not verdict.value, verdict.fixed)


def _rejoin(states: list[State], *, optional: bool) -> list[State]:
    """After branches: what follows is as certain as before them, unless one of them ended the script well."""
    ended = any(state.ending is Ending.DONE for state in states)
    for state in states:
        state.optional = optional or ended
    return distinct(states)
