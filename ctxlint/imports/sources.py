"""How the scans of files are come by: read anew, or remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from msgspec import Struct

from ctxlint.imports.rough import rough_scan
from ctxlint.imports.scan import scan
from ctxlint.imports.values import UNREADABLE, Scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxlint.context import File


class Sources(Struct, frozen=True):
    """Files -> what they import; whoever makes one sees to it that no file is scanned twice."""

    exact: Callable[[File], Scan]
    rough: Callable[[File], Scan] | None = None
    """Finds at least what :attr:`exact` finds, faster; ``None`` to parse every module that is reached."""

    @classmethod
    def of(cls, read: Callable[[File], bytes | None], *, rough: bool = True) -> Self:
        """Nothing is remembered but scans of the same bytes."""

        def scanned(file: File, scanner: Callable[[bytes], Scan]) -> Scan:
            source = read(file)
            return UNREADABLE if source is None else scanner(source)

        guess = (lambda file: scanned(file, rough_scan)) if rough else None
        return cls(lambda file: scanned(file, scan), guess)
