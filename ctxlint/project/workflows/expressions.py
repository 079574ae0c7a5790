"""``${{ … }}`` in workflows, as far as the value is written in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_LITERAL = re.compile(r"'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|(true|false)")
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put in the values that are known by dotted names (``matrix.image``, ``env.TAG``); the others stay unknown."""
    return _EXPRESSION.sub(lambda match: _value(match[1].strip(), values), text) if "${{" in text else text


def _value(expression: str, values: Mapping[str, str]) -> str:
    """The value of ``a``, ``'text'``, or the first of ``a || b`` that is not empty."""
    for part in expression.split("||"):
        value = _single(part.strip(), values)
        if value:
            return value if is_known(value) else unknown(expression)
    return ""


def _single(expression: str, values: Mapping[str, str]) -> str:
    if literal := _LITERAL.fullmatch(expression):
        return (literal[1] or "").replace("''", "'") or literal[2] or literal[3] or ""
    if not _PATH.fullmatch(expression):
        return unknown(expression)
    return values.get(expression, unknown(expression))
