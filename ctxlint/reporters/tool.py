"""How ctxlint names itself to other programs."""

from __future__ import annotations

NAME = "ctxlint"


def tool_version() -> str:
    """The installed version."""
    # Most formats do not tell it, and the import takes longer than writing them.
    from importlib.metadata import version  # noqa: PLC0415

    return version(NAME)
