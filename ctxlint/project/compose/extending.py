"""``extends``: a service on top of another one, of the same or another file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.project.compose.canonical import canonical_service
from ctxlint.project.compose.document import Document, read_document
from ctxlint.project.compose.merging import merge
from ctxlint.project.compose.nodes import Items, Node, Table, Text
from ctxlint.project.files import is_file, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxlint.project.compose.interpolation import Interpolator

MAX_CHAIN = 50

_Trail = tuple[tuple[str, str], ...]


class Extender(Struct):
    """Writes out services; keeps the other files that it read."""

    root: Path
    interpolator: Interpolator
    known: Mapping[str, Table]
    """Services of files that were loaded before, which an override file may extend, too."""
    _documents: dict[Path, Document] = field(default_factory=dict)

    def extended(self, name: str, node: Node, document: Document, trail: _Trail = ()) -> Table:
        """Return the canonical form of a service with all that it extends below it; raises ``ConfigError``.

        Relative paths keep the directory of the file that they stand in, as in compose.
        """
        if isinstance(node, Text) and node.is_null:
            return Table(node.source, node.line, node.column, {})
        if not isinstance(node, Table):
            raise node.error(f"the service '{name}' must be a mapping")
        own, extends = canonical_service(node), node.get("extends")
        if extends is None:
            return own
        here = (document.source.file, name)
        if here in trail or len(trail) >= MAX_CHAIN:
            raise extends.error(f"the 'extends' of '{name}' never ends: {_chain(trail, name)}")
        return merge(self._base(extends, document, (*trail, here)), own)

    def _base(self, extends: Node, document: Document, trail: _Trail) -> Table:
        name, file = _target(extends)
        where = document if file is None else self._other(file, document)
        if name in where.services:
            return self.extended(name, where.services[name], where, trail)
        if file is None and name in self.known:
            return self.known[name]
        raise extends.error(f"the extended service '{name}' does not exist in {where.source.file}")

    def _other(self, file: Text, document: Document) -> Document:
        path = normalised(document.source.directory, file.value())
        if not is_file(path):
            raise file.error(f"the extended compose file '{file.value()}' does not exist")
        if path not in self._documents:
            self._documents[path] = read_document(path, self.root, path.parent, self.interpolator)
        return self._documents[path]


def _target(extends: Node) -> tuple[str, Text | None]:
    if isinstance(extends, Text):
        return extends.value(), None
    service, file = (None, None) if isinstance(extends, Items) else (extends.get("service"), extends.get("file"))
    if not isinstance(service, Text) or isinstance(file, Items | Table):
        raise extends.error("'extends' must be the name of a service or a mapping with a service")
    return service.value(), file


def _chain(trail: _Trail, name: str) -> str:
    names = [service for _, service in trail]
    at = names.index(name) if name in names else 0
    return " -> ".join((*names[at:], name)[:10])
