"""Which stage needs which: names and numbers resolved, triggers inherited, circles refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.dockerfile.expand import NO_VARIABLES, Lexing, process_word
from ctxlint.dockerfile.instructions import Copy, Instruction, Onbuild, Run, Stage
from ctxlint.dockerfile.references import familiar
from ctxlint.dockerfile.steps import Base, ImageSource, NamedContextSource, ScratchSource, Source, StageSource
from ctxlint.dockerfile.text import RefusalError
from ctxlint.errors import DockerfileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NUMBER = re.compile(r"[+-]?[0-9]+")
_RESERVED = ("scratch", "context")


class Task(Struct, frozen=True):
    """An instruction and the origins it reads: one for ``COPY --from``, one per mount for ``RUN``.

    ``line`` is where its errors belong; those of a trigger belong to the ``FROM`` that runs it.
    """

    instruction: Instruction
    reads: tuple[Origin, ...]
    line: int


class Origin(Struct, eq=False):
    """Something that files come from: a stage of this file, or (without one) what an instruction names."""

    image: str
    """Name of the base after expansion."""
    line: int
    stage: Stage | None = None
    base: Origin | None = None
    stand_in: str | None = None
    """The named context that replaces the whole stage."""
    is_open: bool = False
    """Whether :attr:`image` is an expression with arguments that only whoever builds knows."""
    context: str | None = None
    """The named context that replaces the image."""
    needs: dict[Origin, Instruction] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Paths that are read from here; stages share it with their base."""
    triggers: tuple[Onbuild, ...] = ()
    """What it makes a stage on top of it do first."""
    triggered: bool = False

    @property
    def index(self) -> int:
        """Number of the stage; -1 for anything else."""
        return -1 if self.stage is None else self.stage.index

    @property
    def label(self) -> str:
        """The name in messages."""
        return self.image if self.stage is None else self.stage.name or f"stage-{self.stage.index}"

    @property
    def source(self) -> Source:
        """What a step that reads from here sees."""
        if self.stage is None or self.stand_in is not None:
            return self.foundation
        return StageSource(self.index)

    @property
    def foundation(self) -> Base:
        """What it begins with."""
        name = self.stand_in or self.context
        if name is not None:
            return NamedContextSource(name)
        if self.base is not None:
            return StageSource(self.base.index)
        return ScratchSource() if self.image == "scratch" else ImageSource(self.image)

    def precedes(self, other: Origin) -> bool:
        """Tell whether it can be read when the other stage is built; a trigger may read the stage that runs it."""
        if self.stage is None or self.stand_in is not None:
            return True
        return self.index <= other.index


