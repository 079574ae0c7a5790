"""What can be wrong with a compose file as a whole."""

from __future__ import annotations

from ctxlint.errors import ConfigError


class NotComposeError(ConfigError):
    """A YAML file that is something else, so that only its name can make it a compose file."""
