"""Credentials that a clean checkout lacks: git leaves them out, or an example of them is committed."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.foreseen import (
    GITIGNORE,
    Foreseen,
    Passage,
    by_fate,
    foreseen_hit,
    foreseen_in_context,
    gitignored,
    is_let_through,
    letting_in,
    passages,
)
from ctxlint.dockerignore import direct_matches, lines_of
from ctxlint.model import Action, Hit, Remedy, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxlint.analysis import Service


class ForeseenSecrets(Check, frozen=True, dict=True):
    """Files with credentials that will be there, and that the ignore file would let through."""

    patterns: tuple[str, ...] = ()
    """What counts as a secret, as lines of an ignore file."""
    unless: tuple[str, ...] = ()
    """What does not, although it matches."""
    expected: tuple[str, ...] = ()
    """Names that stand at the root of a context when git leaves them out."""
    beside: tuple[str, ...] = ()
    """Globs of files one of which stands there, too, or the context is the whole project."""
    twins: tuple[str, ...] = ()
    """Words that tell an example from the file that people make of it."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each name and instruction that copies it, and one for all that are only sent."""
        found = {item.path: item for item in [*self._left_out(service), *self._twins(service)]}
        items = [item for _, item in sorted(found.items()) if is_let_through(service, item)]
        fates = list(passages(service, items)) if items else []
        for group, passage in _alike(service, fates):
            yield _hit(service, group, passage)
        if left := [item for item, passage in fates if passage.variant == "context"]:
            yield foreseen_in_context(service, left)

    def _left_out(self, service: Service) -> Iterator[Foreseen]:
        """What git leaves out: by its usual name at the root of the context, or by a line of its own."""
        names = self.expected if self._is_worked_in(service) else ()
        spelled = ((path, source) for source, _, path in gitignored(service) if self._is_secret(path))
        for path, source in [*((name, GITIGNORE) for name in names), *spelled]:
            if not _is_there(service, path) and service.workspace.version_control.ignores(service.path(path)):
                yield Foreseen(path, source, directory=False)

    def _is_worked_in(self, service: Service) -> bool:
        """Whether the context is where people start what they work on, rather than a corner of the project."""
        names = service.disk.list("")
        return not service.prefix or any(fnmatch.fnmatchcase(name, glob) for name in names for glob in self.beside)

    def _twins(self, service: Service) -> Iterator[Foreseen]:
        """What people make of a committed example, beside it."""
        for source in service.written:
            above, slash, name = source.rpartition("/")
            twin = self._word.sub("", name)
            path = above + slash + (".env" if twin == "env" else twin)
            if twin != name and self._is_secret(path) and not _is_there(service, path):
                yield Foreseen(path, service.path(source), directory=False)

    @cached_property
    def _word(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, self.twins)) or "(?!)"
        return re.compile(rf"[._-](?:{words})(?=$|[._-])|^(?:{words})[._-]")

    def _is_secret(self, path: str) -> bool:
        yes, no = self._named
        return bool(yes(path)) and not no(path)

    @cached_property
    def _named(self) -> tuple[Callable[[str], list[int]], Callable[[str], list[int]]]:
        return direct_matches(lines_of(self.patterns)), direct_matches(lines_of(self.unless))


def _alike(service: Service, fates: Sequence[tuple[Foreseen, Passage]]) -> Iterator[tuple[list[Foreseen], Passage]]:
    """Put together what one instruction copies under one name, and what it copies of one directory besides."""
    copied = [pair for pair in fates if pair[1].variant != "context"]
    names = Counter((_name(item), passage.read) for item, passage in copied)

    def key(pair: tuple[Foreseen, Passage]) -> tuple[bool, str, int]:
        item, passage = pair
        line = letting_in(service, item)
        is_alone = names[_name(item), passage.read] == 1
        return is_alone, item.path.rpartition("/")[0] if is_alone else _name(item), line.number if line else 0

    for _, group in groupby(sorted(copied, key=key), key):
        yield from by_fate(group)


def _name(item: Foreseen) -> str:
    return item.path.rpartition("/")[2]


def _hit(service: Service, group: Sequence[Foreseen], passage: Passage) -> Hit:
    lines = list(dict.fromkeys(f"**/{_name(item)}" for item in group))
    hit = foreseen_hit(service, group, passage, lines[0], _severity(service, group[0], passage))
    if lines[1:]:
        hit = replace(hit, remedy=Remedy(Action.EXCLUDE, hit.paths))
    quoted = ", ".join(f'"{line}"' for line in lines)
    return replace(hit, values={**hit.values, "lines": f"the line{'s' * (len(lines) > 1)} {quoted}"})


def _severity(service: Service, item: Foreseen, passage: Passage) -> Severity | None:
    """Milder where git would leave the name out anywhere, and the file gets no further than a stage."""
    is_sure = not item.is_spelled or letting_in(service, item)
    return Severity.INFO if passage.variant == "stage" and not is_sure else None


def _is_there(service: Service, path: str) -> bool:
    return service.disk.entry(path) is not None or service.workspace.version_control.tracks(service.path(path))
