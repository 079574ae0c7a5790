"""One piece of what a project installs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ctxlint.context import Node


class Portion(Struct, frozen=True):
    """A module or a package."""

    path: str
    """In ``site-packages``: ``app``, ``app/core``, ``tool.py``."""
    node: Node
    root: str | None
    """The directory, relative to the project, that an editable install adds to the path; ``None`` when the names
    differ, so that it maps them."""
