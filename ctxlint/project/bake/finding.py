"""The finder for bake files: every target that makes an image of a local directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.errors import ConfigError
from ctxlint.project.bake.naming import BASE_NAMES, groups
from ctxlint.project.candidates import Candidate, Found, Search

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.stated import Stated


def find_bake(search: Search) -> Found:
    """Find the targets of all bake files, beyond what is known already; a file that cannot be read is one error."""
    found = Found()
    stated: list[Stated] = []
    for directory in search.directories:
        for names in groups(directory.files):
            try:
                stated += _builds(tuple(directory.path / name for name in names), search)
            except ConfigError as error:
                found.errors.append(error)
    found.candidates = _candidates(stated, search)
    return found


def find_in_bake_file(path: Path, root: Path) -> Found:
    """Find the targets of one bake file, whatever its name is, without the files that bake takes besides."""
    search = Search(root, ())
    return Found(_candidates(_builds((path,), search), search))


def _candidates(stated: list[Stated], search: Search) -> list[Candidate]:
    if not stated:
        return []
    from ctxlint.project.stated import candidates_of  # noqa: PLC0415  # few projects need it

    return candidates_of(stated, search)


def _builds(files: tuple[Path, ...], search: Search) -> list[Stated]:
    from ctxlint.project.bake.builds import builds_of  # noqa: PLC0415  # few projects have bake files
    from ctxlint.project.bake.document import Bake  # noqa: PLC0415

    bake = Bake()
    for file in files:
        bake.add(file, search.root)
    only = None if files[-1].name in BASE_NAMES else files[-1]
    return builds_of(bake, files[-1].parent, search, only)
