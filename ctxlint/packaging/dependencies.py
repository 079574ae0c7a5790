"""The dependencies that a project file declares, those with a path above all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.packaging.groups import MAIN
from ctxlint.packaging.projects import normal_name
from ctxlint.packaging.requirements import read_requirement
from ctxlint.packaging.tables import listed, strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.packaging.projects import Project


class Dependency(Struct, frozen=True):
    """A distribution that a project needs."""

    name: str
    """Normalised."""
    path: str | None = None
    """Where its source is, relative to the project."""
    editable: bool = False
    workspace: bool = False
    """A member of the same uv workspace."""
    optional: bool = False
    """In an extra or a group that need not be installed."""
    group: str = MAIN
    """Empty for an extra."""


def dependencies_of(project: Project) -> list[Dependency]:
    """All of them, the usual ones first; a name may stand several times."""
    sources = project.tool("uv", "sources")
    found = [*_standard(project), *_poetry(project)]
    return [_located(each, sources) for each in found]


def _standard(project: Project) -> Iterator[Dependency]:
    table = project.table("project")
    yield from _from_words(table.get("dependencies"))
    options = project.setup_cfg.get("options", {})
    yield from _from_words(listed(options.get("install_requires", "")))
    for extra in project.table("project", "optional-dependencies").values():
        yield from _from_words(extra, optional=True, group="")
    groups = {**project.table("dependency-groups"), **project.tool("pdm", "dev-dependencies")}
    for name, group in groups.items():
        yield from _from_words(group, optional=name != "dev", group=normal_name(name))
    yield from _from_words(project.tool("uv").get("dev-dependencies"), group="dev")


def _from_words(words: object, *, optional: bool = False, group: str = MAIN) -> Iterator[Dependency]:
    for word in strings(words):
        editable = word.startswith("-e ")
        local = word.removeprefix("-e ").replace("file:///${PROJECT_ROOT}/", "file:")
        found = read_requirement(local.strip(), editable=editable)
        name = found.name or (word.rpartition("#egg=")[2] if "#egg=" in word else "")
        if name:
            yield Dependency(normal_name(name), found.path, found.editable, optional=optional, group=group)


def _located(dependency: Dependency, sources: Mapping[str, Any]) -> Dependency:
    """A dependency with the place that ``tool.uv.sources`` gives it."""
    source = next((value for name, value in sources.items() if normal_name(name) == dependency.name), None)
    choices = source if isinstance(source, list) else [source]
    source = next((each for each in choices if isinstance(each, dict)), {})
    if source.get("workspace") is True:
        return replace(dependency, path=None, editable=True, workspace=True)
    if isinstance(path := source.get("path"), str):
        return replace(dependency, path=path, editable=source.get("editable") is True)
    return dependency


def _poetry(project: Project) -> Iterator[Dependency]:
    tables = [
        (project.tool("poetry", "dependencies"), False, MAIN),
        (project.tool("poetry", "dev-dependencies"), False, "dev"),
    ]
    for name in project.tool("poetry", "group"):
        table = project.tool("poetry", "group", name)
        found = table.get("dependencies")
        tables.append((found if isinstance(found, dict) else {}, table.get("optional") is True, normal_name(name)))
    for table, optional, group in tables:
        for name, value in table.items():
            choices = value if isinstance(value, list) else [value]
            details: dict[str, Any] = next((each for each in choices if isinstance(each, dict)), {})
            path = details.get("path")
            if normal_name(name) != "python":
                extra = details.get("optional") is True
                yield Dependency(
                    normal_name(name),
                    path if isinstance(path, str) else None,
                    details.get("develop") is True,
                    optional=optional or extra,
                    group="" if extra else group,
                )
