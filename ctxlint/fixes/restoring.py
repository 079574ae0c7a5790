"""Edits that take paths back into the context, the clearest first."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.required import excluding_line
from ctxlint.dockerignore import DockerIgnoreSpec, direct_matches, literal
from ctxlint.fixes.dropping import dropped
from ctxlint.fixes.proof import at_or_below
from ctxlint.model import Change
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.dockerignore import IgnoreLine
    from ctxlint.fixes.text import IgnoreText

Candidate = tuple[Change, ...]


class Restoring(Struct, frozen=True, dict=True):
    """Paths of one service that the ignore file takes and that are wanted."""

    service: Service
    text: IgnoreText
    paths: tuple[str, ...]
    """Relative to the context."""
    others: frozenset[str]
    """All paths that any finding wants back, relative to the project root."""
    line: int | None = None
    """The ``!`` line that was written for them, and has no effect where it stands."""

    @cached_property
    def takers(self) -> dict[str, IgnoreLine]:
        """Path -> the line that takes it, or what makes it a package."""
        found = {path: excluding_line(self.service, path) for path in self.paths}
        return {path: line for path, line in found.items() if line}

    def candidates(self) -> Iterator[Candidate]:
        """What may bring the paths back."""
        if not self.takers:
            return
        if moved := self._moved():
            yield moved
        if anchored := self._anchored():
            yield anchored
        if freed := self._freed():
            yield freed
        for suffix in ("", "/**", "/*"):
            lines = {path: f"!{literal(path)}{suffix}" for path in self.takers}
            if narrowed := self._narrowed(lines):
                yield narrowed
            yield self._below(lines)
            yield (Change(len(self.text.rows) + 1, (), tuple(lines.values())),)

    # -- the line that was too wide

    def _anchored(self) -> Candidate | None:
        """``**/name`` as ``/name``, where that is there, too, and the line takes several paths that are wanted."""
        changes = []
        for line in {line.number: line for line in self.takers.values()}.values():
            name = line.pattern.removeprefix("**/")
            several = sum(self._takes(line, path) for path in self.others) > 1
            if name == line.pattern or not several or not self.service.disk.entry(name):
                return None
            changes.append(Change(line.number, (line.text,), (line.text.strip().replace("**/", "/", 1),)))
        return tuple(changes)

    def _takes(self, line: IgnoreLine, path: str) -> bool:
        inside = path.removeprefix(self.service.prefix)
        return excluding_line(self.service, inside) == line

    def _freed(self) -> Candidate | None:
        """Nothing in place of a line that names the very path."""
        if any(line.pattern != path for path, line in self.takers.items()):
            return None
        if len(self.takers) == 1:
            return tuple(dropped(self.text, line.number) for line in self.takers.values())
        return tuple(Change(line.number, (line.text,), ()) for line in self.takers.values())

    def _moved(self) -> Candidate | None:
        """The line that was written for it, below the one that has the last word."""
        last = max(line.number for line in self.takers.values())
        if self.line is None or last < self.line:
            return None
        line = self.text.texts[self.line - 1]
        return Change(self.line, (line,), ()), Change(last + 1, (), (line,))

    # -- a line that takes it back

    def _narrowed(self, lines: dict[str, str]) -> Candidate | None:
        """Replace ``!`` lines that were meant to do it, and that do nothing."""
        changes = {}
        for path, line in lines.items():
            idle = self._idle_above(path)
            if idle is None or idle.number in changes:
                return None
            slash = "/" if idle.text.rstrip().endswith("/") and not line.endswith("*") else ""
            changes[idle.number] = Change(idle.number, (idle.text,), (line + slash,))
        return tuple(changes.values())

    def _idle_above(self, path: str) -> IgnoreLine | None:
        tallies, lines = self.service.filtered.tallies, self.service.ignore.lines
        idle = [
            line
            for index, line in enumerate(lines)
            if line.negated and index not in tallies and line.number > self.takers[path].number
        ]
        read = direct_matches(idle)
        return next((idle[number] for above in ancestors(path) for number in read(above)), None)

    def _below(self, lines: dict[str, str]) -> Candidate:
        """Below the line that takes it, and the ``!`` lines that follow that one already."""
        groups: dict[int, list[str]] = {}
        for path, line in lines.items():
            groups.setdefault(self._end_of_block(self.takers[path]) + 1, []).append(line)
        return tuple(Change(number, (), tuple(added)) for number, added in groups.items())

    def _end_of_block(self, taker: IgnoreLine) -> int:
        last = taker
        for line in self.service.ignore.lines:
            if line.number > last.number:
                if not line.negated:
                    break
                last = line
        return last.number


def may_enter(service: Service, wanted: frozenset[str], path: str) -> bool:
    """Whether a file is wanted, or lies in what is wanted and no other line takes it; relative to the project root."""
    if path in wanted:
        return True
    if not at_or_below(wanted, path):
        return False
    tops = [top for top in (*ancestors(path), path) if top in wanted]
    inside = [top.removeprefix(service.prefix) for top in tops]
    return not _without_takers(service, inside).decide(path.removeprefix(service.prefix)).excluded


def _without_takers(service: Service, tops: list[str]) -> DockerIgnoreSpec:
    """What the ignore file would say without the lines that take ``tops``."""
    spec = service.ignore
    read = direct_matches(spec.lines)
    takers = {spec.lines[number] for top in tops for above in (*ancestors(top), top) for number in read(above)}
    takers |= {line for top in tops if (line := excluding_line(service, top))}
    kept = [pattern for pattern in spec.patterns if pattern.line not in takers]
    return DockerIgnoreSpec(kept, builder=spec.builder)
