"""From what a container starts to the modules that it reaches, and those that the image lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.imports.resolution import Resolver
from ctxlint.imports.results import Reach, Start, Way
from ctxlint.imports.rough import rough_scan
from ctxlint.imports.scan import scan
from ctxlint.imports.values import Scan
from ctxlint.imports.walking import Sources, Surroundings, Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ctxlint.context import File
    from ctxlint.imports.finder import Finder


@dataclass(frozen=True, slots=True)
class Scanners:
    """How sources are read; a cache goes around each."""

    exact: Callable[[bytes], Scan] = scan
    rough: Callable[[bytes], Scan] | None = rough_scan
    """Finds at least what :attr:`exact` finds, faster; ``None`` to parse every module that is reached."""


SCANNERS = Scanners()
NOTHING = Surroundings()


def reach(
    starts: Sequence[Start],
    image: Finder,
    repository: Finder,
    read: Callable[[File], bytes | None],
    surroundings: Surroundings = NOTHING,
    scanners: Scanners = SCANNERS,
) -> Reach:
    """Walk along the imports of first-party modules.

    Only modules from which something missing can be reached are parsed; to have every broken module as a problem,
    leave out the rough scanner.
    """
    exactly = Sources(read, scanners.exact)

    def exact() -> Walk:
        return Walk(Resolver(image, repository, exactly), exactly, surroundings)

    walk = exact()
    if scanners.rough is None:
        walk.run(starts)
        return _reach(walk, walk, walk.ways)
    # In a guess nothing hides a submodule, so that it leads everywhere where the exact walk does.
    guess = Walk(Resolver(image, repository, lambda _: Scan()), Sources(read, scanners.rough), surroundings)
    guess.run(starts)
    if suspects := guess.suspects():
        walk.only = suspects
        walk.run(starts)

    def ways(keys: Collection[str]) -> Mapping[str, Way]:
        closer = exact()
        closer.only = guess.above(keys)
        closer.run(starts)
        return closer.ways(keys)

    return _reach(guess, walk, ways)


def _reach(everything: Walk, exact: Walk, ways: Callable[[Collection[str]], Mapping[str, Way]]) -> Reach:
    problems = dict.fromkeys([*everything.problems(), *exact.problems()])
    return Reach(
        everything.modules(),
        (*everything.missing_starts(), *exact.missing()),
        tuple(problems),
        tuple(everything.absent),
        tuple(everything.path_changes()),
        ways,
    )
