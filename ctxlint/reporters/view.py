"""What a reporter needs besides the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class View:
    """Where the project is, and how much to say."""

    root: Path
    quiet: bool = False
    """Findings only: no summary."""
    statistics: bool = False
    """How often each rule found something, instead of the findings (in the text)."""
