"""From an import statement to the modules that it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.imports.finder import is_standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxlint.imports.finder import Finder, Module
    from ctxlint.imports.values import Import, Scan


def absolute(module: str, level: int, package: str) -> str | None:
    """The full name that ``level`` dots and a name mean in a package; ``None`` above the top."""
    if not level:
        return module or None
    above = package.split(".") if package else []
    if level > len(above):
        return None
    kept = above[: len(above) - level + 1]
    return ".".join([*kept, module] if module else kept)


def package_of(module: Module) -> str:
    """What relative imports of a module start from; a script has none."""
    return module.name if module.is_package else module.name.rpartition(".")[0]


def prefixes(module: str) -> Iterator[str]:
    """``a.b.c`` imports ``a``, ``a.b`` and ``a.b.c``."""
    at = module.find(".")
    while at >= 0:
        yield module[:at]
        at = module.find(".", at + 1)
    yield module


class Resolver:
    """Looks names up in the image first, then in the repository."""

    def __init__(
        self, image: Finder, repository: Finder, scan: Callable[[Module], Scan], *, hides: bool = True
    ) -> None:
        """Without ``hides``, a name that a package defines does not hide a submodule of that name."""
        self.image = image
        self.repository = repository
        self._scan = scan
        self._hides = hides

    def wanted(self, found: Import, importer: Module) -> Iterator[str]:
        """The full names of the modules that an import loads."""
        base = absolute(found.module, found.level, package_of(importer))
        if base is None:
            return
        if found.tail:
            base = self._without_tail(base)
        yield base
        if found.whole_package:
            yield from self._whatever_is_there(base, found.names)
        else:
            yield from self._submodules(base, found.names)

    def _without_tail(self, name: str) -> str:
        """The longest prefix that is a module anywhere."""
        return next((module for module in reversed([*prefixes(name)]) if self._anywhere(module)), name)

    def _anywhere(self, module: str) -> Module | None:
        return self.image.find(module) or self.repository.find(module)

    def _whatever_is_there(self, package: str, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            if not name.startswith("*"):
                if self.image.find(f"{package}.{name}"):
                    yield f"{package}.{name}"
                continue
            for module in self.image.submodules(package):
                yield module.name
                if name == "**" and module.is_package:
                    yield from self._whatever_is_there(module.name, names)

    def _submodules(self, base: str, names: tuple[str, ...]) -> Iterator[str]:
        found = self._anywhere(base)
        if found and found.is_package:
            for name in names:
                module = f"{base}.{name}"
                if name == "*" or (self._hides and self.defines(base, name)):
                    continue
                if self._anywhere(module) or (self.repository.twin(module) and not self._may_define(base, name)):
                    yield module

    def _may_define(self, package: str, name: str) -> bool:
        return self.is_open(package) or self.defines(package, name)

    def defines(self, package: str, name: str) -> bool:
        """Whether the ``__init__`` of a package certainly has a name that hides a submodule."""
        for module, scan in self._with_stars(package):
            if name in scan.bindings:
                binding = scan.bindings[name]
                if binding is None or absolute(binding[1], binding[0], package_of(module)) != package:
                    return True
        return False

    def is_open(self, package: str) -> bool:
        """Whether a package may have names that nobody can list."""
        for module, scan in self._with_stars(package):
            stars = (found for found in scan.imports if _is_star(found))
            sources = (absolute(found.module, found.level, package_of(module)) for found in stars)
            if scan.open or scan.problem or not all(source and self.image.find(source) for source in sources):
                return True
        return False

    def _with_stars(self, package: str) -> Iterator[tuple[Module, Scan]]:
        """A module and those whose names it takes by ``from x import *``, as far as the image has them."""
        waiting, seen = [package], {package}
        while waiting:
            module = self.image.find(waiting.pop())
            if not module or not module.file:
                continue
            scan = self._scan(module)
            yield module, scan
            for found in filter(_is_star, scan.imports):
                source = absolute(found.module, found.level, package_of(module))
                if source and source not in seen:
                    seen.add(source)
                    waiting.append(source)

    def first_missing(self, wanted: str) -> str | None:
        """The first prefix that the image lacks and the repository has."""
        for module in prefixes(wanted):
            found = self.image.find(module)
            if found is None:
                return module if self._is_ours(module, wanted) else None
            if found.unknown or is_standard(module, found):
                return None
        return None

    def first_miscased(self, wanted: str) -> str | None:
        """The first prefix that nobody has, while the repository has it with other capital letters."""
        for module in prefixes(wanted):
            found = self.image.find(module)
            if found is None:
                known = self.repository.find(module) or is_standard(module, None)
                # A top-level name may be a distribution's, and has to be meant as a whole.
                twin = None if known else self.repository.twin(module if "." in module else wanted)
                return module if twin and (twin.file or (twin.namespace and "." in module)) else None
            if found.unknown or is_standard(module, found):
                return None
        return None

    def _is_ours(self, module: str, wanted: str) -> bool:
        theirs = self.repository.find(module)
        if theirs is None or theirs.unknown or theirs.path.endswith(".pyc"):
            return False
        if is_standard(module, self.image.find(module.partition(".")[0])):
            return False
        if not self.is_doubtful(module):
            return True
        # A bare namespace gives nobody anything: what is really wanted has to be in the repository.
        inside = self.repository.find(wanted)
        return inside is not None and not inside.namespace and not inside.unknown

    def is_doubtful(self, module: str) -> bool:
        """Whether it may be another thing, or made by the build.

        The repository has only a directory by the top-level name, which may be a distribution's, or a compiled module.
        """
        found = self.repository.find(module)
        top = self.repository.find(module.partition(".")[0])
        return (top is not None and top.namespace) or (found is not None and found.path.endswith(".so"))


def _is_star(found: Import) -> bool:
    return "*" in found.names and not found.whole_package
