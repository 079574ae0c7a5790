"""Ignore files that nobody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import context_reads
from ctxlint.context import IGNORE_NAME, Kind, exists, is_file
from ctxlint.model import Hit, Location, Severity
from ctxlint.paths import has_glob

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxlint.analysis import Service


class UnreadIgnoreFiles(Check, frozen=True):
    """Ignore files where their author expects them to count, and the builder does not look."""

    misspelled: tuple[str, ...] = ()
    """Names that are not the name of an ignore file, in small letters."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file that its author may expect to be read."""
        if service.ignore_path and _is_wide(service.workspace.ignore_bytes(service.ignore_path)):
            yield self._hit(service, service.ignore_path, "encoding")
        yield from self._other_names(service)
        yield from self._nested(service)
        if service.definition.inline is not None:
            yield from self._beside_inline(service)
            return
        yield from self._beside_dockerfile(service)
        yield from self._specific(service)

    def _beside_inline(self, service: Service) -> Iterator[Hit]:
        """``Dockerfile.dockerignore`` for a Dockerfile that stands in a compose file, and so has no place."""
        path = service.definition.context / f"Dockerfile{IGNORE_NAME}"
        if _is_unread(service, path):
            yield self._hit(service, path, "inline")

    def _beside_dockerfile(self, service: Service) -> Iterator[Hit]:
        """In the Dockerfile's directory: ``.dockerignore`` of another context, and names that fit no Dockerfile."""
        directory = service.dockerfile_path.parent
        path = directory / IGNORE_NAME
        if directory != service.definition.context and _is_unread(service, path):
            yield self._hit(service, path, "wrong-place")
        for name in _names(service, directory):
            stem = name.removesuffix(IGNORE_NAME)
            is_orphan = stem not in ("", name) and not exists(service.workspace.files, directory / stem)
            if is_orphan and _is_unread(service, directory / name):
                yield self._hit(service, directory / name, "orphan")

    def _specific(self, service: Service) -> Iterator[Hit]:
        """The ignore file of this Dockerfile, where the builder does not look for it, or finds nothing in it."""
        dockerfile, files = service.definition.dockerfile, service.workspace.files
        path = dockerfile.with_name(dockerfile.name + IGNORE_NAME)
        if service.builder.is_classic and is_file(files, path):
            yield self._hit(service, path, "classic")
        root = service.definition.context / IGNORE_NAME
        is_empty = service.ignore_path == path and not service.workspace.ignore_bytes(path)
        if is_empty and path != root and is_file(files, root):
            yield self._hit(service, root, "shadowed")
        podman = dockerfile.with_name(dockerfile.name + ".containerignore")
        if service.ignore_path is None and is_file(files, podman):
            yield self._hit(service, podman, "podman")

    def _other_names(self, service: Service) -> Iterator[Hit]:
        """At the root of the context: a link that leads out of it, and names that only look right."""
        if service.ignore_path is not None:
            return
        root, files = service.definition.context / IGNORE_NAME, service.workspace.files
        if (entry := files.entry(root)) and entry.kind is Kind.LINK and service.definition.ignore_file is None:
            yield self._hit(service, root, "link")
        if is_file(files, podman := root.with_name(".containerignore")):
            yield self._hit(service, podman, "podman")
        for name in _names(service, root.parent):
            if name.lower() in self.misspelled or (name.lower() == IGNORE_NAME and name != IGNORE_NAME):
                yield self._hit(service, root.with_name(name), "name")

    def _nested(self, service: Service) -> Iterator[Hit]:
        """``.dockerignore`` in a directory that is copied: it would count if that were the context."""
        beside = None if service.definition.inline is not None else service.dockerfile_path.parent
        for source in sorted({read.path for read in context_reads(service) if read.path}):
            path = service.definition.context / source / IGNORE_NAME
            if path.parent != beside and not has_glob(source) and _is_unread(service, path):
                yield self._hit(service, path, "nested")

    @staticmethod
    def _hit(service: Service, path: Path, variant: str) -> Hit:
        file = service.display(path)
        read = service.ignore_file
        values = {
            "file": file,
            "context": service.prefix or "./",
            "read": f"it reads {read}" if read else "it reads no ignore file at all",
            "wanted": service.path(IGNORE_NAME),
            "dockerfile": service.dockerfile_file,
            "builder": service.builder.described,
        }
        severity = Severity.INFO if variant == "nested" else None
        return Hit(Location(file, whole=True), values, variant, paths=(file,), severity=severity)


def _is_unread(service: Service, path: Path) -> bool:
    """Whether a file is there that no service of the project reads."""
    return path not in service.workspace.ignore_files and is_file(service.workspace.files, path)


def _names(service: Service, directory: Path) -> list[str]:
    files = service.workspace.files
    try:
        return sorted(name for name in files.list(directory) if is_file(files, directory / name))
    except OSError:
        return []


def _is_wide(data: bytes) -> bool:
    """Whether a file has more than one byte for each letter; the builder reads it as if it had one."""
    return b"\0" in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff"))
