"""Paths -> lines of an ignore file that mean them, and nothing else where that can be said."""

from __future__ import annotations

_SPECIAL = frozenset("*?[]\\^")


def literal(path: str) -> str:
    """The line that matches ``path``; a character that no line can hold stands as ``?``."""
    line = "".join(map(_escaped, path))
    if line[-1:].isspace():
        line = line[:-1] + "?"
    # A first "#", "!" or blank would mean something else; the builder drops the slash.
    return "/" + line if line[:1] in ("#", "!") or line[:1].isspace() else line


def _escaped(char: str) -> str:
    if char in _SPECIAL:
        return "\\" + char
    if char < " " or char in "\x7f\x85\u2028\u2029" or "\ud800" <= char <= "\udfff":
        return "?"
    return char
