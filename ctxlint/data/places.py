"""Where a path that code writes would be: in the image, and in the repository."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.context import Directory, Link, Origin, Unknown, has_files
from ctxlint.data.targets import join
from ctxlint.data.values import Base, Target
from ctxlint.imports import Finder, Module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxlint.data.values import Reading
    from ctxlint.start import Files

_MAX_STEPS = 10
_NOBODY = Module("", "/")
# Found in the settings of Django whoever asks for ``django.conf.settings``.
_DJANGO = ("django.conf", "settings")
# Nobody wants these in an image, whatever reads them.
_UNWANTED = re.compile(
    r"\.env.*|.*\.(?:db|sqlite3?|log|pid|sock|pem|key|crt|py)(?:-\w+)?|\.git|__pycache__|node_modules"
)
_PLACEHOLDERS = frozenset({".gitkeep", ".gitignore", ".keep", ".placeholder", "README.md", "__init__.py"})


class Spot(Struct, frozen=True):
    """One answer to where a path is."""

    image: str
    """Absolute path."""
    repository: tuple[str, ...]
    """Paths relative to the project root, the likeliest first."""


class Checkout(Struct, frozen=True):
    """The repository, as far as it decides what is wanted: paths are relative to its root."""

    has: Callable[[str], bool]
    """Whether somebody who clones it gets the path."""
    list: Callable[[str], Sequence[str]]
    """The names in a directory; none for a file."""
    context: str
    """The build context, with a slash at its end; empty for the root."""
    origins: Callable[[str], Sequence[str]]
    """Directory of the image -> the directories of the context whose content lies in it, each with a slash."""

    def wants(self, path: str) -> bool:
        """Whether the repository has a file, or a directory with something in it, that code may read."""
        if path.startswith("../") or path in ("..", ".", "") or not self.has(path):
            return False
        if any(_UNWANTED.fullmatch(name) for name in path.split("/")):
            return False
        names = self.list(path)
        return not names or not _PLACEHOLDERS.issuperset(names)


class Places(Struct, frozen=True, dict=True):
    """Answers for the modules that one group of starts reaches."""

    files: Files
    checkout: Checkout
    modules: Mapping[str, Module]
    directories: Sequence[str]
    """Where the process may work, the likeliest first."""
    read: Callable[[Module], Reading]
    """The reading of any module."""
    _origins: dict[str, Sequence[str]] = field(default_factory=dict)

    def lacking(self, target: Target, module: Module | None) -> Spot | None:
        """The path when the repository has it and the image is known to lack it; with the repository's path alone.

        ``module`` says it; ``None`` when a command does.
        """
        spots = self.spots(target, module)
        found = next((spot for spot in self.held(spots)), None)
        return found if found and all(self.lacks(spot.image) for spot in spots) else None

    def held(self, spots: Sequence[Spot]) -> Iterator[Spot]:
        """What the repository has of it."""
        for spot in spots:
            for path in spot.repository:
                if self.checkout.wants(path):
                    yield Spot(spot.image, (path,))

    def spots(self, target: Target, module: Module | None) -> list[Spot]:
        """All places that a path may mean."""
        if module is None:
            return list(self._spots(target, _NOBODY))
        if module.file is None or module.file.origin is not Origin.CONTEXT:
            return []
        plain = self._resolved(target, module)
        return list(self._spots(*plain)) if plain else []

    # -- what a path is relative to

    def _resolved(self, target: Target, module: Module) -> tuple[Target, Module] | None:
        """The same path without names of other modules, and the module whose directory counts."""
        for _ in range(_MAX_STEPS):
            if target.base is not Base.NAME:
                return target, module
            found = self._constant(target, module)
            if found is None:
                return None
            value, module = found
            rest = Target(Base.CWD, target.path, partial=target.partial)
            joined = join(value, rest) if target.path != "." else value
            if joined is None:
                return None
            target = replace(joined, partial=joined.partial or target.partial)
        return None

    def _constant(self, target: Target, module: Module) -> tuple[Target, Module] | None:
        if (target.name, target.attribute) == _DJANGO or target.name == ".".join(_DJANGO):
            return self._setting(target)
        name = _absolute(target, module)
        owner = self.modules.get(name) if name else None
        value = self.read(owner).constants.get(target.attribute) if owner else None
        return (value, owner) if value and owner else None

    def _setting(self, target: Target) -> tuple[Target, Module] | None:
        """``settings.BASE_DIR`` of whichever module of settings has it, when they agree."""
        found = [
            (value, module)
            for name, module in self.modules.items()
            if "settings" in name and (value := self.read(module).constants.get(target.attribute))
        ]
        return found[0] if found else None

    def _spots(self, target: Target, module: Module) -> Iterator[Spot]:
        match target.base:
            case Base.FILE:
                yield from self._beside(module, target.path)
            case Base.PACKAGE:
                yield from self._in_package(target, module)
            case Base.CWD:
                # The likeliest are those with something of the context in them.
                for directory in sorted(self.directories, key=lambda each: not self._origins_of(each)):
                    yield self._below(directory, target.path)
            case Base.ABSOLUTE:
                yield from self._absolute(target.path)
            case _:
                return

    def _beside(self, module: Module, path: str) -> Iterator[Spot]:
        if module.file is not None:
            here = posixpath.dirname(self.checkout.context + module.file.path)
            repository = posixpath.normpath(posixpath.join(here, path))
            yield Spot(_rooted(posixpath.dirname(module.path), path), (repository,))

    def _in_package(self, target: Target, module: Module) -> Iterator[Spot]:
        """Below the longest part of the name that is a package with a file."""
        names = (_absolute(target, module) or "").split(".")
        for length in range(len(names), 0, -1):
            package = self.modules.get(".".join(names[:length]))
            if package and package.file:
                rest = names[length:] if package.is_package else names[length + 1 :]
                if all(name.islower() for name in rest):
                    yield from self._beside(package, posixpath.join(*rest, target.path))
                return

    def _below(self, directory: str, path: str) -> Spot:
        origins = dict.fromkeys([*self._origins_of(directory), ""])
        candidates = (self.checkout.context + origin for origin in origins)
        found = (posixpath.normpath(posixpath.join(candidate, path)) for candidate in candidates)
        return Spot(_rooted(directory, path), tuple(found))

    def _origins_of(self, directory: str) -> Sequence[str]:
        if directory not in self._origins:
            self._origins[directory] = self.checkout.origins(directory)
        return self._origins[directory]

    def _absolute(self, path: str) -> Iterator[Spot]:
        for directory in self.directories:
            inside = posixpath.relpath(path, directory)
            if directory != "/" and inside != "." and not inside.startswith(".."):
                yield self._below(directory, inside)
                return

    # -- absence

    def lacks(self, path: str) -> bool:
        """Whether the image is known to lack a path: copies filled the directory above, and no RUN speaks of it."""
        if self.files.has_own_base or self.files.written.get(path) is not None or self._finder.at(path) is not None:
            return False
        above = self._above(path)
        if above is None or (above.unknown and above is not self.files.tree):
            return False
        return has_files(above) and not self.files.is_named(path)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.files.tree, ())

    def _above(self, path: str) -> Directory | None:
        """The nearest directory that is there; ``None`` when a link or something unknown stands below it."""
        while path != "/":
            path, name = posixpath.split(path)
            node = self._finder.at(path)
            if isinstance(node, Directory):
                if isinstance(node.entries.get(name), Link | Unknown):
                    return None
                found = self.files.past_empty(path)
                return found if isinstance(found, Directory) else None
            if node is not None:
                return None
        return None


def _absolute(target: Target, module: Module) -> str | None:
    """The module that a target names, seen from another."""
    if not target.level:
        return target.name
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    base = package[: len(package) - target.level + 1]
    return ".".join([*base, *([target.name] if target.name else [])]) or None


def _rooted(directory: str, path: str) -> str:
    return posixpath.normpath("/" + posixpath.join(directory, path).lstrip("/"))
