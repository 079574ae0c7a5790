"""What the simpler build backends put into a wheel; setuptools and hatchling have modules of their own.

Each rule gives ``None`` when it cannot be told, and nothing when the backend would find nothing. Sources: the
documentation of poetry-core (``packages``), flit (``tool.flit.module``), pdm-backend (``tool.pdm.build``) and uv
(``tool.uv.build-backend``).
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


def portions_at(project: Project, root: str, path: str, *, name: str | None = None) -> Iterator[Portion]:
    """A package or a module at ``root/path``, if it is there."""
    node = lookup(project.directory, posixpath.join(root, path))
    if isinstance(node, Directory | File):
        yield Portion(name or path, node, None if name and name != path else root)


def named_module(project: Project, module: str, roots: Sequence[str]) -> list[Portion]:
    """The first of the roots that has a module by a dotted name, as a package or a file."""
    path = module.replace(".", "/")
    for root in roots:
        if found := [*portions_at(project, root, path)] or [*portions_at(project, root, path + ".py")]:
            return found
    return []


# -- poetry


def poetry(project: Project) -> Sequence[Portion] | None:
    """``packages``; else the package, or the module, of the project's name."""
    packages = project.tool("poetry").get("packages")
    if not isinstance(packages, list):
        return named_module(project, project.module, ("", "src"))
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
        yield from portions_at(
            project, root, path, name=posixpath.join(target, path) if isinstance(target, str) else None
        )
        return
    directory = lookup(project.directory, root)
    for name, node in directory.sorted() if isinstance(directory, Directory) else ():
        if isinstance(node, Directory) or name.endswith(".py"):
            yield Portion(name, node, root)


# -- flit, pdm, uv


def flit(project: Project) -> Sequence[Portion] | None:
    """The one module: named, or called like the project."""
    named = project.tool("flit", "module").get("name") or project.tool("flit", "metadata").get("module")
    return named_module(project, named if isinstance(named, str) else project.module, ("", "src"))


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
    return [portion for name in names for portion in named_module(project, name, (root.strip("/"),))]
