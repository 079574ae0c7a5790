"""A set of files as a list: what ``ctxlint context`` prints."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, File, FileSet, Link, Node, Origin, Unknown, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.analysis import Service
    from ctxlint.errors import CtxlintError


class Which(StrEnum):
    """The three sets that a build has."""

    FILTERED = "filtered"
    TRANSFERRED = "transferred"
    IMAGE = "image"


class Item(Struct, frozen=True):
    """One path; a directory's ends in ``/``. ``origin`` says where a file of an image comes from."""

    path: str
    size: int = 0
    origin: str = ""
    source: str | None = None
    """The path in the context, of a file of an image that comes from there."""

    @property
    def is_directory(self) -> bool:
        """Whether the path is a directory's."""
        return self.path.endswith("/")


class Totals(Struct, frozen=True):
    """How much a list holds."""

    files: int
    bytes: int


def totals(items: Iterable[Item]) -> Totals:
    """Add up a list."""
    sizes = [item.size for item in items if not item.is_directory]
    return Totals(len(sizes), sum(sizes))


def items_of(service: Service, which: Which) -> tuple[Item, ...]:
    """List a set; raises :class:`CtxlintError` where it cannot be told."""
    match which:
        case Which.FILTERED:
            return _listed(service.context)
        case Which.TRANSFERRED:
            return _listed(service.transferred)
        case Which.IMAGE:
            return tuple(sorted(_image(service.image.tree), key=lambda item: item.path))


def problems(service: Service, which: Which) -> list[CtxlintError]:
    """Say what may be missing from the list."""
    if which is Which.IMAGE:
        return [*service.filtered.problems, *(failure.error for failure in service.build.failures)]
    return [*service.filtered.problems]


def _listed(files: FileSet) -> tuple[Item, ...]:
    return tuple(Item(entry.path, entry.size) for entry in files.entries)


def _image(tree: Directory) -> Iterator[Item]:
    for path, node in walk(tree, "/"):
        if not isinstance(node, Directory):
            yield _image_item(path, node)
        elif not node.implied:
            yield Item(path + "/")


def _image_item(path: str, node: Node) -> Item:
    match node:
        case File(_, size, Origin.HEREDOC):
            return Item(path, size, "a here-document")
        case File(source, size, Origin.NAMED_CONTEXT):
            return Item(path, size, f"{source} of a named context")
        case File(source, size):
            return Item(path, size, source, source)
        case Link(target):
            return Item(path, origin=f"a link to {target}")
        case Unknown(source):
            return Item(path, origin=source)
        case Directory():
            return Item(path + "/")
