"""From what a container starts to the modules that it reaches, and those that the image lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.imports.resolution import Resolver
from ctxlint.imports.results import Reach, Start
from ctxlint.imports.rough import rough_scan
from ctxlint.imports.scan import scan
from ctxlint.imports.values import Scan
from ctxlint.imports.walking import Sources, Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ctxlint.context import File
    from ctxlint.imports.finder import Finder


@dataclass(frozen=True, slots=True)
class Scanners:
    """How sources are read; a cache goes around each."""

    exact: Callable[[bytes], Scan] = scan
    rough: Callable[[bytes], Scan] | None = rough_scan
    """Finds at least what :attr:`exact` finds, faster; ``None`` to parse every module that is reached."""


SCANNERS = Scanners()


def reach(
    starts: Sequence[Start],
    image: Finder,
    repository: Finder,
    read: Callable[[File], bytes | None],
    environment: Collection[str] = (),
    scanners: Scanners = SCANNERS,
) -> Reach:
    """Walk along the imports of first-party modules.

    ``environment`` names the variables that are set, which take precedence over defaults in the code. Only modules
    from which something missing can be reached are parsed; to have every broken module as a problem, leave out the
    rough scanner.
    """
    exactly = Sources(read, scanners.exact)
    walk = Walk(Resolver(image, repository, exactly), exactly, environment)
    if scanners.rough is None:
        walk.run(starts)
        return _reach(walk, walk)
    # In a guess nothing hides a submodule, so that it leads everywhere where the exact walk does.
    guess = Walk(Resolver(image, repository, lambda _: Scan()), Sources(read, scanners.rough), environment)
    guess.run(starts)
    if suspects := guess.suspects():
        walk.only = suspects
        walk.run(starts)
    return _reach(guess, walk)


def _reach(everything: Walk, exact: Walk) -> Reach:
    problems = dict.fromkeys([*everything.problems(), *exact.problems()])
    return Reach(
        everything.modules(),
        tuple(exact.missing()),
        tuple(problems),
        tuple(everything.absent),
        tuple(everything.path_changes()),
    )
