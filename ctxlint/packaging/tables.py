"""Tables of TOML and INI files, as far as they can be read."""

from __future__ import annotations

import configparser
from typing import TYPE_CHECKING, Any

import tomli

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_toml(text: str) -> dict[str, Any]:
    """A TOML document; empty when it cannot be read."""
    try:
        return tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError):
        return {}


def table_at(data: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """A table inside a table, empty when there is none."""
    here: Any = data
    for key in keys:
        here = here.get(key) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def strings(value: object) -> tuple[str, ...]:
    """The texts of a list; a text alone is one."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()


def parse_ini(text: str) -> dict[str, dict[str, str]]:
    """The sections of an INI file; empty when it cannot be read."""
    parser = configparser.ConfigParser(interpolation=None, strict=False, default_section="\0")
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    return {section: dict(parser.items(section)) for section in parser.sections()}


def listed(value: str) -> tuple[str, ...]:
    """A list of setup.cfg: one item a line, or separated by commas."""
    lines = value.splitlines() if "\n" in value.strip() else value.split(",")
    return tuple(line.strip() for line in lines if line.strip())
