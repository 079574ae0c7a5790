"""Reading one text file of an untrusted repository, and the words for its path."""

from __future__ import annotations

import codecs
import os
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from ctxlint import context
from ctxlint.context import HOST, Kind
from ctxlint.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.context import Files, Listing

MAX_BYTES = 16 * 1024 * 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


_FILES: ContextVar[Files] = ContextVar("files", default=HOST)


@contextmanager
def reading_from(files: Files) -> Iterator[None]:
    """Let everything that looks for services and reads what defines them look there, as long as this is open."""
    token = _FILES.set(files)
    try:
        yield
    finally:
        _FILES.reset(token)


def display(path: Path, root: Path) -> str:
    """``path`` relative to ``root`` with ``/``; as it is when it lies elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def relative(path: Path, directory: Path) -> str:
    """``path`` as it is written in a file of ``directory``, with ``/`` and, where it must be, ``..``."""
    return Path(os.path.relpath(path, directory)).as_posix()


def normalised(base: Path, path: str) -> Path:
    """Join and drop ``.`` and ``..``; links are not looked at, as in compose."""
    return Path(os.path.normpath(base / path))


def repository_root(path: Path) -> Path | None:
    """Find the nearest directory from ``path`` upward that holds ``.git``."""
    return next((place for place in (path, *path.parents) if exists(place / ".git")), None)


def stays_inside(path: Path, root: Path) -> bool:
    """Tell whether ``path`` is still below ``root`` when all links are followed; ``False`` for a loop of links."""
    try:
        files = _FILES.get()
        return files.resolve(path).is_relative_to(files.resolve(root))
    except (OSError, RuntimeError, ValueError):
        return False


def read_text(path: Path, root: Path, what: str) -> str:
    """Read a regular file of at most 16 MB whose links stay inside ``root``: UTF-8, or UTF-16 with its mark.

    ``what`` names the file in messages ("the compose file"); raises ``ConfigError``.
    """
    name = display(path, root)
    if path.is_relative_to(root) and not stays_inside(path, root):
        raise ConfigError(f"{what} is a link that leads out of the project", file=name, line=1)
    try:
        data = read_bytes(path)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "").lower() or str(error)
        raise ConfigError(f"{what} cannot be read: {reason}", file=name, line=1) from error
    return _decode(data, name, what)


def read_start(path: Path, root: Path, limit: int) -> bytes | None:
    """The first bytes of a file whose links stay inside ``root``; ``None`` when it cannot be read, or is none."""
    try:
        return _FILES.get().read(path, limit)[:limit] if stays_inside(path, root) else None
    except (OSError, ValueError):
        return None


def read_bytes(path: Path) -> bytes:
    """The content of a regular file of at most 16 MB; raises ``OSError`` and ``ValueError``."""
    data = _FILES.get().read(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError("it is larger than 16 MB")
    return data


def _decode(data: bytes, name: str, what: str) -> str:
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError(f"{what} is not UTF-8 text", file=name, line=line) from error


def is_directory(path: Path) -> bool:
    """Tell whether a directory is there; ``False`` also for what may not be looked at or cannot be a path."""
    return context.is_directory(_FILES.get(), path)


def is_file(path: Path) -> bool:
    """Tell whether a regular file is there, in the same way."""
    return context.is_file(_FILES.get(), path)


def is_link(path: Path) -> bool:
    """Tell whether a link is there, wherever it leads."""
    entry = _FILES.get().entry(path)
    return entry is not None and entry.kind is Kind.LINK


def exists(path: Path) -> bool:
    """Tell whether anything is there, a link that leads nowhere included."""
    return _FILES.get().entry(path) is not None


def listing(directory: Path) -> Listing:
    """What is in a directory, links not followed; raises ``OSError`` or ``ValueError``."""
    return _FILES.get().list(directory)


def is_empty(directory: Path) -> bool:
    """Tell whether a directory can be read and holds nothing."""
    try:
        return not listing(directory)
    except OSError:
        return False
