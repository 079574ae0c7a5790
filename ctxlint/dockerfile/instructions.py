"""What a Dockerfile says: one frozen value per instruction, each knowing its place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.model import Command

_LEADING_TABS = re.compile(r"^\t+", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the file; lines and columns count from 1, the end column is the one after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Word:
    """One argument with its quotes and variables as written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Comment:
    """A line that is a comment; the text is without ``#`` and surrounding blanks."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document; the content keeps the tabs that ``<<-`` drops."""

    name: str
    content: str
    expand: bool
    chomp: bool
    span: Span
    """The body without the terminator; an empty body spans nothing."""

    @property
    def body(self) -> str:
        """What the file will hold, before variables are replaced."""
        return _LEADING_TABS.sub("", self.content) if self.chomp else self.content


@dataclass(frozen=True, slots=True)
class Pair:
    """``key=value``, or ``key value`` in the old form; an ``ARG`` may have no value."""

    key: str
    value: str | None
    span: Span
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class MountOption:
    """One field of ``--mount``; the key is lower case, a bare ``ro`` has no value."""

    key: str
    value: str | None
    span: Span
    """The value's place; the whole field's when there is none."""

    @property
    def field(self) -> str:
        """The option as it stands."""
        return self.key if self.value is None else f"{self.key}={self.value}"


@dataclass(frozen=True, slots=True)
class Mount:
    """``RUN --mount``; most options may hold variables and are judged only when the stage runs."""

    options: tuple[MountOption, ...]
    from_: str
    span: Span


@dataclass(frozen=True, slots=True)
class Instruction:
    """What all instructions share; ``keyword`` is upper case, ``text`` is the file's own, here-documents included."""

    keyword: str
    span: Span
    text: str

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.span.line


@dataclass(frozen=True, slots=True)
class From(Instruction):
    """``FROM [--platform=p] image [AS name]``; the name is lower case."""

    image: Word
    name: str | None
    platform: Word | None


@dataclass(frozen=True, slots=True)
class Transfer(Instruction):
    """What ``COPY`` and ``ADD`` share; here-documents are not among the sources."""

    sources: tuple[Word, ...]
    heredocs: tuple[Heredoc, ...]
    destination: Word
    chown: Word | None
    chmod: Word | None
    link: bool
    excludes: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Copy(Transfer):
    """``COPY``."""

    from_: Word | None
    parents: bool


@dataclass(frozen=True, slots=True)
class Add(Transfer):
    """``ADD``; ``None`` means that the flag is absent."""

    checksum: Word | None
    keep_git_dir: bool | None
    unpack: bool | None


@dataclass(frozen=True, slots=True)
class Run(Instruction):
    """``RUN``; a string is for the shell (and may announce here-documents), a tuple is an argument list."""

    command: Command
    heredocs: tuple[Heredoc, ...]
    mounts: tuple[Mount, ...]
    network: str
    security: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cmd(Instruction):
    """``CMD``."""

    command: Command


@dataclass(frozen=True, slots=True)
class Entrypoint(Instruction):
    """``ENTRYPOINT``; an empty tuple takes an inherited one away."""

    command: Command


@dataclass(frozen=True, slots=True)
class Shell(Instruction):
    """``SHELL``, always an argument list."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Env(Instruction):
    """``ENV``; every pair has a value."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Label(Instruction):
    """``LABEL``; every pair has a value."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Arg(Instruction):
    """``ARG``; a pair without a value takes what the build passes in."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Workdir(Instruction):
    """``WORKDIR``."""

    path: Word


@dataclass(frozen=True, slots=True)
class User(Instruction):
    """``USER``."""

    user: Word


@dataclass(frozen=True, slots=True)
class Expose(Instruction):
    """``EXPOSE``."""

    ports: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Volume(Instruction):
    """``VOLUME``."""

    paths: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Stopsignal(Instruction):
    """``STOPSIGNAL``."""

    signal: Word


@dataclass(frozen=True, slots=True)
class Maintainer(Instruction):
    """``MAINTAINER``, long deprecated."""

    name: str


@dataclass(frozen=True, slots=True)
class Healthcheck(Instruction):
    """``HEALTHCHECK``; ``None`` for ``NONE``."""

    command: Command | None


@dataclass(frozen=True, slots=True)
class Onbuild(Instruction):
    """``ONBUILD``; a bad trigger is refused only by a stage that runs it, so it may hold a problem instead."""

    trigger: Instruction | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Stage:
    """``FROM`` and what follows it; the span covers all of it."""

    index: int
    name: str | None
    from_: From
    instructions: tuple[Instruction, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A whole file: ``meta_args`` stand before the first stage; comments inside continued instructions count."""

    file: str
    directives: Mapping[str, str]
    escape: str
    meta_args: tuple[Arg, ...]
    stages: tuple[Stage, ...]
    comments: tuple[Comment, ...]
