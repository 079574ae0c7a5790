"""Texts that are partly unknown: the part that is stands between two NULs, which no real argument can hold."""

from __future__ import annotations

import re

NUL = "\0"
_UNKNOWN = re.compile(r"\0([^\0]*)\0?")


def unknown(written: str) -> str:
    """A text of which only the way it is written is known (``$APP``)."""
    return f"{NUL}{written.replace(NUL, '')}{NUL}"


def is_known(text: str) -> bool:
    """Whether every character is known."""
    return NUL not in text


def readable(text: str) -> str:
    """The text as it is written."""
    return text.replace(NUL, "")


def unknown_parts(text: str) -> list[str]:
    """The parts that are unknown, as they are written."""
    return _UNKNOWN.findall(text)
