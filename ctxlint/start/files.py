"""The files of an image, for questions that a start command raises."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.context import Directory, File, Link, Origin, Unknown, has_files, walk
from ctxlint.dockerfile import CopyStep, ImageSource, RunStep, StageSource, WorkdirStep
from ctxlint.errors import CopyConflictError, CopySourceError
from ctxlint.image.copying import expand
from ctxlint.image.filesystem import holds_copies, resolve, stat
from ctxlint.image.python_path import is_package
from ctxlint.shell.unknown import is_known
from ctxlint.start.base_names import has_python, is_own_image, may_have_program, may_have_workdir
from ctxlint.start.written import written_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxlint.context import Node
    from ctxlint.dockerfile import PlannedStage
    from ctxlint.image import Image
    from ctxlint.model import Mount

_TEXT_LIMIT = 1_000_000
_SCRIPT = re.compile(r"\.(?:py|sh|bash)$")
_COMMAND_END = re.compile(r"&&|\|\|?|;|\n(?<!\\\n)")
# What these name stays where it is: a path elsewhere is none of the same name here.
_IN_PLACE = re.compile(r"\s*(?:sudo\s+)?(?:mkdir|chown|chmod|chgrp|touch|rm|rmdir|ls)\s")
_PYTHON_TOOL = re.compile(r"\b(?:pip3?|uv|poetry|pipenv|pdm|conda|mamba|micromamba|rye|hatch|python[\d.]*)\s")


class Files(Struct, frozen=True, dict=True):
    """An image's tree with the texts of its files; a path that is partly unknown is nowhere and never absent."""

    image: Image
    read: Callable[[File], bytes | None]
    mounts: tuple[Mount, ...] = ()
    _texts: dict[File, str | None] = field(default_factory=dict)

    @property
    def tree(self) -> Directory:
        """The file system as far as it is known."""
        return self.image.tree

    def node(self, path: str) -> Node | None:
        """What is at an absolute path, links followed."""
        if not is_known(path):
            return None
        try:
            return stat(self.tree, path)
        except CopyConflictError:
            return None

    def real(self, path: str) -> str:
        """The path with its links followed."""
        try:
            return resolve(self.tree, path)
        except CopyConflictError:
            return path

    def is_file(self, path: str) -> bool:
        """Whether a file is known to be there."""
        return isinstance(self.node(path), File)

    def is_directory(self, path: str) -> bool:
        """Whether a directory is known to be there."""
        return isinstance(self.node(path), Directory)

    def text(self, path: str) -> str | None:
        """The content of a text file; ``None`` when there is none, or it is not text."""
        node = self.node(path)
        return self.text_of(node) if isinstance(node, File) else self.written.get(path)

    def text_of(self, file: File) -> str | None:
        """The same for a file of any tree."""
        if file not in self._texts:
            data = None if file.special or file.size > _TEXT_LIMIT else self.read(file)
            binary = data is None or b"\0" in data
            self._texts[file] = None if data is None or binary else data.decode("utf-8", "replace")
        return self._texts[file]

    def expand(self, pattern: str) -> list[str]:
        """The paths that a pattern stands for."""
        try:
            return expand(self.tree, pattern) if is_known(pattern) else []
        except (CopyConflictError, CopySourceError):
            return []

    # -- absence

    def mounted(self, path: str) -> bool:
        """Whether compose lays something over the path."""
        targets = (mount.target.rstrip("/") for mount in self.mounts)
        return any(path == target or path.startswith(target + "/") for target in targets)

    def absent(self, path: str) -> bool:
        """Whether the image is known to lack a file: copies filled its directory, and no RUN is likely to add it."""
        if not is_known(path) or self.node(path) is not None or self._is_unsure(path):
            return False
        directory = self.past_empty(posixpath.dirname(path))
        if directory is None:
            directory = self._filled_above(path)
        if directory is self.tree and path.endswith(".py") and holds_copies(self.tree):
            return not self._may_be_made(posixpath.basename(path))  # base images have no such files at the top
        if not isinstance(directory, Directory) or directory.unknown or not has_files(directory):
            return False
        return not self._may_be_made(posixpath.basename(path))

    def never_had(self, path: str) -> bool:
        """Whether the image is known to lack a file or a directory: copies filled what is above, no RUN names it."""
        if not is_known(path) or self.node(path) is not None or self._is_unsure(path):
            return False
        above = self.past_empty(posixpath.dirname(path))
        filled = isinstance(above, Directory) and not above.unknown and has_files(above)
        return filled and not self.is_named(path)

    def _is_unsure(self, path: str) -> bool:
        return self._behind_unknown(path) or self.has_own_base or self.inherits_workdir

    def is_named(self, path: str) -> bool:
        """Whether a RUN speaks of a file by its name, and may mean this one."""
        name = posixpath.basename(path)
        word = re.compile(rf"(?P<above>[^\s\"'=:,(]*)(?<![\w.-]){re.escape(name)}(?![\w.-]*\w)")
        commands = (command for script in self.run_scripts for command in _COMMAND_END.split(script))
        return any(
            not (_IN_PLACE.match(command) and _is_another(found["above"] + name, path))
            for command in commands
            for found in word.finditer(command)
        )

    def past_empty(self, path: str) -> Node | None:
        """What is at a path; for a directory that an ignore file left empty, the nearest above that is not."""
        while isinstance(node := self.node(path), Directory) and _is_empty(node) and path not in ("/", ""):
            if self.is_named(path):
                break
            path = posixpath.dirname(path)
        return node

    def _behind_unknown(self, path: str) -> bool:
        """Whether a link leads nowhere, or a directory on the way may hold anything."""
        while path not in ("/", ""):
            node = self._raw(path)
            if isinstance(node, Link | Unknown) or (isinstance(node, Directory) and node.unknown):
                return True
            path = posixpath.dirname(path)
        return False

    def _raw(self, path: str) -> Node | None:
        parent = self.node(posixpath.dirname(path))
        return parent.entries.get(posixpath.basename(path)) if isinstance(parent, Directory) else None

    def _filled_above(self, path: str) -> Node | None:
        """The nearest directory above that is there, when copies put a tree of directories into it."""
        above = posixpath.dirname(posixpath.dirname(path))
        return self.node(above) if above not in ("/", "") else None

    def _may_be_made(self, name: str) -> bool:
        if any(name in script for script in self.run_scripts):
            return True
        return not _SCRIPT.search(name) and bool(self.run_scripts)

    @cached_property
    def written(self) -> dict[str, str]:
        """Absolute path -> text of the scripts that RUN instructions write."""
        return written_files(step for stage in self.chain for step in stage.steps if isinstance(step, RunStep))

    @cached_property
    def run_scripts(self) -> tuple[str, ...]:
        """What the RUN instructions of the stages that files come from say."""
        return tuple(
            step.text
            for index in self.image.build.plan.reachable
            for step in self.image.build.plan.stages[index].steps
            if isinstance(step, RunStep)
        )

    # -- modules

    def has_module(self, root: str, module: str) -> bool:
        """Whether a root has a module; directories count when something in them can be imported."""
        return self.module_node(root, module) is not None

    def module_node(self, root: str, module: str) -> Node | None:
        """The package's directory or the module's file."""
        base = posixpath.join(root, *module.split("."))
        node, file = self.node(base), self.node(base + ".py")
        return node if isinstance(node, Directory) and is_package(node) and not (file and _is_portion(node)) else file

    def root_of(self, module: str, roots: Iterable[str]) -> str | None:
        """The first root with the first package of a module; a mere portion of a namespace comes behind all others."""
        top = module.partition(".")[0]
        found = [(root, node) for root in roots if (node := self.module_node(root, top))]
        regular = (root for root, node in found if not _is_portion(node))
        portions = [root for root, _ in found if self.has_module(root, module)] or [root for root, _ in found]
        return next(regular, None) or next(iter(portions), None)

    # -- stages

    @cached_property
    def chain(self) -> tuple[PlannedStage, ...]:
        """The final stage and those that it is built from."""
        plan = self.image.build.plan
        return tuple(plan.chain(plan.target))

    @cached_property
    def base_reference(self) -> str | None:
        """The image of a registry that the final stage is built on."""
        base = self.chain[-1].base
        return base.ref if isinstance(base, ImageSource) else None

    @cached_property
    def has_own_base(self) -> bool:
        """Whether the base image may bring a part of the application: it is no common one, or nothing else does."""
        reference = self.base_reference or ""
        return is_own_image(reference) or (may_have_program(reference) and not self.has_sources)

    @cached_property
    def inherits_workdir(self) -> bool:
        """Whether commands run in a directory that only the base image tells: no instruction sets one."""
        steps = (step for stage in self.chain for step in stage.steps)
        return may_have_workdir(self.base_reference or "") and not any(isinstance(step, WorkdirStep) for step in steps)

    @cached_property
    def has_sources(self) -> bool:
        """Whether any module comes from the context."""
        files = (node for path, node in walk(self.tree) if path.endswith(".py") and isinstance(node, File))
        return any(file.origin is Origin.CONTEXT for file in files)

    @cached_property
    def is_pythonic(self) -> bool:
        """Whether the image seems to have a Python at all."""
        if has_python(self.base_reference or ""):
            return True
        if any(
            name.startswith(("PYTHON", "PIP_", "UV_", "DJANGO", "VIRTUAL_ENV")) for name in self.chain[0].environment
        ):
            return True
        return any(_PYTHON_TOOL.search(script) for script in self._final_scripts()) or self._copies_python()

    def _final_scripts(self) -> Iterator[str]:
        for stage in self.chain:
            for step in stage.steps:
                if isinstance(step, RunStep):
                    yield step.text

    def _copies_python(self) -> bool:
        """Whether something is copied from a stage that is a Python image."""
        stages = self.image.build.plan.stages
        sources = [step.source for stage in self.chain for step in stage.steps if isinstance(step, CopyStep)]
        bases = [stages[source.index].base for source in sources if isinstance(source, StageSource)]
        return any(isinstance(base, ImageSource) and has_python(base.ref) for base in bases)


def _is_another(written: str, path: str) -> bool:
    return written.startswith("/") and not re.search(r"[$*?{\[]", written) and posixpath.normpath(written) != path


def _is_portion(node: Node) -> bool:
    """Whether a directory is a package only as long as no other of its name has an ``__init__``."""
    return isinstance(node, Directory) and not any(name.startswith("__init__.") for name in node.entries)


def _is_empty(directory: Directory) -> bool:
    """Whether it has nothing but directories."""
    below = (node for _, node in walk(directory))
    return not directory.unknown and all(isinstance(node, Directory) and not node.unknown for node in below)
