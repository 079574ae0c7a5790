"""The question that is asked again for every draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint import engine
from ctxlint.rulebook import rules

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.engine import Report, Settings


def ask(settings: Settings, service: Service, code: str | None = None) -> Report:
    """What one rule says about one service, or all but those that are ignored: a proof is no better with fewer."""
    chosen = [rule for rule in rules() if code in (None, rule.code)]
    return engine.run([service], chosen, replace(settings, select=()))
