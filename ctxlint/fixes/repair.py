"""Findings -> edits of ignore files, in a sequence in which each is proven against the result so far."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.context import File, walk
from ctxlint.errors import CtxlintError
from ctxlint.fixes.ask import ask
from ctxlint.fixes.holding import Part, held_back, text_of
from ctxlint.fixes.proof import Objection, Step, at_or_below, is_still_there, objection
from ctxlint.fixes.repairs import Advice, Draft, Fixed, Repairs
from ctxlint.fixes.situation import Candidate, Situation
from ctxlint.fixes.state import Outcome
from ctxlint.fixes.target import NotEditable, concerns, is_worth_a_file, target
from ctxlint.fixes.trials import Trials
from ctxlint.model import Action, Change, Edit, FileChange, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ctxlint.analysis import Service
    from ctxlint.engine import Settings
    from ctxlint.fixes.identity import Identity
    from ctxlint.fixes.text import IgnoreText
    from ctxlint.model import Finding
    from ctxlint.workspace import Workspace

_ORDER = (Action.REWRITE, Action.RESTORE, Action.DROP, Action.EXCLUDE)
"""Lines that say what they mean make others needless; what comes in may bring rubbish that has to be excluded."""
_MAX_ROUNDS = 5


def repair(services: Sequence[Service], others: Iterable[Service], settings: Settings, *, unsafe: bool) -> Repairs:
    """Find the edits for the findings of ``services``; ``others`` may read the same files and must not suffer."""
    outcomes = [Outcome(service, partial(ask, settings)) for service in (*services, *others)]
    for outcome in outcomes:
        outcome.service.register()
    if not outcomes:
        return Repairs()
    session = _Session(outcomes, len(services), outcomes[0].service.workspace, settings, unsafe=unsafe)
    session.run()
    return session.result()


class _Proven(Struct, frozen=True):
    """An edit without an objection."""

    parts: list[Part]
    """The file that it is about, then those that hold that one back where it would be new."""
    steps: list[Step]
    safe: bool


class _Session(Struct):
    """The state while edits are looked for."""

    outcomes: list[Outcome]
    count: int
    """How many of the outcomes, from the first on, are those of services whose findings are to be fixed."""
    project: Workspace
    """Without any edit."""
    settings: Settings
    """Whose selection says which findings are to be fixed."""
    unsafe: bool
    texts: dict[Path, IgnoreText] = field(default_factory=dict)
    originals: dict[tuple[str, Identity], Finding] = field(default_factory=dict)
    answers: dict[tuple[int, Identity, bool], tuple[list[IgnoreText], _Proven | str]] = field(default_factory=dict)
    """What came of a finding, whether edits that are not safe were tried as well, and under which texts."""
    trials: Trials = field(default_factory=Trials)
    offering: bool = False
    """Whether edits are looked for that are only offered; until the others are made, that would be in vain."""
    fixed: list[Fixed] = field(default_factory=list)
    offered: list[Fixed] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)

    def run(self) -> None:
        """Go round until nothing changes, so that running twice is the same as running once."""
        for outcome in reversed(self.outcomes):
            name = outcome.service.name
            self.originals |= {(name, key): finding for key, finding in outcome.findings.items()}
        for _ in range(_MAX_ROUNDS):
            known = len(self.fixed)
            self._round()
            if len(self.fixed) == known:
                break
        self.offering = True
        self.offered, self.advice = [], []
        self._round()
        self.advice += [Advice(finding) for outcome in self.outcomes[: self.count] for finding in self._others(outcome)]

    def _round(self) -> None:
        """The worst first: what is done about them may do for those that are mere notes."""
        for action, severity in product(_ORDER, Severity):
            for number in range(self.count):
                for key in self._keys(number, action, severity):
                    self._treat(number, key)

    def _keys(self, number: int, action: Action, severity: Severity) -> list[Identity]:
        """The findings of one service that ask for ``action``, as far as they are selected."""
        outcome = self.outcomes[number]
        return [
            key
            for key, finding in outcome.findings.items()
            if finding.remedy
            and finding.remedy.action is action
            and finding.severity is severity
            and self._wants(outcome.service, finding)
        ]

    def _others(self, outcome: Outcome) -> Iterator[Finding]:
        """What people are told to do about files where no edit of an ignore file is known to help."""
        for finding in outcome.findings.values():
            is_about_files = finding.remedy is None and bool(finding.paths)
            if finding.fix and is_about_files and self._wants(outcome.service, finding):
                yield finding

    def _wants(self, service: Service, finding: Finding) -> bool:
        return self.settings.with_options(service.definition.options).wants(finding.code)

    def result(self) -> Repairs:
        drafts = [
            Draft(path, self.project.display(path), self._original_bytes(path), text.data)
            for path, text in self.texts.items()
        ]
        return Repairs(tuple(drafts), tuple(self.fixed), tuple(self.offered), tuple(self.advice))

    def _treat(self, number: int, key: Identity) -> None:
        """Look for an edit for one finding, if it is still there."""
        outcome = self.outcomes[number]
        finding = outcome.findings.get(key)
        if finding is None or finding.remedy is None or self._is_answered(key, finding):
            return
        try:
            path = target(outcome.service)
        except NotEditable as reason:
            self.advice.append(Advice(finding, str(reason)))
            return
        readers = [each for each in self.outcomes if concerns(each.service, path)]
        if self._is_only_a_note(outcome, finding, path):
            self.advice.append(Advice(finding, "a note is not worth a new file"))
            return
        text = text_of(path, self.texts, self.project)
        situation = Situation(finding, finding.remedy, outcome.service, text, readers)
        # A new file may be held back by others.
        texts = [text] if self._is_there(path) else [text, *self.texts.values()]
        known, found = self.answers.get((number, key, self.offering), (None, ""))
        if known != texts:
            found = self._best(situation, path)
            self.answers[number, key, self.offering] = texts, found
        if isinstance(found, str):
            self.advice.append(Advice(finding, found))
        elif found.safe or self.unsafe:
            self.fixed.append(self._fixed(found))
            self._accept(found)
        else:
            self.offered.append(self._fixed(found))

    def _is_only_a_note(self, outcome: Outcome, finding: Finding, path: Path) -> bool:
        """Whether a file would be made for something that hardly weighs anything."""
        if finding.severity is not Severity.INFO or path in self.texts or outcome.service.ignore_path:
            return False
        service, tops = outcome.service, frozenset(finding.paths)
        nodes = [node for path, node in walk(service.filtered.tree) if at_or_below(tops, service.path(path))]
        sizes = [node.size for node in nodes if isinstance(node, File)]
        return not is_worth_a_file(len(sizes), sum(sizes))

    def _is_answered(self, key: Identity, finding: Finding) -> bool:
        """Whether an edit that is offered would answer this finding, too."""
        return any(self._original(key, finding) in each.findings for each in self.offered)

    def _original(self, key: Identity, finding: Finding) -> Finding:
        """A finding as it was before any edit."""
        return self.originals.get((finding.service, key), finding)

    def _best(self, situation: Situation, path: Path) -> _Proven | str:
        """The first safe edit, or else the first; or why there is none, as the edit says that came furthest."""
        proven, objections = None, []
        for changes in dict.fromkeys(situation.candidates()):
            found = self._prove(situation, path, changes)
            if isinstance(found, Objection):
                objections.append(found)
            elif found.safe:
                return found
            else:
                proven = proven or found
        ranked = sorted(objections, key=lambda each: not each.is_late)
        return proven or (ranked[0].reason if ranked else "no edit of the ignore file would do it")

    def _prove(
        self, situation: Situation, path: Path, changes: Candidate, *, amend: bool = True
    ) -> _Proven | Objection:
        part = Part(path, situation.text, changes)
        found = self._judged(situation, [part], situation.readers)
        if isinstance(found, Objection):
            amended = situation.amended(changes, found.findings) if amend and found.findings else None
            return self._prove(situation, path, amended, amend=False) if amended else found
        new = [*self._loose(found.steps), *([] if self._is_there(path) else [path])]
        return self._held_back(situation, found, part, new) if new else found

    def _loose(self, steps: Sequence[Step]) -> list[Path]:
        """The new ignore files that an edit lets into a context."""
        entered = frozenset[str]().union(*(step.entered for step in steps))
        return [path for path in self.texts if not self.project.has(path) and self.project.display(path) in entered]

    def _held_back(self, situation: Situation, found: _Proven, part: Part, new: Sequence[Path]) -> _Proven | Objection:
        """The same edit, with what keeps new files out of contexts that would get them."""
        holding = held_back(new, self.outcomes, self.texts | {part.path: part.after})
        if not holding.concerned:
            return found
        paths = {each.path for each in holding.parts}
        others = [each for each in self.outcomes if any(concerns(each.service, path) for path in paths)]
        held = self._judged(situation, [part, *holding.parts], [*situation.readers, *holding.concerned, *others])
        if isinstance(held, _Proven) and (loose := self._loose(held.steps)):
            return Objection(f"a context would get {self.project.display(loose[0])}, too")
        return held

    def _judged(self, situation: Situation, parts: list[Part], concerned: Iterable[Outcome]) -> _Proven | Objection:
        texts = self.texts | {part.path: part.after for part in parts}
        steps = [Step(before, self.trials.outcome(before, texts)) for before in dict.fromkeys(concerned)]
        if self._waits(situation, steps):
            return Objection("other edits come first")
        return objection(steps, situation.finding, situation.permit) or _Proven(parts, steps, situation.is_safe(steps))

    def _waits(self, situation: Situation, steps: Sequence[Step]) -> bool:
        """Whether an edit would only be offered, and those that are made are still looked for."""
        if self.unsafe or self.offering:
            return False
        try:
            return not situation.is_safe(steps)
        except CtxlintError:
            return False

    def _fixed(self, proven: _Proven) -> Fixed:
        first, *others = (FileChange(file, changes) for file, changes in self._changes(proven.parts).items())
        edit = Edit(first.file, first.changes, proven.safe, tuple(others))
        gone = (
            self._original(key, finding)
            for step in proven.steps
            for key, finding in step.before.findings.items()
            if not is_still_there(finding, step) and self._wants(step.before.service, finding)
        )
        return Fixed(edit, tuple(dict.fromkeys(gone)))

    def _changes(self, parts: Sequence[Part]) -> dict[str, tuple[Change, ...]]:
        """What is done to each file; one that is new is made of all its lines."""
        found: dict[str, tuple[Change, ...]] = {}
        for part in parts:
            file = self.project.display(part.path)
            if self._is_there(part.path):
                found[file] = (*found.get(file, ()), *map(part.before.original, part.changes))
            else:
                found[file] = (Change(1, (), tuple(part.after.texts)),)
        return found

    def _accept(self, proven: _Proven) -> None:
        self.texts |= {part.path: part.after for part in proven.parts}
        after = {id(step.before): step.after for step in proven.steps}
        self.outcomes = [after.get(id(outcome), outcome) for outcome in self.outcomes]

    def _is_there(self, path: Path) -> bool:
        """Whether a file is there, or will be."""
        return path in self.texts or self.project.has(path)

    def _original_bytes(self, path: Path) -> bytes | None:
        return self.project.ignore_bytes(path) if self.project.has(path) else None
