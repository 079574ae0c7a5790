"""Which groups of dependencies an install takes (PEP 735, and what the project managers make of it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ctxlint.packaging.dependencies import Dependency

MAIN = "main"
"""The group of what is needed in any case, by poetry's name for it."""


class Groups(Struct, frozen=True):
    """A choice of groups."""

    default: frozenset[str] | None = None
    """What is taken besides the main group; ``None`` for all groups that are not optional."""
    only: frozenset[str] = frozenset()
    """What is taken instead of everything else."""
    added: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    everything: bool = False

    def take(self, dependency: Dependency) -> bool:
        """Whether a dependency is installed, as far as groups decide it; extras are taken."""
        group = dependency.group
        if self.only:
            return group in self.only
        if not group or group == MAIN:
            return MAIN not in self.left_out
        if group in self.left_out:
            return False
        if self.everything or group in self.added:
            return True
        return not dependency.optional if self.default is None else group in self.default
