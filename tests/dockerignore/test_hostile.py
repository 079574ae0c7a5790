"""Patterns that would keep a backtracking engine busy until the end of the universe.

Nothing is timed: a test that returns has passed. Where work can be counted, it is.
"""

from __future__ import annotations

import pytest

from ctxlint.dockerignore import DockerIgnorePattern, DockerIgnoreSpec
from ctxlint.dockerignore import automaton as automaton_module
from ctxlint.dockerignore.automaton import Automaton, Side, State
from ctxlint.dockerignore.pattern import expression
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder

LENGTH = 4_000
LONG_NAME = "a" * LENGTH
DEEP = "/".join(["aa"] * (LENGTH // 3))

HOSTILE = [
    pytest.param("**/*a*/" * 40 + "z", id="stars between stars"),
    pytest.param("**/" * 100 + "z", id="any directories, often"),
    pytest.param("*a" * 60 + "z", id="stars in a name"),
    pytest.param("a**" * 60 + "z", id="double stars in a name"),
    pytest.param("*" + "?" * 300 + "z", id="a star and a long tail"),
    pytest.param("*" + "[a-z]" * 100 + "0", id="many classes"),
    pytest.param("*[" + "".join(map(chr, range(0x4E00, 0x5200))) + "]", id="a big class"),
    pytest.param("*" + "\\pL" * 20 + "0", id="categories"),
    pytest.param("?x{500}", id="a long count"),
    pytest.param("*" + "a{1,9}" * 20 + "z", id="open counts"),
    pytest.param("*" + "|".join(["a*b"] * 60), id="many alternatives"),
]


@pytest.mark.parametrize("pattern", HOSTILE)
@pytest.mark.parametrize("path", [pytest.param(LONG_NAME, id="a long name"), pytest.param(DEEP, id="a deep path")])
@pytest.mark.parametrize("builder", [Builder.BUILDKIT, Builder.LEGACY])
def test_a_hostile_pattern_is_answered(pattern: str, path: str, builder: Builder) -> None:
    assert not DockerIgnoreSpec.parse(f"{pattern}\n!*", builder=builder).decide(path).excluded


@pytest.mark.parametrize("pattern", HOSTILE)
def test_no_character_is_read_twice(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    original = Automaton.step

    def step(self: Automaton, positions: int, before: Side, char: str) -> State:
        nonlocal steps
        steps += 1
        return original(self, positions, before, char)

    monkeypatch.setattr(Automaton, "step", step)
    pattern_object = DockerIgnorePattern(pattern)
    pattern_object.match_file(DEEP)
    assert 0 < steps <= len(DEEP)
    before = steps
    pattern_object.match_file(DEEP)
    assert steps == before, "what was read once is looked up"


def test_a_walk_reads_each_name_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = State.read

    def counted(self: State, text: str) -> State:
        read.append(text)
        return original(self, text)

    monkeypatch.setattr(State, "read", counted)
    spec = DockerIgnoreSpec.parse("**/*z*/")
    assert spec.decide(DEEP).excluded is False
    # Once to decide, and once to enter.
    assert len(read) <= 2 * (DEEP.count("/") + 1)


def test_states_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automaton_module, "_MAX_STATES", 10)
    automaton = Automaton([expression("*a" + "?" * 8)])
    for number in range(300):
        name = "".join("ab"[number >> bit & 1] for bit in range(12))
        assert bool(automaton.start.read(name).accepts) is (name[-9] == "a")
    assert len(automaton._states) <= 11


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_a_count_takes_as_many_as_it_says(count: int) -> None:
    spec = DockerIgnoreSpec.parse(f"?x{{{count}}}")
    assert spec.match_file("a" + "x" * count)
    assert not spec.match_file("a" + "x" * (count - 1))
    assert not spec.match_file("a" + "x" * (count + 1))


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("*" + "x{1000}" * 200, id="counts"),
        pytest.param("*" + "[a-z]{1000}" * 101, id="counted classes"),
        pytest.param("*x{" + "9" * 60_000 + "}", id="a count of many digits"),
    ],
)
def test_what_would_need_too_many_positions_is_refused(pattern: str) -> None:
    spec = DockerIgnoreSpec.parse(pattern)
    with pytest.raises(IgnoreSyntaxError):
        spec.decide("a")


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("(" * 30_000 + ")" * 30_000, id="groups"),
        pytest.param("(" * 30_000, id="open groups"),
        pytest.param("(((((x{10}){10}){10}){10}){10})", id="counts of counts"),
        pytest.param("((x+)+)+" * 20 + "{1000}{1000}", id="stacked counts"),
    ],
)
def test_groups_of_docker_before_23_that_nest_too_deeply_are_refused(pattern: str) -> None:
    spec = DockerIgnoreSpec.parse(pattern, builder=Builder.LEGACY)
    with pytest.raises(IgnoreSyntaxError):
        spec.decide("a")
    assert not DockerIgnoreSpec.parse(pattern).decide("a").excluded, "they are no groups for BuildKit"


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("(" * 60 + "a" + ")" * 60, id="groups"),
        pytest.param("(" * 60 + "a" + ")+" * 60, id="repeated groups"),
        pytest.param("((a+)+)+", id="repetitions of repetitions"),
        pytest.param("((a|a)|(a|aa))+", id="ambiguous alternatives"),
        pytest.param("(((a{10}){10}){10}|a+)", id="counts of counts"),
    ],
)
def test_groups_of_docker_before_23_are_read_in_linear_time(pattern: str) -> None:
    spec = DockerIgnoreSpec.parse(pattern, builder=Builder.LEGACY)
    assert spec.match_file("a")
    assert not spec.match_file(LONG_NAME + "b")


def test_many_lines_over_a_deep_path() -> None:
    lines = [f"**/*{number}*/**/x{number}" if number % 3 else f"!**/y{number}" for number in range(300)]
    assert not DockerIgnoreSpec.parse("\n".join(lines)).decide(DEEP).excluded


@pytest.mark.parametrize("size", [1, 100, 5_000])
def test_a_pattern_may_be_as_long_as_a_line(size: int) -> None:
    assert DockerIgnoreSpec.parse("a" * size).match_file("a" * size)
    assert DockerIgnoreSpec.parse("a/" * size).match_file("a/" * size)
