"""Modules that hide others of the same name, so that an import finds the wrong one."""

from __future__ import annotations

import posixpath
import sys
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, walk
from ctxlint.imports.finder import Finder
from ctxlint.imports.resolution import prefixes
from ctxlint.imports.results import Place
from ctxlint.imports.values import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ctxlint.context import File
    from ctxlint.imports.finder import Module
    from ctxlint.imports.results import Reach
    from ctxlint.imports.sources import Sources
    from ctxlint.imports.values import Import, Scan

# Loaded before any directory of the project is searched.
_EARLY = frozenset({"os", "io", "abc", "codecs", "encodings", "stat", "posixpath", "genericpath", "site", "zipimport"})


class Order(Struct, frozen=True):
    """The roots that are searched, and those of them that come before the standard library."""

    roots: Sequence[str]
    first: Sequence[str]


class Shadow(Struct, frozen=True):
    """An import that finds ``hider``, and wants what that does not have."""

    place: Place
    wanted: str
    """A module, or a module and a name of it: ``queue.Queue``."""
    hider: Module
    hidden: Module | None = None
    """What it would have to find; ``None`` stands for the standard library's module."""


def shadowed(reach: Reach, finder: Finder, order: Order, sources: Sources) -> Iterator[Shadow]:
    """The eager imports that certainly fail so."""
    single = {root: Finder(finder.tree, (root,)) for root in order.roots}
    standard = {name for root in order.first for name in _names(finder, root) if _is_standard(name)}
    several = Counter(name for root in order.roots for name in set(_names(finder, root)))
    names = standard | {name for name, count in several.items() if count > 1 and _differs(name, single.values())}
    look = _Look(finder, single, standard, sources.exact)
    for module in list(reach.modules.values()) if names else ():
        if module.file and any(_means(found, names) for found in (sources.rough or sources.exact)(module.file).imports):
            for found in sources.exact(module.file).imports:
                if _means(found, names) and _counts(found):
                    place = Place(module.file, module.name, found.line, found.column)
                    yield from look.hidden(found, place, module)


def _means(found: Import, names: Collection[str]) -> bool:
    return not found.level and found.module.partition(".")[0] in names


def _names(finder: Finder, root: str) -> Iterator[str]:
    """The top-level modules that a root has with certainty."""
    directory = finder.at(root)
    for name, node in directory.entries.items() if isinstance(directory, Directory) else ():
        if name.endswith(".py") or (isinstance(node, Directory) and "__init__.py" in node.entries):
            yield name.removesuffix(".py")


def _differs(name: str, finders: Collection[Finder]) -> bool:
    """Whether a package has modules in some root that the first one with its name lacks."""
    found = [module for finder in finders if (module := finder.find(name))]
    return len({module.path for module in found}) > 1 and any(
        _modules_of(other, finders) - _modules_of(found[0], finders) for other in found[1:]
    )


def _modules_of(module: Module, finders: Collection[Finder]) -> set[str]:
    node = next(iter(finders)).at(posixpath.dirname(module.path)) if module.is_package else None
    return {path for path, _ in walk(node) if path.endswith(".py")} if isinstance(node, Directory) else set()


def _is_standard(name: str) -> bool:
    return name in sys.stdlib_module_names and name not in sys.builtin_module_names and name not in _EARLY


def _counts(found: Import) -> bool:
    return found.kind is Kind.EAGER and not found.level and not found.dynamic and not found.main_only


class _Look(Struct, frozen=True):
    finder: Finder
    single: Mapping[str, Finder]
    standard: set[str]
    scan: Callable[[File], Scan]

    def hidden(self, found: Import, place: Place, importer: Module) -> Iterator[Shadow]:
        top = found.module.partition(".")[0]
        hider = self.finder.find(top)
        if hider is None or hider.file is None or hider.path == importer.path:
            return
        if self.finder.find(found.module) is None:
            hidden = next((one.find(found.module) for one in self.single.values() if one.find(found.module)), None)
            if (hidden and hidden.file) or (top in self.standard and not hider.is_package):
                last = [module for prefix in prefixes(found.module) if (module := self.finder.find(prefix))][-1]
                yield Shadow(place, found.module, last, hidden)
        elif top in self.standard and found.module == top:
            yield from (Shadow(place, f"{top}.{name}", hider) for name in self._lacking(found, hider))

    def _lacking(self, found: Import, hider: Module) -> Iterator[str]:
        """The names that a module certainly does not define."""
        scanned = self.scan(hider.file) if hider.file else None
        if scanned is None or scanned.problem or scanned.open or any("*" in one.names for one in scanned.imports):
            return
        for name in found.names:
            if name != "*" and name not in scanned.bindings and not self.finder.find(f"{found.module}.{name}"):
                yield name
