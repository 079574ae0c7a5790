"""How ctxlint names itself to other programs."""

from __future__ import annotations

from importlib.metadata import version

NAME = "ctxlint"


def tool_version() -> str:
    """The installed version."""
    return version(NAME)
