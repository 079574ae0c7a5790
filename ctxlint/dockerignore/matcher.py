"""Ordered patterns over a tree: what the builder decides at each path, and where it stops descending.

The state that a directory hands to its children is the heart of it. BuildKit remembers per pattern whether it
matched the parent, and a pattern that could not have changed the result there counts as unmatched below it
(``MatchesUsingParentResults`` of moby/patternmatcher). Neighbouring patterns of one polarity behave as one, so
the memory is kept per run of such patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from msgspec import Struct

from ctxlint.dockerignore.automaton import Automaton, State
from ctxlint.dockerignore.pattern import expression, expression_before_23
from ctxlint.dockerignore.regex import Choice, RegexError
from ctxlint.errors import IgnoreSyntaxError

if TYPE_CHECKING:
    from ctxlint.dockerignore.reading import IgnoreLine

_PATTERN_CHARACTERS = frozenset("*[]?^\\")

Compiler = Callable[[str], Choice]
"""A cleaned pattern -> what the automaton reads; raises :class:`RegexError`."""

Carried = Mapping[int, int]
"""Run -> the pattern (by index) through which it matched here or above."""

NOTHING: Carried = MappingProxyType({})


class Directory(NamedTuple):
    """What the matcher knows at a directory; hand it to :meth:`Matcher.visit` for each child."""

    path: str
    """Relative to the context, with a slash at its end; empty for the context itself."""
    depth: int
    states: tuple[State, ...]
    carried: Carried


class Visit(NamedTuple):
    """The decision for one path."""

    excluded: bool
    decider: int | None
    """Index of the pattern that decided; ``None`` when no pattern changed anything."""
    carried: Carried


class Run(Struct, frozen=True):
    """Neighbouring patterns that are all negated, or all not."""

    negated: bool
    first: int
    """Index of its first pattern."""
    automaton: Automaton
    levels: Mapping[int, int]
    """Number of segments -> bits of the patterns that have as many."""
    broken: IgnoreLine | None = None
    """A line that the builder cannot compile; it stands alone in its run."""

    def matches(self, state: State, name: str) -> int:
        """Bits of the patterns that match the child ``name``; raises where the builder's compiler would."""
        if self.broken:
            raise IgnoreSyntaxError(f'"{self.broken}" is not a valid pattern', line=self.broken.number)
        return state.read(name).accepts

    def index(self, bits: int) -> int:
        """The first of the matching patterns."""
        return self.first + (bits & -bits).bit_length() - 1


def _compiled(line: IgnoreLine, compiler: Compiler) -> Choice | None:
    try:
        return compiler(line.pattern)
    except RegexError:
        return None


def _run(first: int, lines: Sequence[IgnoreLine], choices: Sequence[Choice | None]) -> Run:
    levels: dict[int, int] = {}
    for bit, line in enumerate(lines):
        level = line.pattern.count("/") + 1
        levels[level] = levels.get(level, 0) | 1 << bit
    automaton = Automaton(choice for choice in choices if choice)
    return Run(lines[0].negated, first, automaton, levels, None if choices[0] else lines[0])


def _runs(lines: Sequence[IgnoreLine], compiler: Compiler) -> Iterator[Run]:
    choices = [_compiled(line, compiler) for line in lines]

    def key(index: int) -> tuple[bool, int]:
        return lines[index].negated, -1 if choices[index] else index

    for _, group in groupby(range(len(lines)), key):
        members = list(group)
        yield _run(members[0], [lines[index] for index in members], [choices[index] for index in members])


class Matcher:
    """The decisions of BuildKit."""

    lists_parents: ClassVar[bool] = True
    """Whether an excluded directory is sent when something below it is."""
    lists_entered: ClassVar[bool] = False
    """Whether an excluded directory is sent, empty if need be, because the builder looks into it."""

    def __init__(self, lines: Sequence[IgnoreLine]) -> None:
        self.runs = tuple(_runs(lines, self._expression))
        self.root = Directory("", 0, tuple(run.automaton.start for run in self.runs), NOTHING)
        self._prefixes = tuple({self._literal(line.pattern) + "/" for line in lines if line.negated})
        self.negates = bool(self._prefixes)
        """Whether any pattern is negated."""
        self._enters_all = self._is_vague(self._prefixes)

    @staticmethod
    def _expression(pattern: str) -> Choice:
        return expression(pattern)

    @staticmethod
    def _literal(pattern: str) -> str:
        """The part of a negated pattern that is compared with the names of directories."""
        return pattern.removesuffix("/**").removesuffix("/*")

    @staticmethod
    def _is_vague(prefixes: Iterable[str]) -> bool:
        """Whether the patterns cannot tell which directories they reach into."""
        return any(_PATTERN_CHARACTERS.intersection(prefix) for prefix in prefixes)

    def visit(self, parent: Directory, name: str) -> Visit:
        """Decide about the child ``name`` of ``parent``."""
        excluded, decider = False, None
        carried: dict[int, int] = {}
        for number, run in enumerate(self.runs):
            index = parent.carried.get(number)
            if index is None:
                if run.negated is not excluded:
                    continue  # it could not change the result, so it is not even tried
                if not (bits := run.matches(parent.states[number], name)):
                    continue
                index = run.index(bits)
            carried[number] = index
            if run.negated is excluded:
                excluded, decider = not run.negated, index
        return Visit(excluded, decider, carried)

    def enter(self, parent: Directory, name: str, visit: Visit) -> Directory:
        """What is known at the directory ``name`` after its visit."""
        states = tuple(state.read(name)["/"] for state in parent.states)
        return Directory(f"{parent.path}{name}/", parent.depth + 1, states, visit.carried)

    def descends(self, directory: str) -> bool:
        """Whether the builder looks into an excluded ``directory`` (with a slash at its end)."""
        return self._enters_all or any(prefix.startswith(directory) for prefix in self._prefixes)


class ClassicMatcher(Matcher):
    """The decisions of the classic builder's client: it prunes by literal prefix, whatever the pattern."""

    lists_parents: ClassVar[bool] = False

    @staticmethod
    def _literal(pattern: str) -> str:
        return pattern

    @staticmethod
    def _is_vague(prefixes: Iterable[str]) -> bool:  # noqa: ARG004
        return False


class LegacyMatcher(ClassicMatcher):
    """The decisions of Docker before 23: a pattern is tried on the path and on one of its ancestors.

    That ancestor is the one with as many segments as the pattern (``Matches`` of Docker 20.10's fileutils).
    """

    lists_entered: ClassVar[bool] = True

    @staticmethod
    def _expression(pattern: str) -> Choice:
        return expression_before_23(pattern)

    def visit(self, parent: Directory, name: str) -> Visit:
        """Decide about the child ``name`` of ``parent``."""
        excluded, decider = False, None
        carried = dict(parent.carried)
        for number, run in enumerate(self.runs):
            index = parent.carried.get(number)
            if index is None and (bits := run.matches(parent.states[number], name)):
                index = run.index(bits)
                if lasting := bits & run.levels.get(parent.depth + 1, 0):
                    carried[number] = run.index(lasting)
            if index is not None and run.negated is excluded:
                excluded, decider = not run.negated, index
        return Visit(excluded, decider, carried)
