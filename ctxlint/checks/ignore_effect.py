"""Lines of an ignore file that do not do what they seem to do.

A line is *idle* when it never has the last word about a path. What such a line matches by itself, and what the
other lines say there, tells why.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import present
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.sizes import count_text
from ctxlint.context import DiskEntry, Kind, filter_context
from ctxlint.dockerignore import (
    DockerIgnoreSpec,
    IgnoreLine,
    Visit,
    direct_matches,
    matcher_of,
    prefix_of,
)
from ctxlint.model import Action, Builder, Hit, Related, Remedy, Severity
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service

_EXAMPLES = 20
_MAX_VICTIMS = 1000


class IdleLine(Struct):
    """A line that never has the last word, and what is known about it."""

    index: int
    line: IgnoreLine
    matches: list[str] = field(default_factory=list)
    """Some of the paths that it matches by itself, directories with a slash at their end."""
    victims: list[str] = field(default_factory=list)
    """Paths below its matches that an earlier line excludes (for negated lines)."""
    takers: set[int] = field(default_factory=set)
    """Those earlier lines, by index."""


class _Observer:
    """Collects, in one more walk, what idle lines match."""

    def __init__(self, idle: list[IdleLine]) -> None:
        self._idle = idle
        self._read = direct_matches([item.line for item in idle])
        self._negated = [item for item in idle if item.line.negated]

    def see(self, path: str, entry: DiskEntry, visit: Visit) -> None:
        shown = path + "/" * (entry.kind is Kind.DIRECTORY)
        for number in self._read(path):
            if len(self._idle[number].matches) < _EXAMPLES:
                self._idle[number].matches.append(shown)
        if visit.excluded and visit.decider is not None:
            self._note_victim(shown, visit.decider)

    def _note_victim(self, path: str, decider: int) -> None:
        for item in self._negated:
            below = any(path.startswith(match) and path != match for match in item.matches if match.endswith("/"))
            if decider < item.index and below and len(item.victims) < _MAX_VICTIMS:
                item.victims.append(path)
                item.takers.add(decider)


def idle_lines(service: Service) -> Sequence[IdleLine]:
    """The lines that never have the last word, with what they match."""
    return service.shared.once("idle lines", lambda: _idle_lines(service))


def _idle_lines(service: Service) -> Sequence[IdleLine]:
    tallies = service.filtered.tallies
    idle = [IdleLine(index, line) for index, line in enumerate(service.ignore.lines) if index not in tallies]
    if idle:
        observer = _Observer(idle)
        filter_context(service.disk, service.ignore, observer.see, observer.see)
    return idle


class UnmatchedPatterns(Check, frozen=True):
    """Patterns that match nothing here, and name nothing that only appears while people work."""

    expected: tuple[str, ...] = ()
    """Names of artefacts, which a clean checkout does not have."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """Idle lines without a match."""
        expected = matcher_of(self.expected)
        for item in idle_lines(service):
            name = item.line.pattern.rpartition("/")[2]
            if item.matches or _is_vague(name) or expected.visit(expected.root, name).excluded:
                continue
            if present(service.disk, item.line.pattern):
                continue  # in a directory that another line takes as a whole
            if _is_left_out(service, item.line.pattern):
                continue
            remedy = Remedy(Action.DROP, line=item.line.number)
            yield Hit(line_location(service, item.line), {"pattern": str(item.line)}, remedy=remedy)


def _is_left_out(service: Service, pattern: str) -> bool:
    """Whether git leaves out what a pattern names, so that it is there on people's machines only."""
    versions, name = service.workspace.version_control, pattern.rpartition("/")[2]
    if versions.ignores(service.path(pattern)):
        return True
    above = ["", *ancestors(f"{service.prefix}x")]
    spelled = (item.path for directory in above for item in versions.spelled(directory))
    return pattern.startswith("**/") and any(path.rpartition("/")[2] == name for path in spelled)


def _is_vague(name: str) -> bool:
    """Whether a pattern names a kind of file rather than a file."""
    return any(char in name for char in "*?[#") or name in ("", ".")


