"""Walks from module to module, the strongest kind of chain first, and the shortest of each kind."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.context import Directory, File
from ctxlint.imports.finder import Module
from ctxlint.imports.meaning import Meanings
from ctxlint.imports.resolution import prefixes
from ctxlint.imports.results import Missing, Place, Problem, Start, Way
from ctxlint.imports.values import ANY_COMMAND, REVISIONS, UNREADABLE, Import, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from ctxlint.imports.resolution import Resolver
    from ctxlint.imports.values import Scan


class _Link(Struct):
    """An import, and the module that has it, with the key of that module."""

    parent: str
    module: Module
    found: Import

    def place(self, file: File) -> Place:
        """Where the import stands."""
        return Place(file, self.module.name, self.found.line, self.found.column)


class _Visit(Struct):
    """A module on the way, by the best chain so far."""

    module: Module
    kind: Kind
    start: Start
    link: _Link | None = None
    done: bool = False


class _Lack(Struct):
    """A missing module while its importers are gathered."""

    wanted: str
    kind: Kind
    parent: str
    place: Place
    doubtful: bool
    places: dict[Place, str] = field(default_factory=dict)
    """All imports of it, each with the key of its importer."""


class Surroundings(Struct, frozen=True):
    """What decides about imports from outside of the sources."""

    environment: Collection[str] = ()
    """Variables that are set: they take precedence over defaults in the code."""
    modules: Callable[[str], Iterable[str]] = lambda _: ()
    """Group of entry points -> modules."""
    revisions: Callable[[], Iterable[str]] = tuple
    """Absolute paths of the environments and the revisions of alembic."""


class Walk:
    """One walk; ``only`` limits it to modules (by key: a name or a script's path) that are known to matter."""

    def __init__(
        self,
        resolver: Resolver,
        scan: Callable[[File], Scan],
        surroundings: Surroundings | None = None,
    ) -> None:
        self.only: Collection[str] | None = None
        self._around = surroundings or Surroundings()
        self._commands: frozenset[str] = frozenset()
        self.absent: list[Start] = []
        self._resolver = resolver
        self._scan = scan
        self._visits: dict[str, _Visit] = {}
        self._importers: dict[str, set[str]] = {}
        self._lacks: dict[str, _Lack] = {}
        self._mains: set[str] = set()
        self._waiting: dict[Kind, deque[str]] = {kind: deque() for kind in Kind}
        self._meanings = Meanings(resolver)

    def run(self, starts: Collection[Start]) -> None:
        """Visit all that the starts reach."""
        self._commands = frozenset(start.command for start in starts if start.command)
        for start in starts:
            if not self._begin(start):
                self.absent.append(start)
        for kind in Kind:
            waiting = self._waiting[kind]
            while waiting:
                key = waiting.popleft()
                visit = self._visits[key]
                if not visit.done:
                    visit.done = True
                    self._visit(key, visit)

    def _begin(self, start: Start) -> bool:
        if start.path is not None:
            return self._begin_script(start, start.path)
        if start.module is None:
            return False
        name = start.module
        found = self._resolver.image.find(name)
        if found and found.is_package and start.main:
            name = f"{name}.__main__"
            found = self._resolver.image.find(name)
        if found and start.main:
            self._mains.add(name)
        for prefix in prefixes(name):
            module = self._resolver.image.find(prefix)
            if module and module.file:
                self._enter(prefix, module, Kind.EAGER, start)
        return found is not None

    def _begin_script(self, start: Start, path: str) -> bool:
        node = self._resolver.image.at(path)
        if isinstance(node, Directory):
            path = f"{path}/__main__.py"
            node = self._resolver.image.at(path)
        if isinstance(node, File):
            self._mains.add(path)
            self._enter(path, Module("__main__", path, node), Kind.EAGER, start)
        return node is not None and not isinstance(node, Directory)

    def _enter(self, key: str, module: Module, kind: Kind, start: Start, link: _Link | None = None) -> None:
        if link:
            self._importers.setdefault(key, set()).add(link.parent)
        known = self._visits.get(key)
        if (known is None or kind.rank < known.kind.rank) and (self.only is None or key in self.only):
            self._visits[key] = _Visit(module, kind, start, link)
            self._waiting[kind].append(key)

    def _visit(self, key: str, visit: _Visit) -> None:
        if visit.module.file is None:
            return
        for found in self._scan(visit.module.file).imports:
            if not self._runs(found, key):
                continue
            if found.group:
                self._follow_group(key, visit, found)
            else:
                self._follow(key, visit, self._commanded(found))

    def _runs(self, found: Import, key: str) -> bool:
        if found.kind is Kind.TYPE_CHECKING or (found.main_only and key not in self._mains):
            return False
        if found.command not in ("", ANY_COMMAND) and found.command not in self._commands:
            return False
        return not found.unless or found.unless not in self._around.environment

    def _commanded(self, found: Import) -> Import:
        return found._replace(names=tuple(sorted(self._commands))) if found.command == ANY_COMMAND else found

    def _follow_group(self, key: str, visit: _Visit, found: Import) -> None:
        if found.group != REVISIONS:
            for module in dict.fromkeys(self._around.modules(found.group)):
                self._follow(key, visit, found._replace(module=module, group=""))
            return
        for path in self._around.revisions():
            node = self._resolver.image.at(path)
            if isinstance(node, File):
                kind = visit.kind.through(found.kind)
                self._enter(path, Module("__main__", path, node), kind, visit.start, _Link(key, visit.module, found))

    def _follow(self, key: str, visit: _Visit, found: Import) -> None:
        meant = self._meanings.of(found, visit.module)
        if not meant:
            return
        link = _Link(key, visit.module, found)
        kind = visit.kind.through(self._meanings.kind(found, visit.module))
        for answer in meant:
            if answer.lacking:
                self._miss(answer.lacking, answer.wanted, link, kind)
            for module in answer.loaded:
                self._enter(module.name, module, kind, visit.start, link)

    def _miss(self, lacking: str, wanted: str, link: _Link, kind: Kind) -> None:
        file = link.module.file
        own = _top(lacking) == _top(link.module.name)
        if file and (own or not self._meanings.means_another(lacking, file)):
            guessed = self._scan(file).problem is not None
            doubtful = guessed or self._meanings.is_doubtful(lacking, wanted, link.found, own=own)
            self._lack(lacking, _Lack(wanted, kind, link.parent, link.place(file), doubtful))

    def _lack(self, module: str, lack: _Lack) -> None:
        known = self._lacks.setdefault(module, lack)
        known.places[lack.place] = lack.parent
        if lack.kind.rank < known.kind.rank:
            known.wanted, known.kind, known.parent, known.place = lack.wanted, lack.kind, lack.parent, lack.place
        known.doubtful = known.doubtful and lack.doubtful

    def suspects(self) -> frozenset[str]:
        """The modules from which something that is missing can be reached."""
        return self.above({key for lack in self._lacks.values() for key in lack.places.values()})

    def above(self, keys: Iterable[str]) -> frozenset[str]:
        """Modules, and all from which one of them can be reached."""
        found = set(keys)
        waiting = list(found)
        while waiting:
            new = self._importers.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return frozenset(found)

    def ways(self, keys: Iterable[str]) -> dict[str, Way]:
        """How modules are come to, for those that are."""
        return {
            key: Way(visit.kind, self._chain(key), visit.start, key in self._mains)
            for key in keys
            if (visit := self._visits.get(key))
        }

    def modules(self) -> dict[str, Module]:
        """The modules that were visited, by name; scripts by path."""
        return {key: visit.module for key, visit in self._visits.items()}

    def missing(self) -> Iterator[Missing]:
        """What the image lacks, in the order in which it was met."""
        for module, lack in self._lacks.items():
            if theirs := self._meanings.theirs(module):
                chain = (*self._chain(lack.parent), lack.place)
                start = self._visits[lack.parent].start
                places = tuple(lack.places)
                yield Missing(module, lack.wanted, lack.kind, theirs, places, chain, start, lack.doubtful)

    def missing_starts(self) -> Iterator[Missing]:
        """The starts that the image lacks, and the repository has."""
        for start in self.absent:
            lacking = self._meanings.lacking(start.module) if start.module else None
            theirs = self._meanings.theirs(lacking) if lacking else None
            if lacking and theirs and start.module:
                doubtful = self._resolver.is_doubtful(lacking)
                yield Missing(lacking, start.module, Kind.EAGER, theirs, (), (), start, doubtful)

    def _chain(self, key: str) -> tuple[Place, ...]:
        places: list[Place] = []
        visit = self._visits[key]
        while (link := visit.link) and link.module.file:
            places.append(link.place(link.module.file))
            visit = self._visits[link.parent]
        return tuple(reversed(places))

    def problems(self) -> Iterator[Problem]:
        """The files that nobody could read."""
        return problems_in((visit.module for visit in self._visits.values()), self._scan)

    def keyed_problems(self) -> Iterator[tuple[str, Problem]]:
        """The same, each with the key of its module."""
        for key, visit in self._visits.items():
            yield from ((key, problem) for problem in problems_in((visit.module,), self._scan))

    def first(self) -> Iterator[Module]:
        """The modules that nobody imports: the starts."""
        return (visit.module for visit in self._visits.values() if visit.link is None)

    def path_changes(self) -> Iterator[Place]:
        """Where ``sys.path`` is changed."""
        for visit in self._visits.values():
            file = visit.module.file
            line = self._scan(file).changes_path if file else 0
            if file and line:
                yield Place(file, visit.module.name, line, 1)


def _top(module: str) -> str:
    return module.partition(".")[0]


def problems_in(modules: Iterable[Module], scan: Callable[[File], Scan]) -> Iterator[Problem]:
    """The sources among some modules that cannot be read or parsed."""
    for module in modules:
        problem = scan(module.file).problem if module.file else None
        if module.file and problem:
            place = Place(module.file, module.name, problem.line, problem.column)
            yield Problem(place, problem.message, is_syntax=problem != UNREADABLE.problem)
