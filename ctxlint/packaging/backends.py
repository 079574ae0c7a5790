"""What the build backends besides setuptools put into a wheel.

Each rule gives ``None`` when it cannot be told, and nothing when the backend would find nothing. Sources: the
documentation of hatch (build configuration of wheels), poetry-core (``packages``), flit (``tool.flit.module``),
pdm-backend (``tool.pdm.build``) and uv (``tool.uv.build-backend``).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, lookup
from ctxlint.packaging.portions import Portion
from ctxlint.packaging.tables import strings
from ctxlint.paths import has_glob

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.packaging.projects import Project


def _at(project: Project, root: str, path: str, *, name: str | None = None) -> Iterator[Portion]:
    """A package or a module at ``root/path``, if it is there."""
    node = lookup(project.directory, posixpath.join(root, path))
    if isinstance(node, Directory | File):
        yield Portion(name or path, node, None if name and name != path else root)


def _named(project: Project, module: str, roots: Sequence[str]) -> list[Portion]:
    """The first of the roots that has a module by a dotted name, as a package or a file."""
    path = module.replace(".", "/")
    for root in roots:
        if found := [*_at(project, root, path)] or [*_at(project, root, path + ".py")]:
            return found
    return []


def _split(path: str) -> tuple[str, str]:
    clean = posixpath.normpath(path.strip("/"))
    return posixpath.dirname(clean), posixpath.basename(clean)


# -- hatchling

_SELECTIONS = ("include", "only-include", "exclude", "sources", "artifacts", "bypass-selection")


def hatchling(project: Project) -> Sequence[Portion] | None:
    """``packages`` of the wheel target; else the package, or the module, of the project's name."""
    wheel = {**project.tool("hatch", "build"), **project.tool("hatch", "build", "targets", "wheel")}
    forced = wheel.get("force-include")
    mapped = [
        portion
        for source, target in (forced.items() if isinstance(forced, dict) else ())
        for portion in _at(project, "", posixpath.normpath(str(source)), name=str(target).strip("/"))
    ]
    if packages := strings(wheel.get("packages")):
        return [portion for path in packages for portion in _at(project, *_split(path))] + mapped
    if any(wheel.get(name) for name in _SELECTIONS if name != "exclude") or project.tool("hatch", "build", "hooks"):
        return None
    return _hatch_default(project) + mapped


def _hatch_default(project: Project) -> list[Portion]:
    for name in dict.fromkeys([project.module, (project.name or "").replace("-", "_")]):
        packages = [found for found in _named(project, name, ("", "src")) if isinstance(found.node, Directory)]
        if found := packages or _named(project, name, ("",)) or _in_namespace(project, name):
            return found
    return []


def _in_namespace(project: Project, name: str) -> list[Portion]:
    """``*/name/__init__.py``: a namespace that has the package."""
    spaces = [space for space, node in project.directory.sorted() if isinstance(node, Directory)]
    found = [portion for space in spaces for portion in _at(project, "", f"{space}/{name}")]
    return found if len(found) == 1 else []


# -- poetry


def poetry(project: Project) -> Sequence[Portion] | None:
    """``packages``; else the package, or the module, of the project's name."""
    packages = project.tool("poetry").get("packages")
    if not isinstance(packages, list):
        return _named(project, project.module, ("", "src"))
    found: list[Portion] = []
    for item in packages:
        include = item.get("include") if isinstance(item, dict) else None
        if not isinstance(include, str):
            return None
        found += _poetry_package(project, include, str(item.get("from") or ""), item.get("to"))
    return found


def _poetry_package(project: Project, include: str, root: str, target: object) -> Iterator[Portion]:
    names = posixpath.normpath(include).split("/")
    plain = names[: next((number for number, name in enumerate(names) if has_glob(name)), len(names))]
    if plain and plain != ["."]:
        path = "/".join(plain)
        yield from _at(project, root, path, name=posixpath.join(target, path) if isinstance(target, str) else None)
        return
    directory = lookup(project.directory, root)
    for name, node in directory.sorted() if isinstance(directory, Directory) else ():
        if isinstance(node, Directory) or name.endswith(".py"):
            yield Portion(name, node, root)


# -- flit, pdm, uv


def flit(project: Project) -> Sequence[Portion] | None:
    """The one module: named, or called like the project."""
    named = project.tool("flit", "module").get("name") or project.tool("flit", "metadata").get("module")
    return _named(project, named if isinstance(named, str) else project.module, ("", "src"))


def pdm(project: Project) -> Sequence[Portion] | None:
    """Everything in ``src``, else the packages beside the project file."""
    build = project.tool("pdm", "build")
    if build.get("includes") or build.get("custom-hook"):
        return None
    named = build.get("package-dir")
    root = (
        named
        if isinstance(named, str)
        else "src"
        if isinstance(project.directory.entries.get("src"), Directory)
        else ""
    )
    directory = lookup(project.directory, root)
    entries = directory.sorted() if isinstance(directory, Directory) else []
    packages = [(name, node) for name, node in entries if isinstance(node, Directory) and _is_package(node, root)]
    modules = [(name, node) for name, node in entries if name.endswith(".py") and (root or not packages)]
    return [Portion(name, node, root) for name, node in packages + modules if name.partition(".")[0].isidentifier()]


def _is_package(node: Directory, root: str) -> bool:
    return bool(root) or "__init__.py" in node.entries


def uv(project: Project) -> Sequence[Portion] | None:
    """``module-name`` below ``module-root``, which is ``src`` unless it is said."""
    settings = project.tool("uv", "build-backend")
    root = settings.get("module-root")
    names = strings(settings.get("module-name")) or (project.module,)
    root = root if isinstance(root, str) else "src"
    return [portion for name in names for portion in _named(project, name, (root.strip("/"),))]
