"""What git leaves out, and the ignore file does not."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.sent import Weight, sent_hit, weigh
from ctxlint.context import Directory, File
from ctxlint.model import Hit, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service


class LeftOutByGit(Check, frozen=True):
    """Directories that are there, that git leaves out, and that are sent; or their content where they are tracked."""

    min_left_out_size: int = 0
    """Bytes below which a directory is only worth a mention."""
    elsewhere: tuple[str, ...] = ()
    """Globs for the names of directories of which other rules speak."""
    elsewhere_containing: tuple[str, ...] = ()
    """Files that mark such a directory by being in it."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each directory; what is below it belongs to it."""
        version_control = service.workspace.version_control
        waiting = [("", service.filtered.tree)] if version_control.known else []
        while waiting:
            prefix, here = waiting.pop()
            yield from self._files(service, prefix, here)
            for name, node in reversed(here.sorted()):
                path = prefix + name
                if not isinstance(node, Directory) or self._is_elsewhere(name, node):
                    continue
                if version_control.tracks(service.path(path)) or not version_control.ignores(service.path(path)):
                    waiting.append((path + "/", node))
                else:
                    yield from self._hit(service, path + "/", weigh(node))

    def _is_elsewhere(self, name: str, node: Directory) -> bool:
        by_name = any(fnmatch.fnmatchcase(name, glob) for glob in self.elsewhere)
        return by_name or not node.entries.keys().isdisjoint(self.elsewhere_containing)

    def _files(self, service: Service, prefix: str, here: Directory) -> Iterator[Hit]:
        """The files of a directory that is not left out itself."""
        version_control = service.workspace.version_control
        paths = {prefix + name: node.size for name, node in here.entries.items() if isinstance(node, File)}
        sizes = [
            size
            for path, size in paths.items()
            if not version_control.tracks(service.path(path)) and version_control.ignores(service.path(path))
        ]
        if prefix and sum(sizes) >= self.min_left_out_size:
            yield from self._hit(service, prefix, Weight(len(sizes), sum(sizes)), "content")

    def _hit(self, service: Service, shown: str, weight: Weight, variant: str = "") -> Iterator[Hit]:
        if weight.bytes:
            hit = sent_hit(service, shown, weight, variant)
            if variant:
                hit = replace(hit, remedy=None)  # the directory holds source as well
            is_small = weight.bytes < self.min_left_out_size
            yield replace(hit, severity=Severity.INFO) if is_small else hit
