"""What a walk along the imports starts from, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.context import File
    from ctxlint.imports.finder import Module
    from ctxlint.imports.values import Kind


@dataclass(frozen=True, slots=True)
class Start:
    """Something that the container runs: a module by its name, or a script by its absolute path in the image."""

    module: str | None = None
    path: str | None = None
    label: str = ""
    main: bool = False
    """A module is run as ``python -m`` runs it; a script always is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: an import, or a change of ``sys.path``."""

    file: File
    module: str
    """The module that the file is."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A module that the repository has, the image lacks and something imports."""

    module: str
    """The first prefix that cannot be found: ``core.utils`` of ``core.utils.text``."""
    wanted: str
    """In full, as the first of the strongest imports names it."""
    kind: Kind
    """The strongest kind of all its chains."""
    repository: Module
    """Where the repository has :attr:`module`."""
    imports: tuple[Place, ...]
    """All places that import it."""
    chain: tuple[Place, ...]
    """The shortest way from a start to one of the strongest imports; that one comes last."""
    start: Start
    doubtful: bool = False
    """It may be another thing: a bare directory named as a distribution, a name of an open module, a guess."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was reached and cannot be read or parsed."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What the starts reach."""

    modules: Mapping[str, Module]
    """First-party modules by name, scripts by path. After a rough walk some may be too many, none is missed."""
    missing: tuple[Missing, ...] = ()
    problems: tuple[Problem, ...] = ()
    absent: tuple[Start, ...] = ()
    """Starts that the image does not have (a module may yet be installed)."""
    path_changes: tuple[Place, ...] = ()
    """Reached code that changes ``sys.path``: the import roots are not the whole truth."""