class Graph:
    """The origins of a file in the builder's order: its stages, then what instructions name besides."""

    def __init__(self, file: str, escape: str, named_contexts: Mapping[str, str]) -> None:
        self.origins: list[Origin] = []
        self._file = file
        self._lexing = Lexing(escape=escape)
        self._contexts = named_contexts
        self._by_name: dict[str, Origin] = {}

    def add_stage(self, stage: Stage, image: str, *, is_open: bool = False) -> None:
        """Append a stage; a stage above it is its base if the name is exactly that one's."""
        triggers = tuple(each for each in stage.instructions if isinstance(each, Onbuild))
        origin = Origin(image, stage.from_.line, stage, triggers=triggers, is_open=is_open)
        if stage.name is not None and stage.name not in _RESERVED:
            origin.stand_in = self._context(stage.name, f"invalid context name {stage.name}", origin.line)
        if origin.stand_in is None:
            origin.base = self._by_name.get(image)
        if stage.name is not None:
            self._by_name[stage.name] = origin
        self.origins.append(origin)

    def named(self, name: str) -> Origin | None:
        """Find a stage by its name in any case; the last of that name wins."""
        return self._by_name.get(name.lower())

    def connect(self) -> None:
        """Resolve what every stage reads, reachable or not; raises :class:`DockerfileError`."""
        for origin in list(self.origins):
            instructions = origin.stage.instructions if origin.stage else ()
            origin.tasks += [self._task(origin, instruction, instruction.line) for instruction in instructions]
        if (circle := find_circle(self.origins)) is not None:
            origin, instruction = circle
            message = f"circular dependency detected on stage: {origin.label}"
            raise DockerfileError(message, file=self._file, line=instruction.line)

    def reach(self, target: Origin) -> list[Origin]:
        """Collect what a target needs in the builder's order, inherited triggers included."""
        judged = 0
        while True:
            for origin in self.origins[judged:]:
                self._judge_image(origin)
            judged = len(self.origins)
            needed = _closure(target)
            reached = [origin for origin in dict.fromkeys(self.origins) if origin in needed]
            inherited = [self._inherit_triggers(origin) for origin in reached]
            if not any(inherited):
                return reached

    def _task(self, origin: Origin, instruction: Instruction, line: int) -> Task:
        try:
            reads = tuple(self._reads(instruction, line))
        except RefusalError as error:
            raise DockerfileError(str(error), file=self._file, line=line) from None
        origin.needs.update(dict.fromkeys(reads, instruction))
        self.origins += [read for read in reads if read.stage is None]
        return Task(instruction, reads, line)

    def _reads(self, instruction: Instruction, line: int) -> Iterator[Origin]:
        if isinstance(instruction, Copy) and instruction.from_ is not None:
            yield self._copy_origin(instruction.from_.text, line)
        elif isinstance(instruction, Run):
            for mount in instruction.mounts:
                name = mount.from_ or "scratch"
                yield self.named(name) or Origin(name, line)

    def _copy_origin(self, name: str, line: int) -> Origin:
        if process_word(name, NO_VARIABLES, self._lexing) != name:
            raise RefusalError(
                "variable expansion is not supported for --from, "
                "define a new stage with FROM using ARG from global scope as a workaround"
            )
        if not _NUMBER.fullmatch(name) or len(name) > 18:
            return self.named(name) or Origin(name, line)
        if not 0 <= int(name) < len(self.origins):
            raise RefusalError(f"invalid stage index {name}")
        return self.origins[int(name)]

    def _judge_image(self, origin: Origin) -> None:
        """Refuse a name that is no image's, even where nobody needs it."""
        if origin.base is None and not origin.is_open and (origin.image != "scratch" or origin.stand_in is not None):
            refusal = f'failed to parse stage name "{origin.image}"'
            origin.context = self._context(origin.image, refusal, origin.line)

    def _context(self, name: str, refusal: str, line: int) -> str | None:
        try:
            return self._contexts.get(familiar(name))
        except RefusalError as error:
            raise DockerfileError(f"{refusal}: {error}", file=self._file, line=line) from None

    def _inherit_triggers(self, origin: Origin) -> bool:
        """Put the base's triggers first; tells whether they read from other stages."""
        if origin.triggered or origin.base is None:
            return False
        origin.triggered = True
        triggers = [self._trigger(onbuild, origin.line) for onbuild in origin.base.triggers]
        tasks = [self._task(origin, trigger, origin.line) for trigger in triggers]
        origin.tasks[:0] = tasks
        return any(task.reads for task in tasks)

    def _trigger(self, onbuild: Onbuild, line: int) -> Instruction:
        if onbuild.trigger is None:
            raise DockerfileError(onbuild.problem or "bad trigger", file=self._file, line=line)
        return onbuild.trigger


def _closure(target: Origin) -> set[Origin]:
    reached = {target}
    waiting = [target]
    while waiting:
        origin = waiting.pop()
        bases = [origin.base] if origin.base else []
        for needed in (*bases, *origin.needs):
            if needed not in reached:
                reached.add(needed)
                waiting.append(needed)
    return reached


def find_circle(origins: list[Origin]) -> tuple[Origin, Instruction] | None:
    """Find a stage that reads, over any number of others, from itself: where the walk began, and its first step."""
    visited: set[Origin] = set()
    for start in origins:
        if start in visited:
            continue
        visited.add(start)
        path = {start: iter(start.needs.items())}
        while path:
            origin = next(reversed(path))
            needed, _ = next(path[origin], (None, None))
            if needed is None:
                path.pop(origin)
            elif needed in path:
                return start, _first_step(start, path, needed)
            elif needed not in visited:
                visited.add(needed)
                path[needed] = iter(needed.needs.items())
    return None


def _first_step(start: Origin, path: Mapping[Origin, object], closing: Origin) -> Instruction:
    second = next((origin for origin in list(path)[1:2]), closing)
    return start.needs[second]
