"""Makefiles of the repository: the recipes of their rules, followed as a job's shell would.

A recipe runs in the directory of the file, each line in a shell of its own (GNU make manual, "Recipe Execution").
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from ctxlint.errors import CtxlintError
from ctxlint.project.files import is_file, read_text
from ctxlint.shell.make_reading import read_makefile
from ctxlint.shell.makefile import NAMES, Makefile, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from ctxlint.project.workflows.shell import Shell


def makefile_at(path: Path, root: Path) -> Makefile | None:
    """Read a file; ``None`` for one that is not there or cannot be read."""
    try:
        text = read_text(path, root, "the makefile") if is_file(path) else None
    except CtxlintError:
        return None
    return None if text is None else _parsed(text)


@lru_cache(maxsize=32)
def _parsed(text: str) -> Makefile:
    return read_makefile(text)


def run_targets(
    makefile: Makefile,
    targets: Iterable[str],
    shell: Shell,
    given: Mapping[str, str],
    placed: Callable[[int], None] = lambda _: None,
) -> None:
    """Follow the recipes of what targets need, and their own, in the directory of ``shell``.

    ``placed`` hears the number of each line before it is followed.
    """
    values = Values(given)
    for name, rule in makefile.order(targets, values):
        for line in makefile.scripts(rule) if rule else ():
            placed(line.number)
            child = shell.child()
            child.variables["PWD"] = shell.directory
            child.run(makefile.expanded(line.text, values, name))
            shell.prepared = shell.prepared or child.prepared


def makefile_in(shell: Shell, directory: str, name: str | None) -> Makefile | None:
    """The makefile that ``make`` would take in a directory of the job."""
    names = (name,) if name else NAMES
    for each in names:
        path = shell.checkout.locate(posixpath.join(directory, each)) if shell.checkout else None
        if path and shell.checkout and is_file(path):
            return makefile_at(path, shell.checkout.root)
    return None
