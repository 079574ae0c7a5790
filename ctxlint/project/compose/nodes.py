"""Compose values that know where they stand: text, sequences and mappings, frozen."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.errors import ConfigError
from ctxlint.model import Location

if TYPE_CHECKING:
    from pathlib import Path

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Mark(StrEnum):
    """The two tags that the compose specification adds to YAML (chapter "Merge")."""

    NONE = ""
    RESET = "!reset"
    OVERRIDE = "!override"


class Source(Struct, frozen=True):
    """A compose file as its values need it."""

    file: str
    """For messages: relative to the project root."""
    path: Path
    """Absolute."""
    directory: Path
    """Absolute; what relative paths in the values start from (the compose project's directory)."""


class _Placed(Struct, frozen=True):
    """A mapping's value stands where its key stands, an item where it starts."""

    source: Source
    line: int
    column: int

    @property
    def location(self) -> Location:
        return Location(self.source.file, self.line, self.column)

    def error(self, message: str) -> ConfigError:
        """Say that something is wrong at this place, ready to raise."""
        return ConfigError(message, file=self.source.file, line=self.line)


class Text(_Placed, frozen=True):
    """Any scalar, as written; numbers and booleans are not converted."""

    text: str
    plain: bool = True
    """Without quotes and not a block, so that it may be null or a number."""
    text_line: int = 0
    """Where the text itself starts: below the key for a block."""
    mark: Mark = Mark.NONE
    fault: str | None = None
    """Why the text has no value; only whoever needs the value raises it."""

    @property
    def is_null(self) -> bool:
        """Quotes and tags make a string of what would be null."""
        return self.plain and self.text in NULLS

    def value(self) -> str:
        """Return the text, or raise the ``ConfigError`` that interpolation put off."""
        if self.fault is not None:
            raise self.error(self.fault)
        return self.text


class Items(_Placed, frozen=True):
    """A sequence."""

    items: tuple[Node, ...]
    mark: Mark = Mark.NONE
    size: int = 1
    """Values in here with every alias written out."""


class Table(_Placed, frozen=True):
    """A mapping with text keys, merge keys (``<<``) already applied."""

    entries: dict[str, Node] = field()
    mark: Mark = Mark.NONE
    size: int = 1
    """Values in here with every alias written out."""

    def get(self, key: str) -> Node | None:
        """Return ``None`` also for a key whose value is null."""
        node = self.entries.get(key)
        return None if isinstance(node, Text) and node.is_null else node


Node = Text | Items | Table
SomeNode = TypeVar("SomeNode", bound=_Placed)


def size_of(node: Node) -> int:
    """Count the values in ``node`` with every alias written out."""
    return 1 if isinstance(node, Text) else node.size


def count_values(node: Node) -> int:
    """Count the values in ``node`` as it is now, after merging."""
    match node:
        case Table():
            return 1 + sum(map(count_values, node.entries.values()))
        case Items():
            return 1 + len(node.items)
        case Text():
            return 1


def moved(node: SomeNode, line: int, column: int) -> SomeNode:
    """Return the same value at another place of its file."""
    return replace(node, line=line, column=column)
