"""References in the text of a makefile -> what they stand for, as far as that is plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.shell.unknown import unknown
from ctxlint.shell.words import names

if TYPE_CHECKING:
    from ctxlint.shell.makefile import Makefile, Values

_MAX_DEPTH = 8
_MAX_REFERENCES = 300
_MAX_TEXT = 20_000
_PLAIN = re.compile(r"[\w.-]+")
_NOT_PLAIN = re.compile(r"[^\w.-]+")
_OF_MAKE = names("MAKEFILE_LIST MAKEFLAGS MAKECMDGOALS MAKELEVEL SHELL CC CXX CPP AR AS LD")
_DIRECTORY = ("CURDIR", "PWD", "shell pwd")


class Expansion(Struct):
    """Replaces the references of one text, which stands in the recipe of a target if one is named."""

    makefile: Makefile
    values: Values
    target: str
    left: int = _MAX_REFERENCES

    def text(self, text: str, depth: int = 0) -> str:
        """The text; what is not known of it is unknown."""
        if len(text) > _MAX_TEXT:
            return unknown("text")
        pieces: list[str] = []
        at = 0
        while (dollar := text.find("$", at)) >= 0:
            pieces.append(text[at:dollar])
            sign = text[dollar + 1 : dollar + 2]
            if sign == "$":
                pieces.append("$")
                at = dollar + 2
            elif sign in ("(", "{"):
                end = _closing(text, dollar + 1)
                pieces.append(self._value(text[dollar + 2 : end], depth))
                at = end + 1
            else:
                pieces.append(self._value(sign, depth) if sign else "$")
                at = dollar + 1 + len(sign)
        found = "".join([*pieces, text[at:]])
        return found if len(found) <= _MAX_TEXT else unknown("text")

    def _value(self, reference: str, depth: int) -> str:
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            return _not_known(reference)
        if reference in _DIRECTORY and reference not in self.values.given:
            return self.values.directory
        name = self.text(reference, depth + 1) if "$" in reference else reference
        if name in ("@", "@D", "@F", "<", "^", "+", "?", "*"):
            return self._automatic(name, depth)
        if not _PLAIN.fullmatch(name):
            return _not_known(name)
        return self._variable(name, depth)

    def _variable(self, name: str, depth: int) -> str:
        makefile, values = self.makefile, self.values
        if name in values.given:
            return values.given[name]
        if name in makefile.variables:
            return self.text(makefile.variables[name], depth + 1)
        if name in values.environment:
            return values.environment[name]
        if name in makefile.defaults:
            return self.text(makefile.defaults[name], depth + 1)
        if name in _OF_MAKE:
            return _not_known(name)
        return {"MAKE": "make", "RM": "rm -f"}.get(name) or values.absent(name)

    def _automatic(self, sign: str, depth: int) -> str:
        rule = self.makefile.rules.get(self.target)
        needs = [self.text(need, depth + 1) for need in rule.needs if need != "|"] if rule else []
        match sign:
            case "@":
                return self.target
            case "<":
                return " ".join(needs[:1])
            case "^" | "+":
                return " ".join(needs)
            case _:
                return _not_known(sign)


def _not_known(written: str) -> str:
    # Nothing in it may mean anything to a shell.
    return unknown(_NOT_PLAIN.sub("-", written)[:100])


def _closing(text: str, at: int) -> int:
    """The offset of the bracket that closes the one at ``at``; the end of the text if none does."""
    opening = text[at]
    closing = ")" if opening == "(" else "}"
    depth = 0
    for place in range(at, len(text)):
        if text[place] == opening:
            depth += 1
        elif text[place] == closing:
            depth -= 1
            if not depth:
                return place
    return len(text)
