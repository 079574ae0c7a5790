"""The smallest context: an ignore file that lets in what instructions read, and nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import follow
from ctxlint.dockerignore import IgnoreLine, literal
from ctxlint.errors import CtxlintError
from ctxlint.fixes.ask import ask
from ctxlint.fixes.holding import held_back
from ctxlint.fixes.proof import Step, new_findings
from ctxlint.fixes.repairs import Draft
from ctxlint.fixes.state import Outcome
from ctxlint.fixes.target import NotEditable, concerns, is_worth_a_file, target
from ctxlint.fixes.text import IgnoreText
from ctxlint.globs import GlobSyntaxError, match_glob
from ctxlint.paths import ancestors, has_glob

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ctxlint.analysis import Service
    from ctxlint.engine import Settings

_HEADER = "# Everything is excluded but what the instructions of the images read."
_REST = "# what is excluded of that"
_EVERYTHING = ("*", "**")
_MAX_LINES = 100
_TRIES = 3


class Size(Struct, frozen=True):
    """How much a context holds."""

    files: int
    bytes: int


class Minimum(Struct, frozen=True):
    """One ignore file: the draft with the sizes before and after, or why there is none."""

    file: str
    services: tuple[str, ...]
    reason: str = ""
    draft: Draft | None = None
    before: Size = Size(0, 0)
    after: Size = Size(0, 0)


def minimal(services: Sequence[Service], others: Iterable[Service], settings: Settings) -> tuple[Minimum, ...]:
    """One answer for each ignore file that ``services`` read, or would read if it were there."""
    outcomes = [Outcome(service, partial(ask, settings)) for service in (*services, *others)]
    for outcome in outcomes:
        outcome.service.register()
    answers = {}
    for service in services:
        try:
            path = target(service)
        except NotEditable as reason:
            answers[service.name] = Minimum(service.display(service.definition.context), (service.name,), str(reason))
            continue
        if str(path) not in answers:
            readers = [outcome for outcome in outcomes if concerns(outcome.service, path)]
            answers[str(path)] = _Search(path, readers, outcomes, _doubtful(outcomes, service)).answer()
    return tuple(answers.values())


class _Unreachable(Exception):  # noqa: N818  # it is an answer, not an error
    """Why there is no smaller context."""


class _Search(Struct):
    path: Path
    readers: list[Outcome]
    outcomes: list[Outcome]
    """Those of all services."""
    doubtful: str | None
    """A service that may read the file as well."""

    def answer(self) -> Minimum:
        """The smallest file that is proven."""
        first = self.readers[0].service
        names = tuple(dict.fromkeys(reader.service.name for reader in self.readers))
        try:
            data, steps = self._found()
            self._check_others(data)
            before, after = _size(first), _size(steps[0].after.service)
        except (_Unreachable, CtxlintError) as reason:
            return Minimum(first.display(self.path), names, str(reason))
        if after.files >= before.files:
            return Minimum(first.display(self.path), names, "the context is as small as it can be")
        saved = Size(before.files - after.files, before.bytes - after.bytes)
        if first.ignore_path is None and not is_worth_a_file(saved.files, saved.bytes):
            return Minimum(first.display(self.path), names, "a new file would save next to nothing")
        old = first.workspace.ignore_bytes(self.path) if first.ignore_path else None
        draft = Draft(self.path, first.display(self.path), old, data)
        return Minimum(draft.file, names, "", draft, before, after)

    def _found(self) -> tuple[bytes, list[Step]]:
        reason = ""
        for everything in _EVERYTHING:
            data = self._grown(everything)
            workspace = self.readers[0].service.workspace.drafted({self.path: data})
            steps = [Step(reader, reader.under(workspace)) for reader in self.readers]
            reason = next(self._objections(steps), "")
            if not reason:
                return data, steps
        raise _Unreachable(reason)

    def _check_others(self, data: bytes) -> None:
        """A file that is new may enter the context of another service."""
        if self.readers[0].service.ignore_path is None:
            for outcome in held_back([self.path], self.outcomes, {self.path: IgnoreText.read(data)}).concerned:
                name, file = outcome.service.name, outcome.service.display(self.path)
                raise _Unreachable(f"{name} would get {file}, too; its own ignore file has to exclude that first")

    # -- what is needed

    def _wanted(self) -> list[str]:
        """The patterns of what instructions read, relative to the context."""
        first = self.readers[0].service
        if self.doubtful:
            raise _Unreachable(f"{self.doubtful} may be built with it, and what that reads cannot be told")
        for reader in self.readers:
            service = reader.service
            if service.definition.context != first.definition.context:
                raise _Unreachable(f"{service.name} reads the file from another context")
            if "." in service.plan.context_paths:
                raise _Unreachable(f"{service.name} copies the whole context")
            if service.definition.guessed and reader.failures:
                raise _Unreachable(f"the build of {service.name} would stop, and nobody says what its context is")
        paths = {path for reader in self.readers for path in reader.service.plan.context_paths}
        found = follow(first.disk, sorted(paths))
        if found is None:
            raise _Unreachable("a link leads to the whole context")
        if found and not self._needed():
            raise _Unreachable("nothing is there of what the instructions read")
        return found

    def _needed(self) -> frozenset[str]:
        return frozenset(path for reader in self.readers for path in reader.read)

    # -- the file

    def _grown(self, everything: str) -> bytes:
        """Exclude everything, take in what is wanted, hold back the rest of that; then mend what differs."""
        wanted = self._wanted()
        lines = [_HEADER, everything, *(f"!{pattern}" for pattern in wanted)]
        kept = [*_kept(self._text(), self.readers[0].service, wanted)]
        if kept:
            lines += ["", _REST, *kept]
        for _ in range(_TRIES):
            lines += self._differences(_encoded(lines))
        return _encoded(lines)

    def _text(self) -> IgnoreText:
        service = self.readers[0].service
        return IgnoreText.read(service.workspace.ignore_bytes(self.path)) if service.ignore_path else IgnoreText()

    def _differences(self, data: bytes) -> list[str]:
        """Lines that take out what is there too much, and in what is lacking."""
        first = self.readers[0]
        after, needed = first.under(first.service.workspace.drafted({self.path: data})), self._needed()
        inside = len(after.service.prefix)
        extra = _outermost(after.files - needed, needed)
        lacking = sorted(needed - after.files)
        if len(extra) + len(lacking) > _MAX_LINES:
            raise _Unreachable("too many single files would have to be named")
        return [literal(path[inside:]) for path in extra] + [f"!{literal(path[inside:])}" for path in lacking]

    # -- the proof

    def _objections(self, steps: Sequence[Step]) -> Iterator[str]:
        """The context is what is needed, and every image is what it was."""
        needed = self._needed()
        for step in steps:
            if step.after.files != needed:
                yield f"{step.name} would get or lose {min(step.after.files ^ needed)}"
            if step.after.read != step.before.read or step.after.failures != step.before.failures:
                yield f"the build of {step.name} would read something else"
            if step.after.image != step.before.image:
                yield f"the image of {step.name} would be another one"
            yield from (f"it would bring {found.code}: {found.message}" for found in new_findings(step))


def _encoded(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def _doubtful(outcomes: Iterable[Outcome], service: Service) -> str | None:
    """A service that cannot be told, and whose context may be that of ``service``: it is guessed from what is read."""
    for outcome in outcomes:
        other = outcome.service
        inside = other.definition.dockerfile.is_relative_to(service.definition.context)
        if other is not service and other.definition.guessed and inside and not outcome.is_known:
            return other.name
    return None


def _size(service: Service) -> Size:
    return Size(service.context.files, service.context.bytes)


def _outermost(extra: frozenset[str], needed: frozenset[str]) -> list[str]:
    """The highest directories that hold nothing that is needed, and single files."""
    occupied = {above for path in needed for above in ancestors(path)}
    tops = (next((above for above in ancestors(path) if above not in occupied), path) for path in extra)
    return sorted(set(tops))


def _kept(text: IgnoreText, service: Service, wanted: Sequence[str]) -> Iterator[str]:
    """The lines that still can exclude something of what is wanted, each with the comments above it."""
    lines = {line.number: line for line in service.ignore.lines}
    starts = {pattern.split("/", 1)[0] for pattern in wanted}
    comments: list[str] = []
    for number, written in enumerate(text.texts, start=1):
        line = lines.get(number)
        if line is None:
            comments = [*comments, written] if written.startswith("#") else [""]
        else:
            if _may_matter(line, starts):
                yield from (*comments, written)
            comments = []


def _may_matter(line: IgnoreLine, starts: Iterable[str]) -> bool:
    first = line.pattern.split("/", 1)[0]
    if line.negated or line.pattern.strip("*/.") == "":
        return False
    return has_glob(first) or any(_fits(start, first) for start in starts)


def _fits(pattern: str, name: str) -> bool:
    try:
        return match_glob(pattern, name)
    except GlobSyntaxError:
        return True
