"""What a Dockerfile says: one frozen value per instruction, each knowing its place in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.model import Command

_LEADING_TABS = re.compile(r"^\t+", re.MULTILINE)


class Span(Struct, frozen=True, order=True):
    """A stretch of the file; lines and columns count from 1, the end column is the one after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Word(Struct, frozen=True):
    """One argument with its quotes and variables as written."""

    text: str
    span: Span


class Comment(Struct, frozen=True):
    """A line that is a comment; the text is without ``#`` and surrounding blanks."""

    text: str
    line: int


class Heredoc(Struct, frozen=True):
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


class Pair(Struct, frozen=True):
    """``key=value``, or ``key value`` in the old form; an ``ARG`` may have no value."""

    key: str
    value: str | None
    span: Span
    legacy: bool = False


class MountOption(Struct, frozen=True):
    """One field of ``--mount``; the key is lower case, a bare ``ro`` has no value."""

    key: str
    value: str | None
    span: Span
    """The value's place; the whole field's when there is none."""

    @property
    def field(self) -> str:
        """The option as it stands."""
        return self.key if self.value is None else f"{self.key}={self.value}"


class Mount(Struct, frozen=True):
    """``RUN --mount``; most options may hold variables and are judged only when the stage runs."""

    options: tuple[MountOption, ...]
    from_: str
    span: Span


class Instruction(Struct, frozen=True):
    """What all instructions share; ``keyword`` is upper case, ``text`` is the file's own, here-documents included."""

    keyword: str
    span: Span
    text: str

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.span.line


class From(Instruction, frozen=True):
    """``FROM [--platform=p] image [AS name]``; the name is lower case."""

    image: Word
    name: str | None
    platform: Word | None


class Transfer(Instruction, frozen=True):
    """What ``COPY`` and ``ADD`` share; here-documents are not among the sources."""

    sources: tuple[Word, ...]
    heredocs: tuple[Heredoc, ...]
    destination: Word
    chown: Word | None
    chmod: Word | None
    link: bool
    excludes: tuple[Word, ...]


class Copy(Transfer, frozen=True):
    """``COPY``."""

    from_: Word | None
    parents: bool


class Add(Transfer, frozen=True):
    """``ADD``; ``None`` means that the flag is absent."""

    checksum: Word | None
    keep_git_dir: bool | None
    unpack: bool | None


class Run(Instruction, frozen=True):
    """``RUN``; a string is for the shell (and may announce here-documents), a tuple is an argument list."""

    command: Command
    heredocs: tuple[Heredoc, ...]
    mounts: tuple[Mount, ...]
    network: str
    security: str
    devices: tuple[str, ...]


class Cmd(Instruction, frozen=True):
    """``CMD``."""

    command: Command


class Entrypoint(Instruction, frozen=True):
    """``ENTRYPOINT``; an empty tuple takes an inherited one away."""

    command: Command


class Shell(Instruction, frozen=True):
    """``SHELL``, always an argument list."""

    arguments: tuple[str, ...]


class Env(Instruction, frozen=True):
    """``ENV``; every pair has a value."""

    pairs: tuple[Pair, ...]


class Label(Instruction, frozen=True):
    """``LABEL``; every pair has a value."""

    pairs: tuple[Pair, ...]


class Arg(Instruction, frozen=True):
    """``ARG``; a pair without a value takes what the build passes in."""

    pairs: tuple[Pair, ...]


class Workdir(Instruction, frozen=True):
    """``WORKDIR``."""

    path: Word


class User(Instruction, frozen=True):
    """``USER``."""

    user: Word


class Expose(Instruction, frozen=True):
    """``EXPOSE``."""

    ports: tuple[Word, ...]


class Volume(Instruction, frozen=True):
    """``VOLUME``."""

    paths: tuple[Word, ...]


class Stopsignal(Instruction, frozen=True):
    """``STOPSIGNAL``."""

    signal: Word


class Maintainer(Instruction, frozen=True):
    """``MAINTAINER``, long deprecated."""

    name: str


class Healthcheck(Instruction, frozen=True):
    """``HEALTHCHECK``; ``None`` for ``NONE``."""

    command: Command | None


class Onbuild(Instruction, frozen=True):
    """``ONBUILD``; a bad trigger is refused only by a stage that runs it, so it may hold a problem instead."""

    trigger: Instruction | None
    problem: str | None


class Stage(Struct, frozen=True):
    """``FROM`` and what follows it; the span covers all of it."""

    index: int
    name: str | None
    from_: From
    instructions: tuple[Instruction, ...]
    span: Span


class Dockerfile(Struct, frozen=True):
    """A whole file: ``meta_args`` stand before the first stage; comments inside continued instructions count."""

    file: str
    directives: Mapping[str, str]
    escape: str
    meta_args: tuple[Arg, ...]
    stages: tuple[Stage, ...]
    comments: tuple[Comment, ...]
