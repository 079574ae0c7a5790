"""Several patterns as one automaton that is built while it reads.

A backtracking engine takes exponential time on ``**/*a*/**/*a*``; this one takes one dictionary lookup per
character, however many patterns there are. Its states can be kept at each directory of a walk, so that only
the last segment of a path is ever read.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.dockerignore.charset import ANY, WORD, CharSet, decoded
from ctxlint.dockerignore.regex import Assertion, Chars, Choice, Item, Raw, Repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


class _Node(Struct):
    """A position between items: where one can go without reading, and by reading a character."""

    free: list[tuple[Assertion | None, int]] = field(default_factory=list)
    steps: list[tuple[_Members, int]] = field(default_factory=list)
    accepts: int = 0


class _Members(dict[str, bool]):
    """Which characters an item reads, remembered."""

    __slots__ = ("_expected",)

    def __init__(self, expected: CharSet | str) -> None:
        super().__init__()
        self._expected = expected

    def __missing__(self, char: str) -> bool:
        found = char == self._expected if isinstance(self._expected, str) else char in self._expected
        self[char] = found
        return found


@cache
def _members(expected: CharSet | str) -> _Members:
    return _Members(expected)


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


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class _Nodes(list[_Node]):
    """The positions of expressions; every item is appended, and continues at the next position."""

    def add(self, item: Item) -> None:
        match item:
            case Assertion():
                self.append(_Node(free=[(item, len(self) + 1)]))
            case Raw(char):
                self.append(_Node(steps=[(_members(char), len(self) + 1)]))
            case Chars(chars):
                self.append(_Node(steps=[(_members(chars), len(self) + 1)]))
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
        entry = len(self)
        for _ in range(low):
            entry = len(self)
            self.add(item)
        if high is None:
            self._add_loop(item, entry if low else None)
            return
        forks = []
        for _ in range(high - low):
            forks.append(self._fork())
            self.add(item)
        for node in forks:
            node.free.append((None, len(self)))

    def _add_loop(self, item: Item, entry: int | None) -> None:
        """Lead back to ``entry``, where ``item`` was added last; ``None`` adds it, to be passed by as well."""
        if entry is not None:
            self._fork().free.append((None, entry))
            return
        start, loop = len(self), self._fork()
        self.add(item)
        self.append(_Node(free=[(None, start)]))
        loop.free.append((None, len(self)))


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
        self._reach = _reachable(self._nodes)
        self._asserting = self._mask(lambda node: any(assertion for assertion, _ in node.free))
        self._accepting = self._mask(lambda node: bool(node.accepts))
        self._reading = self._mask(lambda node: bool(node.steps))
        self._boundaries = any(
            assertion in (Assertion.BOUNDARY, Assertion.INSIDE) for node in self._nodes for assertion, _ in node.free
        )
        self.start = self._state(starts, Side.EDGE)

    def _mask(self, wanted: Callable[[_Node], bool]) -> int:
        return sum(1 << number for number, node in enumerate(self._nodes) if wanted(node))

    def _add(self, items: tuple[Item, ...], accepts: int) -> None:
        if items[:1] != (Assertion.START,):
            self._nodes.add(Repeat(Chars(ANY), 0, None))
        for item in items:
            self._nodes.add(item)
        # Without an assertion at its end an expression matches every path that it begins.
        here = len(self._nodes)
        self._nodes.append(_Node(steps=[(_members(ANY), here)], accepts=accepts))

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

    def _closure(self, positions: int, before: Side, after: Side) -> int:
        """The positions that can be reached without reading."""
        closed, waiting = 0, positions
        while waiting:
            for number in _bits(waiting):
                closed |= self._reach[number]
            waiting = 0
            for number in _bits(closed & self._asserting):
                for assertion, target in self._nodes[number].free:
                    if assertion is not None and _holds(assertion, before, after):
                        waiting |= (1 << target) & ~closed
        return closed

    def accepted(self, positions: int, before: Side) -> int:
        """Which patterns match a path that ends at these positions, a bit for each."""
        accepts = 0
        for number in _bits(self._closure(positions, before, Side.EDGE) & self._accepting):
            accepts |= self._nodes[number].accepts
        return accepts

    def step(self, positions: int, before: Side, char: str) -> State:
        """The state after one more character."""
        reached = 0
        for number in _bits(self._closure(positions, before, _side(char)) & self._reading):
            for members, target in self._nodes[number].steps:
                if members[char]:
                    reached |= 1 << target
        return self._state(reached, _side(decoded(char)) if self._boundaries else Side.OTHER)


def _reachable(nodes: _Nodes) -> list[int]:
    """For each position, those that can be reached from it without reading and whatever stands beside."""
    reach: list[int] = []
    for start in range(len(nodes)):
        seen, waiting = 0, 1 << start
        while waiting:
            number = waiting.bit_length() - 1
            seen |= 1 << number
            for assertion, target in nodes[number].free:
                if assertion is None:
                    waiting |= 1 << target
            waiting &= ~seen
        reach.append(seen)
    return reach