class IdleNegations(Check, frozen=True):
    """``!`` lines that bring nothing back, with the reason."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each negated line that matches something and has no effect."""
        for item in idle_lines(service):
            if item.line.negated and item.matches:
                yield _deeper(service, item) if item.victims else _undone_or_needless(service, item)


def _deeper(service: Service, item: IdleLine) -> Hit:
    """The pattern that took files below the directory matches deeper than the negated line."""
    victim = next((path for path in item.victims if path.endswith("/")), item.victims[0])
    taker = service.ignore.decide(victim.rstrip("/")).line or item.line
    legacy = service.ignore_for(Builder.LEGACY).decide(victim.rstrip("/"))
    values = {
        "pattern": str(item.line),
        "match": service.path(item.matches[0]),
        "taker": str(taker),
        "taker_line": taker.number,
        "victim": service.path(victim),
        "count": count_text(len(item.victims), "path"),
        "history": "" if legacy.excluded else " Docker before 23 did bring it back.",
        "fix": f"!{victim.rstrip('/')}",
    }
    related = Related(line_location(service, taker), f"this line excludes {service.path(victim)}")
    paths = tuple(service.path(path).rstrip("/") for path in item.victims[:_EXAMPLES])
    remedy = Remedy(Action.RESTORE, (service.path(victim).rstrip("/"),), item.line.number)
    return Hit(line_location(service, item.line), values, "deeper", (related,), paths, remedy=remedy)


def _undone_or_needless(service: Service, item: IdleLine) -> Hit:
    before = prefix_of(service.ignore, item.index)
    decisions = {path: service.ignore.decide(path.rstrip("/")) for path in item.matches}
    undone = [
        (path, final.line)
        for path, final in decisions.items()
        if before.decide(path.rstrip("/")).excluded and final.excluded and final.line
    ]
    if undone:
        return _undone(service, item, undone)
    values: dict[str, object] = {"pattern": str(item.line), "match": service.path(item.matches[0])}
    remedy = Remedy(Action.DROP, line=item.line.number)
    first = before.decide(item.matches[0].rstrip("/"))
    if first.line and not first.excluded:
        values |= {"first": str(first.line), "first_line": first.line.number}
    variant = "repeated" if "first" in values else "needless"
    return Hit(line_location(service, item.line), values, variant, severity=Severity.INFO, remedy=remedy)


def _undone(service: Service, item: IdleLine, undone: Sequence[tuple[str, IgnoreLine]]) -> Hit:
    path, undoer = undone[0]
    values = {
        "pattern": str(item.line),
        "match": service.path(path),
        "undoer": str(undoer),
        "undoer_line": undoer.number,
    }
    related = Related(line_location(service, undoer), f"this line excludes {service.path(path)} again")
    paths = tuple(service.path(path).rstrip("/") for path, _ in undone)
    remedy = Remedy(Action.RESTORE, paths, item.line.number)
    return Hit(line_location(service, item.line), values, "undone", (related,), paths, remedy=remedy)


def _takes_back_all(spec: DockerIgnoreSpec, pattern: str) -> bool:
    """Whether a path would be taken back that a pattern matches and that nobody has thought of."""
    probe = re.sub(r"\*+", "x1", pattern).replace("?", "x")
    return "[" not in probe and not spec.decide(probe.replace("\\", "")).excluded


class ShadowedPatterns(Check, frozen=True):
    """Patterns whose every exclusion a later ``!`` line takes back, and would take back whatever they match."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """Idle lines that exclude something when the file ends with them."""
        for item in idle_lines(service):
            if item.line.negated or not item.matches:
                continue
            path = item.matches[0].rstrip("/")
            alone = prefix_of(service.ignore, item.index + 1).decide(path)
            final = service.ignore.decide(path)
            is_taken_back = not final.excluded and _takes_back_all(service.ignore, item.line.pattern)
            if alone.line == item.line and alone.excluded and is_taken_back and final.line:
                values = {"pattern": str(item.line), "undoer": str(final.line), "undoer_line": final.line.number}
                related = Related(line_location(service, final.line), "this line takes it back in")
                paths, remedy = (service.path(path),), Remedy(Action.DROP, line=item.line.number)
                yield Hit(line_location(service, item.line), values, related=(related,), paths=paths, remedy=remedy)
