"""What a source says about the files that it reads."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Base(StrEnum):
    """What a path is relative to."""

    FILE = "file"
    """The directory of the module that says it."""
    CWD = "cwd"
    """The working directory of the process."""
    PACKAGE = "package"
    """The directory of the package :attr:`Target.name`."""
    NAME = "name"
    """What the module :attr:`Target.name` binds to :attr:`Target.attribute`."""
    ABSOLUTE = "absolute"


class Target(Struct, frozen=True):
    """A path as code writes it; clean, ``..`` may lead."""

    base: Base
    path: str = "."
    name: str = ""
    level: int = 0
    """Leading dots of :attr:`name`."""
    attribute: str = ""
    partial: bool = False
    """More follows that only a run would know: :attr:`path` is a directory."""


class DataPath(Struct, frozen=True):
    """One place that reads a file or a directory."""

    target: Target
    line: int
    column: int
    lazy: bool = False
    """Only some runs get there: it stands in a function, or below an ``if``."""
    guarded: bool = False
    """The code copes with a file that is not there."""
    main_only: bool = False
    """Below ``if __name__ == "__main__"``."""


class Reading(Struct, frozen=True):
    """All that is wanted to know of a source."""

    paths: tuple[DataPath, ...] = ()
    constants: Mapping[str, Target] = field(default_factory=dict)
    """The paths that the module binds at its top level."""
    changes_directory: bool = False
    """It calls ``os.chdir``: where the process works is not known."""
