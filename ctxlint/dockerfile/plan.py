"""What a build of a Dockerfile will do, found out without a file or a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.dockerfile.expand import NO_VARIABLES, Lexing, process_word
from ctxlint.dockerfile.graph import Graph, Origin
from ctxlint.dockerfile.references import familiar, is_reference
from ctxlint.dockerfile.scopes import predefined, proxies
from ctxlint.dockerfile.settings import check_platform
from ctxlint.dockerfile.stages import plan_stage
from ctxlint.dockerfile.state import Scene, Session, State
from ctxlint.dockerfile.steps import Base, NamedContextSource, StageSource, Step
from ctxlint.dockerfile.text import RefusalError
from ctxlint.errors import DockerfileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Set

    from ctxlint.dockerfile.instructions import Dockerfile, Span, Stage


class PlannedStage(Struct, frozen=True):
    """A stage with its steps in order; a stage that is not reachable, or that a named context replaces, has none.

    ``entrypoint`` and ``cmd`` are complete argument lists, the shell included; ``None`` means not set here or in
    a stage below. ``environment`` is what the image keeps; arguments are not in it. What an image from elsewhere
    brings is unknown and not in any of these: its working directory is taken to be ``/``.
    """

    index: int
    name: str | None
    base: Base
    steps: tuple[Step, ...]
    environment: Mapping[str, str]
    workdir: str
    user: str
    entrypoint: tuple[str, ...] | None
    cmd: tuple[str, ...] | None
    shell: tuple[str, ...]
    span: Span


class Plan(Struct, frozen=True):
    """All stages; ``reachable`` are the indexes of those that the target needs, dependencies first, it last.

    ``context_paths`` are what a builder asks the main context for: cleaned paths and wildcards relative to its
    root, ``{"."}`` for everything, nothing when no step reads it. ``named_context_paths`` are the same by name.
    """

    dockerfile: Dockerfile
    stages: tuple[PlannedStage, ...]
    target: int
    reachable: tuple[int, ...]
    context_paths: frozenset[str]
    named_context_paths: Mapping[str, frozenset[str]]

    @property
    def final(self) -> PlannedStage:
        """The stage whose image is built."""
        return self.stages[self.target]

    def chain(self, index: int) -> Iterator[PlannedStage]:
        """A stage and the stages of the file that it is built from, the upper ones first."""
        while True:
            stage = self.stages[index]
            yield stage
            if not isinstance(stage.base, StageSource):
                return
            index = stage.base.index


def plan(
    dockerfile: Dockerfile,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] = NO_VARIABLES,
    named_contexts: Set[str] = frozenset(),
    open_args: bool = False,
) -> Plan:
    """Plan the build of a target (the last stage by default) for linux/amd64.

    Raises :class:`DockerfileError` for what BuildKit refuses before it runs anything; what it judges only in
    stages that the target needs is judged only there. With ``open_args`` whoever builds may give more arguments
    than ``build_args``: a base that needs one is an image of which only the expression is known.
    """
    session = _session(dockerfile, target, build_args)
    graph = Graph(dockerfile.file, dockerfile.escape, _by_familiar_name(named_contexts))
    for stage in dockerfile.stages:
        image, is_open = _image(stage, session, dockerfile.file, open_args=open_args)
        graph.add_stage(stage, image, is_open=is_open)
    wanted = _target(graph, target, dockerfile.file)
    graph.connect()
    needed = graph.reach(wanted)
    stages = _Stages(session, dockerfile.file)
    for origin in needed:
        stages.dispatch(origin)
    wanted.used.add("/")
    reachable = sorted((origin.index for origin in needed if origin.stage), key=_build_order(graph, wanted.index))
    return Plan(
        dockerfile=dockerfile,
        stages=tuple(stages.planned(stage, graph.origins[stage.index]) for stage in dockerfile.stages),
        target=wanted.index,
        reachable=tuple(reachable),
        context_paths=_relative(session.context_paths) if session.reads_context else frozenset(),
        named_context_paths=_named_paths(needed),
    )


class _Stages(Struct):
    """States and steps of the stages dispatched so far."""

    session: Session
    file: str
    states: dict[Origin, State] = field(default_factory=dict)
    steps: dict[Origin, tuple[Step, ...]] = field(default_factory=dict)

    def dispatch(self, origin: Origin) -> None:
        """Plan a stage whose base is planned; what no stage of the file is, or is replaced, does nothing."""
        if origin.stage is None or origin.stand_in is not None:
            return
        state = State()
        if origin.base is not None:
            origin.used = origin.base.used
            state = self.states.get(origin.base, state).child()
        self.states[origin] = state
        self.steps[origin] = plan_stage(Scene(self.session, origin, state), self.file)

    def planned(self, stage: Stage, origin: Origin) -> PlannedStage:
        """Freeze a stage, dispatched or not."""
        state = self.states.get(origin) or State()
        return PlannedStage(
            index=stage.index,
            name=stage.name,
            base=origin.foundation,
            steps=self.steps.get(origin, ()),
            environment=state.environment,
            workdir=state.workdir,
            user=state.user,
            entrypoint=state.entrypoint,
            cmd=state.cmd,
            shell=state.shell,
            span=stage.span,
        )


def _session(dockerfile: Dockerfile, target: str | None, build_args: Mapping[str, str]) -> Session:
    """Collect what holds before the first stage: predefined arguments, then the file's own."""
    arguments = predefined(target or dockerfile.stages[-1].name or "", build_args)
    session = Session(Lexing(escape=dockerfile.escape), build_args, arguments, proxies(build_args))
    for instruction in dockerfile.meta_args:
        for pair in instruction.pairs:
            value = build_args.get(pair.key)
            if value is None and pair.value is not None:
                value = _expand_globally(pair.value, session, dockerfile.file, instruction.line)
            if value is not None:
                arguments[pair.key] = value
    return session


