"""What an install in a build step needs, and the image does not have at that moment."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import context_reads
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.required import excluding_line, line_that_brings_back, why_not_back
from ctxlint.errors import CopyConflictError
from ctxlint.image import stat
from ctxlint.model import Certainty, Hit, Location, Related, Severity
from ctxlint.start import Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.image import Lack

MAX_COMMAND = 60
_HISTORY = "PRETEND_VERSION"
"""The end of the variables that give a version in place of the history."""


class BuildInputs(Check, frozen=True):
    """Files that the build of a project reads, or that an installer is told to read."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file, at the first step that misses it."""
        seen: set[str] = set()
        told = [failure.place.path.strip("/") for failure in service.build.failures if failure.place]
        lacks = [lack for lack in service.build.lacks if not _comes_with_submodule(service, lack.source)]
        for lack in map(partial(_located, service), lacks):
            if any(f"{lack.source}/".startswith(f"{path}/") for path in told):
                continue  # the instruction that should copy it is reported
            if lack.source not in seen and _is_in_repository(service, lack.source) and not _is_given(service, lack):
                seen.add(lack.source)
                yield _hit(service, lack)


def _comes_with_submodule(service: Service, source: str) -> bool:
    """Whether an instruction copies a path of a submodule, which this checkout may lack."""
    if not service.workspace.version_control.in_submodule(service.path(source)):
        return False
    copied = (read.path.strip("/") for read in context_reads(service))
    return any(not path or f"{source}/".startswith(f"{path}/") for path in copied)


def _located(service: Service, lack: Lack) -> Lack:
    """The same, in the place that the repository has."""
    inside = lack.otherwise and not lack.otherwise.startswith("..")
    if inside and not _is_in_repository(service, lack.source) and _is_in_repository(service, lack.otherwise):
        return replace(lack, source=lack.otherwise)
    return lack


def _is_in_repository(service: Service, source: str) -> bool:
    """Whether the repository has a path; what it does not have is made somewhere else, or fails everywhere."""
    inside = posixpath.normpath(service.prefix + source)
    return not inside.startswith("../") and service.workspace.disk(service.workspace.root).entry(inside) is not None


def _is_given(service: Service, lack: Lack) -> bool:
    """Whether a version is given, so that the history is not asked for."""
    if lack.input.role != "history":
        return False
    texts = (instruction.text for stage in service.dockerfile.stages for instruction in stage.instructions)
    return any(_HISTORY in text for text in (*texts, *service.definition.build_args))


def _hit(service: Service, lack: Lack) -> Hit:
    path = posixpath.normpath(service.prefix + lack.source)
    inside = None if lack.source.startswith("../") else lack.source
    line = excluding_line(service, inside) if inside else None
    values: dict[str, object] = {
        "command": shortened(lack.command),
        "path": path,
        "role": _role(service, lack),
        "target": lack.input.path,
        "source": lack.source,
        "step": lack.step.instruction.span.line,
    }
    related: list[Related] = []
    if line and inside:
        values |= {"line": line.number, "pattern": line.text.strip(), "ignore_file": service.ignore_file or ""}
        values |= {"fix": line_that_brings_back(service, inside)}
        related = [Related(line_location(service, line), f"this line excludes {path}")]
        related += why_not_back(service, line, inside)
    certain = lack.input.certain and not Files(service.image, service.read).has_own_base
    return Hit(
        Location(service.dockerfile_file, lack.step.instruction.span.line),
        values,
        "outside" if inside is None else "ignored" if line else "late" if _comes_later(service, lack) else "",
        related=tuple(related),
        paths=(path,),
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        severity=None if certain else Severity.WARNING,
    )


def shortened(command: str) -> str:
    """A command as a sentence can hold it: its first words."""
    return command if len(command) <= MAX_COMMAND else command[:MAX_COMMAND].rpartition(" ")[0] + " …"


def _role(service: Service, lack: Lack) -> str:
    """What it is, and which file says that it is needed."""
    named = service.path(lack.declared) if lack.declared else posixpath.basename(lack.input.declared)
    return f"{lack.input.role} of {named}" if named else lack.input.role


def _comes_later(service: Service, lack: Lack) -> bool:
    """Whether an instruction after the step copies it to where it was looked for."""
    try:
        return stat(service.build.trees[lack.stage], lack.input.path) is not None
    except CopyConflictError:
        return False
