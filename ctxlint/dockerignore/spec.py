"""A whole ignore file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pathspec import PathSpec
from pathspec.backend import BackendNamesHint, _Backend, _TestBackendFactoryHint

from ctxlint.dockerignore.matcher import MATCHERS, Matcher, Visit
from ctxlint.dockerignore.pattern import DockerIgnorePattern, check_line
from ctxlint.dockerignore.reading import IgnoreLine, lines_of, read_lines, unsendable
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder
from ctxlint.paths import parts


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ignore file says about a path, and which line of it."""

    excluded: bool
    line: IgnoreLine | None
    """The line that decided: it excluded the path, or took it back in. ``None`` when no line did anything."""


def _walk(matcher: Matcher, path: str) -> Visit:
    """The visit that decides about ``path``: its own, or that of a directory above it that is not entered."""
    directory, visit = matcher.root, Visit(excluded=False, decider=None, carried={})
    for name in parts(path):
        if visit.excluded and not matcher.descends(directory.path):
            break
        visit = matcher.visit(directory, name)
        directory = matcher.enter(directory, name, visit)
    return visit


class _TreeBackend(_Backend):
    """Answers pathspec's questions with the decisions of a walk from the root."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def match_file(self, file: str) -> tuple[bool | None, int | None]:
        """Whether ``file`` is excluded, and the index of the pattern that decided."""
        visit = _walk(self._matcher, file)
        return (None, None) if visit.decider is None else (visit.excluded, visit.decider)


class DockerIgnoreSpec(PathSpec[DockerIgnorePattern]):
    """The patterns of an ignore file in order; a *match* is an excluded path.

    Every question is answered as the builder's walk of the context would, so that the directories above a path
    count: ``match_file("a/b")`` is true when ``a`` is excluded and nothing takes ``a/b`` back.
    """

    def __init__(
        self,
        patterns: Iterable[DockerIgnorePattern],
        *,
        builder: Builder | str = Builder.BUILDKIT,
        backend: BackendNamesHint | str | None = None,
        _test_backend_factory: _TestBackendFactoryHint = None,
    ) -> None:
        self.builder = Builder(builder)
        effective = [pattern for pattern in patterns if pattern.line is not None]
        super().__init__(effective, backend=backend, _test_backend_factory=_test_backend_factory)
        self.lines = tuple(pattern.line for pattern in effective if pattern.line is not None)
        self._use(self.lines)

    @classmethod
    def parse(
        cls, data: bytes | str, *, file: str = ".dockerignore", builder: Builder | str = Builder.BUILDKIT
    ) -> Self:
        """Read a whole file; ``file`` names it in errors (:class:`IgnoreSyntaxError`)."""
        lines = read_lines(data, file)
        for line in lines:
            check_line(line, file)
        if builder == Builder.BUILDKIT and (line := unsendable(lines)):
            message = f'"{line}" has a control character, which BuildKit cannot send to its client'
            raise IgnoreSyntaxError(message.replace("\t", "\\t"), file=file, line=line.number)
        spec = cls([DockerIgnorePattern(line.text) for line in lines], builder=builder)
        spec._use(lines)
        return spec

    def _use(self, lines: tuple[IgnoreLine, ...]) -> None:
        self.lines = lines
        self.matcher = MATCHERS[self.builder](lines)
        self._backend = _TreeBackend(self.matcher)

    def decide(self, path: str) -> Decision:
        """Whether ``path`` (relative to the context) is excluded, and the line that decided."""
        visit = _walk(self.matcher, path)
        return Decision(visit.excluded, None if visit.decider is None else self.lines[visit.decider])

    @property
    def negated(self) -> bool:
        """Whether any line is a ``!`` line."""
        return any(line.negated for line in self.lines)


def matcher_of(patterns: Iterable[str]) -> Matcher:
    """BuildKit's matcher for patterns that do not come from a file; raises :class:`IgnoreSyntaxError`."""
    lines = lines_of(patterns)
    for line in lines:
        check_line(line, None)
    return Matcher(lines)
