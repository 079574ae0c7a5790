"""What comes out: what a container starts, what nobody can tell, and what is not there."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Start(Struct, frozen=True):
    """A Python module or script that the container runs.

    ``roots`` are what the launcher puts in front of ``sys.path``, ``PYTHONPATH`` included; where an installed
    project lies is not among them. ``optional`` means that it depends on how the container is started, or on a
    branch of a script.
    """

    module: str | None = None
    script: str | None = None
    """Absolute path in the image."""
    roots: tuple[str, ...] = ()
    attribute: str | None = None
    """``app`` in ``a.b:app``."""
    label: str = ""
    """The command as a human reads it, without what does not matter here."""
    optional: bool = False
    elsewhere: bool = False
    """Some of the roots are not known."""
    also: tuple[str, ...] = ()
    """Absolute paths of scripts that it loads besides: the revisions of alembic."""
    command: str = ""
    """The command of Django that is run: ``migrate``."""
    cwd: str = ""
    """Where it works: an absolute path, perhaps one that is not known."""


class Opaque(Struct, frozen=True):
    """A command whose modules cannot be told.

    ``python`` tells whether project code runs in a Python interpreter: ``False`` for other programs and for tools
    that bring all their modules, ``None`` when not even that is known.
    """

    reason: str
    command: str
    python: bool | None = True


MissingKind = Literal["script", "program", "module-file", "source"]
"""``source`` is a dependency of the project that a launcher installs before it starts anything."""


class MissingStart(Struct, frozen=True):
    """A file that the container would start and that is known not to be in the image.

    ``mounted`` means that compose lays a volume over its place, so that only the image as such lacks it.
    """

    path_or_module: str
    kind: MissingKind
    command: str
    mounted: bool = False


class Starting(Struct, frozen=True):
    """Everything that one container starts; never empty."""

    starts: tuple[Start, ...] = ()
    opaque: tuple[Opaque, ...] = ()
    missing: tuple[MissingStart, ...] = ()
