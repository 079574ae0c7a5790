"""What a walk along the imports starts from, and what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ctxlint.context import File
    from ctxlint.imports.finder import Module
    from ctxlint.imports.values import Kind


class Start(NamedTuple):
    """Something that the container runs: a module by its name, or a script by its absolute path in the image."""

    module: str | None = None
    path: str | None = None
    label: str = ""
    main: bool = False
    """A module is run as ``python -m`` runs it; a script always is."""
    command: str = ""
    """The command of Django that is run."""


class Place(NamedTuple):
    """Where something stands: an import, or a change of ``sys.path``."""

    file: File
    module: str
    """The module that the file is."""
    line: int
    column: int


class Missing(Struct, frozen=True):
    """A module that the repository has, the image lacks and something imports."""

    module: str
    """The first prefix that cannot be found: ``core.utils`` of ``core.utils.text``."""
    wanted: str
    """In full, as the first of the strongest imports names it."""
    kind: Kind
    """The strongest kind of all its chains."""
    repository: Module
    """Where the repository has :attr:`module`, or its twin by a name with other capital letters."""
    imports: tuple[Place, ...]
    """All places that import it."""
    chain: tuple[Place, ...]
    """The shortest way from a start to one of the strongest imports; that one comes last.

    Empty when the start itself is what is missing.
    """
    start: Start
    doubtful: bool = False
    """It may be another thing: a bare directory named as a distribution, a name of an open module, a guess."""

    @property
    def is_miscased(self) -> bool:
        """Whether the repository has it by a name with other capital letters only."""
        return self.repository.name != self.module


class Problem(NamedTuple):
    """A file that was reached and cannot be read or parsed."""

    place: Place
    message: str
    is_syntax: bool = True
    """The source was read, and is not understood; else nobody could read it."""


class Way(NamedTuple):
    """The shortest of the strongest chains from a start to a module."""

    kind: Kind
    chain: tuple[Place, ...]
    """The imports on the way; none for a module that is started itself."""
    start: Start
    main: bool = False
    """The module runs as ``__main__``."""


class Reach(Struct, frozen=True):
    """What the starts reach."""

    modules: Mapping[str, Module]
    """First-party modules by name, scripts by path. After a rough walk some may be too many, none is missed."""
    missing: tuple[Missing, ...] = ()
    problems: tuple[Problem, ...] = ()
    absent: tuple[Start, ...] = ()
    """Starts that the image does not have (a module may yet be installed)."""
    path_changes: tuple[Place, ...] = ()
    """Reached code that changes ``sys.path``: the import roots are not the whole truth."""
    ways: Callable[[Collection[str]], Mapping[str, Way]] = lambda _: {}
    """Keys of :attr:`modules` -> how each is come to; without those that only looked as if they were reached."""
