"""``$VAR`` in compose files, as the compose specification's chapter "Interpolation" has it.

As in compose-go (template/template.go), a ``$`` before anything else stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.project.compose.nodes import Items, Node, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NESTING = 20
MAX_SUBSTITUTED = 4 * 1024 * 1024

_DOLLAR = re.compile(r"\$(?:(?P<escaped>\$)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<brace>\{))")
_EXPRESSION = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?P<operator>:?[-?+])(?P<word>.*))?", re.DOTALL)
_BRACES = re.compile(r"\$\{|\}")


class InterpolationError(ValueError):
    """Why a text has no value; one sentence."""


class Interpolator(Struct):
    """Fills in variables from ``variables`` alone.

    The environment of whoever runs the program is not consulted, unlike in compose: the same repository must give
    the same answer everywhere. A variable that is not set and has no default is empty, as in compose.
    """

    variables: Mapping[str, str]
    left: int = MAX_SUBSTITUTED
    """Characters that may still be substituted: values can be repeated without end."""

    def node(self, node: Node) -> Node:
        """Fill in every text below ``node``; one that is wrong gets a fault instead of a value."""
        match node:
            case Text():
                return self._node_text(node)
            case Items():
                return replace(node, items=tuple(self.node(item) for item in node.items))
            case Table():
                return replace(node, entries={key: self.node(value) for key, value in node.entries.items()})

    def _node_text(self, node: Text) -> Text:
        if "$" not in node.text:
            return node
        try:
            return replace(node, text=self.text(node.text), plain=False)
        except InterpolationError as error:
            return replace(node, plain=False, fault=str(error))

    def text(self, text: str, depth: int = 0) -> str:
        """Fill in one text; raises :class:`InterpolationError`."""
        if depth > MAX_NESTING:
            raise InterpolationError(f"variables are nested more than {MAX_NESTING} levels deep")
        parts: list[str] = []
        at = 0
        while match := _DOLLAR.search(text, at):
            parts.append(text[at : match.start()])
            value, at = self._dollar(text, match, depth)
            parts.append(value)
        return "".join((*parts, text[at:]))

    def _dollar(self, text: str, match: re.Match[str], depth: int) -> tuple[str, int]:
        """Return the value of one ``$…`` and where it ends."""
        if match["escaped"]:
            return "$", match.end()
        if match["name"]:
            return self._spend(self.variables.get(match["name"], "")), match.end()
        end = _closing_brace(text, match.end())
        return self._expression(text[match.end() : end], depth), end + 1

    def _expression(self, expression: str, depth: int) -> str:
        match = _EXPRESSION.fullmatch(expression)
        if match is None:
            raise InterpolationError(f"'${{{expression[:40]}}}' is not a variable")
        value, operator = self.variables.get(match["name"]), match["operator"] or ""
        is_set = bool(value) if operator.startswith(":") else value is not None
        if operator.endswith("+"):
            return self.text(match["word"], depth + 1) if is_set else ""
        if is_set or not operator:
            return self._spend(value or "")
        if operator.endswith("-"):
            return self.text(match["word"], depth + 1)
        raise InterpolationError(f"the variable {match['name']} is required, and no .env file sets it")

    def _spend(self, value: str) -> str:
        self.left -= len(value)
        if self.left < 0:
            raise InterpolationError("variables expand to more text than a compose file can need")
        return value


def _closing_brace(text: str, at: int) -> int:
    depth = 1
    for match in _BRACES.finditer(text, at):
        depth += 1 if match[0] == "${" else -1
        if depth == 0:
            return match.start()
    raise InterpolationError("a '${' has no '}' after it")
