"""From an image and a command to what runs: through shells, scripts, wrappers and launchers, without running them."""

from ctxlint.start.console import plugins
from ctxlint.start.files import Files
from ctxlint.start.migrations import revisions
from ctxlint.start.starting import what_starts
from ctxlint.start.suggestion import suggested
from ctxlint.start.values import MissingStart, Opaque, Start, Starting

__all__ = ["Files", "MissingStart", "Opaque", "Start", "Starting", "plugins", "revisions", "suggested", "what_starts"]
