"""The final names of services: as short as they can be, each one once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxlint.model import Definition
    from ctxlint.project.candidates import Candidate


def with_unique_names(candidates: Sequence[Candidate]) -> tuple[Definition, ...]:
    """Name the candidates, in order; all that want the same name take a longer one, which says the directory.

    A candidate whose longer name is the same (it lies in the root) keeps it; of several such the first does.
    """
    levels = [0] * len(candidates)
    while clashing := _clashing(candidates, levels):
        movable = [i for i in clashing if _has_longer(candidates[i], levels[i])]
        for i in movable or _all_but_first(candidates, levels, clashing):
            levels[i] += 1
    names = (_name(candidate, level) for candidate, level in zip(candidates, levels, strict=True))
    return tuple(replace(item.definition, name=name) for item, name in zip(candidates, names, strict=True))


def _name(candidate: Candidate, level: int) -> str:
    """Return a name by level; beyond the last one, numbers make the difference."""
    beyond = level - len(candidate.names) + 1
    return candidate.names[level] if beyond <= 0 else f"{candidate.names[-1]}-{beyond + 1}"


def _has_longer(candidate: Candidate, level: int) -> bool:
    return level + 1 < len(candidate.names) and candidate.names[level + 1] != candidate.names[level]


def _clashing(candidates: Sequence[Candidate], levels: Sequence[int]) -> list[int]:
    names = [_name(candidate, level) for candidate, level in zip(candidates, levels, strict=True)]
    counts = Counter(names)
    return [i for i, name in enumerate(names) if counts[name] > 1]


def _all_but_first(candidates: Sequence[Candidate], levels: Sequence[int], clashing: Iterable[int]) -> list[int]:
    """Return those that must give way: in each group of the same name, all but the first."""
    seen: set[str] = set()
    giving_way = []
    for i in clashing:
        name = _name(candidates[i], levels[i])
        if name in seen:
            giving_way.append(i)
        seen.add(name)
    return giving_way
