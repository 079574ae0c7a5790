"""Arithmetic of paths that are partly known: joining, going up, gluing texts together."""

from __future__ import annotations

import posixpath

from msgspec.structs import replace

from ctxlint.data.values import Base, Target

UNKNOWN = "\2"
"""Stands for a part of a text that only a run would know."""
SELF = "\3"
"""The file name of the module itself; ``__file__`` is this in the module's directory."""

Value = Target | str | None
"""A path, a text (perhaps with :data:`UNKNOWN` in it), or anything else."""

_MAX_LENGTH = 1_000


def target_of(value: Value) -> Target | None:
    """A value as ``open`` would take it."""
    if isinstance(value, Target) or value is None:
        return value
    known, unknown, _ = value.partition(UNKNOWN)
    if not value or "://" in value or value[0] in "~<" or any(char in value for char in "\0\n"):
        return None
    path = known.rpartition("/")[0] if unknown else known
    if unknown and not path.strip("./"):
        return None
    base = Base.ABSOLUTE if path.startswith("/") else Base.CWD
    return Target(base, posixpath.normpath(path), partial=bool(unknown))


def join(target: Target | None, part: Value) -> Target | None:
    """``target / part``, as :func:`os.path.join` and :mod:`pathlib` have it: an absolute part stands for itself."""
    if target is None or target.partial or len(target.path) > _MAX_LENGTH:
        return target
    if isinstance(part, Target):
        return part if part.base is not Base.CWD else join(target, part.path)
    known, unknown, _ = (part if part is not None else UNKNOWN).partition(UNKNOWN)
    if known.startswith("/"):
        return target_of(part)
    path = known.rpartition("/")[0] if unknown else known
    return replace(target, path=posixpath.normpath(posixpath.join(target.path, path)), partial=bool(unknown))


def parent(target: Target | None, steps: int = 1) -> Target | None:
    """The directory above, ``steps`` times."""
    if target is None or target.partial or steps > _MAX_LENGTH:
        return None
    path = target.path
    for _ in range(steps):
        stays = path == "." or posixpath.basename(path) == ".."
        path = posixpath.normpath(posixpath.join(path, "..")) if stays else posixpath.dirname(path) or "."
    return replace(target, path=path)


def renamed(target: Target | None, name: Value) -> Target | None:
    """The same directory, another name."""
    return join(parent(target), name) if target else None


def glued(left: Value, right: Value) -> Value:
    """``left + right`` of texts, where a path may stand in front."""
    if left is None:
        left = UNKNOWN
    if isinstance(right, Target) or right is None:
        right = UNKNOWN
    if isinstance(left, str):
        return (left + right)[:_MAX_LENGTH] if len(left) < _MAX_LENGTH else UNKNOWN
    if right.startswith("/"):
        return join(left, right.lstrip("/"))
    if left.partial or left.path == ".":
        return replace(left, partial=True)
    return renamed(left, posixpath.basename(left.path) + right)
