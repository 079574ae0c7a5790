"""What an ignore file leaves out of a context, and which of its lines decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.context.filtering import filter_context
from ctxlint.context.tree import Directory, lookup
from ctxlint.host import Kind
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.context.disk import Disk
    from ctxlint.dockerignore import DockerIgnoreSpec, IgnoreLine, Visit
    from ctxlint.host import DiskEntry


def excluded_paths(disk: Disk, spec: DockerIgnoreSpec) -> Iterator[tuple[str, IgnoreLine]]:
    """Each path that is left out, sorted; a directory of which nothing is left ends in ``/`` and stands for it all."""
    found: dict[str, tuple[Kind, IgnoreLine]] = {}

    def note(path: str, entry: DiskEntry, visit: Visit) -> None:
        if visit.decider is not None:
            found[path] = entry.kind, spec.lines[visit.decider]

    tree = filter_context(disk, spec, note).tree
    directories = {path for path, (kind, _) in found.items() if kind is Kind.DIRECTORY}
    gone = {path for path in directories if not isinstance(lookup(tree, path), Directory)}
    for path, (kind, line) in sorted(found.items()):
        if gone.isdisjoint(ancestors(path)) and (kind is not Kind.DIRECTORY or path in gone):
            yield path + "/" * (kind is Kind.DIRECTORY), line
