"""Services of small trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ctxlint
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.analysis import Service
    from tests.cli.runs import Tree


def service_of(root: Path, tree: Tree, **options: Any) -> Service:
    """The service of a context with a Dockerfile."""
    write_tree(root, tree)
    return ctxlint.service(root, dockerfile=root / "Dockerfile", **options)
