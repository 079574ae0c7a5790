"""Putting edited files in the place of the old ones, or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from ctxlint.fixes.repairs import Draft

_CHANGED = "the file has changed in the meantime and is left alone"


def write(draft: Draft, root: Path) -> None:
    """Write one file below ``root`` in one step, with the mode of the old one; raises :class:`CtxlintError`."""
    path = Path(os.path.realpath(draft.path))
    if not path.is_relative_to(os.path.realpath(root)):
        raise CtxlintError("the file lies outside of the project and is left alone", file=draft.file)
    try:
        _write(draft, path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CtxlintError(f"the file cannot be written ({reason})", file=draft.file) from None


def _write(draft: Draft, path: Path) -> None:
    if os.access(path, os.F_OK) and not os.access(path, os.W_OK):
        raise CtxlintError("the file cannot be written (permission denied)", file=draft.file)
    handle, name = tempfile.mkstemp(prefix=".ctxlint-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(draft.after)
            os.fchmod(stream.fileno(), _mode(path))
        _replace(draft, Path(name), path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)  # noqa: PTH108  # it is a string that was never a path


def _mode(path: Path) -> int:
    """The permissions of the old file; for a new one, what the user's mask leaves."""
    with contextlib.suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _replace(draft: Draft, new: Path, path: Path) -> None:
    if draft.before is None:
        try:
            path.hardlink_to(new)  # fails when somebody else has made the file
        except FileExistsError:
            raise CtxlintError(_CHANGED, file=draft.file) from None
        return
    try:
        now = path.read_bytes()
    except FileNotFoundError:
        now = None
    if now != draft.before:
        raise CtxlintError(_CHANGED, file=draft.file)
    new.replace(path)
