"""Ignore files that nobody reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.context import IGNORE_NAME
from ctxlint.model import Hit, Location

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxlint.analysis import Service


@dataclass(frozen=True)
class UnreadIgnoreFiles(Check):
    """Ignore files where their author expects them to count, and the builder does not look."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file beside the Dockerfile or at the root of the context that is not read."""
        if service.ignore_path and _is_wide(service.workspace.ignore_bytes(service.ignore_path)):
            yield self._hit(service, service.ignore_path, "encoding")
        if service.definition.inline is not None:
            return
        yield from self._beside_dockerfile(service)
        yield from self._specific(service)
        yield from self._other_names(service)

    def _beside_dockerfile(self, service: Service) -> Iterator[Hit]:
        """``.dockerignore`` in the Dockerfile's directory, while the context is another one."""
        directory = service.dockerfile_path.parent
        path = directory / IGNORE_NAME
        if directory == service.definition.context or path in service.workspace.ignore_files or not path.is_file():
            return
        yield self._hit(service, path, "wrong-place")

    def _specific(self, service: Service) -> Iterator[Hit]:
        """``<Dockerfile>.dockerignore`` under the classic builder, which knows one name only."""
        path = service.definition.dockerfile.with_name(service.definition.dockerfile.name + IGNORE_NAME)
        if service.builder.is_classic and path.is_file():
            yield self._hit(service, path, "classic")

    def _other_names(self, service: Service) -> Iterator[Hit]:
        """A link that leads out of the context, and the name that other builders know."""
        root = service.definition.context / IGNORE_NAME
        if service.ignore_path is None and root.is_symlink() and service.definition.ignore_file is None:
            yield self._hit(service, root, "link")
        podman = service.definition.context / ".containerignore"
        if service.ignore_path is None and podman.is_file():
            yield self._hit(service, podman, "podman")

    @staticmethod
    def _hit(service: Service, path: Path, variant: str) -> Hit:
        file = service.display(path)
        read = service.ignore_file
        values = {
            "file": file,
            "context": service.prefix or "./",
            "read": f"it reads {read}" if read else "it reads no ignore file at all",
            "wanted": service.path(IGNORE_NAME),
        }
        return Hit(Location(file, whole=True), values, variant, paths=(file,))


def _is_wide(data: bytes) -> bool:
    """Whether a file has more than one byte for each letter; the builder reads it as if it had one."""
    return b"\0" in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff"))
