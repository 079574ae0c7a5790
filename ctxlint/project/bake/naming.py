"""Which files of a directory are bake files, and which are read together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# buildx, bake/bake.go: defaultFilenames; all that exist are read, in this order, after the compose file.
BASE_NAMES = ("docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl")
_NAME = re.compile(r"(?:.+[._-])?(?:docker-?)?bake(?:[._-].+)?\.(?:hcl|json)", re.IGNORECASE)


def is_bake_name(name: str) -> bool:
    """Tell by its name whether a file is a bake file."""
    return _NAME.fullmatch(name) is not None


def groups(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Sort out the names of one directory: the files that bake takes by itself, then each other one on top of them."""
    base = tuple(name for name in BASE_NAMES if name in names)
    others = [name for name in names if name not in BASE_NAMES and is_bake_name(name)]
    return [group for group in (base, *((*base, name) for name in others)) if group]
