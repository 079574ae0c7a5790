"""One service as checks see it: each part is worked out on first use, and at most once."""

from __future__ import annotations

import os
from contextlib import suppress
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ctxlint.context import (
    Directory,
    Disk,
    File,
    FileSet,
    Filtered,
    Origin,
    find_dockerfile,
    is_directory,
    is_file,
    plant,
    transferred,
)
from ctxlint.dockerfile import Dockerfile, Plan, parse, plan
from ctxlint.dockerignore import DockerIgnoreSpec, decode
from ctxlint.errors import ConfigError, CopyConflictError, CopySourceError, CtxlintError, DockerfileError
from ctxlint.image import Build, Image, expand, stat
from ctxlint.model import Builder, Definition, Location
from ctxlint.runtime import Reached, Repository, reached
from ctxlint.sources import ServiceSources
from ctxlint.start import Starting, what_starts
from ctxlint.suppressions import Suppressions, in_dockerfile, in_ignore_file
from ctxlint.workspace import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.observation import Observation
    from ctxlint.workspace import SharedContext, Workspace


def _share(source: Service, target: Service, names: Iterable[str]) -> None:
    """Let ``target`` have what ``source`` has worked out so far."""
    vars(target).update({name: vars(source)[name] for name in names if name in vars(source)})


