"""Several patterns as one automaton that is built while it reads.

A backtracking engine takes exponential time on ``**/*a*/**/*a*``; this one takes one dictionary lookup per
character, however many patterns there are. Its states can be kept at each directory of a walk, so that only
the last segment of a path is ever read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from ctxlint.dockerignore.charset import ANY, WORD, CharSet, decoded
from ctxlint.dockerignore.regex import Assertion, Chars, Choice, Item, Raw, Repeat

_MAX_STATES = 10_000


class Side(Enum):
    """What stands beside a position."""

    EDGE = 0
    """The start or the end of the path."""
    WORD = 1
    OTHER = 2


def _side(char: str) -> Side:
    return Side.WORD if char in WORD else Side.OTHER


def _holds(assertion: Assertion, before: Side, after: Side) -> bool:
    match assertion:
        case Assertion.START:
            return before is Side.EDGE
        case Assertion.END:
            return after is Side.EDGE
        case Assertion.BOUNDARY:
            return (before is Side.WORD) is not (after is Side.WORD)
        case Assertion.INSIDE:
            return (before is Side.WORD) is (after is Side.WORD)


@dataclass(slots=True)
class _Node:
    """A position between items: where one can go without reading, and by reading a character."""

    free: list[tuple[Assertion | None, int]] = field(default_factory=list)
    steps: list[tuple[CharSet | str, int]] = field(default_factory=list)
    accepts: int = 0


def _reads(expected: CharSet | str, char: str) -> bool:
    return char == expected if isinstance(expected, str) else char in expected


class State(dict[str, "State"]):
    """A set of positions; a lookup by character gives the next state."""

    __slots__ = ("_automaton", "_before", "_positions", "accepts")

    def __init__(self, automaton: Automaton, positions: int, before: Side) -> None:
        super().__init__()
        self._automaton = automaton
        self._positions = positions
        self._before = before
        self.accepts: int = automaton.accepted(positions, before)
        """Bit *i* is set when the pattern *i* matches a path that ends here."""

    def __missing__(self, char: str) -> State:
        state = self._automaton.step(self._positions, self._before, char)
        self[char] = state
        return state

    def read(self, text: str) -> State:
        """The state after ``text``."""
        state = self
        for char in text:
            state = state[char]
        return state


class _Nodes(list[_Node]):
    """The positions of expressions; every item is appended, and continues at the next position."""

    def add(self, item: Item) -> None:
        match item:
            case Assertion():
                self.append(_Node(free=[(item, len(self) + 1)]))
            case Raw(char):
                self.append(_Node(steps=[(char, len(self) + 1)]))
            case Chars(chars):
                self.append(_Node(steps=[(chars, len(self) + 1)]))
            case Repeat(inner, low, high):
                self._add_repeat(inner, low, high)
            case Choice():
                self._add_choice(item)

    def _fork(self) -> _Node:
        """A position that leads on to the next one without reading, and to others added later."""
        node = _Node(free=[(None, len(self) + 1)])
        self.append(node)
        return node

    def _add_choice(self, choice: Choice) -> None:
        entry = _Node()
        self.append(entry)
        exits = []
        for sequence in choice.sequences:
            entry.free.append((None, len(self)))
            for item in sequence:
                self.add(item)
            exits.append(_Node())
            self.append(exits[-1])
        for node in exits:
            node.free.append((None, len(self)))

    def _add_repeat(self, item: Item, low: int, high: int | None) -> None:
        for _ in range(low):
            self.add(item)
        if high is None:
            entry, loop = len(self), self._fork()
            self.add(item)
            self.append(_Node(free=[(None, entry)]))
            loop.free.append((None, len(self)))
            return
        forks = []
        for _ in range(high - low):
            forks.append(self._fork())
            self.add(item)
        for node in forks:
            node.free.append((None, len(self)))


class Automaton:
    """The union of patterns: each an expression that is searched for in the path."""

    def __init__(self, patterns: Iterable[Choice]) -> None:
        self._nodes = _Nodes()
        self._states: dict[tuple[int, Side], State] = {}
        starts = 0
        for index, choice in enumerate(patterns):
            for items in choice.sequences:
                starts |= 1 << len(self._nodes)
                self._add(items, 1 << index)
        self._boundaries = any(
            assertion in (Assertion.BOUNDARY, Assertion.INSIDE) for node in self._nodes for assertion, _ in node.free
        )
        self.start = self._state(starts, Side.EDGE)

    def _add(self, items: tuple[Item, ...], accepts: int) -> None:
        if items[:1] != (Assertion.START,):
            self._nodes.add(Repeat(Chars(ANY), 0, None))
        for item in items:
            self._nodes.add(item)
        # Without an assertion at its end an expression matches every path that it begins.
        here = len(self._nodes)
        self._nodes.append(_Node(steps=[(ANY, here)], accepts=accepts))

    def _state(self, positions: int, before: Side) -> State:
        key = (positions, before)
        if key not in self._states:
            if len(self._states) >= _MAX_STATES:
                self._forget()
            self._states[key] = State(self, positions, before)
        return self._states[key]

    def _forget(self) -> None:
        """Drop every transition, so that unusual paths cannot grow the automaton without bound."""
        for state in self._states.values():
            state.clear()
        self._states.clear()

    def _closure(self, positions: int, before: Side, after: Side) -> list[_Node]:
        """The nodes that can be reached without reading."""
        nodes: list[_Node] = []
        seen = 0
        waiting = positions
        while waiting:
            lowest = waiting & -waiting
            waiting ^= lowest
            seen |= lowest
            node = self._nodes[lowest.bit_length() - 1]
            nodes.append(node)
            for assertion, target in node.free:
                if assertion is None or _holds(assertion, before, after):
                    waiting |= (1 << target) & ~seen
        return nodes

    def accepted(self, positions: int, before: Side) -> int:
        """Which patterns match a path that ends at these positions, a bit for each."""
        accepts = 0
        for node in self._closure(positions, before, Side.EDGE):
            accepts |= node.accepts
        return accepts

    def step(self, positions: int, before: Side, char: str) -> State:
        """The state after one more character."""
        reached = 0
        for node in self._closure(positions, before, _side(char)):
            for expected, target in node.steps:
                if _reads(expected, char):
                    reached |= 1 << target
        return self._state(reached, _side(decoded(char)) if self._boundaries else Side.OTHER)
