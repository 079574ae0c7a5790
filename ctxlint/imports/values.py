"""What a source says it imports, without any idea of where that may be."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """When an import runs, and whether its failure is fatal; the strongest first."""

    EAGER = "eager"
    LAZY = "lazy"
    """Only some runs get there: it stands in a function, or below an ``if`` that nobody can decide here."""
    OPTIONAL = "optional"
    """A failure is caught, or the import is not for this platform."""
    TYPE_CHECKING = "type checking"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return _RANKS[self]

    def through(self, other: Kind) -> Kind:
        """The kind of a chain that has both: a chain is as strong as its weakest link."""
        return self if _RANKS[self] >= _RANKS[other] else other


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


class Import(NamedTuple):
    """One import statement, or a call or a setting that imports by name."""

    module: str
    names: tuple[str, ...] = ()
    """Names that ``from`` takes out of the module; each may be a submodule."""
    level: int = 0
    """Leading dots."""
    line: int = 0
    """From 1; 0 when it is only a guess of the rough scan."""
    column: int = 0
    kind: Kind = Kind.EAGER
    dynamic: bool = False
    """By a string."""
    tail: bool = False
    """The last parts of the name may be attributes of a module: ``app.apps.AppConfig``."""
    whole_package: bool = False
    """Of :attr:`names`, whatever is there is imported: a loop over a package; ``*`` is all in it, ``**`` all below."""
    main_only: bool = False
    """Below ``if __name__ == "__main__"``."""
    unless: str = ""
    """A variable of the environment that takes precedence over this default."""
    instead_of: tuple[tuple[int, str], ...] = ()
    """Level and module of what a ``try`` imports first; this one is its fallback."""
    command: str = ""
    """Only this command of Django imports it; :data:`ANY_COMMAND` stands for the module by the command's name."""
    group: str = ""
    """Instead of a module, whatever is registered under this name: a group of entry points, :data:`REVISIONS`."""


ANY_COMMAND = "*"
REVISIONS = "alembic:revisions"
"""The environment and the revisions of alembic; no group of entry points has a colon in its name."""


class SyntaxProblem(NamedTuple):
    """Why a source cannot be understood."""

    message: str
    line: int = 1
    column: int = 1


Binding = tuple[int, str] | None
"""Level and module that a name is taken from under its own name; ``None`` for any other definition."""


class Scan(Struct, frozen=True):
    """All that is wanted to know of a source."""

    imports: tuple[Import, ...] = ()
    problem: SyntaxProblem | None = None
    """With one, the imports are guesses: the source may be for a newer Python than this one."""
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    """Names that the module defines at its top level."""
    open: bool = False
    """It may define any other name, too: ``__getattr__``, ``globals()``, a lazy stand-in in ``sys.modules``."""
    changes_path: int = 0
    """The first line that changes ``sys.path``, 0 if none does."""


UNREADABLE = Scan(problem=SyntaxProblem("cannot be read"))
