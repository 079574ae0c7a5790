"""Marks on everything that a run makes, so that it can be found and removed, by the run itself or by a later one."""

from __future__ import annotations

import os
import re
import socket
import uuid
from pathlib import Path

from msgspec import Struct, field

RUN = "ctxlint.verify.run"
OWNER = "ctxlint.verify.owner"


def _owner() -> str:
    return f"{_machine()}:{os.getpid()}"


def _machine() -> str:
    """What no other machine, and no other container, has; names of machines are not that unique."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}:{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return f"{uuid.getnode():x}:{socket.gethostname()}"


class Mark(Struct, frozen=True):
    """The labels of one run."""

    run: str = field(default_factory=lambda: uuid.uuid4().hex)
    owner: str = field(default_factory=_owner)

    @property
    def labels(self) -> dict[str, str]:
        """What goes on containers and images."""
        return {RUN: self.run, OWNER: self.owner}

    def image_name(self, service: str) -> str:
        """What a service's image is called; docker allows less in names than compose does."""
        return f"ctxlint-verify/{'-'.join(re.findall('[a-z0-9]+', service.lower())) or 'service'}:{self.run[:12]}"


class Unmarked(Struct):
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
