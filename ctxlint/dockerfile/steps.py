"""What a planned stage does, with all variables replaced; no file has been looked at."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.paths import rooted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.dockerfile.instructions import Add, Copy, Run, Span, Workdir


class ContextSource(Struct, frozen=True):
    """The main build context."""


class StageSource(Struct, frozen=True):
    """Another stage of the same file; a trigger can name its own stage, which means that stage so far."""

    index: int


class NamedContextSource(Struct, frozen=True):
    """A context that the build was given under a name."""

    name: str


class ImageSource(Struct, frozen=True):
    """An image from a registry, as the file names it."""

    ref: str


class ScratchSource(Struct, frozen=True):
    """Nothing at all."""


Source = ContextSource | StageSource | NamedContextSource | ImageSource | ScratchSource
Base = StageSource | NamedContextSource | ImageSource | ScratchSource


class SourceKind(StrEnum):
    """Where ``ADD`` gets a source from."""

    PATH = "path"
    URL = "url"
    GIT = "git"


class ExpandedWord(Struct, frozen=True):
    """A source with variables replaced; the span is where it is written."""

    text: str
    span: Span
    kind: SourceKind = SourceKind.PATH

    @property
    def path(self) -> str:
        """The cleaned path below the root of the source; wildcards stay, the pivot of ``--parents`` does not."""
        return rooted(self.text)


class PlannedHeredoc(Struct, frozen=True):
    """A file that the Dockerfile itself holds; ``name`` is the word after ``<<``."""

    name: str
    content: str
    span: Span


class CopyStep(Struct, frozen=True):
    """``COPY`` or ``ADD``; sources come before here-documents, as the builder copies them.

    ``destination`` is absolute and keeps a trailing ``/`` or ``/.``. ``excludes`` are patterns as written.
    """

    instruction: Copy | Add
    source: Source
    sources: tuple[ExpandedWord, ...]
    destination: str
    destination_span: Span
    heredocs: tuple[PlannedHeredoc, ...]
    excludes: tuple[str, ...]
    chown: str
    chmod: str
    parents: bool
    link: bool
    is_add: bool
    unpack: bool | None
    """``ADD`` unpacks local archives unless this is false, and downloads only if it is true."""
    keep_git_dir: bool | None
    checksum: str


class MountStep(Struct, frozen=True):
    """One ``--mount`` of a ``RUN``; a bind mount of the context reads it like a copy.

    ``path`` is absolute below the root of ``source``; ``target`` is absolute, but may be empty for secrets.
    """

    type: str
    source: Source
    path: str
    target: str
    read_only: bool
    id: str
    span: Span
    """Where the source path is written; the whole mount where it is not."""


class RunStep(Struct, frozen=True):
    """``RUN``: ``argv`` is what starts; ``script`` is what a shell reads, ``None`` for a JSON array."""

    instruction: Run
    argv: tuple[str, ...]
    script: str | None
    heredocs: tuple[PlannedHeredoc, ...]
    mounts: tuple[MountStep, ...]
    environment: Mapping[str, str]
    """Arguments and proxies included."""
    workdir: str
    user: str

    @property
    def text(self) -> str:
        """What is run, as one text."""
        return self.script if self.script is not None else " ".join(self.argv)


class WorkdirStep(Struct, frozen=True):
    """``WORKDIR`` makes the directory when it is not there."""

    instruction: Workdir
    path: str


Step = CopyStep | RunStep | WorkdirStep
