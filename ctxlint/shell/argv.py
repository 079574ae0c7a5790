"""An argument list, whatever it is run by."""

from __future__ import annotations

import posixpath

from msgspec import Struct

from ctxlint.shell.unknown import readable


class Argv(Struct, frozen=True):
    """What a command is called and given; a base for classes that know what it runs in."""

    argv: tuple[str, ...]

    @property
    def name(self) -> str:
        """The program without its directory."""
        return posixpath.basename(self.argv[0])

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words after the program."""
        return self.argv[1:]

    @property
    def shown(self) -> str:
        """As it is written."""
        return readable(" ".join(self.argv))
