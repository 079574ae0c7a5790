"""Dependencies, build output and data that a clean checkout lacks."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

from msgspec import field
from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.foreseen import (
    Foreseen,
    Passage,
    by_fate,
    foreseen_hit,
    foreseen_in_context,
    gitignored,
    is_let_through,
    listed,
    passages,
)
from ctxlint.model import Hit, Severity
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerignore import Spelled


class ForeseenArtefacts(Check, frozen=True):
    """What manifests and ``.gitignore`` announce, and the ignore file would let through."""

    announced: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    """Kind -> ``names`` of the directory, and globs of files beside which it appears: ``always`` (the tool itself
    hides it), ``beside`` (when git leaves it out) or ``perhaps`` (the same, but below the root of the context it is
    only likely). With ``mentions``, such a file counts only when it has one of these words; a file below one of
    ``workspace`` is part of that project, and has no such directory."""
    heavy: tuple[str, ...] = ()
    """Names in a ``.gitignore`` that are enough by themselves: data, models, results of runs."""
    elsewhere: tuple[str, ...] = ()
    """Globs for names of which other rules speak."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each kind and instruction, one for all else that is copied, one for what is only sent."""
        kinds = [self._let_through(service, kind) for kind in self.announced]
        told = {item.path for items in kinds for item in items}
        spelled = [item for item in self._spelled(service) if item.path not in told and is_let_through(service, item)]
        heavy = [item for item in spelled if item.path.rpartition("/")[2] in self.heavy]
        rest = [item for item in spelled if item not in heavy]
        every = [*(item for items in kinds for item in items), *heavy, *rest]
        fates = {item.path: passage for item, passage in passages(service, every)} if every else {}
        for items in [*kinds, *([item] for item in heavy)]:
            yield from _copied(service, items, fates)
        yield from _others(service, [item for item in rest if fates[item.path].variant != "context"], fates)
        left = [item for item in every if item not in rest and fates[item.path].variant == "context"]
        if left:
            yield foreseen_in_context(service, left)

    def _let_through(self, service: Service, kind: str) -> list[Foreseen]:
        """The places of a kind where no name of it is held back; the first name stands for all."""
        found = []
        asked = "places", kind, repr(self.announced[kind])
        for directory, manifest, word in service.shared.once(asked, lambda: tuple(self._places(service, kind))):
            expected = [
                Foreseen(f"{directory}{name}", service.path(manifest), is_likely=word == "perhaps" and directory != "")
                for name in self.announced[kind]["names"]
                if _is_expected(service, f"{directory}{name}", is_always=word == "always")
            ]
            if expected and all(is_let_through(service, item) for item in expected):
                found.append(expected[0])
        return found

    def _places(self, service: Service, kind: str) -> Iterator[tuple[str, str, str]]:
        """The directories with a manifest (empty, or with a slash at the end), that file, and what it is worth."""
        table, seen = self.announced[kind], set()
        for word in ("always", "beside", "perhaps"):
            if not table.get(word):
                continue
            fits = re.compile("|".join(map(fnmatch.translate, table[word]))).match
            for path in service.written:
                directory, slash, name = path.rpartition("/")
                if directory in seen or not fits(name) or _is_member(service, directory, table.get("workspace", ())):
                    continue
                if "mentions" in table and not _mentions(service, path, table["mentions"]):
                    continue
                seen.add(directory)
                yield directory + slash, path, word

    def _spelled(self, service: Service) -> Iterator[Foreseen]:
        """What a ``.gitignore`` spells out in the context, and nobody has committed; whole paths first."""
        found: dict[str, tuple[bool, Foreseen]] = {}
        names = {name for table in self.announced.values() for name in table["names"]}
        for source, line, path in gitignored(service):
            name = path.rpartition("/")[2]
            if (name in names and not line.anchored) or any(fnmatch.fnmatchcase(name, glob) for glob in self.elsewhere):
                continue
            item = Foreseen(path, source, line.directory or "." not in name)
            if _is_absent(service, item, line) and service.workspace.version_control.ignores(service.path(item.probe)):
                found.setdefault(path, (not line.anchored, item))
        return (item for _, item in sorted(found.values(), key=lambda pair: (pair[0], pair[1].path)))


def _is_member(service: Service, directory: str, workspace: Sequence[str]) -> bool:
    """Whether a directory above the one in the context has the file of a whole workspace."""
    above = ["", *ancestors(directory)] if directory else []
    return any(service.disk.entry(f"{each}/{name}".lstrip("/")) for each in above for name in workspace)


def _mentions(service: Service, path: str, words: Sequence[str]) -> bool:
    text = service.workspace.text(service.path(path)) or ""
    return any(f'"{word}"' in text for word in words)


def _is_expected(service: Service, path: str, *, is_always: bool) -> bool:
    """Whether something will be there, nothing is, and git leaves it out (or nobody knows what git does)."""
    version_control = service.workspace.version_control
    if service.disk.entry(path) or version_control.tracks(service.path(path)):
        return False
    return is_always or not version_control.known or version_control.ignores(service.path(path))


def _is_absent(service: Service, item: Foreseen, line: Spelled) -> bool:
    """Whether nothing is there, or nothing but what keeps the directory in version control."""
    is_kept = line.content and service.workspace.version_control.tracks(service.path(item.path))
    return is_kept or service.disk.entry(item.path) is None


def _copied(service: Service, items: Sequence[Foreseen], fates: Mapping[str, Passage]) -> Iterator[Hit]:
    """One hit for each instruction that takes some of them; paths that are only likely make a milder one."""
    for is_likely in (False, True):
        chosen = [(item, fates[item.path]) for item in items if item.is_likely is is_likely]
        for group, passage in by_fate(pair for pair in chosen if pair[1].variant != "context"):
            name = group[0].path.rpartition("/")[2]
            fix = group[0].path if group[0].is_spelled else f"**/{name}"
            yield foreseen_hit(service, group, passage, fix, Severity.INFO if is_likely else None)


def _others(service: Service, items: Sequence[Foreseen], fates: Mapping[str, Passage]) -> Iterator[Hit]:
    """One hit for what git leaves out besides; it may be small, or what a build makes, so this only informs."""
    if items:
        hit = foreseen_hit(service, items, fates[items[0].path], "", Severity.INFO)
        further = " and others" if len({fates[item.path].read for item in items}) > 1 else ""
        values = {**hit.values, **listed(service, items), "further": further}
        yield replace(hit, variant="others", values=values, remedy=None)
