"""What a finder gives: definitions that have no final name yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ctxlint.errors import CtxlintError
    from ctxlint.model import Definition
    from ctxlint.project.walk import Directory


class Candidate(Struct, frozen=True):
    """A definition with the names that it could have, the shortest first and the last one unique in its kind."""

    definition: Definition
    names: tuple[str, ...]
    origin: object
    """What it was found in: a group of files that are read together."""
    is_partial: bool = False
    """Whether it says nothing of how the last stage of its Dockerfile is built."""


class Search(Struct, frozen=True):
    """Where to look. Paths in messages and locations are relative to ``root``."""

    root: Path
    directories: Sequence[Directory]
    used: frozenset[Path] = frozenset()
    """Dockerfiles of the services that are known already, but for those of which the last stage is not."""
    known: tuple[Candidate, ...] = ()
    """What other finders have found already."""


class Found(Struct):
    """Candidates in the order in which they shall be listed; one broken file is one error."""

    candidates: list[Candidate] = field(default_factory=list)
    errors: list[CtxlintError] = field(default_factory=list)
