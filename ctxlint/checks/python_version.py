"""The Python of an image, as far as its base and the project tell."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from ctxlint.packaging import parse_toml, table_at
from ctxlint.start import Files

if TYPE_CHECKING:
    from ctxlint.analysis import Service

_TAG = re.compile(r"python(?:/|:|-)?v?3\.(?P<minor>\d+)")
_LEAST = re.compile(r"(?:>=|==|~=|\^)\s*3\.(?P<minor>\d+)")


def is_for_newer_python(service: Service) -> bool:
    """Whether its sources may use what this Python does not know yet."""
    minor = _minor(service)
    return minor is not None and minor > sys.version_info.minor


def _minor(service: Service) -> int | None:
    """The tag of the base image; else what the project asks for at least."""
    if match := _TAG.search(Files(service.image, service.read).base_reference or ""):
        return int(match["minor"])
    data = parse_toml(service.workspace.text(service.path("pyproject.toml")) or "")
    poetry = table_at(data, "tool", "poetry", "dependencies").get("python")
    match = _LEAST.search(str(table_at(data, "project").get("requires-python") or poetry or ""))
    return int(match["minor"]) if match else None
