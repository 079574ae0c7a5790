"""An image and what compose says -> what its container starts."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.dockerfile import ScratchSource
from ctxlint.shell.unknown import readable
from ctxlint.shell.words import split_command
from ctxlint.start.bases import launcher_of_base
from ctxlint.start.calls import Again, Call, Situation
from ctxlint.start.files import Files
from ctxlint.start.running import Run
from ctxlint.start.values import Opaque, Starting

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxlint.context import File
    from ctxlint.image import Image
    from ctxlint.model import Command, Definition


def what_starts(image: Image, definition: Definition, read: Callable[[File], bytes | None]) -> Starting:
    """Find out what the container of a service runs; ``read`` gives the content of a file of the image.

    An image that sets neither entrypoint nor command is opaque, with ``python`` unknown: its base decides.
    """
    files = Files(image, read, definition.mounts)
    stage = image.stage
    cwd = posixpath.normpath(posixpath.join(stage.workdir, definition.working_dir or "."))
    environment = {**stage.environment, **definition.environment}
    entrypoint, command = _combined(image, definition)
    base = launcher_of_base(files.base_reference) if entrypoint is None else None
    argv = ((*(entrypoint or ()), *command)) if base is None else (files.base_reference or "", *command)
    if not argv:
        return Starting(opaque=(_nothing(files),))
    call = Call(tuple(argv), Situation(cwd, environment), files)
    run = Run(files)
    run.follow(base(call) if base else [Again(call)])
    found = run.result()
    if found == Starting():
        python = None if files.is_pythonic else False
        found = Starting(opaque=(Opaque("it starts no program that is known", readable(" ".join(argv)), python),))
    return found


def _combined(image: Image, definition: Definition) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Entrypoint and command as the engine combines them; ``None`` leaves the entrypoint to the base image.

    An entrypoint of compose drops the image's command unless it is empty; an empty one only drops the entrypoint.
    """
    stage = image.stage
    entrypoint = stage.entrypoint if definition.entrypoint is None else _argv(definition.entrypoint)
    if definition.command is not None:
        return entrypoint, _argv(definition.command)
    return entrypoint, () if definition.entrypoint else stage.cmd or ()


def _argv(command: Command) -> tuple[str, ...]:
    return split_command(command) if isinstance(command, str) else command


def _nothing(files: Files) -> Opaque:
    if isinstance(files.chain[-1].base, ScratchSource):
        return Opaque("nothing says what the container starts", "", python=False)
    base = files.base_reference or "the base image"
    python = None if files.is_pythonic else False
    return Opaque(f"nothing but {base} says what the container starts", "", python)
