"""Marks on everything that a run makes, so that it can be found and removed, by the run itself or by a later one."""

from __future__ import annotations

import os
import socket
import uuid
from dataclasses import dataclass, field

RUN = "ctxlint.verify.run"
OWNER = "ctxlint.verify.owner"


def _owner() -> str:
    return f"{_machine()}:{os.getpid()}"


def _machine() -> str:
    """The name of this machine, or of the container that this process is in."""
    try:
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116  # a file that is no path
    except OSError:
        space = 0
    return f"{socket.gethostname()}:{space}"


@dataclass(frozen=True, slots=True)
class Mark:
    """The labels of one run."""

    run: str = field(default_factory=lambda: uuid.uuid4().hex)
    owner: str = field(default_factory=_owner)

    @property
    def labels(self) -> dict[str, str]:
        """What goes on containers and images."""
        return {RUN: self.run, OWNER: self.owner}


@dataclass(slots=True)
class Unmarked:
    """Ids of what the classic builder makes on its way, and cannot mark."""

    containers: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    """The lowest first."""


def is_orphan(owner: str) -> bool:
    """Whether the run of an owner is over: its process was on this machine, and is no more."""
    machine, _, process = owner.rpartition(":")
    if machine != _machine() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
