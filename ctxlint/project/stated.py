"""Builds that a pipeline states -> candidates: what they add to what is known, and how it is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.dockerfile import Arg, parse, plan
from ctxlint.dockerfile.scopes import predefined
from ctxlint.errors import CtxlintError
from ctxlint.project.candidates import Candidate, Search
from ctxlint.project.context_guess import coverage
from ctxlint.project.copy_sources import copy_sources
from ctxlint.project.files import display, read_text, stays_inside
from ctxlint.project.lone import lone_context, lone_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set
    from pathlib import Path

    from ctxlint.dockerfile import Dockerfile, Plan
    from ctxlint.model import Definition

_NOT_OF_NAMES = re.compile(r"[^\w.]+")


class Stated(Struct, frozen=True):
    """A build that is stated somewhere. Its definition has no name yet."""

    definition: Definition
    open_target: bool = False
    """Whether another target may be meant."""
    open_arguments: bool = False
    """Whether there are build arguments of which the value is not known."""
    name: str = ""
    """What the build is called where it is stated; then nothing is built of its Dockerfile that is not stated."""
    is_fitting: bool = False
    """Whether parts of its paths are not known where it is stated, and these are some that fit."""


class _Build(Struct, frozen=True):
    """A stated build with its plan: what it takes from which context, and whether its stage is the last one."""

    stated: Stated
    stage: int | None
    reads: frozenset[str]
    is_last: bool
    is_known: bool = True
    """Whether what it reads does not depend on arguments whose values are unknown."""

    @property
    def place(self) -> tuple[Path, Path, str | None, int | None]:
        """What tells it from builds of other images, apart from arguments."""
        definition = self.stated.definition
        return definition.context, definition.dockerfile, definition.inline, self.stage


def candidates_of(stated: Iterable[Stated], search: Search) -> list[Candidate]:
    """Return what is not built by anything that is known already, in the order of ``stated``.

    Builds with the same context, Dockerfile and stage are one, unless their arguments make them read other files.
    """
    listed = {directory.path / name for directory in search.directories for name in directory.files}
    wanted = [build for build in _distinct(stated) if _is_visible(build.definition, search.root, listed)]
    planner = _Planner(search.root)
    adding = _Adding(search, planner)
    for known in search.known:
        if known.definition.dockerfile in {build.definition.dockerfile for build in wanted}:
            adding.know(planner.build(Stated(known.definition)))
    for build in wanted:
        adding.add(planner.build(build))
    return [_candidate(build, adding.added, search) for build in adding.added]


class _Planner(Struct):
    """Reads each Dockerfile once."""

    root: Path
    dockerfiles: dict[tuple[Path, str | None], Dockerfile | None] = field(default_factory=dict)

    def build(self, stated: Stated) -> _Build:
        """Plan a build; what cannot be read or planned is told apart by the name of its target alone."""
        definition = stated.definition
        dockerfile = self._dockerfile(definition)
        planned = dockerfile and _planned(dockerfile, definition, definition.build_args)
        if not dockerfile or not planned:
            return _Build(stated, None, frozenset(), is_last=True)
        is_known = not stated.open_arguments or _is_same(planned, _with_others(dockerfile, definition))
        is_last = planned.target == len(dockerfile.stages) - 1
        return _Build(stated, planned.target, planned.context_paths, is_last, is_known)

    def _dockerfile(self, definition: Definition) -> Dockerfile | None:
        key = definition.dockerfile, definition.inline
        if key not in self.dockerfiles:
            file = display(definition.dockerfile, self.root)
            try:
                text = definition.inline or read_text(definition.dockerfile, self.root, "the Dockerfile")
                self.dockerfiles[key] = parse(text, file)
            except CtxlintError:
                self.dockerfiles[key] = None
        return self.dockerfiles[key]


def _planned(dockerfile: Dockerfile, definition: Definition, arguments: Mapping[str, str]) -> Plan | None:
    contexts = frozenset(definition.named_contexts)
    try:
        return plan(dockerfile, target=definition.target, build_args=arguments, named_contexts=contexts, open_args=True)
    except CtxlintError:
        return None


def _with_others(dockerfile: Dockerfile, definition: Definition) -> Plan | None:
    """Plan a build with some other value for each argument of which none is known."""
    instructions = [*dockerfile.meta_args, *(each for stage in dockerfile.stages for each in stage.instructions)]
    names = {pair.key for each in instructions if isinstance(each, Arg) for pair in each.pairs}
    others = dict.fromkeys(names - predefined("", {}).keys(), "other")
    return _planned(dockerfile, definition, {**others, **definition.build_args})


def _is_same(one: Plan, other: Plan | None) -> bool:
    return other is not None and (one.target, one.context_paths) == (other.target, other.context_paths)


class _Adding(Struct):
    """Takes builds one after the other, and keeps those that say something new."""

    search: Search
    planner: _Planner
    added: list[_Build] = field(default_factory=list)
    reads: dict[object, set[frozenset[str]]] = field(default_factory=dict)
    """By place, what builds that are known read."""

    def know(self, build: _Build) -> None:
        """Remember a build."""
        self.reads.setdefault(build.place, set()).add(build.reads)

    def add(self, build: _Build) -> None:
        """Take a build, unless it is known or not certain enough."""
        if not build.is_known or self._is_built(build) or _is_doubtful(build.stated, self.search.root):
            return
        if build.stated.definition.target is not None and build.stage is None:
            return  # a target that the Dockerfile does not have here
        self.know(build)
        self.added.append(build)

    def _is_built(self, build: _Build) -> bool:
        stated = build.stated
        others = [
            *(other.stated.definition for other in self.added),
            *(known.definition for known in self.search.known),
        ]
        if (stated.open_target or stated.is_fitting) and any(
            other.dockerfile == stated.definition.dockerfile for other in others
        ):
            return True
        known = self.reads.get(build.place)
        return known is not None and (stated.open_arguments or build.reads in known)


def _distinct(stated: Iterable[Stated]) -> Iterable[Stated]:
    """Drop repetitions: a matrix may build the same for several machines."""
    found: dict[object, Stated] = {}
    for build in stated:
        definition = build.definition
        place = definition.context, definition.dockerfile, definition.inline, definition.target, definition.prepared
        arguments = frozenset(definition.build_args.items())
        found.setdefault((place, arguments, build.open_target, build.open_arguments), build)
    return found.values()


def _is_visible(definition: Definition, root: Path, listed: Set[Path]) -> bool:
    """Whether the Dockerfile lies where the search has been, if anywhere: foreign code and ``exclude`` keep it out."""
    path = definition.dockerfile
    return (not listed or path in listed) and stays_inside(path, root) and definition.context.is_relative_to(root)


def _is_doubtful(stated: Stated, root: Path) -> bool:
    """Whether another context has more of the sources: what the job does first must be what makes sense of this one."""
    definition = stated.definition
    if not (definition.prepared or stated.is_fitting):
        return False
    guess = lone_context(definition.dockerfile, root)
    if guess == definition.context:
        return False
    try:
        text = read_text(definition.dockerfile, root, "the Dockerfile")
        sources = copy_sources(text, display(definition.dockerfile, root))
    except CtxlintError:
        return True
    return coverage(definition.context, sources) < coverage(guess, sources)


def _candidate(build: _Build, added: Sequence[_Build], search: Search) -> Candidate:
    definition = build.stated.definition
    names = _names(build, added, search)
    return Candidate(definition, names, definition.location.file, is_partial=not (build.is_last or build.stated.name))


def _names(build: _Build, added: Sequence[_Build], search: Search) -> tuple[str, ...]:
    """Name a build after its Dockerfile, the target and what tells it from its twins; known names stay as they are."""
    definition = build.stated.definition
    path, target = definition.dockerfile, definition.target
    if build.stated.name:
        return _free_names(build.stated.name, search, definition.location.file)
    siblings = next((place.files for place in search.directories if place.path == path.parent), ())
    target_part = f"-{target}" if target and not build.is_last else ""
    short, long = (name + target_part + _distinction(build, added) for name in lone_names(path, search.root, siblings))
    return _free_names(short, search, definition.location.file, long)


def _free_names(name: str, search: Search, file: str, longer: str = "") -> tuple[str, ...]:
    """Return the names that nothing has yet, the shortest first; the last one says the file, too."""
    taken = {taken for known in search.known for taken in known.names}
    longer = longer or f"{file.rpartition('/')[0]}/{name}".removeprefix("/")
    return (*(each for each in (name, longer) if each not in taken), f"{file}:{name}")


def _distinction(build: _Build, added: Sequence[_Build]) -> str:
    """The values of the arguments in which a build differs from others of the same place."""
    twins = [other.stated.definition.build_args for other in added if other.place == build.place]
    own = build.stated.definition.build_args
    values = [value for name, value in own.items() if any(twin.get(name) != value for twin in twins)]
    return "".join("-" + _NOT_OF_NAMES.sub("-", value).strip("-") for value in values)
