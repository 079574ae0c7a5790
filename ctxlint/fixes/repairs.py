"""What can be done about the findings of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.model import Edit, Finding


class Fixed(Struct, frozen=True):
    """A proven edit, the finding that it was made for and all others that go with it."""

    edit: Edit
    findings: tuple[Finding, ...]


class Advice(Struct, frozen=True):
    """A finding that is left to people."""

    finding: Finding
    reason: str = ""
    """Why no edit was proven; empty when it asks for none."""


class Draft(Struct, frozen=True):
    """A file before and after all edits; ``before`` is ``None`` when it has to be created."""

    path: Path
    file: str
    """The path relative to the project root."""
    before: bytes | None
    after: bytes


class Repairs(Struct, frozen=True):
    """Edits in the order in which they were proven, each against the result of those before it."""

    drafts: tuple[Draft, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    unsafe: tuple[Fixed, ...] = ()
    """Edits that were proven, but not made, because they are not safe."""
    advice: tuple[Advice, ...] = ()
