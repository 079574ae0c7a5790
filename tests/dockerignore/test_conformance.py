"""Every recorded vector, for the three dialects of the ignore language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from ctxlint.context import Disk, FileSet, filter_context
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder
from tests.dockerignore.trees import listed
from tests.helpers import vectors, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Vector = dict[str, Any]
REFUSED = ["(the ignore file is refused)"]
VECTORS = list(vectors("ignore.jsonl"))
CHUNK = 100
CHUNKS = [VECTORS[at : at + CHUNK] for at in range(0, len(VECTORS), CHUNK)]


class Dialect(NamedTuple):
    """Where a builder's answer stands in a vector, and whether the answer lists the ignore file."""

    builder: Builder
    key: str
    lists_ignore_file: bool

    def tree(self, vector: Vector) -> list[str]:
        return [*vector["tree"], *([".dockerignore"] if self.lists_ignore_file else [])]

    def expected(self, vector: Vector) -> list[str]:
        return sorted(vector.get(self.key, REFUSED))

    def actual(self, vector: Vector, walk: Callable[[DockerIgnoreSpec, list[str]], Sequence[str]]) -> list[str]:
        try:
            return sorted(walk(DockerIgnoreSpec.parse(vector["ignore"], builder=self.builder), self.tree(vector)))
        except IgnoreSyntaxError:
            return REFUSED

    def check(self, vector: Vector, walk: Callable[[DockerIgnoreSpec, list[str]], Sequence[str]]) -> None:
        expected, actual = set(self.expected(vector)), set(self.actual(vector, walk))
        if expected != actual:
            pytest.fail(
                f"{self.builder} with the ignore file {vector['ignore']!r}\nover {vector['tree']}\n"
                f"  lacks {sorted(expected - actual)}\n  has   {sorted(actual - expected)}",
                pytrace=False,
            )


DIALECTS = [
    Dialect(Builder.BUILDKIT, "entries", lists_ignore_file=True),
    Dialect(Builder.CLASSIC, "classic", lists_ignore_file=False),
    Dialect(Builder.LEGACY, "docker_20_10", lists_ignore_file=True),
]
dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.builder for dialect in DIALECTS])


def in_memory(spec: DockerIgnoreSpec, tree: list[str]) -> list[str]:
    return listed(spec.matcher, tree)


@dialects
@pytest.mark.parametrize("chunk", CHUNKS, ids=[f"from-{number * CHUNK}" for number in range(len(CHUNKS))])
def test_every_vector(dialect: Dialect, chunk: list[Vector]) -> None:
    for vector in chunk:
        dialect.check(vector, in_memory)


@dialects
def test_a_sample_on_the_disk(dialect: Dialect, tmp_path: Path) -> None:
    def on_disk(spec: DockerIgnoreSpec, tree: list[str]) -> tuple[str, ...]:
        root = write_tree(tmp_path / str(len(list(tmp_path.iterdir()))), dict.fromkeys(tree, ""))
        filtered = filter_context(Disk(root), spec)
        assert filtered.problems == []
        return FileSet(filtered.tree, implied=spec.matcher.lists_parents).paths

    for vector in VECTORS[::20]:
        dialect.check(vector, on_disk)


@dialects
def test_single_questions_agree_with_the_walk(dialect: Dialect) -> None:
    for vector in VECTORS[7::10]:
        if vector.get(dialect.key) is None:
            continue
        spec = DockerIgnoreSpec.parse(vector["ignore"], builder=dialect.builder)
        kept = set(vector[dialect.key])
        for path in dialect.tree(vector):
            if path.endswith("/"):
                continue
            decision = spec.decide(path)
            assert decision.excluded is (path not in kept), (vector["ignore"], path)
            assert spec.match_file(path) is decision.excluded, (vector["ignore"], path)


def test_an_excluded_path_always_names_the_line_that_excluded_it() -> None:
    for vector in VECTORS[3::10]:
        if "error" in vector:
            continue
        spec = DockerIgnoreSpec.parse(vector["ignore"])
        for decision in map(spec.decide, vector["tree"]):
            assert decision.line in (*spec.lines, None)
            if decision.excluded:
                assert decision.line is not None
                assert not decision.line.negated
            elif decision.line is not None:
                assert decision.line.negated
