"""Where Python finds a module in a tree, in Python's own order."""

from __future__ import annotations

import posixpath
import sys
from typing import TYPE_CHECKING, NamedTuple

from ctxlint.context import Directory, File, Link, Node, Unknown
from ctxlint.errors import CopyConflictError
from ctxlint.image.filesystem import resolve
from ctxlint.imports.names_of_files import has_modules, indexed
from ctxlint.paths import parts, rooted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ARCHIVES = (".zip", ".egg", ".whl", ".pyz")
# What a base image has in its root and beside its programs is unknown, but no module that a service imports.
_WITHOUT_MODULES = ("", "bin", "sbin")


class Module(NamedTuple):
    """A module and where it is."""

    name: str
    path: str
    """Absolute path in the tree: a file; the directory of a namespace package."""
    file: File | None = None
    """Its source; ``None`` for namespace packages, compiled modules and whatever nobody knows."""
    is_package: bool = False
    namespace: bool = False
    unknown: bool = False
    """It may be there: its place, or a directory on the way, has content that nobody knows."""


class _Place(NamedTuple):
    """A directory that is searched; ``path`` is free of links."""

    path: str
    node: Node


class _Found(NamedTuple):
    module: Module
    places: tuple[_Place, ...] = ()
    """Where its submodules are."""


class Finder:
    """Modules below the import roots of one tree, most important root first; a root that is not there is none."""

    def __init__(self, tree: Directory, roots: Sequence[str]) -> None:
        self.tree = tree
        self.roots = roots
        self._found: dict[str, _Found | None] = {}
        self._indexes: dict[int, Mapping[str, list[str]]] = {}
        self._folded: dict[str, Mapping[str, str]] = {}
        self._importable: dict[int, bool] = {}
        places = (self._place(rooted(root)) for root in dict.fromkeys(roots))
        self._tops = tuple(place for place in places if place)

    def find(self, module: str) -> Module | None:
        """The module that ``import module`` would load."""
        found = self._find(module)
        return found.module if found else None

    def submodules(self, package: str) -> Iterator[Module]:
        """The modules directly in a package, by name."""
        found = self._find(package)
        names: set[str] = set()
        for place in found.places if found else ():
            if isinstance(place.node, Directory):
                names.update(self._index(place.node))
        for name in sorted(names - {"__init__", "__main__"}):
            if name.isidentifier() and (module := self.find(f"{package}.{name}")):
                yield module

    def twin(self, module: str) -> Module | None:
        """The module whose name differs in nothing but capital letters, which Python tells apart."""
        name = ""
        for part in module.split("."):
            exact = f"{name}.{part}" if name else part
            other = part if self.find(exact) else self._by_folded_name(name).get(part.casefold())
            if other is None:
                return None
            name = f"{name}.{other}" if name else other
        return self.find(name) if name != module else None

    def _by_folded_name(self, package: str) -> Mapping[str, str]:
        if (names := self._folded.get(package)) is None:
            above = self._find(package) if package else None
            nodes = [place.node for place in (above.places if above else self._tops)]
            names = {
                name.casefold(): name for node in nodes if isinstance(node, Directory) for name in self._index(node)
            }
            self._folded[package] = names
        return names

    def at(self, path: str) -> Node | None:
        """The node at an absolute path, links followed; :class:`Unknown` where nobody knows."""
        place = self._place(path)
        return place.node if place else None

    def _find(self, module: str) -> _Found | None:
        if module not in self._found:
            package, _, name = module.rpartition(".")
            above = self._find(package) if package else None
            if package and above and above.module.unknown:
                self._found[module] = _Found(Module(module, above.module.path, unknown=True))
            else:
                places = above.places if above else () if package else self._tops
                self._found[module] = self._search(places, module, name) if name else None
        return self._found[module]

    def _search(self, places: tuple[_Place, ...], module: str, name: str) -> _Found | None:
        portions: list[_Place] = []
        maybe: _Found | None = None
        for place in places:
            found = self._in_directory(place, module, name)
            if isinstance(found, _Place):
                portions.append(found)
            elif found and not found.module.unknown:
                return found
            else:
                maybe = maybe or found
        if portions:
            return _Found(Module(module, portions[0].path, is_package=True, namespace=True), tuple(portions))
        return maybe

    def _in_directory(self, place: _Place, module: str, name: str) -> _Found | _Place | None:
        """What one directory has: a module, a portion of a namespace, or nothing."""
        maybe = _Found(Module(module, posixpath.join(place.path, name), unknown=True))
        if not isinstance(place.node, Directory):
            return maybe if isinstance(place.node, Unknown) else None
        directory = self._child(place, name) if name in place.node.entries else None
        if (
            directory
            and isinstance(directory.node, Directory)
            and (found := self._module(directory, module, "__init__"))
        ):
            return found
        if found := self._module(place, module, name):
            return found
        if directory and isinstance(directory.node, Unknown):
            return maybe
        if directory and isinstance(directory.node, Directory) and self._has_modules(directory):
            return directory
        return maybe if place.node.unknown and posixpath.basename(place.path) not in _WITHOUT_MODULES else None

    def _module(self, place: _Place, module: str, stem: str) -> _Found | None:
        """The file that has a module, or the ``__init__`` of a package."""
        node = place.node
        is_package = stem == "__init__"
        for name in self._index(node).get(stem, ()) if isinstance(node, Directory) else ():
            file = self._child(place, name)
            if file and isinstance(file.node, File | Unknown):
                source = file.node if isinstance(file.node, File) and name.endswith(".py") else None
                unknown = isinstance(file.node, Unknown) or name.endswith(".pyx")
                path = posixpath.join(place.path, name)
                places = (place,) if is_package else ()
                return _Found(Module(module, path, source, is_package, unknown=unknown and not is_package), places)
        return None

    def _index(self, directory: Directory) -> Mapping[str, list[str]]:
        """Module name -> the files that may hold it, in Python's order; directories stand with no file."""
        if (index := self._indexes.get(id(directory))) is None:
            index = self._indexes[id(directory)] = indexed(directory)
        return index

    def _child(self, place: _Place, name: str) -> _Place | None:
        node = place.node.entries.get(name) if isinstance(place.node, Directory) else None
        path = posixpath.join(place.path, name)
        if isinstance(node, Link):
            return self._place(path) or (_Place(path, Unknown(node.target)) if self.tree.unknown else None)
        return _Place(path, node) if node else None

    def _place(self, path: str) -> _Place | None:
        try:
            real = resolve(self.tree, path)
        except CopyConflictError:
            return None
        node: Node | None = self.tree
        for name in parts(real):
            if isinstance(node, Unknown):
                break
            if not isinstance(node, Directory):
                return None
            node = node.entries.get(name) or (Unknown(real) if node.unknown and node is not self.tree else None)
        archive = isinstance(node, File) and real.endswith(_ARCHIVES)
        node = Unknown(real) if archive else node
        return _Place(real, node) if node else None

    def _has_modules(self, top: _Place) -> bool:
        """Whether some module is in a directory or below it."""
        node = top.node
        if not isinstance(node, Directory):
            return isinstance(node, Unknown)
        if (known := self._importable.get(id(node))) is None:
            known = self._importable[id(node)] = has_modules(node)
        return known


def is_standard(module: str, found: Module | None) -> bool:
    """Whether the standard library answers for a name, although the tree may have such a directory."""
    top = module.partition(".")[0]
    if top in sys.builtin_module_names:
        return True
    return top in sys.stdlib_module_names and (found is None or found.namespace or found.unknown)
