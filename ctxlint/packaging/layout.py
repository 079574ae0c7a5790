"""What an install of a project makes importable, by the rules of its build backend."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, File, Node, lookup
from ctxlint.packaging import backends
from ctxlint.packaging.hatchling import hatchling
from ctxlint.packaging.portions import Portion
from ctxlint.packaging.setuptools import setuptools_portions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxlint.packaging.projects import Project

# Where sources lie, when a backend of an unknown kind does not tell.
_USUAL = ("", "src", "lib", "python")

_BACKENDS: Mapping[str, Callable[[Project], Sequence[Portion] | None]] = {
    "setuptools": setuptools_portions,
    "hatchling": hatchling,
    "poetry": backends.poetry,
    "flit": backends.flit,
    "pdm": backends.pdm,
    "uv": backends.uv,
}


def portions_of(project: Project) -> Sequence[Portion]:
    """What the backend puts into a wheel; everything that is importable when that cannot be told."""
    rule = _BACKENDS.get(project.backend)
    found = rule(project) if rule else None
    return tuple(_everything(project)) if found is None else found


def _everything(project: Project) -> Iterator[Portion]:
    for root in _USUAL:
        directory = lookup(project.directory, root)
        for name, node in directory.sorted() if isinstance(directory, Directory) else ():
            module = name.endswith(".py") and name != "setup.py" and isinstance(node, File)
            if module or (isinstance(node, Directory) and name.isidentifier() and name not in _USUAL):
                yield Portion(name, node, root)


class Shipped(Struct, frozen=True):
    """What lands in ``site-packages``, and what a link there leads to."""

    files: Mapping[str, Node]
    """Paths in ``site-packages`` with what is there."""
    roots: tuple[str, ...] = ()
    """Absolute directories of the image that are searched as well."""


def shipped(project: Project) -> Shipped:
    """A plain install: copies of what is there at that moment."""
    return Shipped({portion.path: portion.node for portion in portions_of(project)})


def editable(project: Project) -> Shipped:
    """An editable install: links to the directories that have something at that moment."""
    portions = portions_of(project)
    roots = (posixpath.normpath(posixpath.join(project.root, each.root)) for each in portions if each.root is not None)
    return Shipped({each.path: each.node for each in portions if each.root is None}, tuple(dict.fromkeys(roots)))
