"""``.env`` files: the values that compose interpolates with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.project.compose.interpolation import InterpolationError, Interpolator
from ctxlint.project.files import is_file, read_text

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*
    (?:"(?P<double>(?:[^"\\]|\\.)*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\n]*))""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def read_env(path: Path, root: Path) -> dict[str, str]:
    """Read the variables of a file; nothing when there is none. Raises ``ConfigError`` for an unreadable one."""
    return parse_env(read_text(path, root, "the .env file")) if is_file(path) else {}


def parse_env(text: str) -> dict[str, str]:
    """``KEY=value`` lines as compose's dotenv reads them; later values may use earlier ones, a bad one is empty."""
    interpolator = Interpolator({})
    values: dict[str, str] = {}
    interpolator.variables = values
    for match in _LINE.finditer(text):
        try:
            values[match["key"]] = _value(match, interpolator)
        except InterpolationError:
            values[match["key"]] = ""
    return values


def _value(match: re.Match[str], interpolator: Interpolator) -> str:
    if match["single"] is not None:
        return match["single"]
    if match["double"] is not None:
        return interpolator.text(_ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), match["double"]))
    return interpolator.text(_COMMENT.sub("", match["bare"]).strip())
