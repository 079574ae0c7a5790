"""A rule for make: the image depends on every file that its build reads."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxlint.analysis import Service
    from ctxlint.cli.items import Item

_SPECIAL = re.compile(r"(\\*)([ \t#:|?*\[])")
_HOPELESS = re.compile(r"~.*|.*[\n;].*|.*\(.*\)|.*\\", re.DOTALL)


def dependencies(service: Service, items: Iterable[Item]) -> list[str]:
    """List the files from the working directory: those of the context, the Dockerfile and the ignore file."""
    context = service.definition.context
    files = [service.dockerfile_path, *filter(None, [service.ignore_path])]
    files += [context / item.path for item in items if not item.is_directory]
    return list(dict.fromkeys(os.path.relpath(file, Path.cwd()) for file in files))


def make_rule(target: str, files: Sequence[str]) -> str:
    """Write the rule as ``gcc -M`` does."""
    return " \\\n ".join([f"{escaped(target)}:", *map(escaped, files)]) + "\n"


def is_expressible(file: str) -> bool:
    """Tell whether make can have such a name at all: a line feed or a ``;`` ends the rule, whatever stands before."""
    return not _HOPELESS.fullmatch(file)


def escaped(name: str) -> str:
    """Hide from make what it would not take as part of a name, and the backslashes before it."""
    return _SPECIAL.sub(r"\1\1\\\2", name).replace("$", "$$")
