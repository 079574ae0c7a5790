"""Which instructions brought a file of an image to its place."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, File, lookup, walk
from ctxlint.dockerfile import CopyStep, RunStep, StageSource
from ctxlint.errors import CopyConflictError, CopySourceError
from ctxlint.image.filesystem import make_directories, resolve

if TYPE_CHECKING:
    from ctxlint.image.stages import Build


class Bringer(Struct, frozen=True):
    """An instruction that put a file where it is, in one stage."""

    stage: int
    step: CopyStep | RunStep


def bringers(build: Build, path: str) -> tuple[Bringer, ...]:
    """The instructions on the way of a file to its absolute path in the image, the last first.

    Empty when no copy and no known install is it; what commands move about is not followed.
    """
    found: list[Bringer] = []
    index = build.plan.target
    while step := _bringer(build, index, path):
        found.append(step)
        source = step.step.source if isinstance(step.step, CopyStep) else None
        node = lookup(build.trees[index], path)
        if not isinstance(source, StageSource) or not isinstance(node, File):
            break
        index = source.index
        path = next((each for each, other in walk(build.trees[index], "/") if other == node), "")
    return tuple(found)


def _bringer(build: Build, index: int, path: str) -> Bringer | None:
    node = lookup(build.trees[index], path)
    if not isinstance(node, File):
        return None
    for stage in build.plan.chain(index):
        if stage.index not in build.trees:
            return None
        for step in reversed(stage.steps):
            if isinstance(step, CopyStep) and lookup(_alone(build, stage.index, step), path) == node:
                return Bringer(stage.index, step)
    installs = (each for each in reversed(build.installs) if path.startswith(each.environment + "/"))
    return next((Bringer(each.stage, each.step) for each in installs if node.installed), None)


def _alone(build: Build, index: int, step: CopyStep) -> Directory:
    """What one copy puts where, by itself; sources that are missing are left out."""
    root = Directory()
    for word in step.sources:
        with suppress(CopySourceError, CopyConflictError):
            if isinstance(lookup(build.trees[index], step.destination), Directory):
                make_directories(root, resolve(root, step.destination))
            build.copy_word(index, root, step, word)
    return root
