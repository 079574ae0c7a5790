"""A whole ignore file."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple, Self

from pathspec import PathSpec
from pathspec.backend import BackendNamesHint, _Backend, _TestBackendFactoryHint

from ctxlint.dockerignore.automaton import Automaton
from ctxlint.dockerignore.docker_py import DockerPyMatcher, read_docker_py
from ctxlint.dockerignore.matcher import ClassicMatcher, LegacyMatcher, Matcher, Visit
from ctxlint.dockerignore.pattern import DockerIgnorePattern, check_line, tried
from ctxlint.dockerignore.reading import IgnoreLine, lines_of, read_lines, unsendable
from ctxlint.dockerignore.regex import Choice
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder
from ctxlint.paths import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pathspec.pattern import Pattern

MATCHERS: Mapping[Builder, type[Matcher]] = {
    Builder.BUILDKIT: Matcher,
    Builder.CLASSIC: ClassicMatcher,
    Builder.LEGACY: LegacyMatcher,
    Builder.DOCKER_PY: DockerPyMatcher,
}


class Decision(NamedTuple):
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


def _numbered(line: IgnoreLine) -> DockerIgnorePattern:
    """The pattern of a line, which keeps its place in the file."""
    pattern = DockerIgnorePattern(line.text)
    pattern.line = line
    return pattern


def _as_it_is(line: IgnoreLine) -> DockerIgnorePattern:
    """The pattern of a line that BuildKit may refuse."""
    pattern = DockerIgnorePattern(None)
    pattern.line, pattern.include = line, not line.negated
    return pattern


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
        self.lines: tuple[IgnoreLine, ...] = ()
        self.matcher = Matcher(())
        effective = [pattern for pattern in patterns if pattern.line is not None]
        factory = _test_backend_factory or self._walked
        super().__init__(effective, backend=backend, _test_backend_factory=factory)

    def __add__(self, other: PathSpec[DockerIgnorePattern]) -> Self:
        return type(self)([*self.patterns, *other.patterns], builder=self.builder)

    def __iadd__(self, other: PathSpec[DockerIgnorePattern]) -> Self:
        self.patterns = [*self.patterns, *other.patterns]
        self._backend = self._walked(self.patterns)
        return self

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[list[DockerIgnorePattern]]]:
        return partial(type(self), builder=self.builder), (list(self.patterns),)

    @classmethod
    def parse(
        cls, data: bytes | str, *, file: str = ".dockerignore", builder: Builder | str = Builder.BUILDKIT
    ) -> Self:
        """Read a whole file; ``file`` names it in errors (:class:`IgnoreSyntaxError`)."""
        if builder == Builder.DOCKER_PY:
            return cls(map(_as_it_is, read_docker_py(data)), builder=builder)
        lines = read_lines(data, file)
        for line in lines:
            check_line(line, file)
        if builder == Builder.BUILDKIT and (refused := unsendable(lines)):
            message = f'"{refused}" has a control character, which BuildKit cannot send to its client'
            raise IgnoreSyntaxError(message.replace("\t", "\\t"), file=file, line=refused.number)
        return cls(map(_numbered, lines), builder=builder)

    def _walked(self, patterns: Sequence[Pattern]) -> _Backend:
        lines = (pattern.line for pattern in patterns if isinstance(pattern, DockerIgnorePattern))
        self.lines = tuple(line for line in lines if line is not None)
        self.matcher = MATCHERS[self.builder](self.lines)
        return _TreeBackend(self.matcher)

    def decide(self, path: str) -> Decision:
        """Whether ``path`` (relative to the context) is excluded, and the line that decided."""
        visit = _walk(self.matcher, path)
        return Decision(visit.excluded, None if visit.decider is None else self.lines[visit.decider])

    @property
    def negated(self) -> bool:
        """Whether any line is a ``!`` line."""
        return any(line.negated for line in self.lines)


def prefix_of(spec: DockerIgnoreSpec, count: int) -> DockerIgnoreSpec:
    """What the first ``count`` lines alone would say."""
    return DockerIgnoreSpec(spec.patterns[:count], builder=spec.builder)


def direct_matches(lines: Sequence[IgnoreLine]) -> Callable[[str], list[int]]:
    """A function that tells which of the lines match a path by themselves (indexes), whatever the others say."""
    automaton = Automaton(choice for line in lines for choice in tried(line) or [Choice(())])

    def read(path: str) -> list[int]:
        bits = automaton.start.read(path).accepts
        return [index for index in range(len(lines)) if bits >> index & 1]

    return read


def matcher_of(patterns: Iterable[str]) -> Matcher:
    """BuildKit's matcher for patterns that do not come from a file; raises :class:`IgnoreSyntaxError`."""
    return _matcher(tuple(patterns))


@lru_cache(maxsize=64)
def _matcher(patterns: tuple[str, ...]) -> Matcher:
    lines = lines_of(patterns)
    for line in lines:
        check_line(line, None)
    return Matcher(lines)
