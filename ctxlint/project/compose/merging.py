"""One definition over another: compose's rules for several files and for ``extends``, on canonical tables."""

from __future__ import annotations

from msgspec.structs import replace

from ctxlint.project.compose.nodes import Mark, Node, Table, Text


def merge(base: Table, over: Table) -> Table:
    """Return ``base`` with ``over`` on top, placed where ``over`` stands.

    Mappings merge; a sequence or a text replaces (what compose appends to are mappings in the canonical form).
    ``!reset`` takes a key away, ``!override`` keeps nothing of the base, null without a mark says nothing.
    """
    if over.mark is Mark.OVERRIDE:
        return over
    entries = dict(base.entries)
    for key, node in over.entries.items():
        if node.mark is Mark.RESET:
            entries.pop(key, None)
        elif key not in entries or not _says_nothing(node):
            entries[key] = _merged(entries.get(key), node)
    return replace(over, entries=entries, mark=base.mark)


def _says_nothing(node: Node) -> bool:
    return isinstance(node, Text) and node.is_null and node.mark is Mark.NONE


def without_resets(table: Table) -> Table:
    """Drop what ``!reset`` marks: also in the only definition, such a key counts as not written."""
    kept = ((key, node) for key, node in table.entries.items() if node.mark is not Mark.RESET)
    return replace(
        table, entries={key: without_resets(node) if isinstance(node, Table) else node for key, node in kept}
    )


def _merged(base: Node | None, over: Node) -> Node:
    return merge(base, over) if isinstance(base, Table) and isinstance(over, Table) else over
