"""Where a job works: paths of the machine that runs it -> paths of the repository."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.project.files import normalised
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from pathlib import Path

WORKSPACE = "/workspace"
"""The directory in which a job starts. Cloud Build calls it that; for others it only stands for theirs."""


class Checkout(Struct, frozen=True):
    """The repository at ``root`` on this host, checked out in ``directory`` of the job's machine."""

    root: Path
    directory: str = WORKSPACE

    def locate(self, path: str) -> Path | None:
        """Find an absolute path of the machine in the repository; ``None`` when it is elsewhere or not known."""
        inside = posixpath.relpath(path, self.directory) if is_known(path) and path.startswith("/") else ".."
        if inside == ".." or inside.startswith("../"):
            return None
        return normalised(self.root, inside)


def joined(directory: str, path: str) -> str:
    """Join as a shell does; what is unknown stays unknown."""
    return posixpath.normpath(posixpath.join(directory, path)) if is_known(directory + path) else directory + path
