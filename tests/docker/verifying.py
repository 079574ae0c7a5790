"""Small repositories, verified with a real engine."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ctxlint
from ctxlint.verify import Request, verify
from ctxlint.verify.connecting import connect
from tests.cli.runs import COMMAND
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxlint.engine import Report
    from ctxlint.observation import Observation

STRICT = Request(strict=True, files=True)
"""Everything that can be asked for."""

MAIN = {"Dockerfile": 'FROM scratch\nCOPY main.py /\nCMD ["python", "/main.py"]\n', "main.py": ""}
"""A service whose image may be any."""


def said_by_a_process(
    root: Path, *words: str, before: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *COMMAND, "verify", "-C", str(root), "-q", *words],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Verified:
    """What came of it."""

    report: Report

    @property
    def found(self) -> list[str]:
        """Code, severity and message of each finding."""
        return [f"{each.code} {each.severity} {each.message}" for each in self.report.findings]

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.report.errors]

    @property
    def seen(self) -> Observation:
        """What was seen of the only service."""
        (service,) = self.report.services
        assert service.observation, self.errors
        return service.observation

    @property
    def results(self) -> dict[str, str]:
        """Module -> what became of it."""
        return {
            each.module: "skipped" if each.skipped else str(each.failure.trouble) if each.failure else "ok"
            for each in self.seen.imports
        }


def verified(root: Path, request: Request = STRICT) -> Verified:
    """Verify what is in a directory."""
    with connect() as engine:
        return Verified(verify(ctxlint.load(root), request, engine, lambda _service, _line: None))


def verified_tree(root: Path, files: Mapping[str, str | bytes | None], request: Request = STRICT) -> Verified:
    return verified(write_tree(root / "project", files), request)
