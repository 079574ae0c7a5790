"""Whether an edit does what it is for, and nothing else to any service that reads the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.copy_sources import ContextRead, context_reads, present
from ctxlint.context import File, Origin
from ctxlint.errors import CtxlintError
from ctxlint.fixes.identity import Identity, identity
from ctxlint.model import Severity
from ctxlint.paths import ancestors, has_glob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.context import Node
    from ctxlint.fixes.state import Outcome
    from ctxlint.model import Finding


class Permit(Struct, frozen=True):
    """Which paths (relative to the project root) an edit may move."""

    enter: Callable[[Service, str], bool]
    leave: Callable[[Service, str], bool]
    modules: bool = False
    """Whether modules may leave that lie in what leaves; whether that is safe, instructions tell."""


class Step(Struct, frozen=True):
    """One service before and after an edit."""

    before: Outcome
    after: Outcome

    @property
    def name(self) -> str:
        """The service."""
        return self.before.service.name

    @property
    def left(self) -> frozenset[str]:
        """The files that left the context."""
        return self.before.files - self.after.files

    @property
    def entered(self) -> frozenset[str]:
        """The files that came into the context."""
        return self.after.files - self.before.files


class Objection(Struct, frozen=True):
    """Why an edit is not what it should be."""

    reason: str
    findings: tuple[Finding, ...] = ()
    """New findings, when those are the only reason."""
    is_late: bool = False
    """Whether the edit moves no other files than it may, so that only what they mean speaks against it."""


def objection(steps: Sequence[Step], finding: Finding, permit: Permit) -> Objection | None:
    """The first objection to an edit that is made for ``finding``; the cheap questions come first."""
    if reason := _first_reason(_about_sets, steps, permit):
        return Objection(reason)
    if reason := _first_reason(_about_images, steps, permit):
        return Objection(reason, is_late=True)
    if any(_would_stay(finding, step) for step in steps):
        return Objection("the finding would stay")
    if reason := _first_reason(_about_findings, steps, permit):
        return Objection(reason, is_late=True)
    new = tuple(found for step in steps for found in new_findings(step))
    return Objection(f"it would bring {new[0].code}: {new[0].message}", new, is_late=True) if new else None


def _first_reason(ask: Callable[[Step, Permit], Iterator[str]], steps: Sequence[Step], permit: Permit) -> str | None:
    for step in steps:
        try:
            reason = next(ask(step, permit), None)
        except CtxlintError as error:
            reason = f"it cannot be told what {step.name} would come to: {error}"
        if reason:
            return reason
    return None


def _about_sets(step: Step, permit: Permit) -> Iterator[str]:
    left, entered = step.left, step.entered
    yield from (
        f"{step.name} would lose {path}, too" for path in sorted(left) if not permit.leave(step.before.service, path)
    )
    yield from (
        f"{step.name} would get {path}, too" for path in sorted(entered) if not permit.enter(step.before.service, path)
    )
    for read in context_reads(step.before.service) if left else ():
        if lost := _named(step, read):
            file, line = step.before.service.dockerfile_file, read.place.span.line
            yield f"{read.keyword} in line {line} of {file} asks for {lost} by name"


def _named(step: Step, read: ContextRead) -> str | None:
    """A path that leaves and that an instruction names: itself, something in it, or a glob that is no mere ``*``."""
    service, path = step.before.service, read.path.rstrip("/")
    if not path or path.rpartition("/")[2] in ("*", "**"):
        return None
    for found in present(service.disk, path) if has_glob(path) else [path]:
        shown = service.path(found)
        inside = {shown} | {file for file in step.left if file.startswith(shown + "/")}
        if inside & step.left and not any(file.startswith(shown + "/") for file in step.after.files):
            return shown
    return None


def _about_images(step: Step, permit: Permit) -> Iterator[str]:
    before, after = step.before, step.after
    if not step.left and not before.is_known:
        return  # an image that could not be told before has nothing to lose
    for line, message in sorted(after.failures - before.failures, key=str):
        yield f"the build of {step.name} would stop" + (f" at line {line}: {message}" if line else f": {message}")
    for name, place in sorted(before.modules - after.modules):
        if not (permit.modules and _leaves(step, place)):
            yield f"{step.name} would lose the module {name}"
    yield from _lost_in_image(step)
    yield from _new_in_image(step)


def _leaves(step: Step, place: str) -> bool:
    """Whether all that is at a path of the image, or below it, comes from what leaves the context."""
    inside = [node for path, node in step.before.image.items() if f"{path}/".startswith(f"{place}/")]
    return bool(inside) and all(_source(step, node) in step.left for node in inside)


def _lost_in_image(step: Step) -> Iterator[str]:
    for path, node in step.before.image.items():
        if step.after.image.get(path) != node and _source(step, node) not in step.left:
            yield f"the image of {step.name} would lose {path}"


def _new_in_image(step: Step) -> Iterator[str]:
    for path, node in step.after.image.items():
        new = path not in step.before.image
        if new and isinstance(node, File) and node.origin is Origin.CONTEXT and _source(step, node) not in step.entered:
            yield f"the image of {step.name} would get {path}"


def _source(step: Step, node: Node) -> str | None:
    """The path in the context that a file of the image comes from."""
    return step.before.service.path(node.path) if isinstance(node, File) and node.origin is Origin.CONTEXT else None


def _about_findings(step: Step, _: Permit) -> Iterator[str]:
    yield from sorted(step.after.problems - step.before.problems)


def is_still_there(finding: Finding, step: Step) -> bool:
    """Whether a finding is there after an edit, as bad as it was; one of another service is not."""
    return finding.service == step.name and _is_among(finding, step, step.after.findings)


def _would_stay(finding: Finding, step: Step) -> bool:
    """The same, when nobody has asked the other rules yet."""
    return finding.service == step.name and _is_among(finding, step, step.after.findings_of(finding.code))


def _is_among(finding: Finding, step: Step, findings: Mapping[Identity, Finding]) -> bool:
    key = identity(finding, step.before.service)
    found = findings.get(key)
    if found is not None and found.severity.at_least(finding.severity):
        return True
    return len(key.paths) > 1 and any(_is_rest(other, key) for other in findings)


def _is_rest(other: Identity, key: Identity) -> bool:
    """Whether a finding speaks of some of the paths that another one spoke of."""
    same = (other.code, other.module, other.line) == (key.code, key.module, key.line)
    return same and not set(key.paths).isdisjoint(other.paths)


def new_findings(step: Step) -> Iterator[Finding]:
    """What is found after an edit only; notes do not count."""
    for key, found in step.after.findings.items():
        known = step.before.findings.get(key)
        if found.severity.at_least(Severity.WARNING) and (known is None or not known.severity.at_least(found.severity)):
            yield found


def at_or_below(tops: frozenset[str], path: str) -> bool:
    """Whether a path is one of ``tops`` or lies in one."""
    return path in tops or any(above in tops for above in ancestors(path))
