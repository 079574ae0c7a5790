"""What hatchling puts into a wheel: ``builders/config.py`` and ``builders/wheel.py`` of its source.

What hooks make and what ``artifacts`` bring in spite of version control cannot be told.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, lookup, walk
from ctxlint.dockerignore import gitignore_spec
from ctxlint.packaging.backends import named_module, portions_at
from ctxlint.packaging.portions import Portion
from ctxlint.packaging.tables import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pathspec import GitIgnoreSpec

    from ctxlint.context import Node
    from ctxlint.packaging.projects import Project

_OPAQUE = ("artifacts", "bypass-selection")


def hatchling(project: Project) -> Sequence[Portion] | None:
    """What ``packages``, ``include`` and ``only-include`` select; else the package of the project's name."""
    wheel = {**project.tool("hatch", "build"), **project.tool("hatch", "build", "targets", "wheel")}
    forced = wheel.get("force-include")
    mapped = [
        portion
        for source, target in (forced.items() if isinstance(forced, dict) else ())
        for portion in portions_at(project, "", posixpath.normpath(str(source)), name=str(target).strip("/"))
    ]
    if packages := _whole_packages(wheel):
        return [portion for path in packages for portion in portions_at(project, *posixpath.split(path))] + mapped
    if any(wheel.get(name) for name in _OPAQUE) or project.tool("hatch", "build", "hooks"):
        return None
    if any(wheel.get(name) for name in ("packages", "include", "only-include")):
        return [*_Selection.of(wheel).portions(project.directory), *mapped]
    return _default(project) + mapped


def _whole_packages(wheel: Mapping[str, object]) -> list[str]:
    """The packages, when nothing else changes what is taken, and by which name."""
    if any(wheel.get(name) for name in ("include", "only-include", "sources")):
        return []
    return [posixpath.normpath(path.strip("/")) for path in strings(wheel.get("packages"))]


class _Selection(Struct, frozen=True):
    """Files of a project, and by which names they are shipped."""

    places: tuple[str, ...]
    """Where is looked, relative to the project; empty for all of it."""
    included: GitIgnoreSpec | None
    excluded: GitIgnoreSpec
    sources: Mapping[str, str]
    """Directory -> what stands for it in the wheel; both end in ``/`` or are empty."""

    @classmethod
    def of(cls, wheel: Mapping[str, object]) -> _Selection:
        packages = [posixpath.normpath(path.strip("/")) for path in strings(wheel.get("packages"))]
        patterns = [*strings(wheel.get("include")), *(f"/{path}/" for path in packages)]
        stripped = {posixpath.dirname(path) + "/": "" for path in packages if "/" in path}
        return cls(
            tuple(posixpath.normpath(path.strip("/")) for path in strings(wheel.get("only-include"))),
            gitignore_spec(patterns) if patterns else None,
            gitignore_spec(strings(wheel.get("exclude"))),
            dict(sorted({**stripped, **_renamed(wheel.get("sources"))}.items())),
        )

    def portions(self, project: Directory) -> Iterator[Portion]:
        """The top-level modules and packages, each with the files that are selected."""
        found: dict[str, Directory] = {}
        for path, node in self._files(project):
            source = next((source for source in self.sources if path.startswith(source)), "")
            target = self.sources.get(source, "") + path.removeprefix(source)
            root = source.rstrip("/") if target == path.removeprefix(source) else None
            top, below, rest = target.partition("/")
            if not below:
                yield Portion(top, node, root)
            elif top in found:
                _put(found[top], rest, node)
            else:
                _put(found.setdefault(top, Directory()), rest, node)
                yield Portion(top, found[top], root)

    def _files(self, project: Directory) -> Iterator[tuple[str, Node]]:
        for place in self.places or ("",):
            node = lookup(project, place)
            inside = walk(node, f"{place}/" if place else "") if isinstance(node, Directory) else [(place, node)]
            for path, file in inside:
                if file and not isinstance(file, Directory) and self._takes(path):
                    yield path, file

    def _takes(self, path: str) -> bool:
        return (self.included is None or self.included.match_file(path)) and not self.excluded.match_file(path)


def _renamed(sources: object) -> dict[str, str]:
    if isinstance(sources, dict):
        return {_directory(str(source)): _directory(str(target)) for source, target in sources.items()}
    return {_directory(source): "" for source in strings(sources)}


def _directory(path: str) -> str:
    clean = posixpath.normpath(path.strip("/"))
    return "" if clean == "." else clean + "/"


def _put(directory: Directory, path: str, node: Node) -> None:
    *above, name = path.split("/")
    for part in above:
        child = directory.entries.setdefault(part, Directory())
        if not isinstance(child, Directory):
            return
        directory = child
    directory.entries[name] = node


def _default(project: Project) -> list[Portion]:
    for name in dict.fromkeys([project.module, (project.name or "").replace("-", "_")]):
        packages = [found for found in named_module(project, name, ("", "src")) if isinstance(found.node, Directory)]
        if found := packages or named_module(project, name, ("",)) or _in_namespace(project, name):
            return found
    return []


def _in_namespace(project: Project, name: str) -> list[Portion]:
    """``*/name/__init__.py``: a namespace that has the package."""
    spaces = [space for space, node in project.directory.sorted() if isinstance(node, Directory)]
    found = [portion for space in spaces for portion in portions_at(project, "", f"{space}/{name}")]
    return found if len(found) == 1 else []
