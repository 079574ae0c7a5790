"""What the services of a project share: its files, what git knows of them, and the contexts that are the same."""

from __future__ import annotations

import os
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ctxlint.context import (
    HOST,
    Directory,
    Disk,
    DraftedFiles,
    Files,
    Filtered,
    Kind,
    filter_context,
    find_ignore_file,
    walk,
)
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import ConfigError, CtxlintError
from ctxlint.project import VersionControl
from ctxlint.runtime import python_tree
from ctxlint.sources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from ctxlint.model import Builder

T = TypeVar("T")

MAX_FILE_BYTES = 16_000_000
"""Dockerfiles and ignore files above this are not read; the builder's own limit is far lower."""


class Workspace:
    """What the services of a project share: the root, the directories read so far, what git knows."""

    def __init__(
        self,
        root: Path,
        *,
        version_control: VersionControl | None = None,
        progress: Callable[[int], None] | None = None,
        library: Library | None = None,
        files: Files = HOST,
    ) -> None:
        self.root = root
        self.files = files
        self.progress = progress
        self.library = library or Library()
        self.version_control = version_control or VersionControl.of(root, files)
        self._disks: dict[Path, Disk] = {}
        self.drafts: Mapping[Path, bytes] = {}
        """What ignore files would say, by canonical path: read instead of the disk, be the file there or not."""
        self.ignore_files: set[Path] = set()
        """The ignore files that services of the project read; see :meth:`Service.register`."""
        self.remembered: dict[Path, str | None] = {}
        """What checks found in files, for the other services that have them."""
        self._written: dict[str, tuple[str, ...]] = {}
        self._specs: dict[tuple[Path | None, Builder], DockerIgnoreSpec] = {}
        self._contexts: dict[tuple[Path, Path | None, Builder], SharedContext] = {}
        self._canonical: dict[Path, Path] = {}
        self._beneath: tuple[Workspace, DraftedFiles] | None = None
        """The project as it is, and the files that are new, where drafts make some."""

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """What people wrote: the tracked files, or all but what was installed or built where nothing is tracked."""
        return tuple(sorted(self.version_control.tracked)) or tuple(
            path for path, node in walk(self.python_tree) if not isinstance(node, Directory)
        )

    def written(self, prefix: str) -> tuple[str, ...]:
        """The sources below a directory (with a slash at its end, or empty), relative to it."""
        if prefix not in self._written:
            self._written[prefix] = tuple(path[len(prefix) :] for path in self.sources if path.startswith(prefix))
        return self._written[prefix]

    @cached_property
    def python_tree(self) -> Directory:
        """The whole project, without what was installed or built there."""
        return python_tree(self.disk(self.root))

    def disk(self, directory: Path) -> Disk:
        """The one reader of a directory; raises :class:`ContextError`."""
        if directory not in self._disks:
            self._disks[directory] = self._open(directory)
        return self._disks[directory]

    def _open(self, directory: Path) -> Disk:
        if self._beneath is None:
            return Disk(directory, self.progress, self.files)
        workspace, new = self._beneath
        return workspace.disk(directory).over(new)

    def read(self, path: Path, error: type[CtxlintError]) -> bytes:
        """The content of a file that the builder reads; raises ``error``."""
        file = self.display(path)
        try:
            data = self.files.read(path, MAX_FILE_BYTES + 1)
        except OSError as failure:
            raise error(f"the file cannot be read ({(failure.strerror or '').lower()})", file=file) from None
        if len(data) > MAX_FILE_BYTES:
            raise error(f"the file has more than {MAX_FILE_BYTES // 1_000_000} MB and is not read", file=file)
        return data

    def text(self, path: str) -> str | None:
        """The text of a file of the project by its path relative to the root; ``None`` when it cannot be read."""
        disk = self.disk(self.root)
        entry = disk.entry(path)
        if entry is None or entry.kind is not Kind.FILE or entry.size > MAX_FILE_BYTES:
            return None
        try:
            return disk.read(path).decode("utf-8", "replace")
        except OSError:
            return None

    def drafted(self, drafts: Mapping[Path, bytes]) -> Workspace:
        """The same project with these ignore files instead of, or besides, its own; what was read so far is shared."""
        base = self._beneath[0] if self._beneath else self
        other = copy(base)
        other.drafts = drafts
        other.ignore_files = base.ignore_files | drafts.keys()
        other._specs, other._contexts = {}, {}
        if new := {path: data for path, data in drafts.items() if not base.has(path)}:
            other.files = files = DraftedFiles(base.files, new)
            other._disks, other._beneath = {}, (base, files)
        return other

    def has(self, path: Path) -> bool:
        """Whether anything is at a path, be it a link that leads nowhere."""
        return self.files.entry(path) is not None

    def canonical(self, path: Path) -> Path:
        """The one path below the root for a file, whichever links lead to its directory."""
        directory = path.parent
        if directory not in self._canonical:
            real = [self._resolved(each) for each in (directory, self.root)]
            self._canonical[directory] = Path(os.path.normpath(self.root / os.path.relpath(*real)))
        return self._canonical[directory] / path.name

    def _resolved(self, path: Path) -> Path:
        try:
            return self.files.resolve(path)
        except (OSError, RuntimeError):
            return path

    def find_ignore_file(self, context: Path, dockerfile: Path | None, builder: Builder) -> Path | None:
        """The ignore file that the builder reads, drafts included; ``None`` for an inline Dockerfile."""
        return find_ignore_file(context, dockerfile, builder, self.files)

    def ignore_bytes(self, path: Path) -> bytes:
        """What an ignore file says; raises :class:`ConfigError`."""
        draft = self.drafts.get(self.canonical(path)) if self.drafts else None
        return self.read(path, ConfigError) if draft is None else draft

    def spec(self, path: Path | None, builder: Builder) -> DockerIgnoreSpec:
        """The patterns of an ignore file as a builder reads them, none without a file; raises where it would."""
        if (path, builder) not in self._specs:
            data, file = (self.ignore_bytes(path), self.display(path)) if path else (b"", "")
            self._specs[path, builder] = DockerIgnoreSpec.parse(data, file=file, builder=builder)
        return self._specs[path, builder]

    def context(self, directory: Path, ignore_path: Path | None, builder: Builder) -> SharedContext:
        """A context under an ignore file, for all services that have both; raises where the builder would."""
        key = directory, ignore_path, builder
        if key not in self._contexts:
            self._contexts[key] = SharedContext(self.disk(directory), self.spec(ignore_path, builder))
        return self._contexts[key]

    def display(self, path: Path | str) -> str:
        """``path`` relative to the root, with ``/``; a path that is relative already stays."""
        if not Path(path).is_absolute():
            return Path(path).as_posix()
        return Path(os.path.relpath(path, self.root)).as_posix()


class SharedContext:
    """A context under one ignore file as one builder reads it, and what was found out about it."""

    def __init__(self, disk: Disk, ignore: DockerIgnoreSpec) -> None:
        self.disk = disk
        self.ignore = ignore
        self._known: dict[Hashable, Any] = {}

    @cached_property
    def filtered(self) -> Filtered:
        """The context minus what is ignored, and what the ignore file did."""
        return filter_context(self.disk, self.ignore)

    def once(self, question: Hashable, work: Callable[[], T]) -> T:
        """The answer to a question that has the same for every service with this context, worked out at most once."""
        if question not in self._known:
            self._known[question] = work()
        answer: T = self._known[question]
        return answer
