"""``RUN`` -> :class:`RunStep`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.dockerfile.heredoc import quiet_mark
from ctxlint.dockerfile.mounts import MountSettings, settle
from ctxlint.dockerfile.paths import join
from ctxlint.dockerfile.steps import ContextSource, MountStep, PlannedHeredoc, RunStep, ScratchSource, Source
from ctxlint.dockerfile.text import RefusalError
from ctxlint.paths import rooted

if TYPE_CHECKING:
    from ctxlint.dockerfile.graph import Origin, Task
    from ctxlint.dockerfile.instructions import Mount, Run
    from ctxlint.dockerfile.state import Scene


def run_step(scene: Scene, task: Task, instruction: Run) -> RunStep:
    """Plan a command and note what its mounts read; raises :class:`RefusalError`."""
    state = scene.state
    scene.origin.used.add("/")
    if instruction.devices:
        raise RefusalError("device feature is only supported in Dockerfile frontend 1.14.0-labs or later")
    settled = [settle(mount, scene.expand) for mount in instruction.mounts]
    pairs = zip(instruction.mounts, settled, task.reads, strict=True)
    mounts = tuple(_mount_step(scene, mount, settings, origin) for mount, settings, origin in pairs)
    script, command = _script(instruction)
    missing = {name: value for name, value in scene.session.proxies.items() if name not in state.variables}
    return RunStep(
        instruction=instruction,
        argv=state.wrapped(command),
        script=script,
        heredocs=tuple(PlannedHeredoc(each.name, each.body, each.span) for each in instruction.heredocs),
        mounts=mounts,
        environment=state.variables.set(missing),
        workdir=state.workdir,
        user=state.user,
    )


def _script(instruction: Run) -> tuple[str | None, str | tuple[str, ...]]:
    """Tell what a shell reads, and the command that makes it do so."""
    command = instruction.command
    if isinstance(command, tuple):
        return None, command
    if not instruction.heredocs:
        return command, command
    first = instruction.heredocs[0]
    if quiet_mark(command) is None:
        bodies = (f"\n{heredoc.content}{heredoc.name}" for heredoc in instruction.heredocs)
        script = "".join([command, *bodies])
        return script, script
    if first.body.startswith("#!"):
        return first.body, f"/dev/pipes/{first.name}"
    return first.body, first.body


def _mount_step(scene: Scene, mount: Mount, settings: MountSettings, origin: Origin) -> MountStep:
    if settings.from_ and not origin.precedes(scene.origin):
        raise RefusalError(
            f'cannot mount from stage "{settings.from_}" to "{settings.target}", '
            "stage needs to be defined before current command"
        )
    target = settings.target
    if settings.type not in ("secret", "ssh"):
        target = join(scene.state.workdir, target)
        if target == "/":
            raise RefusalError(f'invalid mount target "{target}"')
        _note_reads(scene, settings, origin)
    return MountStep(
        type=settings.type,
        source=_source(settings, origin),
        path=rooted(settings.source),
        target=target,
        read_only=bool(settings.read_only),
        id=settings.id,
        span=settings.source_span or mount.span,
    )


def _source(settings: MountSettings, origin: Origin) -> Source:
    if settings.type in ("tmpfs", "secret", "ssh"):
        return ScratchSource()
    if settings.from_:
        return origin.source
    return ScratchSource() if settings.type == "cache" else ContextSource()


def _note_reads(scene: Scene, settings: MountSettings, origin: Origin) -> None:
    """Note what a mount reads; a ``tmpfs`` reads nothing, and yet the builder asks for the context's root."""
    if settings.from_ or settings.type == "cache":
        origin.used.add(rooted(settings.source))
        return
    scene.session.context_paths.add(rooted(settings.source))
    scene.session.reads_context |= settings.type == "bind"
