"""Which files of a directory are compose files, and which belong together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

# compose-go, cli/options.go: DefaultFileNames and DefaultOverrideFileNames, the first that exists wins.
BASE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE_NAMES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_VARIANT = re.compile(r"(?:(?P<before>.+?)[._-])??(?:docker-)?compose(?:[._-](?:override[._-])?(?P<after>.+?))?\.ya?ml")
_TEMPLATE = re.compile(r"(?:^|[._-])(?:template|tmpl|tpl|j2|jinja2?|dist|example|sample)(?:[._-]|$)")


class Grouping(Struct, frozen=True):
    """The compose files of one directory."""

    base: tuple[str, ...]
    """What ``docker compose`` takes there by itself: a file, and its override if there is one."""
    variants: tuple[str, ...]
    """Others, which somebody names with ``-f``."""


def group(names: Sequence[str]) -> Grouping:
    """Sort out the file names of one directory; a second base name is left out, as compose leaves it."""
    base = [name for name in BASE_NAMES if name in names][:1]
    override = [name for name in OVERRIDE_NAMES if name in names][:1]
    variants = (name for name in names if name not in BASE_NAMES and variant_of(name) and not _TEMPLATE.search(name))
    if base:
        return Grouping((*base, *override), tuple(name for name in variants if name not in OVERRIDE_NAMES))
    return Grouping((), tuple(variants))


def variant_of(name: str) -> str | None:
    """Return what a file name says besides being a compose file: ``docker-compose.dev.yml`` gives ``dev``."""
    match = _VARIANT.fullmatch(name)
    return None if match is None else "-".join(part for part in (match["before"], match["after"]) if part)


def may_be_compose(name: str) -> bool:
    """Tell whether a file or directory of this name is looked at in search of compose files."""
    return "compose" in name and (name in BASE_NAMES or variant_of(name) is not None)


def is_compose_name(name: str) -> bool:
    """Tell whether a file of this name is a compose file when the user points at it."""
    return name.endswith((".yaml", ".yml"))
