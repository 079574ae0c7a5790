"""From an image and a command to what runs: through shells, scripts, wrappers and launchers, without running them."""

from ctxlint.start.starting import what_starts
from ctxlint.start.values import MissingStart, Opaque, Start, Starting

__all__ = ["MissingStart", "Opaque", "Start", "Starting", "what_starts"]
