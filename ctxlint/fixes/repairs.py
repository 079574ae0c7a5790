"""What can be done about the findings of a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.model import Edit, Finding


@dataclass(frozen=True, slots=True)
class Fixed:
    """A proven edit, the finding that it was made for and all others that go with it."""

    edit: Edit
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding that is left to people."""

    finding: Finding
    reason: str = ""
    """Why no edit was proven; empty when it asks for none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file before and after all edits; ``before`` is ``None`` when it has to be created."""

    path: Path
    file: str
    """The path relative to the project root."""
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Repairs:
    """Edits in the order in which they were proven, each against the result of those before it."""

    drafts: tuple[Draft, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    unsafe: tuple[Fixed, ...] = ()
    """Edits that were proven, but not made, because they are not safe."""
    advice: tuple[Advice, ...] = ()
