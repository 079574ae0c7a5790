"""Small real repositories, and one line for each service that discovery finds in them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.project import Discovery, discover, load_config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxlint.model import Definition


@dataclass(frozen=True)
class Link:
    target: str


Content = str | bytes | Link
Tree = dict[str, Content]

WEB = {"web/Dockerfile": "FROM scratch"}


def plant(root: Path, tree: Mapping[str, Content]) -> Path:
    """Write files; a name that ends in ``/`` is an empty directory, text may be indented."""
    for name, content in tree.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case Link():
                path.symlink_to(content.target)
            case bytes():
                path.write_bytes(content)
            case str():
                path.write_text(textwrap.dedent(content).lstrip("\n"), encoding="utf-8")
    return root


def look(root: Path, tree: Tree) -> Discovery:
    """Plant a repository and discover it with its own configuration."""
    plant(root, {**tree, ".git/": ""})
    return discover(root, load_config(root))


def only(discovery: Discovery) -> Definition:
    """The single service, of a repository without errors."""
    assert discovery.errors == ()
    (definition,) = discovery.definitions
    return definition


def summary(discovery: Discovery) -> list[str]:
    """``name: context dockerfile target`` for each service."""
    return [_line(definition, discovery.root) for definition in discovery.definitions]


def complaints(discovery: Discovery) -> list[str]:
    """``file:line: sentence`` for each error."""
    return [str(error) for error in discovery.errors]


def _line(definition: Definition, root: Path) -> str:
    context = definition.context.relative_to(root).as_posix()
    dockerfile = definition.dockerfile.relative_to(root).as_posix()
    return " ".join(filter(None, (f"{definition.name}:", context, dockerfile, definition.target)))


def compose(root: Path, text: str, **more: Content) -> Discovery:
    """Discover a repository with one compose file and a Dockerfile in ``web``."""
    return look(root, {"compose.yaml": text, **WEB, **more})
