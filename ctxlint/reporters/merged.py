"""Findings that several services share, as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.model import Finding


class Shared(Struct, frozen=True):
    """A finding, and the services that have it."""

    finding: Finding
    services: tuple[str, ...]
    members: tuple[Finding, ...]
    """The same finding, once for each service."""


def merged(findings: Iterable[Finding]) -> list[Shared]:
    """Keep the findings in their order; those with the same code, place and words become one."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.severity, finding.certainty, finding.location, finding.message)
        groups.setdefault(key, []).append(finding)
    return [
        Shared(group[0], tuple(dict.fromkeys(item.service for item in group)), tuple(group))
        for group in groups.values()
    ]
