"""Which files besides modules setuptools puts into a wheel.

They have to be named as package data, or by ``MANIFEST.in`` where its files count
(https://setuptools.pypa.io/en/latest/userguide/datafiles.html). Exclusions are not looked at: they only take more away.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.packaging.tables import listed, strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.packaging.projects import Project

# These know the files of a project from version control.
_FINDERS = re.compile(r"setuptools-(?:scm|git|svn|hg)|pbr|hatch")
_ALWAYS = re.compile(r".*\.(?:pyi?|pyx|pxd|so|pyd|typed)")


class PackageData(Struct, frozen=True):
    """What is named."""

    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Package -> globs relative to it; an empty name stands for all packages."""
    manifest: tuple[re.Pattern[str], ...] = ()
    """Paths relative to the project."""

    def has(self, package: str, inside: str, path: str) -> bool:
        """Whether a file is installed: ``inside`` is relative to its package, ``path`` to the project."""
        if _ALWAYS.fullmatch(path):
            return True
        globs = (*self.patterns.get(package, ()), *self.patterns.get("", ()))
        return any(_matches(glob, inside) for glob in globs) or any(each.fullmatch(path) for each in self.manifest)


def package_data_of(project: Project) -> PackageData | None:
    """What a project names; ``None`` when that cannot be told."""
    setup = project.setup
    if any(map(_FINDERS.fullmatch, project.requires)) or (
        setup and {"setup_requires", "use_scm_version", "cmdclass"} & setup.keywords
    ):
        return None
    table, options = project.tool("setuptools"), project.setup_cfg.get("options", {})
    patterns: dict[str, tuple[str, ...]] = {}
    for package, globs in _named(project):
        name = "" if package == "*" else package
        patterns[name] = (*patterns.get(name, ()), *globs)
    if setup and setup.package_data is None:
        return None
    includes = table.get("include-package-data", "project" in project.pyproject)
    includes = includes or options.get("include_package_data", "").strip().lower() in ("true", "1", "yes")
    includes = includes or bool(setup and "include_package_data" in setup.keywords)
    return PackageData(patterns, tuple(_manifest(project.manifest or "")) if includes else ())


def _named(project: Project) -> Iterator[tuple[str, tuple[str, ...]]]:
    table = project.tool("setuptools", "package-data")
    yield from ((package, strings(globs)) for package, globs in table.items())
    section = project.setup_cfg.get("options.package_data", {})
    yield from ((package, listed(globs)) for package, globs in section.items())
    if project.setup and project.setup.package_data:
        yield from project.setup.package_data.items()


def _matches(glob: str, path: str) -> bool:
    return re.fullmatch(_regex(glob), path) is not None


_TOKEN = re.compile(r"(?P<some>\*+)|(?P<one>\?|\[[^]]*\])|.", re.DOTALL)


def _regex(glob: str) -> str:
    """``**`` stands for any number of directories; a class of characters for any one."""
    *above, last = posixpath.normpath(glob).split("/")
    directories = ("(?:[^/]+/)*" if name == "**" else _segment(name) + "/" for name in above)
    return "".join(directories) + (".*" if last == "**" else _segment(last))


def _segment(name: str) -> str:
    found = _TOKEN.finditer(name)
    return "".join("[^/]*" if each["some"] else "[^/]" if each["one"] else re.escape(each[0]) for each in found)


def _manifest(text: str) -> Iterator[re.Pattern[str]]:
    """The lines of a ``MANIFEST.in`` that include something."""
    for line in text.replace("\\\n", " ").splitlines():
        words = line.partition("#")[0].split()
        match words:
            case ["include", *globs]:
                yield from (re.compile(_regex(glob)) for glob in globs)
            case ["recursive-include", directory, *globs]:
                yield from (_below(directory, f"(?:.*/)?{_regex(glob)}") for glob in globs)
            case ["graft", *directories]:
                yield from (_below(directory, ".*") for directory in directories)
            case ["global-include", *globs]:
                yield from (re.compile(f"(?:.*/)?{_regex(glob)}") for glob in globs)
            case _:
                pass


def _below(directory: str, rest: str) -> re.Pattern[str]:
    above = posixpath.normpath(directory)
    return re.compile(rest if above == "." else f"{_regex(above)}/{rest}")
