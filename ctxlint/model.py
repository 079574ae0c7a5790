"""The nouns that every part shares: frozen values, no input or output.

Paths in these values are strings with ``/`` and without a leading ``./``. A path in a :class:`Location` is
relative to the project root; host directories are :class:`pathlib.Path`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Location(Struct, frozen=True, order=True):
    """A place in a file of the project; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1
    whole: bool = False
    """The file as a whole is meant, and line 1 only stands for it."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Builder(StrEnum):
    """Whose reading of the ignore file counts."""

    BUILDKIT = "buildkit"
    CLASSIC = "classic"
    LEGACY = "legacy"  # Docker before 23
    DOCKER_PY = "docker-py"  # the Docker SDK for Python

    @property
    def is_classic(self) -> bool:
        """Whether the whole context is sent, and ``.dockerignore`` is the only name of an ignore file."""
        return self in (Builder.CLASSIC, Builder.DOCKER_PY)

    @property
    def described(self) -> str:
        """The builder in a sentence."""
        return _DESCRIBED[self]


_DESCRIBED = {
    Builder.BUILDKIT: "BuildKit",
    Builder.CLASSIC: "the classic builder",
    Builder.LEGACY: "Docker before 23",
    Builder.DOCKER_PY: "the Docker SDK for Python",
}


class Severity(StrEnum):
    """How bad a finding is; only errors and warnings make ``check`` fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Whether this is as bad as ``other``, or worse."""
        return self.rank <= other.rank


class Certainty(StrEnum):
    """Whether the model can be sure, or a build step may change the answer."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


EMPTY: Mapping[str, str] = MappingProxyType({})

Command = str | tuple[str, ...]
"""A string is for the shell, a tuple is an argument list (Dockerfile and compose both know the two forms)."""


class Mount(Struct, frozen=True):
    """A host path that compose lays over the image at run time."""

    source: str
    """Path relative to the project root, or the name of a volume when ``named``."""
    target: str
    """Absolute path in the container."""
    location: Location
    named: bool = False


class Definition(Struct, frozen=True):
    """One image to build, as discovery found it: everything that is known before a file of the context is read."""

    name: str
    context: Path
    """Absolute directory on the host."""
    dockerfile: Path
    """Absolute path; for an inline Dockerfile, the file that holds it."""
    location: Location
    """Where the service is defined: the compose key, the config table, or line 1 of a lone Dockerfile."""
    inline: str | None = None
    """Text of an inline Dockerfile (compose ``dockerfile_inline``)."""
    inline_line: int = 1
    """Line of :attr:`dockerfile` on which :attr:`inline` starts."""
    ignore_file: Path | None = None
    """Only when the user chose one; otherwise the builder's own lookup applies."""
    target: str | None = None
    build_args: Mapping[str, str] = field(default_factory=dict)
    named_contexts: Mapping[str, str] = field(default_factory=dict)
    """Name -> absolute host directory, or anything else that the builder takes (an image, a URL, ``service:x``)."""
    entrypoint: Command | None = None
    """Compose or config ``entrypoint``; ``None`` means that the image decides."""
    command: Command | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    working_dir: str | None = None
    mounts: tuple[Mount, ...] = ()
    profiles: tuple[str, ...] = ()
    guessed: bool = False
    """Whether :attr:`context` was inferred from what a lone Dockerfile copies."""
    prepared: bool = False
    """Whether the job that builds it may put files into the context first."""
    open_args: bool = False
    """Whether whoever builds is expected to give more build arguments than :attr:`build_args`."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """This service's own settings from the configuration, by option name."""
    locations: Mapping[str, Location] = field(default_factory=dict)
    """Where single keys stand: ``build``, ``context``, ``dockerfile``, ``target``, ``entrypoint``, ``command``."""


class Related(Struct, frozen=True):
    """A second place that a finding is about, and what it has to do with it."""

    location: Location
    message: str


class Action(StrEnum):
    """What an ignore file would have to do for a finding to go."""

    RESTORE = "restore"
    """Take paths back into the context."""
    EXCLUDE = "exclude"
    """Keep paths out of the context."""
    REWRITE = "rewrite"
    """Say on a line what its author means."""
    DROP = "drop"
    """Do without a line."""


class Remedy(Struct, frozen=True):
    """What a finding wants of the ignore file; which edit does it, and whether any does, is to be proven."""

    action: Action
    paths: tuple[str, ...] = ()
    """The paths that it is about, relative to the project root."""
    line: int | None = None
    """The line of the ignore file that it is about."""
    patterns: tuple[str, ...] = ()
    """Lines to try, the best first; of a rewritten line, all the lines that replace it."""
    sure: bool = False
    """The finding itself shows that the edit is wanted; no other evidence is needed."""


class Change(Struct, frozen=True):
    """The lines ``old`` of a file, from ``line`` on, give way to ``new``; without any, these come before ``line``."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


class FileChange(Struct, frozen=True):
    """Changes of one file. Lines count as in the file before the first of all its edits."""

    file: str
    """Relative to the project root; it need not exist."""
    changes: tuple[Change, ...]


class Edit(FileChange, frozen=True):
    """A proven change of an ignore file."""

    safe: bool = True
    """No image loses anything that nobody showed to be needless, and nothing had to be guessed."""
    also: tuple[FileChange, ...] = ()
    """What belongs to it: other ignore files hold the file back from their contexts when it is new."""


class Suppression(Struct, frozen=True):
    """A comment that silences findings of one rule, or of all whose codes begin alike, and says why."""

    code: str
    """A code, the beginning of one, or the name of a rule."""
    reason: str
    location: Location
    first: int
    """The first line whose findings it silences; they end with :attr:`last`."""
    last: int
    head: bool
    """It stands above everything else in its file, and so speaks for the service as a whole, too."""

    def names(self, code: str, name: str) -> bool:
        """Whether a rule is meant."""
        return code.startswith(self.code) or name == self.code

    def covers(self, place: Location) -> bool:
        """Whether a place is on one of the lines."""
        return place.file == self.location.file and not place.whole and self.first <= place.line <= self.last


class Hit(Struct, frozen=True):
    """All that a check says: where, with which words filled in, and about which paths.

    ``values`` fill the placeholders of the rule's messages; ``variant`` picks one of the rule's messages.
    ``paths`` are repository paths relative to the project root. ``severity`` is set only where a hit is milder than
    its rule.
    """

    location: Location
    values: Mapping[str, object] = field(default_factory=dict)
    variant: str = ""
    related: tuple[Related, ...] = ()
    paths: tuple[str, ...] = ()
    module: str | None = None
    certainty: Certainty = Certainty.CERTAIN
    severity: Severity | None = None
    remedy: Remedy | None = None
    unless_used: Suppression | None = None
    """The hit only counts when this silences nothing in the whole run."""


class Finding(Struct, frozen=True):
    """A hit with its rule's code, name, severity and words, for one service."""

    code: str
    name: str
    severity: Severity
    certainty: Certainty
    service: str
    message: str
    location: Location
    related: tuple[Related, ...] = ()
    paths: tuple[str, ...] = ()
    module: str | None = None
    fix: str | None = None
    remedy: Remedy | None = None
    edit: Edit | None = None
    """The edit that makes it go, when it was asked for and there is one."""
