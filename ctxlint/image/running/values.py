"""What the commands of a build are found to do, besides changing files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.context import Node
    from ctxlint.dockerfile import RunStep
    from ctxlint.packaging import Input, Project


class Install(Struct, frozen=True):
    """A project of the repository that a command installs."""

    stage: int
    step: RunStep
    command: str
    """As it is written, with variables replaced."""
    project: Project
    editable: bool
    environment: str
    """The directory that Python finds it in: an absolute ``…/site-packages``."""
    paths: tuple[str, ...] = ()
    """What was copied there."""
    roots: tuple[str, ...] = ()
    """The absolute directories that are linked to."""


class Lack(Struct, frozen=True):
    """Something that an install needs and that the image does not have at that moment, so that the step fails."""

    stage: int
    step: RunStep
    command: str
    input: Input
    source: str
    """Where the context would have it, relative to the context; judged by where the files around it come from."""
    declared: str | None = None
    """The file of the context that names it."""
    otherwise: str = ""
    """Where else the context may have it: a path that is relative to where the command runs, not to what names it."""


class Wheel(Struct, frozen=True):
    """What a command built, to be installed later, in whatever stage."""

    name: str
    """Normalised."""
    files: Mapping[str, Node]
    """As they will lie in ``site-packages``."""


class Notes(Struct):
    """What one build comes to; ``open`` are commands that may install whatever they like."""

    installs: list[Install] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    histories: set[str] = field(default_factory=set)
    """The directories of the context that a version is made from."""
    wheels: dict[str, Wheel] = field(default_factory=dict)
    """By the text of the file that stands for each in the tree."""
    edited: set[str] = field(default_factory=set)
    """Absolute paths of files that ``sed`` changed, so that what they say is not what the context has."""
    open: list[str] = field(default_factory=list)
