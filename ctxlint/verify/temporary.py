"""Whatever happens in the middle: what was made is removed, and a full disk is a sentence."""

from __future__ import annotations

import errno
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ctxlint.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def reporting_full_disks() -> Iterator[None]:
    """Turn a full disk of this machine into the error that it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise EngineError("the disk is full: there is no room for the files that the builder gets") from None


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """Let a polite end of the process (a CI job that is cancelled) be like Ctrl-C, so that everything is removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let nobody interrupt the removal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
