"""One compose file, read and interpolated: its services as written, and what it includes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.project.compose.inheriting import inherited
from ctxlint.project.compose.nodes import Items, Node, Source, Table, Text
from ctxlint.project.files import display, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxlint.project.compose.interpolation import Interpolator

_SECTIONS = ("services", "include")


class Include(Struct, frozen=True):
    """One entry of ``include``: a compose project of its own, whose services become services here."""

    node: Node
    paths: tuple[Text, ...]
    directory: Text | None = None
    env_files: tuple[Text, ...] = ()


class Document(Struct, frozen=True):
    """A compose file; ``services`` are not checked yet."""

    source: Source
    root: Table
    services: Mapping[str, Node]

    @property
    def is_compose(self) -> bool:
        """Whether the file has anything of a compose file: other tools use similar file names."""
        return any(section in self.root.entries for section in _SECTIONS)

    def includes(self) -> tuple[Include, ...]:
        """Return the entries of ``include``; raises ``ConfigError`` for one of the wrong kind."""
        node = self.root.get("include")
        if node is None:
            return ()
        if not isinstance(node, Items):
            raise node.error("'include' must be a list")
        return tuple(_include(item) for item in node.items)


def read_document(path: Path, root: Path, directory: Path, interpolator: Interpolator) -> Document:
    """Read a compose file whose relative paths start from ``directory``; raises ``ConfigError``."""
    # Many projects have no compose file, and PyYAML takes long to import.
    from ctxlint.project.compose.reading import read_nodes  # noqa: PLC0415

    source = Source(display(path, root), path, directory)
    whole = read_nodes(read_text(path, root, "the compose file"), source)
    used = {key: interpolator.node(node) for key, node in whole.entries.items() if key in _SECTIONS}
    table = Table(source, whole.line, whole.column, used)
    services = table.get("services")
    if services is not None and not isinstance(services, Table):
        raise services.error("'services' must be a mapping")
    written = services.entries if services else {}
    return Document(source, table, {name: inherited(each, interpolator.variables) for name, each in written.items()})


def _include(item: Node) -> Include:
    if not isinstance(item, Table):
        return Include(item, _texts(item))
    path, directory, env_file = (item.get(key) for key in ("path", "project_directory", "env_file"))
    if path is None or isinstance(directory, Items | Table):
        raise item.error("an include must be a path or a mapping with a path")
    return Include(item, _texts(path), directory, _texts(env_file) if env_file else ())


def _texts(node: Node) -> tuple[Text, ...]:
    """Take one text or a list of them."""
    items = node.items if isinstance(node, Items) else (node,)
    texts = tuple(item for item in items if isinstance(item, Text))
    if len(texts) < max(len(items), 1):
        raise node.error("a path of an include must be a string")
    return texts
