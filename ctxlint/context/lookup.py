"""Which ignore file the builder reads.

BuildKit asks for ``<Dockerfile>.dockerignore`` beside the Dockerfile, by the name that was asked for, and takes
``.dockerignore`` at the root of the context only when there is none; the two never add up. Links are resolved
inside the directory that is sent (the Dockerfile's, the context), so a link that leads out of it is no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.context.files import is_file
from ctxlint.host import HOST, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.context.files import Files
    from ctxlint.model import Builder

IGNORE_NAME = ".dockerignore"
_MAX_LINKS = 40


def resolve_inside(root: Path, name: str, files: Files = HOST) -> Path | None:
    """The file ``name`` of ``root``, with links followed as if ``root`` were ``/``; ``None`` when it is no file."""
    try:
        path = _resolve(root, name, files)
        return path if path and is_file(files, path) else None
    except OSError:  # a name that is too long, a directory that may not be entered
        return None


def _resolve(root: Path, name: str, files: Files) -> Path | None:
    waiting = name.split("/")[::-1]
    here: list[str] = []
    links = 0
    while waiting:
        part = waiting.pop()
        if part in ("", "."):
            continue
        if part == "..":
            del here[-1:]
            continue
        here.append(part)
        path = root.joinpath(*here)
        entry = files.entry(path)
        if entry and entry.kind is Kind.LINK:
            links += 1
            if links > _MAX_LINKS:
                return None
            target = files.link_target(path)
            here = [] if target.startswith("/") else here[:-1]
            waiting += target.split("/")[::-1]
    return root.joinpath(*here)


def find_dockerfile(dockerfile: Path, files: Files = HOST) -> Path | None:
    """The Dockerfile that is read: ``dockerfile`` stands in for a ``Dockerfile`` that is missing."""
    found = resolve_inside(dockerfile.parent, dockerfile.name, files)
    if found is None and dockerfile.name == "Dockerfile":
        found = resolve_inside(dockerfile.parent, "dockerfile", files)
    return found


def find_ignore_file(context: Path, dockerfile: Path | None, builder: Builder, files: Files = HOST) -> Path | None:
    """The ignore file that is read; ``dockerfile`` is the path as asked for, ``None`` for an inline Dockerfile.

    The classic builder and the SDK know ``.dockerignore`` only.
    """
    specific = None
    if dockerfile is not None and not builder.is_classic:
        specific = resolve_inside(dockerfile.parent, dockerfile.name + IGNORE_NAME, files)
    return specific or resolve_inside(context, IGNORE_NAME, files)
