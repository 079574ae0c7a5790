"""The image that a build ends in."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, File, Link, Node, Origin, Unknown, walk
from ctxlint.image.filesystem import stat
from ctxlint.image.order import reported_first

if TYPE_CHECKING:
    from ctxlint.dockerfile import PlannedStage
    from ctxlint.image.stages import Build


def _content(node: File | Link | Unknown) -> str | None:
    match node:
        case Link(target):
            return f"-> {target}"
        case File(path, origin=Origin.HEREDOC):
            return f"<<{path}"
        case File(path, origin=Origin.CONTEXT | Origin.NAMED_CONTEXT):
            return path
        case _:
            return None


class Image(Struct, frozen=True, dict=True):
    """The target's file system: what instructions put there, on top of a base that may hold anything."""

    build: Build

    @property
    def tree(self) -> Directory:
        """The file system, as far as it is known."""
        return self.build.trees[self.build.plan.target]

    @property
    def stage(self) -> PlannedStage:
        """The stage that it comes from."""
        return self.build.plan.stages[self.build.plan.target]

    @cached_property
    def files(self) -> dict[str, str | None]:
        """Image path -> context path; directories end in ``/`` and have ``None``.

        Links have ``-> target``, files from here-documents ``<<text``; what comes from another image or a URL
        has ``None``. Raises what the builder would print (:class:`CopySourceError`, :class:`CopyConflictError`).
        """
        if self.build.failures:
            raise reported_first(self.build).error
        return self.known_files()

    def known_files(self) -> dict[str, str | None]:
        """The same, as if the sources that are missing had been left out; what installers made is not listed."""
        files: dict[str, str | None] = {}
        for path, node in walk(self.tree, "/"):
            if not isinstance(node, Link) and node.installed:
                continue
            if not isinstance(node, Directory):
                files[path] = _content(node)
            elif not node.implied:
                files[path + "/"] = None
        return files

    def find(self, path: str) -> Node | None:
        """What is at an absolute path, links followed."""
        return stat(self.tree, path)
