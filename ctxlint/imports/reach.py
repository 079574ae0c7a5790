"""From what a container starts to the modules that it reaches, and those that the image lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.imports.resolution import Resolver
from ctxlint.imports.results import Missing, Problem, Reach, Start, Way
from ctxlint.imports.values import Kind, Scan
from ctxlint.imports.walking import Surroundings, Walk, problems_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from ctxlint.imports.finder import Finder, Module
    from ctxlint.imports.sources import Sources


NOTHING = Surroundings()


def reach(
    starts: Sequence[Start],
    image: Finder,
    repository: Finder,
    sources: Sources,
    surroundings: Surroundings = NOTHING,
) -> Reach:
    """Walk along the imports of first-party modules.

    Only the starts, modules that look broken, and those from which something missing can be reached, are parsed; to
    have every broken module as a problem, leave out the rough scanner.
    """

    def scan(module: Module) -> Scan:
        return sources.exact(module.file) if module.file else Scan()

    def exact() -> Walk:
        return Walk(Resolver(image, repository, scan), sources.exact, surroundings)

    walk = exact()
    if sources.rough is None:
        walk.run(starts)
        return _reach(walk, walk.missing(), walk.problems(), walk.ways)
    # In a guess nothing hides a submodule, so that it leads everywhere where the exact walk does.
    guess = Walk(Resolver(image, repository, scan, hides=False), sources.rough, surroundings)
    guess.run(starts)
    if suspects := guess.suspects():
        walk.only = suspects
        walk.run(starts)

    def ways(keys: Collection[str]) -> Mapping[str, Way]:
        closer = exact()
        closer.only = guess.above(keys)
        closer.run(starts)
        return closer.ways(keys)

    problems = (*_confirmed(guess, ways), *problems_in(guess.first(), sources.exact), *walk.problems())
    return _reach(guess, walk.missing(), problems, ways)


def _confirmed(guess: Walk, ways: Callable[[Collection[str]], Mapping[str, Way]]) -> Iterator[Problem]:
    """The broken modules of a guess that are really imported, and without anybody who copes with their failure."""
    broken = dict(guess.keyed_problems())
    found = ways(broken) if broken else {}
    yield from (broken[key] for key, way in found.items() if way.kind in (Kind.EAGER, Kind.LAZY))


def _reach(
    everything: Walk,
    missing: Iterable[Missing],
    problems: Iterable[Problem],
    ways: Callable[[Collection[str]], Mapping[str, Way]],
) -> Reach:
    return Reach(
        everything.modules(),
        (*everything.missing_starts(), *missing),
        tuple(dict.fromkeys(problems)),
        tuple(everything.absent),
        tuple(everything.path_changes()),
        ways,
    )
