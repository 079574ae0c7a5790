"""Compose files: from their text to the definitions of what they build.

The rules are those of the compose specification (https://github.com/compose-spec/compose-spec) as compose-go has
them; only the keys that say what is built and what the container runs are read.
"""

from ctxlint.project.compose.finding import find_compose, find_in_file
from ctxlint.project.compose.naming import is_compose_name

__all__ = ["find_compose", "find_in_file", "is_compose_name"]