def _expand_globally(text: str, session: Session, file: str, line: int) -> str:
    try:
        return process_word(text, session.global_args, session.lexing, session.budget)
    except RefusalError as error:
        raise DockerfileError(str(error), file=file, line=line) from None


def _image(stage: Stage, session: Session, file: str, *, open_args: bool) -> tuple[str, bool]:
    """Expand the name after FROM, or leave it as an open expression (and say so)."""
    written, line = stage.from_, stage.from_.line
    image = _expand_globally(written.image.text, session, file, line)
    is_open = open_args and "$" in written.image.text and not is_reference(image)
    if not image and not is_open:
        raise DockerfileError(f"base name ({written.image.text}) should not be blank", file=file, line=line)
    if written.platform is not None:
        platform = _expand_globally(written.platform.text, session, file, line)
        if platform or not open_args:
            _judge_platform(written.platform.text, platform, file, line)
    return (written.image.text if is_open else image), is_open


def _judge_platform(written: str, platform: str, file: str, line: int) -> None:
    if not platform:
        raise DockerfileError(f"empty platform value from expression {written}", file=file, line=line)
    try:
        check_platform(platform)
    except RefusalError as error:
        raise DockerfileError(str(error), file=file, line=line) from None


def _by_familiar_name(named_contexts: Set[str]) -> dict[str, str]:
    names = {}
    for name in sorted(named_contexts):
        try:
            names[familiar(name)] = name
        except RefusalError:
            continue  # no image and no stage can have such a name
    return names


def _target(graph: Graph, target: str | None, file: str) -> Origin:
    if not target:
        return graph.origins[-1]
    found = graph.named(target)
    if found is None:
        raise DockerfileError(f'target stage "{target}" could not be found', file=file)
    return found


def _build_order(graph: Graph, target: int) -> Callable[[int], tuple[bool, bool, int]]:
    """Order stages that are replaced first, for anything may read them; the target last."""
    return lambda index: (index == target, graph.origins[index].stand_in is None, index)


def _relative(paths: Set[str]) -> frozenset[str]:
    return frozenset({"."}) if "/" in paths else frozenset(path[1:] for path in paths)


def _named_paths(needed: list[Origin]) -> dict[str, frozenset[str]]:
    used: dict[str, set[str]] = {}
    for origin in needed:
        match origin.foundation:
            case NamedContextSource(name):
                used.setdefault(name, set()).update(origin.used)
            case _:
                pass
    return {name: _relative(paths) for name, paths in used.items()}
