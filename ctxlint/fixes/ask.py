"""The question that is asked again for every draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint import engine
from ctxlint.rulebook import rules

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.engine import Report, Settings


def ask(settings: Settings, service: Service) -> Report:
    """What the rules say about one service."""
    return engine.run([service], rules(), settings)