class Service:
    """One image to build and everything that can be known about it without building.

    Properties raise :class:`~ctxlint.errors.CtxlintError` where the builder would refuse to go on.
    """

    def __init__(self, definition: Definition, workspace: Workspace, builder: Builder = Builder.BUILDKIT) -> None:
        self.definition = definition
        self.workspace = workspace
        self.builder = Builder(definition.options.get("builder", builder))
        self.observation: Observation | None = None
        """What a real build and container have shown, when there were any."""

    def observed(self, observation: Observation) -> Service:
        """The same service with what is known about it, and what was seen of it."""
        service = copy(self)
        service.observation = observation
        return service

    def under(self, workspace: Workspace) -> Service:
        """The same service with the drafts of ``workspace``; what does not depend on an ignore file is shared."""
        other = Service(self.definition, workspace, self.builder)
        _share(self, other, ("dockerfile_path", "dockerfile", "plan"))
        return other

    def like(self, other: Service) -> None:
        """Take over the image of ``other``, which transfers the same files."""
        _share(other, self, ("build", "image", "starting", "reached"))

    def register(self) -> None:
        """Tell the workspace which ignore file this service reads, so that the others know it is read."""
        try:
            if self.ignore_path:
                self.workspace.ignore_files.add(self.ignore_path)
        except CtxlintError:
            pass  # reported when the service is checked

    @property
    def name(self) -> str:
        """How reports call the service."""
        return self.definition.name

    def display(self, path: Path | str) -> str:
        """A host path as reports show it: relative to the project root."""
        return self.workspace.display(path)

    @cached_property
    def prefix(self) -> str:
        """The context relative to the project root, with a slash at its end; empty when it is the root."""
        shown = self.display(self.definition.context)
        return "" if shown == "." else shown + "/"

    # -- the Dockerfile

    @cached_property
    def dockerfile_path(self) -> Path:
        """The file that holds the Dockerfile; raises :class:`DockerfileError` when there is none."""
        if self.definition.inline is not None:
            return self.definition.dockerfile
        found = find_dockerfile(self.definition.dockerfile, self.workspace.files)
        if found is None:
            raise DockerfileError("the Dockerfile does not exist", file=self.display(self.definition.dockerfile))
        return found

    @property
    def dockerfile_file(self) -> str:
        """The Dockerfile relative to the project root, whether or not it exists."""
        found = (
            None
            if self.definition.inline is not None
            else find_dockerfile(self.definition.dockerfile, self.workspace.files)
        )
        return self.display(found or self.definition.dockerfile)

    @cached_property
    def dockerfile(self) -> Dockerfile:
        """The parsed Dockerfile."""
        file = self.dockerfile_file
        if self.definition.inline is not None:
            # Blank lines in front keep the line numbers those of the compose file.
            return parse("\n" * (self.definition.inline_line - 1) + self.definition.inline, file)
        return parse(self.workspace.read(self.dockerfile_path, DockerfileError), file)

    @cached_property
    def plan(self) -> Plan:
        """What the stages do, with variables replaced."""
        definition = self.definition
        return plan(
            self.dockerfile,
            target=definition.target,
            build_args=definition.build_args,
            named_contexts=frozenset(definition.named_contexts),
            open_args=definition.open_args,
        )

    # -- the ignore file

    @cached_property
    def ignore_path(self) -> Path | None:
        """The ignore file that the builder reads."""
        return self.ignore_path_for(self.builder)

    def ignore_path_for(self, builder: Builder) -> Path | None:
        """The ignore file that another builder reads."""
        definition = self.definition
        if definition.ignore_file:
            if not is_file(self.workspace.files, definition.ignore_file):
                raise ConfigError("the ignore file does not exist", file=self.display(definition.ignore_file))
            return definition.ignore_file
        dockerfile = None if definition.inline is not None else definition.dockerfile
        return self.workspace.find_ignore_file(definition.context, dockerfile, builder)

    @property
    def ignore_file(self) -> str | None:
        """The ignore file relative to the project root."""
        return self.display(self.ignore_path) if self.ignore_path else None

    @property
    def ignore_text(self) -> str:
        """The ignore file as it stands; empty without one."""
        return decode(self.workspace.ignore_bytes(self.ignore_path)) if self.ignore_path else ""

    @cached_property
    def ignore(self) -> DockerIgnoreSpec:
        """Its patterns; none without a file."""
        return self.ignore_for(self.builder)

    def ignore_for(self, builder: Builder) -> DockerIgnoreSpec:
        """The patterns that another builder reads, as it reads them."""
        return self.workspace.spec(self.ignore_path_for(builder), builder)

    @cached_property
    def suppressions(self) -> Suppressions:
        """What comments in the Dockerfile and in the ignore file silence; nothing in a file that cannot be read."""
        made = []
        with suppress(CtxlintError):
            made.append(in_dockerfile(self.dockerfile))
        with suppress(CtxlintError):
            if self.ignore_path:
                data = self.workspace.ignore_bytes(self.ignore_path)
                made.append(in_ignore_file(data, self.display(self.ignore_path)))
        return Suppressions.joined(made)

    # -- the three sets

    @cached_property
    def disk(self) -> Disk:
        """The context directory as it is."""
        return self.workspace.disk(self.definition.context)

    @cached_property
    def shared(self) -> SharedContext:
        """The context under the ignore file, which other services may have as well."""
        return self.workspace.context(self.definition.context, self.ignore_path, self.builder)

    @property
    def filtered(self) -> Filtered:
        """The context minus what is ignored, and what the ignore file did."""
        return self.shared.filtered

    @cached_property
    def context(self) -> FileSet:
        """The filtered set."""
        lists_parents = self.ignore.matcher.lists_parents
        return self.shared.once("files", lambda: FileSet(self.filtered.tree, implied=lists_parents))

    @cached_property
    def needed_tree(self) -> Directory:
        """The part of the filtered tree that instructions read."""
        return transferred(self.filtered.tree, self.disk, self.plan.context_paths)

    @property
    def transferred_tree(self) -> Directory:
        """The part of the filtered tree that BuildKit asks for; other builders send all of it."""
        return self.filtered.tree if self.builder.is_classic else self.needed_tree

    def _asked_for(self, tree: Directory) -> Directory:
        return tree if self.builder.is_classic else transferred(tree, self.disk, self.plan.context_paths)

    @cached_property
    def transferred(self) -> FileSet:
        """The transferred set: files whose content BuildKit asks for, with their directories.

        The ignore file is left out (it is read for its rules in any case), and links have no content.
        """
        inside = self.ignore_path and os.path.relpath(self.ignore_path, self.definition.context).replace(os.sep, "/")
        return FileSet(self.transferred_tree, links=False, left_out=frozenset({inside} if inside else ()))

    @cached_property
    def roots(self) -> dict[str, tuple[Path, Path | None]]:
        """The directories that the build may read, with the ignore file that holds in each.

        Those of named contexts are by name; the name of the context itself is empty.
        """
        found = {"": (self.definition.context, self.ignore_path)}
        for name, directory in self.definition.named_contexts.items():
            if (path := Path(directory)).is_absolute() and is_directory(self.workspace.files, path):
                found[name] = path, self.workspace.find_ignore_file(path, None, self.builder)
        return found

    def tree_of(self, name: str) -> Directory | None:
        """A named context minus what its ignore file excludes; ``None`` when it is no directory of this machine."""
        root = self.roots.get(name)
        return self.workspace.context(*root, self.builder).filtered.tree if root else None

    @cached_property
    def build(self) -> Build:
        """The stages' file systems, and what would stop the build."""
        return self._built(self.transferred_tree)

    def _built(self, context: Directory) -> Build:
        build = Build(self.plan, context, self.tree_of, self.dockerfile_file, self.read)
        build.run()
        return build

    def supposing(self, paths: Iterable[str]) -> Build:
        """The build as it would go with more files in the context, whatever the ignore file says of them."""
        tree = self.filtered.tree.copy()
        for path in paths:
            plant(tree, path)
        return self._built(self._asked_for(tree))

    @cached_property
    def image(self) -> Image:
        """The final image, as far as instructions decide it."""
        return Image(self.build)

    # -- what runs

    def read(self, file: File) -> bytes | None:
        """The content of a file of the image, if it comes from the context, stands in the Dockerfile or is known."""
        if file.origin in (Origin.HEREDOC, Origin.MADE):
            return file.path.encode(errors="surrogateescape")
        if file.origin is not Origin.CONTEXT or file.special or file.size > MAX_FILE_BYTES:
            return None
        try:
            return self.disk.read(file.path)
        except OSError:
            return None

    @cached_property
    def starting(self) -> Starting:
        """What the container starts."""
        return what_starts(self.image, self.definition, self.read)

    @cached_property
    def reached(self) -> tuple[Reached, ...]:
        """What the imports reach from there."""
        repository = Repository(self.workspace.python_tree, self.prefix)
        return reached(self.image, self.starting, repository, self.read, self.sources.scans)

    @cached_property
    def sources(self) -> ServiceSources:
        """What its sources say."""
        return ServiceSources(self.workspace.library, self.definition.context, self.read)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The files of the context that people wrote, ignored or not; paths are relative to it."""
        return self.workspace.written(self.prefix)

    def has(self, source: str) -> bool:
        """Whether the builder finds something for a source (a path of the context or a glob)."""
        tree = self.filtered.tree
        try:
            return any(stat(tree, path) is not None for path in expand(tree, source))
        except (CopySourceError, CopyConflictError):
            return False

    # -- for reports

    def path(self, inside: str) -> str:
        """A path of the context as reports show it: relative to the project root."""
        return self.prefix + inside

    @property
    def location(self) -> Location:
        """Where to point for what concerns the context as a whole: the ignore file, else the Dockerfile."""
        return Location(self.ignore_file or self.dockerfile_file, whole=True)

    def problems(self) -> Iterator[CtxlintError]:
        """What the builder would stop at, beyond what rules report; and what stopped a real one."""
        if self.observation and self.observation.problem:
            yield self.observation.problem
        for part in (self._read_dockerfile, self._read_context):
            try:
                yield from part()
            except CtxlintError as error:
                yield error

    def _read_dockerfile(self) -> Iterator[CtxlintError]:
        for failure in self.build.failures:
            if isinstance(failure.error, CopyConflictError):
                yield failure.error

    def _read_context(self) -> Iterator[CtxlintError]:
        yield from self.filtered.problems
