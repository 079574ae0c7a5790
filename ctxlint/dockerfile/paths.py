"""Paths inside an image: absolute, with ``/``."""

from __future__ import annotations

from ctxlint.paths import rooted


def join(directory: str, path: str) -> str:
    """Return the path as seen from a directory."""
    return rooted(path) if path.startswith("/") else rooted(f"{directory}/{path}")


def destination(directory: str, path: str) -> str:
    """Return a copy's destination; a ``/`` or ``/.`` at its end is kept, for it makes a directory."""
    written = "./" if path in ("", ".") else path
    joined = join(directory, written)
    if written.endswith("/"):
        return joined if joined == "/" else joined + "/"
    if written.endswith("/."):
        return joined.rstrip("/") + "/."
    return joined
