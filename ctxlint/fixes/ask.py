"""The question that is asked again for every draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ctxlint import engine
from ctxlint.rulebook import rules

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.engine import Report, Settings


def ask(settings: Settings, service: Service) -> Report:
    """What the rules say about one service: all but those that are ignored, for a proof is no better with fewer."""
    return engine.run([service], rules(), replace(settings, select=()))
