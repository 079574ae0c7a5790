"""Compose files: from their text to the definitions of what they build.

The rules are those of the compose specification (https://github.com/compose-spec/compose-spec) as compose-go has
them; only the keys that say what is built and what the container runs are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.project.candidates import Found, Search
from ctxlint.project.compose.naming import is_compose_name, may_be_compose

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["find_compose", "find_in_file", "is_compose_name"]


def find_compose(search: Search) -> Found:
    """Find the services of all compose files; a file that another one includes is part of that one."""
    names = (name for directory in search.directories for name in (*directory.files, *directory.directories))
    if not any(map(may_be_compose, names)):
        return Found()
    from ctxlint.project.compose import finding  # noqa: PLC0415  # YAML takes a while to load

    return finding.find_compose(search)


def find_in_file(path: Path, root: Path) -> Found:
    """Find the services of one compose file, whatever its name is, without its overrides."""
    from ctxlint.project.compose import finding  # noqa: PLC0415

    return finding.find_in_file(path, root)
