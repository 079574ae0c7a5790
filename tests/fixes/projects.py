"""Small projects, and what the fixer makes of their ignore files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ctxlint import api
from ctxlint.fixes import Repairs, write
from ctxlint.project import load_config
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

Tree = Mapping[str, str | bytes | None]


def loaded(root: Path) -> api.Project:
    return api.load(root, config=load_config(root))


def repairs(root: Path, tree: Tree, *, unsafe: bool = False) -> Repairs:
    """What would be done in a project made of ``tree``."""
    return api.fix(loaded(write_tree(root, tree)), unsafe=unsafe)


def apply(root: Path, tree: Tree, *, unsafe: bool = False) -> Repairs:
    """Do it."""
    found = repairs(root, tree, unsafe=unsafe)
    for draft in found.drafts:
        write(draft, root)
    return found


def codes(root: Path) -> list[str]:
    """The findings of a project that are worse than notes, by code."""
    return sorted({finding.code for finding in api.check(loaded(root)).findings if finding.severity != "info"})
