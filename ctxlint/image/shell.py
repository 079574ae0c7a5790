"""What a RUN does to the files that are known: ``cp``, ``mv``, ``rm``, ``mkdir`` and ``ln`` in plain commands.

Anything else may make files, but takes none away that the model has; what it makes is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxlint.context import Directory
    from ctxlint.dockerfile import RunStep


def run_commands(root: Directory, step: RunStep) -> None:
    """Apply a RUN to the file system of its stage."""
