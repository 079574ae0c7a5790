"""Comments that are addressed to ctxlint and do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.model import Hit, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service


class IdleSuppressions(Check, frozen=True):
    """Every suppression; only the engine knows which of them silence nothing."""

    local: tuple[str, ...] = ()
    """Beginnings of codes whose findings depend on what lies in the checkout besides what is tracked."""
    built: tuple[str, ...] = ()
    """Codes whose findings only a real build can show."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each code in a comment."""
        for one in service.suppressions.valid:
            if one.code in self.built:
                continue
            local = one.code.startswith(self.local)
            yield Hit(
                one.location,
                {"code": one.code, "reason": one.reason},
                "local" if local else "",
                severity=Severity.INFO if local else None,
                unless_used=one,
            )


class InvalidSuppressions(Check, frozen=True):
    """Comments that cannot be read, or give no reason."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each comment."""
        for mistake in service.suppressions.mistakes:
            variant = "no-reason" if mistake.lacks_reason else ""
            yield Hit(mistake.location, {"text": mistake.text}, variant)
