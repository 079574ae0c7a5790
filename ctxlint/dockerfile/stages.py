"""One stage, instruction by instruction: the configuration followed, the steps recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.dockerfile import instructions as ins
from ctxlint.dockerfile.copies import copy_step
from ctxlint.dockerfile.expand import process_words
from ctxlint.dockerfile.paths import join
from ctxlint.dockerfile.runs import run_step
from ctxlint.dockerfile.settings import check_ports, check_signal
from ctxlint.dockerfile.steps import Step, WorkdirStep
from ctxlint.dockerfile.text import RefusalError
from ctxlint.errors import DockerfileError

if TYPE_CHECKING:
    from ctxlint.dockerfile.graph import Task
    from ctxlint.dockerfile.state import Scene

_HIDDEN_ARGS = ("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE")


def plan_stage(scene: Scene, file: str) -> tuple[Step, ...]:
    """Go through a stage's tasks, changing its state; raises :class:`DockerfileError`."""
    steps = []
    for task in scene.origin.tasks:
        try:
            step = _step(scene, task)
        except RefusalError as error:
            raise DockerfileError(str(error), file=file, line=task.line) from None
        if step is not None:
            steps.append(step)
    return tuple(steps)


def _step(scene: Scene, task: Task) -> Step | None:
    """Plan what an instruction does to files; ``None`` for those that only configure."""
    match task.instruction:
        case ins.Copy() | ins.Add() as instruction:
            return copy_step(scene, task, instruction)
        case ins.Run() as instruction:
            return run_step(scene, task, instruction)
        case ins.Workdir() as instruction:
            scene.state.workdir = join(scene.state.workdir, scene.word(instruction.path))
            return WorkdirStep(instruction, scene.state.workdir)
        case instruction:
            _configure(scene, instruction)
            return None


def _configure(scene: Scene, instruction: ins.Instruction) -> None:
    state = scene.state
    match instruction:
        case ins.Env():
            _set_variables(scene, instruction)
        case ins.Arg():
            for pair in instruction.pairs:
                _set_argument(scene, pair)
        case ins.User():
            state.user = scene.word(instruction.user)
        case ins.Shell():
            state.shell = instruction.arguments
        case ins.Cmd():
            state.cmd = state.wrapped(instruction.command) or None
            scene.sets_cmd = True
        case ins.Entrypoint():
            state.entrypoint = state.wrapped(instruction.command) or None
            state.cmd = state.cmd if scene.sets_cmd else None
        case _:
            _judge(scene, instruction)


def _judge(scene: Scene, instruction: ins.Instruction) -> None:
    """Refuse what a builder would, though nothing here depends on it."""
    match instruction:
        case ins.Label():
            for pair in instruction.pairs:
                scene.expand(pair.key)
                scene.expand(pair.value or "")
        case ins.Volume():
            open_ones = [path for path in instruction.paths if scene.may_inherit and "$" in path.text]
            expanded = [scene.word(path) or path in open_ones for path in instruction.paths]
            if not all(expanded):
                raise RefusalError("VOLUME specified can not be an empty string")
        case ins.Expose():
            session = scene.session
            for port in instruction.ports:
                check_ports(process_words(port.text, scene.state.variables, session.lexing, session.budget))
        case ins.Stopsignal():
            check_signal(scene.word(instruction.signal))
        case _:
            pass


def _set_variables(scene: Scene, instruction: ins.Env) -> None:
    """Expand all values before the first is set."""
    state = scene.state
    values = {scene.expand(pair.key): scene.expand(pair.value or "") for pair in instruction.pairs}
    state.variables = state.variables.set(values)
    state.environment = state.environment.set(values)
    state.shadowed.difference_update(values)


def _set_argument(scene: Scene, pair: ins.Pair) -> None:
    """Prefer what the build passes in, then the default, then the value from before the first stage."""
    state = scene.state
    value = scene.session.build_args.get(pair.key)
    if value is None and pair.value is not None:
        value = scene.expand(pair.value)
    elif value is None:
        value = scene.session.global_args.get(pair.key)
    if value is None or pair.key in _HIDDEN_ARGS:
        return
    state.variables = state.variables.set({pair.key: value})
    if pair.key in state.environment:
        state.shadowed.add(pair.key)
