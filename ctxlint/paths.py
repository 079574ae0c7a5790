"""Go's path functions: the builder's semantics are written in terms of them.

Everything here works on strings with ``/``; nothing looks at the disk.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

GLOB_CHARACTERS = frozenset("*?[")


def clean(path: str) -> str:
    """The shortest equivalent of ``path``, as Go's ``filepath.Clean``; ``""`` becomes ``"."``."""
    cleaned = posixpath.normpath(path)
    # POSIX lets a leading "//" mean something else than "/", Go does not.
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def rooted(path: str) -> str:
    """``path`` cleaned below ``/``: absolute, and never above the root."""
    return clean("/" + path)


def parts(path: str) -> list[str]:
    """The segments of a path; none for the root and for ``"."``."""
    return [part for part in path.split("/") if part not in ("", ".")]


def ancestors(path: str) -> Iterator[str]:
    """The directories above a relative path, nearest last: ``a/b/c`` gives ``a`` and ``a/b``."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def has_glob(name: str) -> bool:
    r"""Whether ``filepath.Match`` would treat ``name`` as a pattern; a ``\`` hides the character after it."""
    escaped = False
    for char in name:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in GLOB_CHARACTERS:
            return True
    return False
