"""Planned stages -> their file systems, instruction by instruction."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct, field

from ctxlint.context import Directory, File, Origin, Unknown, lookup
from ctxlint.dockerfile import (
    Base,
    ContextSource,
    CopyStep,
    ExpandedWord,
    ImageSource,
    MountStep,
    NamedContextSource,
    Plan,
    RunStep,
    ScratchSource,
    Source,
    SourceKind,
    StageSource,
    Step,
    WorkdirStep,
)
from ctxlint.dockerignore import matcher_of
from ctxlint.errors import CopyConflictError, CopySourceError
from ctxlint.image.base import base_directory
from ctxlint.image.copying import Filters, clean_path, copy_path, expand, missing, selected
from ctxlint.image.filesystem import make_directories, overlay, resolve, split, stat
from ctxlint.image.running.command import Job
from ctxlint.image.running.environments import python_version, system_site
from ctxlint.image.running.machine import Machine, Read
from ctxlint.image.running.mounts import Caches, mounted
from ctxlint.image.running.values import Install, Lack, Notes
from ctxlint.image.shell import run_commands
from ctxlint.paths import has_glob, rooted

Place = ExpandedWord | MountStep
NamedTree = Callable[[str], Directory | None]
"""The filtered tree of a named context; ``None`` when it is not a directory of this machine."""


class BuildFailure(Struct, frozen=True):
    """An instruction that the builder would stop at."""

    stage: int
    step: Step
    place: Place | None
    """The source that is not there; ``None`` when the step as a whole fails."""
    error: CopySourceError | CopyConflictError
    segment: int
    """How many steps before it have to be finished before BuildKit looks at this one's sources."""


class Build(Struct):
    """The file systems of the stages that a target needs, and what would stop the build."""

    plan: Plan
    context: Directory
    named: NamedTree
    file: str
    read: Read
    """The content of a file of the context, or of one that the Dockerfile holds."""
    trees: dict[int, Directory] = field(default_factory=dict)
    failures: list[BuildFailure] = field(default_factory=list)
    readers: Counter[int] = field(default_factory=Counter)
    """How many copies read the context, by segment (see :class:`BuildFailure`)."""
    notes: Notes = field(default_factory=Notes)
    _caches: Caches = field(default_factory=dict)
    _segment: int = 0

    @property
    def installs(self) -> list[Install]:
        """The projects of the repository that commands install."""
        return self.notes.installs

    @property
    def lacks(self) -> list[Lack]:
        """What commands need, and the stage does not have when they run."""
        return self.notes.lacks

    @property
    def histories(self) -> set[str]:
        """The directories of the context that commands make a version from."""
        return self.notes.histories

    def run(self) -> Directory:
        """Build every stage in order; the target's file system is returned."""
        for index in self.plan.reachable:
            stage = self.plan.stages[index]
            self.trees[index] = self._base(stage.base)
            for step in stage.steps:
                self._apply(index, step)
        return self.trees[self.plan.target]

    def _base(self, base: Base) -> Directory:
        match base:
            case StageSource(index):
                return self.trees[index].copy()
            case ScratchSource():
                return Directory()
            case ImageSource():
                return base_directory()
            case NamedContextSource(name):
                tree = self.named(name)
                return base_directory() if tree is None else tree.copy()

    def source(self, source: Source) -> Directory | None:
        """The tree that an instruction reads; ``None`` when it is in a registry."""
        match source:
            case ContextSource():
                return self.context
            case StageSource(index):
                return self.trees[index]
            case NamedContextSource(name):
                return self.named(name)
            case ImageSource() | ScratchSource():
                return None

    def _apply(self, index: int, step: Step) -> None:
        match step:
            case CopyStep():
                self._copy(index, step)
            case WorkdirStep(_, path):
                with self._noting(index, step):
                    make_directories(self.trees[index], resolve(self.trees[index], path))
                self._segment += 1
            case RunStep():
                for mount in step.mounts:
                    with self._noting(index, step, mount):
                        self._check_mount(mount)
                self._run(index, step)
                self._segment += 1

    def _run(self, index: int, step: RunStep) -> None:
        tree = self.trees[index]
        version, site = python_version(self.plan, index), system_site(self.plan, index)
        job = Job(index, step, version, site, tuple(_scripts(self.plan, index, step)))
        with mounted(tree, step.mounts, self.source, self._caches):
            run_commands(Machine(tree, self.context, self.read, self.notes), job)

    @contextmanager
    def _noting(self, index: int, step: Step, place: Place | None = None) -> Iterator[None]:
        """Note a failure with its line, and go on with the next source."""
        try:
            yield
        except (CopySourceError, CopyConflictError) as error:
            error.file = self.file
            error.line = (place.span if place else step.instruction.span).line
            self.failures.append(BuildFailure(index, step, place, error, self._segment))

    def _copy(self, index: int, step: CopyStep) -> None:
        root = Directory() if step.link else self.trees[index]
        self.readers[self._segment] += bool(step.sources) and isinstance(step.source, ContextSource)
        for word in step.sources:
            with self._noting(index, step, word):
                self.copy_word(index, root, step, word)
        for heredoc in step.heredocs:
            document = Directory({heredoc.name: File(heredoc.content, len(heredoc.content), Origin.HEREDOC)})
            with self._noting(index, step):
                copy_path(document, heredoc.name, root, step.destination, Filters())
        if step.link:
            overlay(self.trees[index], root)

    def copy_word(self, index: int, root: Directory, step: CopyStep, word: ExpandedWord) -> None:
        """Copy one source of a step of a stage into a tree; raises what the builder would stop at."""
        source = self.source(step.source) if word.kind is SourceKind.PATH else None
        if source is self.trees[index]:
            source = source.copy()  # a trigger may copy from the very stage that it runs in
        if source is None:
            _copy_unknown(word, root, step)
            return
        selection = _select(step, word)
        if selection.required and not source.unknown and not _has(source, selection):
            raise missing(selection.required)
        paths = expand(source, selection.path)
        absent = [path for path in paths if stat(source, path) is None]
        if absent and not source.unknown:
            raise missing(absent[0])
        for path in paths:
            if path in absent:
                _copy_unknown(word, root, step)
            else:
                copy_path(source, path, root, clean_path(step.destination), selection.filters)

    def _check_mount(self, mount: MountStep) -> None:
        """A bind mount needs its source, like a copy does."""
        source = self.source(mount.source) if mount.type == "bind" else None
        if source is not None and not source.unknown and stat(source, mount.path) is None:
            raise missing(mount.path)


