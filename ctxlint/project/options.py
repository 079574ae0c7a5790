"""What the values of options look like in TOML: one parser per kind, each a plain function.

A parser takes what TOML holds, gives the typed value, or raises :class:`OptionError` with what it wanted instead.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from ctxlint.model import Command

_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[kmgt]?)(?P<binary>i?)b?", re.IGNORECASE | re.ASCII)
CODE = re.compile(r"CTX\d{0,3}", re.ASCII)
_MAX_DIGITS = 30

Choice = TypeVar("Choice", bound=StrEnum)


class OptionError(ValueError):
    """The end of a sentence whose subject is the option: "must be …"."""


def parse_size(value: object) -> int:
    """Read bytes from ``"50MB"``, ``"1.5 GiB"`` or a bare number of bytes.

    kB, MB, GB and TB count in thousands, as Docker prints sizes; KiB, MiB, GiB and TiB in 1024s. The case of
    the letters and a missing ``B`` do not matter.
    """
    if type(value) is int and value >= 0:
        return value
    if not isinstance(value, str):
        raise OptionError('must be a size such as "50MB" or a number of bytes')
    match = SIZE.fullmatch(value.strip())
    if match is None or (match["binary"] and not match["unit"]) or len(value) > _MAX_DIGITS:
        raise OptionError(f'must be a size such as "50MB", "1.5 GiB" or a number of bytes, not "{value[:_MAX_DIGITS]}"')
    factor = (1024 if match["binary"] else 1000) ** _UNITS[match["unit"].lower()]
    return int(float(match["number"]) * factor) if "." in match["number"] else int(match["number"]) * factor


def count(value: object) -> int:
    """Take a whole number that is not negative; ``true`` is not one."""
    if type(value) is int and value >= 0:
        return value
    raise OptionError("must be a whole number that is not negative")


def flag(value: object) -> bool:
    """Take ``true`` or ``false``."""
    if isinstance(value, bool):
        return value
    raise OptionError("must be true or false")


def text(value: object) -> str:
    """Take a string that can be a path or a name."""
    if not isinstance(value, str):
        raise OptionError("must be a string")
    if "\0" in value:
        raise OptionError("must not contain a null character")
    return value


def texts(value: object) -> tuple[str, ...]:
    """Take a list of strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise OptionError("must be a list of strings")
    return tuple(text(item) for item in value)


def codes(value: object) -> tuple[str, ...]:
    """Take a list of rule codes or beginnings of them."""
    found = texts(value)
    wrong = next((code for code in found if not CODE.fullmatch(code)), None)
    if wrong is not None:
        raise OptionError(f'must hold rule codes such as "CTX201" or beginnings such as "CTX2", not "{wrong}"')
    return found


def command(value: object) -> Command:
    """Take a string for the shell or a list of arguments."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return texts(value)
    raise OptionError("must be a string or a list of strings")


def assignments(value: object) -> dict[str, str]:
    """Take a table of strings; numbers and truth values are written as Docker would."""
    if not isinstance(value, dict) or not all(isinstance(item, str | int | float) for item in value.values()):
        raise OptionError("must be a table of strings")
    return {key: str(item).lower() if isinstance(item, bool) else str(item) for key, item in value.items()}


class OneOf(Struct, Generic[Choice], frozen=True):
    """A parser for the values of an enumeration."""

    kind: type[Choice]

    def __call__(self, value: object) -> Choice:
        """Take one of them."""
        if not isinstance(value, str) or value not in list(self.kind):
            wanted = ", ".join(f'"{choice.value}"' for choice in self.kind)
            raise OptionError(f"must be one of {wanted}")
        return self.kind(value)


def one_of(kind: type[Choice]) -> OneOf[Choice]:
    """Return a parser for the values of an enumeration."""
    return OneOf(kind)
