"""What makes a finding the same before and after an edit that moves lines and changes numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.model import Finding


class Identity(Struct, frozen=True):
    """A rule, and what it says something about."""

    code: str
    module: str | None
    paths: tuple[str, ...]
    line: str | None
    """The text of a line of the ignore file, where the finding is about that."""


def identity(finding: Finding, service: Service) -> Identity:
    """What a finding of ``service`` is about."""
    if finding.remedy and finding.remedy.line:
        return Identity(finding.code, None, (), _line(service, finding.remedy.line))
    return Identity(finding.code, finding.module, finding.paths, None)


def _line(service: Service, number: int) -> str | None:
    try:
        return next((str(line) for line in service.ignore.lines if line.number == number), None)
    except CtxlintError:
        return None
