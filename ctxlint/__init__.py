"""A linter for Docker build contexts: what each service's image really gets, and what it lacks.

Everything is imported on first use, so that ``import ctxlint`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.api import Project, check, load, service
    from ctxlint.engine import Report
    from ctxlint.errors import (
        ConfigError,
        ContextError,
        CopyConflictError,
        CopySourceError,
        CtxlintError,
        DockerfileError,
        IgnoreSyntaxError,
    )
    from ctxlint.model import Finding

__all__ = [
    "ConfigError",
    "ContextError",
    "CopyConflictError",
    "CopySourceError",
    "CtxlintError",
    "DockerfileError",
    "Finding",
    "IgnoreSyntaxError",
    "Project",
    "Report",
    "Service",
    "check",
    "load",
    "service",
]

_HOMES = {
    "Project": "api",
    "check": "api",
    "load": "api",
    "service": "api",
    "Report": "engine",
    "Finding": "model",
    "Service": "analysis",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"ctxlint.{_HOMES.get(name, 'errors')}"), name)