def _scripts(plan: Plan, index: int, last: RunStep) -> Iterator[str]:
    """What ran before a step in its stage and below it, and the step itself."""
    for stage in plan.chain(index):
        for step in stage.steps:
            if isinstance(step, RunStep):
                yield step.text
            if step is last:
                break


class _Selection(Struct, frozen=True):
    """What one source of a copy asks for."""

    path: str
    filters: Filters
    required: str | None = None


def _select(step: CopyStep, word: ExpandedWord) -> _Selection:
    exclude = matcher_of(step.excludes) if step.excludes else None
    if not step.parents:
        return _Selection(rooted(word.text), Filters(exclude=exclude))
    pivot, found, pattern = word.text.partition("/./")
    if not found:
        pivot, pattern = "/", word.text
    pattern = rooted(pattern)
    plain = not has_glob(pivot) and not has_glob(pattern)
    required = rooted(f"{pivot}/{pattern}") if plain else None
    return _Selection(rooted(pivot), Filters(matcher_of([pattern[1:]]), exclude), required)


def _has(source: Directory, selection: _Selection) -> bool:
    """Whether anything is copied whose path begins with the required one (as a string: the builder's check)."""
    start = stat(source, selection.path)
    if not isinstance(start, Directory) or selection.required is None:
        return False
    prefix = selection.path.rstrip("/") + "/"
    return any((prefix + path).startswith(selection.required) for path in selected(start, selection.filters))


def _copy_unknown(word: ExpandedWord, root: Directory, step: CopyStep) -> None:
    """What comes from elsewhere has the name that it is given here; what is in it nobody knows."""
    directory, name = split(step.destination)
    resolved = resolve(root, step.destination)
    into = not name or name == "." or isinstance(lookup(root, resolved), Directory)
    base = posixpath.basename(word.text.rstrip("/"))
    make_directories(root, resolve(root, directory if not into else step.destination))
    if not into:
        parent = make_directories(root, posixpath.dirname(resolved))
        parent.entries.setdefault(posixpath.basename(resolved), Unknown(word.text))
    elif base and not has_glob(base) and word.kind is not SourceKind.GIT:
        make_directories(root, resolved).entries.setdefault(base, Unknown(word.text))
        make_directories(root, resolved).unknown = True
    else:
        make_directories(root, resolved).unknown = True
