"""Which paths in a compose file are not paths of this host."""

from __future__ import annotations

_PREFIXES = ("git@", "github.com/", "service:", "target:")


def is_remote(path: str) -> bool:
    """Tell whether compose would hand ``path`` to the builder as it is: a URL, a repository, another service."""
    return "://" in path or path.startswith(_PREFIXES)
