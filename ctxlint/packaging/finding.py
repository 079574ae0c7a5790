"""The packages that setuptools finds below a directory.

The rules are those of ``setuptools.discovery`` (https://setuptools.pypa.io/en/latest/userguide/package_discovery.html).
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, File, lookup
from ctxlint.shell.words import names

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the automatic discovery of a flat layout leaves out.
_NOT_PACKAGES = names(
    """
    ci bin debian doc docs documentation manpages news newsfragments changelog test tests unit_test unit_tests example
    examples scripts tools util utils python build benchmark benchmarks exercise exercises htmlcov tasks fabfile
    site_scons
    """
)
_NOT_MODULES = names("setup conftest test tests example examples build toxfile noxfile pavement dodo tasks fabfile")


class PackageSearch(Struct, frozen=True):
    """``find_packages`` and its kin: the words that it is called with."""

    where: tuple[str, ...] = (".",)
    """Relative to the project."""
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    namespaces: bool = False

    def find(self, project: Directory) -> Iterator[tuple[str, str]]:
        """Dotted names with directories relative to the project."""
        for where in self.where:
            top = lookup(project, where)
            if isinstance(top, Directory):
                yield from self._below(top, "", posixpath.normpath(where))

    def _below(self, directory: Directory, package: str, path: str) -> Iterator[tuple[str, str]]:
        for name, node in directory.sorted():
            dotted = f"{package}.{name}" if package else name
            if "." in name or not isinstance(node, Directory) or not (self.namespaces or _is_regular(node)):
                continue
            here = posixpath.normpath(f"{path}/{name}")
            if self._wants(dotted):
                yield dotted, here
            if f"{dotted}*" not in self.exclude and f"{dotted}.*" not in self.exclude:
                yield from self._below(node, dotted, here)

    def _wants(self, package: str) -> bool:
        included = any(fnmatchcase(package, pattern) for pattern in self.include)
        return included and not any(fnmatchcase(package, pattern) for pattern in self.exclude)


def _is_regular(node: Directory) -> bool:
    return "__init__.py" in node.entries


def discovered(project: Directory) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What is found when nothing is said: packages with their directories, and modules with theirs (``src/a.py``)."""
    source = project.entries.get("src")
    if isinstance(source, Directory):
        modules = tuple(f"src/{name}" for name, _ in _modules(source))
        return tuple(PackageSearch(where=("src",), namespaces=True).find(project)), modules
    found = tuple(_flat(project))
    return found, () if found else tuple(name for name, stem in _modules(project) if stem not in _NOT_MODULES)


def _flat(project: Directory) -> Iterator[tuple[str, str]]:
    for package, path in PackageSearch(namespaces=True).find(project):
        top = package.partition(".")[0]
        if top.isidentifier() and top not in _NOT_PACKAGES and top[0] != "_":
            yield package, path


def _modules(directory: Directory) -> Iterator[tuple[str, str]]:
    for name, node in directory.sorted():
        stem = name.removesuffix(".py")
        if stem != name and stem.isidentifier() and stem[0] != "_" and isinstance(node, File):
            yield name, stem
