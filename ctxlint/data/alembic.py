"""``alembic.ini``: where its scripts are."""

from __future__ import annotations

import posixpath
import re

_LOCATION = re.compile(r"^script_location\s*[=:]\s*(?P<value>[^\s;#]+)", re.MULTILINE)


def script_location(text: str, here: str) -> str | None:
    """The directory of ``env.py`` as the settings in the directory ``here`` name it; not when that is a package."""
    match = _LOCATION.search(text)
    if match is None or ":" in match["value"]:
        return None
    value = match["value"].replace("%(here)s", here or ".")
    return None if "%" in value else posixpath.normpath(value)
