"""What the ignore file leaves in and no instruction reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.sent import weigh, where
from ctxlint.checks.sizes import count_text, size_text
from ctxlint.context import Directory, File, Node
from ctxlint.model import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service

_LARGEST = 3


class UnusedContext(Check, frozen=True):
    """A large share of the context that no instruction reads."""

    min_unused_size: int = 0
    """Bytes below which it is not worth a word."""
    min_unused_percent: int = 0

    def __call__(self, service: Service) -> Iterator[Hit]:
        """At most one hit, with the largest directories and files that nothing reads."""
        read, all_bytes = service.needed_tree, service.shared.once("bytes", lambda: weigh(service.filtered.tree).bytes)
        unused = all_bytes - weigh(read).bytes
        if unused < self.min_unused_size or 100 * unused < self.min_unused_percent * all_bytes or not unused:
            return
        largest = sorted(_unread(service.filtered.tree, read), key=lambda pair: (-pair[1], pair[0]))[:_LARGEST]
        values = {
            "unused": size_text(unused),
            "all": size_text(all_bytes),
            "share": f"{100 * unused / all_bytes:.0f} %",
            "largest": ", ".join(f"{service.path(name)} ({size_text(size)})" for name, size in largest),
            "read": f"{count_text(weigh(read).files, 'file')}, {size_text(weigh(read).bytes)}",
            "where": where(service),
        }
        yield Hit(service.location, values, paths=tuple(service.path(name).rstrip("/") for name, _ in largest))


def _unread(tree: Directory, read: Directory) -> Iterator[tuple[str, int]]:
    """Name -> unread bytes, for what stands at the root of the context."""
    for name, node in tree.sorted():
        if size := _size(node) - _size(read.entries.get(name)):
            yield name + "/" * isinstance(node, Directory), size


def _size(node: Node | None) -> int:
    if isinstance(node, Directory):
        return weigh(node).bytes
    return node.size if isinstance(node, File) else 0
