"""A finding, the file that it wants edited, and the edits that come into question."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.dockerignore import direct_matches, literal
from ctxlint.dockerignore.reading import read_lines
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.fixes.dropping import dropped
from ctxlint.fixes.evidence import is_needless
from ctxlint.fixes.excluding import deepened, patterns, places
from ctxlint.fixes.proof import Permit, Step, at_or_below
from ctxlint.fixes.restoring import Restoring, may_enter
from ctxlint.model import Action, Certainty, Change, Remedy
from ctxlint.paths import ancestors, has_glob
from ctxlint.rulebook import find_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerignore import IgnoreLine
    from ctxlint.fixes.state import Outcome
    from ctxlint.fixes.text import IgnoreText
    from ctxlint.model import Finding
    from ctxlint.rulebook import Repair

Candidate = tuple[Change, ...]
"""Changes of one file; all count lines as they are before any of them."""

_FEW = 5


class Situation(Struct, frozen=True, dict=True):
    """What has to be known to look for an edit."""

    finding: Finding
    remedy: Remedy
    service: Service
    text: IgnoreText
    readers: Sequence[Outcome]
    """All services that the file means something to."""

    # -- what may be done

    def candidates(self) -> Iterator[Candidate]:
        """The edits that come into question, the best first."""
        return _CANDIDATES[self.remedy.action](self)

    def restoring(self) -> Iterator[Candidate]:
        """Take the paths back in."""
        paths = tuple(path.removeprefix(self.service.prefix) for path in self.remedy.paths)
        return Restoring(self.service, self.text, paths, self.wanted, self.remedy.line).candidates()

    def excluding(self) -> Iterator[Candidate]:
        """Hold the paths back."""
        if line := self._letting_in:
            yield (dropped(self.text, line.number),)
        if change := deepened(self.service, self.remedy.paths):
            yield (change,)
        for lines in patterns(self.service, self.remedy, self._alike):
            for change in places(self.text, self._comment, lines):
                yield (change,)

    def rewriting(self) -> Iterator[Candidate]:
        """Say what is meant, below the line that would undo it; or where that would say too much, name the paths."""
        number = self.remedy.line or 0
        yield (Change(number, self._old, self.remedy.patterns),)
        if undoer := self._undoer(number):
            yield (Change(number, self._old, ()), Change(undoer.number + 1, (), self.remedy.patterns))
        if 0 < len(self.remedy.paths) <= _FEW:
            lines = tuple(literal(path.removeprefix(self.service.prefix)) for path in self.remedy.paths)
            yield (Change(number + 1, (), lines),)

    def dropping(self) -> Iterator[Candidate]:
        """Do without the line."""
        yield (dropped(self.text, self.remedy.line or 1),)

    def _undoer(self, number: int) -> IgnoreLine | None:
        """The last ``!`` line behind a line that would take one of the paths back in."""
        later = [line for line in self.service.ignore.lines if line.negated and line.number > number]
        read = direct_matches(later)
        inside = [path.removeprefix(self.service.prefix) for path in self.remedy.paths]
        found = {index for path in inside for each in (*ancestors(path), path) for index in read(each)}
        return later[max(found)] if found else None

    @property
    def _old(self) -> tuple[str, ...]:
        """The line that the finding is about, as it stands."""
        return (self.text.texts[(self.remedy.line or 1) - 1],)

    def amended(self, changes: Candidate, new: Sequence[Finding]) -> Candidate | None:
        """The same, and what is rubbish of that which comes in held back."""
        if self.remedy.action is not Action.RESTORE:
            return None
        more: list[Change] = []
        for finding in new:
            if finding.remedy is None or finding.remedy.action is not Action.EXCLUDE:
                return None
            lines = next(patterns(self.service, finding.remedy, ()))
            if all(lines != change.new for change in more):
                more.append(Change(len(self.text.rows) + 1, (), lines))
        return (*changes, *more)

    # -- what it may move

    @property
    def permit(self) -> Permit:
        """Which paths may come and go."""
        match self.remedy.action:
            case Action.RESTORE:
                wanted = self.wanted | frozenset(self.remedy.paths)
                return Permit(lambda service, path: may_enter(service, wanted, path), _nothing)
            case Action.EXCLUDE:
                return Permit(_nothing, self._may_leave, modules=True)
            case Action.REWRITE:
                return self._rewriting_permit()
            case Action.DROP:
                return Permit(_nothing, _nothing)

    def _may_leave(self, service: Service, path: str) -> bool:
        """Whether a file is needless: by its own name, or as a part of a directory that nobody tracks."""
        known = service.workspace.version_control
        return path in self.unwanted or (at_or_below(self.unwanted, path) and not known.tracks(path))

    def _rewriting_permit(self) -> Permit:
        try:
            lines = read_lines("\n".join(self.remedy.patterns), None)
        except IgnoreSyntaxError:
            lines = ()
        read, twins = direct_matches(lines), frozenset(self.remedy.paths)

        def meant(service: Service, path: str) -> bool:
            inside = path.removeprefix(service.prefix)
            return any(map(read, (*ancestors(inside), inside)))

        negated = any(line.negated for line in lines)
        leave = (lambda _, path: at_or_below(twins, path)) if twins else meant
        return Permit(meant if negated else _nothing, _nothing if negated else leave)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """What the findings of all readers want back."""
        return self._paths(lambda remedy: remedy.action is Action.RESTORE and remedy.sure)

    @cached_property
    def unwanted(self) -> frozenset[str]:
        """What they want to be kept out."""
        return self._paths(lambda remedy: remedy.action is Action.EXCLUDE)

    @property
    def _alike(self) -> frozenset[str]:
        """What this service's findings of the same rule want to be kept out."""
        found = self.finding.code
        findings = (each for reader in self.readers for each in reader.findings.values() if each.code == found)
        return frozenset(path for each in findings if each.remedy for path in each.remedy.paths)

    def _paths(self, kind: Callable[[Remedy], bool]) -> frozenset[str]:
        remedies = (each.remedy for reader in self.readers for each in reader.findings.values())
        return frozenset(path for remedy in remedies if remedy and kind(remedy) for path in remedy.paths)

    # -- how sure it is

    def is_safe(self, steps: Sequence[Step]) -> bool:
        """Whether an edit that was proven needs nobody's consent."""
        match self.remedy.action:
            case Action.RESTORE:
                return self.remedy.sure and self.finding.certainty is Certainty.CERTAIN
            case Action.DROP:
                return False
            case Action.EXCLUDE | Action.REWRITE:
                losers = [step.before.service for step in steps if step.left & step.before.read]
                is_wanted = self.remedy.action is Action.EXCLUDE and self._letting_in
                return not is_wanted and (not losers or self.remedy.sure or is_needless(self._repair, losers))

    @cached_property
    def _letting_in(self) -> IgnoreLine | None:
        """A ``!`` line that names one of the paths: somebody wants it there."""
        for path in self.remedy.paths:
            inside = path.removeprefix(self.service.prefix)
            line = self.service.ignore.decide(inside).line
            if line and line.negated and not has_glob(line.pattern.rpartition("/")[2]):
                return line if direct_matches([line])(inside) else None
        return None

    @property
    def _repair(self) -> Repair | None:
        rule = find_rule(self.finding.code)
        return rule.repair if rule else None

    @property
    def _comment(self) -> str:
        return self._repair.comment if self._repair else self.finding.name.replace("-", " ")


def _nothing(_service: Service, _path: str) -> bool:
    return False


_CANDIDATES: Mapping[Action, Callable[[Situation], Iterator[Candidate]]] = {
    Action.RESTORE: Situation.restoring,
    Action.EXCLUDE: Situation.excluding,
    Action.REWRITE: Situation.rewriting,
    Action.DROP: Situation.dropping,
}
