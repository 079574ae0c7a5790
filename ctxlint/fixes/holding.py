"""Keeping an ignore file that is new out of every context and image.

A ``.dockerignore`` is a file like any other: ``COPY . .`` takes it along, and so does a copy of the directory that it
lies in, from the context of another service.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.context import IGNORE_NAME
from ctxlint.dockerignore import DockerIgnoreSpec, literal
from ctxlint.errors import CtxlintError
from ctxlint.fixes.excluding import new_file, places
from ctxlint.fixes.target import NotEditable, target_in
from ctxlint.fixes.text import IgnoreText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ctxlint.analysis import Service
    from ctxlint.fixes.state import Outcome
    from ctxlint.model import Change
    from ctxlint.workspace import Workspace

_COMMENT = "ignore files of other contexts"


class Part(Struct, frozen=True):
    """What an edit does to one file."""

    path: Path
    before: IgnoreText
    changes: tuple[Change, ...]
    """All count lines as they are in ``before``."""

    @property
    def after(self) -> IgnoreText:
        """The file with the changes."""
        return self.before.applied(self.changes)


def text_of(path: Path, texts: Mapping[Path, IgnoreText], workspace: Workspace) -> IgnoreText:
    """An ignore file as it is drafted, or as it is, or as a new one begins."""
    if path in texts:
        return texts[path]
    return IgnoreText.read(workspace.ignore_bytes(path)) if workspace.has(path) else new_file()


class Holding(Struct):
    """What holds new files back wherever a service would get them."""

    parts: list[Part] = field(default_factory=list)
    """Lines in the ignore files of those services."""
    concerned: list[Outcome] = field(default_factory=list)
    """The services, whether or not there is a file for a line."""


def held_back(new: Sequence[Path], outcomes: Sequence[Outcome], drafts: Mapping[Path, IgnoreText]) -> Holding:
    """Look for the lines that hold some of the drafts back. No other file is made for them."""
    found, texts = Holding(), dict(drafts)
    for outcome in outcomes:
        service = outcome.service.under(_drafted(outcome.service.workspace, texts))
        for root, path in product(_roots(service), new):
            inside = _inside(service, root[0], path)
            if inside is None or _excludes(service, root[1], inside):
                continue
            found.concerned.append(outcome)
            if part := _line(service, root, inside, texts):
                found.parts.append(part)
                texts[part.path] = part.after
    return found


def _drafted(workspace: Workspace, texts: Mapping[Path, IgnoreText]) -> Workspace:
    return workspace.drafted({path: text.data for path, text in texts.items()})


def _line(
    service: Service, root: tuple[Path, Path | None], inside: str, texts: Mapping[Path, IgnoreText]
) -> Part | None:
    try:
        path = target_in(service.workspace, *root)
    except NotEditable:
        return None
    if not service.workspace.has(path):
        return None
    before = text_of(path, texts, service.workspace)
    for change in places(before, _COMMENT, (literal(inside),)):
        part = Part(path, before, (change,))
        spec = DockerIgnoreSpec.parse(part.after.data, file=service.display(path), builder=service.builder)
        if spec.decide(inside).excluded:
            return part
    return None


def _roots(service: Service) -> Iterator[tuple[Path, Path | None]]:
    try:
        yield from service.roots.values()
    except CtxlintError:
        return  # it is not built at all


def _inside(service: Service, directory: Path, path: Path) -> str | None:
    """A file relative to a directory, if it lies in there."""
    root = service.workspace.canonical(directory / IGNORE_NAME).parent
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


def _excludes(service: Service, ignore: Path | None, inside: str) -> bool:
    """Whether a file stays away; so do all where the builder refuses the ignore file."""
    try:
        return service.workspace.spec(ignore, service.builder).decide(inside).excluded
    except CtxlintError:
        return True
