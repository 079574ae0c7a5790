"""The bytes of a compose file -> nodes, in bounded time and memory.

Nodes are built from the parser's events and not by its composer: that one recurses without a limit, expands
aliases wherever they are walked, and accepts a key twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from msgspec import Struct, field

from ctxlint.errors import ConfigError
from ctxlint.project.compose.errors import NotComposeError
from ctxlint.project.compose.nodes import Items, Mark, Node, Source, Table, Text, moved, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 100
_TOO_DEEP = f"the compose file is nested more than {MAX_DEPTH} levels deep"
MAX_NODES = 100_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Event = Any  # PyYAML's events declare no attributes
_BLOCKS = ("|", ">")


def read_nodes(text: str, source: Source) -> Table:
    """Return the one document in ``text``, or an empty table; raises ``ConfigError`` with the line of a mistake."""
    try:
        roots = [root for root in _documents(text, source) if not (isinstance(root, Text) and root.is_null)]
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, source) from error
    if len(roots) > 1:
        raise roots[1].error("a compose file holds one YAML document, and a second one starts here")
    if not roots:
        return Table(source, 1, 1, {})
    if not isinstance(roots[0], Table):
        root = roots[0]
        raise NotComposeError("a compose file must be a mapping", file=source.file, line=root.line)
    return roots[0]


def _documents(text: str, source: Source) -> Iterator[Node]:
    builder = _Builder(source)
    for event in yaml.parse(text, Loader=_Loader):
        root = builder.take(event)
        if root is not None:
            yield root


def _syntax_error(error: yaml.YAMLError, text: str, source: Source) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        position = getattr(error, "position", 0)
        line = text.encode()[:position].count(b"\n") + 1
        return ConfigError("the compose file contains a character that YAML forbids", file=source.file, line=line)
    lines = text.splitlines()
    here = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        problem = "this line is indented with a tab"
    else:
        problem = getattr(error, "problem", None) or "it cannot be parsed"
    if "nesting depth" in problem:  # the parser has a limit of its own, and reads ahead
        return ConfigError(_TOO_DEEP, file=source.file, line=mark.line + 1)
    return ConfigError(f"the compose file is not valid YAML: {problem}", file=source.file, line=mark.line + 1)


class _Frame(Struct):
    """A sequence or mapping that is still open."""

    start: _Event
    is_table: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    merged: dict[str, Node] = field(default_factory=dict)
    key: Text | None = None
    size: int = 1


class _Builder:
    """Takes events, gives the root of each document when it is complete."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._frames: list[_Frame] = []
        self._anchors: dict[str, Node] = {}
        self._count = 0

    def take(self, event: _Event) -> Node | None:
        match event:
            case yaml.ScalarEvent():
                return self._add(event, self._text(event))
            case yaml.AliasEvent():
                return self._add(event, self._alias(event))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._open(event)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                return self._close()
            case yaml.DocumentStartEvent():
                self._anchors.clear()
            case _:
                pass
        return None

    def _error(self, event: _Event, message: str) -> ConfigError:
        return ConfigError(message, file=self._source.file, line=event.start_mark.line + 1)

    def _text(self, event: _Event) -> Text:
        line, column = _place(event)
        below = event.style in _BLOCKS
        plain = event.style in (None, "") and event.implicit[0]
        return Text(self._source, line, column, event.value, plain, line + below, _mark(event))

    def _alias(self, event: _Event) -> Node:
        if event.anchor not in self._anchors:
            raise self._error(event, f"the alias *{event.anchor} has no anchor before it")
        return self._anchors[event.anchor]

    def _open(self, event: _Event) -> None:
        if len(self._frames) >= MAX_DEPTH:
            raise self._error(event, _TOO_DEEP)
        self._frames.append(_Frame(event, isinstance(event, yaml.MappingStartEvent)))

    def _close(self) -> Node | None:
        frame = self._frames.pop()
        line, column = _place(frame.start)
        mark = _mark(frame.start)
        if frame.is_table:
            entries = frame.merged | frame.entries
            return self._add(frame.start, Table(self._source, line, column, entries, mark, frame.size))
        return self._add(frame.start, Items(self._source, line, column, tuple(frame.items), mark, frame.size))

    def _add(self, event: _Event, node: Node) -> Node | None:
        """Put a complete value into the container around it; a value without one is a document."""
        if not isinstance(event, yaml.AliasEvent):
            self._remember(event, node)
        if not self._frames:
            return node
        frame = self._frames[-1]
        if frame.is_table and frame.key is None:
            frame.key = self._key(frame, event, node)
            return None
        frame.size += size_of(node)
        if frame.size > MAX_NODES:
            raise self._error(event, f"the aliases in the compose file expand to more than {MAX_NODES} values")
        if frame.key is not None:
            self._enter(frame, frame.key, node)
        else:
            frame.items.append(node)
        return None

    def _remember(self, event: _Event, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise self._error(event, f"the compose file holds more than {MAX_NODES} values")
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def _key(self, frame: _Frame, event: _Event, node: Node) -> Text:
        if not isinstance(node, Text):
            raise self._error(event, "a key of a compose file must be text")
        if node.text in frame.entries:
            first = frame.entries[node.text].line
            raise self._error(event, f"the key '{node.text}' is already set on line {first}")
        line, column = _place(event)
        return moved(node, line, column)

    def _enter(self, frame: _Frame, key: Text, node: Node) -> None:
        frame.key = None
        if key.text != "<<" or not key.plain:
            frame.entries[key.text] = moved(node, key.line, key.column)
            return
        for table in node.items if isinstance(node, Items) else (node,):
            if not isinstance(table, Table):
                raise key.error("the merge key << needs a mapping or a sequence of mappings")
            frame.merged = table.entries | frame.merged


def _place(event: _Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _mark(event: _Event) -> Mark:
    return Mark(event.tag) if event.tag in (Mark.RESET, Mark.OVERRIDE) else Mark.NONE
