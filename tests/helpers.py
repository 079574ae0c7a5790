"""Small trees and recorded vectors, for every test."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
CONFORMANCE = Path(__file__).parent / "conformance"
LINK = "-> "


def write_tree(root: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Make files below ``root``: text or bytes, ``None`` (or a key ending in ``/``) for an empty directory.

    A text that starts with ``-> `` makes a link to the rest of it.
    """
    root.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = root / name
        if content is None or name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content.startswith(LINK):
            path.symlink_to(content.removeprefix(LINK))
        else:
            path.write_text(content, encoding="utf-8")
    return root


def copy_sources(target: Path, *more: str) -> Path:
    """Copy what ctxlint is installed from, and ``more`` files of this checkout."""
    for name in ("ctxlint", "rules"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", *more):
        shutil.copy(ROOT / name, target)
    return target


def vectors(name: str) -> Iterator[dict[str, Any]]:
    """The recorded vectors in ``conformance/<name>``."""
    with (CONFORMANCE / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
