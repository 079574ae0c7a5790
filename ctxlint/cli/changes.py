"""What two states of a project differ in: files and bytes of each service's context and image."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.cli.items import Totals, Which, items_of, problems, totals
from ctxlint.engine import Problem
from ctxlint.errors import CtxlintError
from ctxlint.paths import ancestors, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.cli.items import Item

SETS = {"context": Which.FILTERED, "image": Which.IMAGE}


class Change(Struct, frozen=True):
    """A file that enters (nothing before), leaves (nothing after) or has another size."""

    path: str
    before: int | None
    after: int | None

    @property
    def growth(self) -> int:
        """Bytes, negative for what shrinks."""
        return (self.after or 0) - (self.before or 0)


class SetChange(Struct, frozen=True):
    """One set of files of a service in both states."""

    before: Totals
    after: Totals
    changes: tuple[Change, ...]
    """By path."""
    old_directories: frozenset[str]
    new_directories: frozenset[str]

    @property
    def growth(self) -> int:
        """Bytes, negative when the set shrinks."""
        return self.after.bytes - self.before.bytes

    @property
    def entered(self) -> tuple[Change, ...]:
        """What was not there before."""
        return tuple(change for change in self.changes if change.before is None)

    @property
    def left(self) -> tuple[Change, ...]:
        """What is not there any more."""
        return tuple(change for change in self.changes if change.after is None)

    @property
    def resized(self) -> tuple[Change, ...]:
        """What has another size."""
        return tuple(change for change in self.changes if change.before is not None and change.after is not None)


class ServiceChange(Struct, frozen=True):
    """A service in both states; one that is new or gone is compared with nothing."""

    name: str
    state: str
    """``new``, ``gone`` or ``kept``."""
    sets: Mapping[str, SetChange]
    """By the names in :data:`SETS`; one that cannot be told is not in it."""


class Comparison(Struct, frozen=True, dict=True):
    """All services, and what kept some from being compared."""

    services: tuple[ServiceChange, ...]
    errors: tuple[Problem, ...]
    left_out: Totals
    """Files of the work tree that git ignores; no revision could have them."""

    @cached_property
    def repeats(self) -> Mapping[tuple[str, str], str]:
        """Service and set -> the service before it whose set changes in the same way: they share a context."""
        first: dict[tuple[str, SetChange], str] = {}
        found = {}
        for service in self.services:
            for kind, change in service.sets.items():
                name = first.setdefault((kind, change), service.name)
                if change.changes and name != service.name:
                    found[service.name, kind] = name
        return found


class _Comparer:
    def __init__(self, revision: str) -> None:
        self._revision = revision
        self.errors: list[Problem] = []
        self.left_out: dict[str, int] = {}

    def service(self, name: str, before: Service | None, after: Service | None) -> ServiceChange:
        state = "new" if before is None else "gone" if after is None else "kept"
        compared = {kind: self._set(which, before, after) for kind, which in SETS.items()}
        return ServiceChange(name, state, {kind: change for kind, change in compared.items() if change})

    def _set(self, which: Which, before: Service | None, after: Service | None) -> SetChange | None:
        old = self._files(before, which, f" (at {self._revision})")
        new = self._files(after, which, "")
        if old is None or new is None:
            return None
        new = dict(self._comparable(after, new)) if after else new
        sizes = {path: (size_of(old, path), size_of(new, path)) for path in sorted(old.keys() | new.keys())}
        changes = tuple(Change(path, *both) for path, both in sizes.items() if both[0] != both[1])
        return SetChange(_totals(old), _totals(new), changes, _directories(old), _directories(new))

    def _files(self, service: Service | None, which: Which, where: str) -> dict[str, Item] | None:
        """The files of a set by path; ``None`` when they cannot be told."""
        if service is None:
            return {}
        try:
            items = items_of(service, which)
            failures = problems(service, which)
        except CtxlintError as error:
            items, failures = (), [error]
        for failure in failures:
            problem = Problem(failure.message + where, failure.file, failure.line, service.name)
            self.errors += [] if problem in self.errors else [problem]
        return None if failures else {item.path: item for item in items if not item.is_directory}

    def _comparable(self, service: Service, files: Mapping[str, Item]) -> Iterator[tuple[str, Item]]:
        """Leave out what no revision could have: the repository itself, and what git ignores."""
        known = service.workspace.version_control
        for path, item in files.items():
            source = path if not path.startswith("/") else item.source
            inside = service.path(source) if source else ""
            if ".git" in parts(inside):
                continue
            if inside and known.known and known.ignores(inside) and not known.tracks(inside):
                self.left_out[inside] = item.size
            else:
                yield path, item


def compare(before: Sequence[Service], after: Sequence[Service], revision: str) -> Comparison:
    """Compare services by their names; those that are gone come last."""
    comparer = _Comparer(revision)
    old, new = ({service.name: service for service in services} for services in (before, after))
    services = tuple(comparer.service(name, old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old]))
    left_out = Totals(len(comparer.left_out), sum(comparer.left_out.values()))
    return Comparison(services, tuple(comparer.errors), left_out)


def size_of(files: Mapping[str, Item], path: str) -> int | None:
    """The size of a file, if it is there."""
    return files[path].size if path in files else None


def _totals(files: Mapping[str, Item]) -> Totals:
    return totals(files.values())


def _directories(files: Mapping[str, Item]) -> frozenset[str]:
    return frozenset(above for path in files for above in ancestors(path.lstrip("/")))


def outermost(path: str, known: frozenset[str]) -> str:
    """The largest directory around a file that the other state does not have at all, or else the file."""
    slash = "/" if path.startswith("/") else ""
    wholly = next((above for above in ancestors(path.lstrip("/")) if above not in known), None)
    return path if wholly is None else f"{slash}{wholly}/"
