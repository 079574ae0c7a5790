"""What a reporter needs besides the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path


class View(Struct, frozen=True):
    """Where the project is, and how much to say."""

    root: Path
    quiet: bool = False
    """Findings only: no summary."""
    statistics: bool = False
    """How often each rule found something, instead of the findings (in the text)."""
