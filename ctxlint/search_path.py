"""Import roots that reached code adds to ``sys.path``: found by walking again until no more come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.context import Unknown
from ctxlint.data import Added, places_of
from ctxlint.imports import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxlint.context import File, Node
    from ctxlint.imports import Reach

_MAX_ROUNDS = 4


class SearchPath(Struct, frozen=True):
    """Where Python searches, most important first, and where of the build context the additions come from."""

    roots: tuple[str, ...]
    sources: tuple[str, ...] = ()
    cwd: str | None = None
    """Where the process works, if that is known."""

    def with_all(self, added: list[Added]) -> SearchPath:
        """The same with further directories; one that is searched already keeps its place."""
        new = [each for each in added if each.path not in self.roots]
        front = [each.path for each in new if each.in_front]
        roots = dict.fromkeys([*reversed(front), *self.roots, *(each.path for each in new)])
        sources = dict.fromkeys([*self.sources, *(each.source for each in new if each.source)])
        return replace(self, roots=tuple(roots), sources=tuple(sources))


def widened(
    first: Reach,
    search: SearchPath,
    walk: Callable[[SearchPath], Reach],
    read: Callable[[File], bytes | None],
    at: Callable[[str], Node | None],
) -> tuple[SearchPath, Reach]:
    """The search path with all that reached code adds, and what is reached along it.

    ``at`` says what the image has at a path. Of :attr:`Reach.path_changes` those are left that nobody can follow.
    """
    result, changes = first, dict[Place, tuple[list[Added], bool]]()
    for _ in range(_MAX_ROUNDS):
        changes = dict(_followed(result, search, read, at))
        wider = search.with_all([each for added, _ in changes.values() for each in added])
        if wider == search:
            break
        search, result = wider, walk(wider)
    unknown = tuple(place for place in result.path_changes if not changes.get(place, ((), False))[1])
    return search, replace(result, path_changes=unknown)


def _followed(
    reach: Reach, search: SearchPath, read: Callable[[File], bytes | None], at: Callable[[str], Node | None]
) -> Iterator[tuple[Place, tuple[list[Added], bool]]]:
    """Each change, with the directories that it adds and whether these are all."""
    modules = {module.file: module for module in reach.modules.values()} if reach.path_changes else {}
    for place in reach.path_changes:
        module, source = modules.get(place.file), read(place.file)
        if module is not None and source is not None:
            added, complete = places_of(source, module, search.cwd)
            # A directory of the base image would answer for everything.
            known = [each for each in added if not isinstance(at(each.path), Unknown)]
            yield place, (known, complete and known == added)
