"""What setuptools puts into a wheel: ``pyproject.toml`` first, then ``setup.cfg``, then ``setup.py``."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.context import Directory, File, lookup
from ctxlint.packaging.finding import PackageSearch, discovered
from ctxlint.packaging.package_data import package_data_of
from ctxlint.packaging.portions import Portion
from ctxlint.packaging.tables import listed, strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.context import Node
    from ctxlint.packaging.package_data import PackageData
    from ctxlint.packaging.projects import Project

_CODE = (".py", ".pyx", ".pyi")


class Options(Struct, frozen=True):
    """What is to be installed; ``None`` where nothing is said."""

    packages: tuple[str, ...] | PackageSearch | None = None
    modules: tuple[str, ...] | None = None
    package_dir: Mapping[str, str] = field(default_factory=dict)

    def directory_of(self, package: str) -> str:
        """The directory of a package, relative to the project."""
        names = package.split(".") if package else []
        for count in range(len(names), 0, -1):
            base = self.package_dir.get(".".join(names[:count]))
            if base is not None:
                return posixpath.normpath(posixpath.join(base, *names[count:]))
        return posixpath.normpath(posixpath.join(self.package_dir.get("", ""), *names))


def options_of(project: Project) -> Options | None:
    """The options that count; ``None`` when they cannot be told."""
    table = project.tool("setuptools")
    written = [_of_pyproject(table), _of_setup_cfg(project.setup_cfg), _of_setup_py(project)]
    if project.setup and project.setup.open and written[0].packages is None and written[1].packages is None:
        return None
    packages = next((each.packages for each in written if each.packages is not None), None)
    modules = next((each.modules for each in written if each.modules is not None), None)
    package_dir = next((each.package_dir for each in written if each.package_dir), None)
    if package_dir is None and isinstance(packages, PackageSearch) and packages.where != (".",):
        package_dir = {"": packages.where[0]}
    return Options(packages, modules, package_dir or {})


def _of_pyproject(table: Mapping[str, object]) -> Options:
    packages = table.get("packages")
    found: tuple[str, ...] | PackageSearch | None = None
    if isinstance(packages, dict):
        words = packages.get("find")
        found = _search(words if isinstance(words, dict) else {})
    elif packages is not None:
        found = strings(packages)
    modules = table.get("py-modules")
    package_dir = table.get("package-dir")
    return Options(
        found,
        None if modules is None else strings(modules),
        {str(key): str(value) for key, value in package_dir.items()} if isinstance(package_dir, dict) else {},
    )


def _search(words: Mapping[str, object]) -> PackageSearch:
    return PackageSearch(
        where=strings(words.get("where")) or (".",),
        include=strings(words.get("include")) or ("*",),
        exclude=strings(words.get("exclude")),
        namespaces=words.get("namespaces") is not False,
    )


def _of_setup_cfg(sections: Mapping[str, Mapping[str, str]]) -> Options:
    options = sections.get("options", {})
    packages, modules = options.get("packages"), options.get("py_modules")
    found: tuple[str, ...] | PackageSearch | None = None
    if packages is not None:
        kind = packages.strip()
        words = sections.get("options.packages.find", {})
        found = _cfg_search(words, namespaces="namespace" in kind) if kind.startswith("find") else listed(packages)
    pairs = (line.partition("=") for line in listed(options.get("package_dir", "")))
    package_dir = {key.strip(): value.strip() for key, equals, value in pairs if equals}
    return Options(found, None if modules is None else listed(modules), package_dir)


def _cfg_search(words: Mapping[str, str], *, namespaces: bool) -> PackageSearch:
    return PackageSearch(
        where=listed(words.get("where", "")) or (".",),
        include=listed(words.get("include", "")) or ("*",),
        exclude=listed(words.get("exclude", "")),
        namespaces=namespaces,
    )


def _of_setup_py(project: Project) -> Options:
    setup = project.setup
    if setup is None:
        return Options()
    return Options(setup.packages, setup.modules or None, setup.package_dir)


# -- what that comes to


def setuptools_portions(project: Project) -> Sequence[Portion] | None:
    """Packages with the modules directly in them, and single modules; ``None`` when it cannot be told."""
    options = options_of(project)
    if options is None or (project.setup and "pbr" in project.setup.keywords):
        return None
    extensions = project.setup is not None and project.setup.extensions
    if options.packages is None and options.modules is None:
        if extensions:
            return None
        packages, modules = discovered(project.directory)
        found = [
            *_packages(project, packages),
            *_modules(project, [(path, path.removeprefix("src/")) for path in modules]),
        ]
    else:
        pairs = [
            (options.directory_of(module) + ".py", module.replace(".", "/") + ".py") for module in options.modules or ()
        ]
        found = [*_packages(project, _named(project, options)), *_modules(project, pairs)]
    return [_opened(portion) for portion in found] if extensions else found


def _named(project: Project, options: Options) -> Iterator[tuple[str, str]]:
    packages = options.packages
    if isinstance(packages, PackageSearch):
        yield from packages.find(project.directory)
    for package in packages if isinstance(packages, tuple) else ():
        yield package, options.directory_of(package)


def _packages(project: Project, packages: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> Iterator[Portion]:
    data, whole = package_data_of(project), _ships_tracked_files(project)
    for package, directory in packages:
        node = lookup(project.directory, directory)
        if isinstance(node, Directory):
            path = package.replace(".", "/")
            own = node if whole else _own(node)
            if data is not None and not whole:
                own = _installed(own, data, package, directory)
            # A wheel has no empty directories: those of data are packages without modules.
            if own.entries or own.unknown or not node.entries:
                yield Portion(path, own, _root(directory, path))


def _installed(directory: Directory, data: PackageData, package: str, path: str, prefix: str = "") -> Directory:
    """What is installed of a directory: ``path`` is that of its package, ``prefix`` is its own in the package."""
    chosen: dict[str, Node] = {}
    for name, node in directory.entries.items():
        inside = prefix + name
        if isinstance(node, Directory):
            below = _installed(node, data, package, path, f"{inside}/")
            if below.entries or below.unknown:
                chosen[name] = below
        elif not isinstance(node, File) or data.has(package, inside, posixpath.normpath(posixpath.join(path, inside))):
            chosen[name] = node
    return Directory(chosen, unknown=directory.unknown)


def _ships_tracked_files(project: Project) -> bool:
    """Whether all that version control tracks below a package is its data, subpackages that nobody names included.

    https://setuptools-scm.readthedocs.io/en/latest/usage/
    """
    includes = project.tool("setuptools").get("include-package-data") is not False
    return includes and bool(project.table("project")) and "setuptools-scm" in project.requires


def _root(directory: str, path: str) -> str | None:
    """The directory that has a package by its full name."""
    root = directory.removesuffix(path)
    return root.rstrip("/") if root != directory and (not root or root.endswith("/")) else None


def _own(package: Directory) -> Directory:
    """The modules directly in a package, and the data in and below it: subpackages have to be named themselves."""
    entries = {name: node for name, node in package.entries.items() if not isinstance(node, Directory)}
    return Directory({**entries, **_data(package)}, unknown=package.unknown)


def _data(directory: Directory) -> dict[str, Directory]:
    found = {}
    for name, node in directory.entries.items():
        if isinstance(node, Directory):
            files = {
                inner: child
                for inner, child in node.entries.items()
                if not isinstance(child, Directory) and not inner.endswith(_CODE)
            }
            below = Directory({**files, **_data(node)}, unknown=node.unknown)
            if below.entries or below.unknown:
                found[name] = below
    return found


def _opened(portion: Portion) -> Portion:
    """A package into which extensions are built, whose names nobody looked up."""
    node = portion.node
    opened = Directory(node.entries, unknown=True) if isinstance(node, Directory) else node
    return Portion(portion.path, opened, portion.root)


def _modules(project: Project, pairs: Sequence[tuple[str, str]]) -> Iterator[Portion]:
    for source, path in pairs:
        node = lookup(project.directory, source)
        if isinstance(node, File):
            yield Portion(path, node, _root(source, path))
