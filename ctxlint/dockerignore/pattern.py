"""One pattern of an ignore file, as a pattern of pathspec and as items for the automaton."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, AnyStr, Self, overload

from pathspec.pattern import RegexMatchResult, RegexPattern

from ctxlint.dockerignore.automaton import Automaton
from ctxlint.dockerignore.charset import NEVER
from ctxlint.dockerignore.reading import IgnoreLine, decode, read_lines
from ctxlint.dockerignore.regex import Assertion, Choice, Raw, RegexError, Sequence, python_source
from ctxlint.dockerignore.regex_parser import parse
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.globs import GlobSyntaxError, check_glob

# What the builder writes for "**" before more pattern: any directories, or none.
_DIRECTORIES = "(.*/)?"
# What the builder escapes. It means to escape "|", "{" and "}" as well, but does not (see regex.py).
_ESCAPED = frozenset(".+()$")
_ESCAPED_BEFORE_23 = frozenset(".$")
_PLAIN = {"*": "[^/]*", "?": "[^/]", "\\": "\\\\"}


class Kind(Enum):
    """How the builder matches a pattern; it takes a regular expression only when it must."""

    EXACT = "exact"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    REGEX = "regex"


def translate(pattern: str, escaped: frozenset[str] = _ESCAPED) -> tuple[Kind, str]:
    """How the builder matches ``pattern``, and the regular expression (Go's syntax) it would use."""
    kind, source, at = Kind.EXACT, "^", 0
    while at < len(pattern):
        char = pattern[at]
        first = at == 0
        at += 1
        if char == "*" and pattern.startswith("*", at):
            at += 1 + pattern.startswith("/", at + 1)
            last = at >= len(pattern)
            source += ".*" if last else _DIRECTORIES
            kind = Kind.PREFIX if last and kind is Kind.EXACT else Kind.REGEX
            if first:
                kind = Kind.SUFFIX
        elif char == "\\" and at < len(pattern):
            source += char + pattern[at]
            at += 1
            kind = Kind.REGEX
        else:
            source += _PLAIN.get(char, "\\" + char if char in escaped else char)
            kind = Kind.REGEX if char in "*?[]" else kind
    return kind, source + "$"


def _choice(*sequences: Sequence) -> Choice:
    return Choice(sequences)


def _raw(text: str) -> Sequence:
    return tuple(Raw(char) for char in text)


def expression(pattern: str) -> Choice:
    """What the automaton reads; raises :class:`RegexError` where the builder's compiler refuses."""
    kind, source = translate(pattern)
    match kind:
        case Kind.EXACT:
            return _choice((Assertion.START, *_raw(pattern), Assertion.END))
        case Kind.PREFIX:
            return _choice((Assertion.START, *_raw(pattern[:-2])))
        case Kind.SUFFIX:
            suffix = pattern[2:]
            anywhere = (*_raw(suffix), Assertion.END)
            at_root = (Assertion.START, *_raw(suffix[1:]), Assertion.END)
            return _choice(anywhere, at_root) if suffix.startswith("/") else _choice(anywhere)
        case Kind.REGEX:
            return parse(source)


def expression_before_23(pattern: str) -> Choice:
    """The same for Docker before 23, which makes a regular expression of every pattern and escapes less."""
    return parse(translate(pattern, _ESCAPED_BEFORE_23)[1])


_WHOLE = re.compile(r"[\s\S]*")


class DockerIgnorePattern(RegexPattern):
    """A line of ``.dockerignore`` for pathspec; ``include`` is false for a ``!`` line.

    By itself a pattern matches a path, not what lies below it: whether the content of a directory follows the
    directory depends on the other lines too (see :class:`~ctxlint.dockerignore.spec.DockerIgnoreSpec`).
    Blank lines and comments are null operations, as in pathspec's own patterns. Raises
    :class:`~ctxlint.errors.IgnoreSyntaxError` where the builder refuses the line.
    """

    __slots__ = ("_automaton", "_regex", "line")

    def __init__(self, pattern: str | bytes | re.Pattern[str] | None, include: bool | None = None) -> None:
        self._automaton: Automaton | None = None
        self._regex: re.Pattern[str] | None = None
        self.line = _line_of(pattern) if isinstance(pattern, str | bytes) else None
        super().__init__(pattern if isinstance(pattern, re.Pattern) else None, include)
        self.pattern = pattern
        if self.line:
            self.include = not self.line.negated

    @property
    def regex(self) -> re.Pattern[str] | None:
        """The line for Python's ``re``, compiled when somebody asks; it is for text, as paths are."""
        if self._regex is None and self.line:
            self._regex = re.compile(_source(self.line))
        return self._regex

    @regex.setter
    def regex(self, regex: re.Pattern[str] | None) -> None:
        self._regex = regex

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...], tuple[None, dict[str, Any]]]:
        arguments = (self.pattern, self.include) if isinstance(self.pattern, re.Pattern) else (self.pattern,)
        return type(self), arguments, (None, {"line": self.line})

    def __copy__(self) -> Self:
        kind, arguments, _ = self.__reduce__()
        other = kind(*arguments)
        other.line = self.line
        return other

    def match_file(self, file: AnyStr) -> RegexMatchResult | None:
        """Whether the pattern matches ``file`` itself, in time linear in its length."""
        if self.line is None:  # a null operation, or an expression that came compiled
            result: RegexMatchResult | None = super().match_file(file)
            return result
        path = decode(file)
        if self._automaton is None:
            self._automaton = Automaton(tried(self.line))
        whole = _WHOLE.fullmatch(path) if self._automaton.start.read(path).accepts else None
        return RegexMatchResult(whole) if whole else None

    @classmethod
    def pattern_to_regex(cls, pattern: AnyStr) -> tuple[AnyStr | None, bool | None]:
        """The expression for Python's ``re`` (to be used with ``search``), and whether the line excludes."""
        line = _line_of(pattern)
        if line is None:
            return None, None
        return _like(pattern, _source(line)), not line.negated


@overload
def _like(pattern: str, text: str) -> str: ...
@overload
def _like(pattern: bytes, text: str) -> bytes: ...
def _like(pattern: str | bytes, text: str) -> str | bytes:
    return text if isinstance(pattern, str) else text.encode(errors="surrogateescape")


def _source(line: IgnoreLine) -> str:
    return "".join(map(python_source, tried(line))) or NEVER


def _line_of(pattern: str | bytes) -> IgnoreLine | None:
    lines = read_lines(pattern, None)
    if not lines:
        return None
    check_line(lines[0], None)
    return lines[0]


def check_line(line: IgnoreLine, file: str | None) -> None:
    """Raise :class:`IgnoreSyntaxError` where the builder refuses to read the file because of this line."""
    try:
        check_glob(line.pattern)
    except GlobSyntaxError:
        number = line.number if file else None
        raise IgnoreSyntaxError(f'"{line}" is not a valid pattern', file=file, line=number) from None


def tried(line: IgnoreLine) -> list[Choice]:
    """The expression of a line; none when the builder fails as soon as it tries it.

    A bracket that is a valid glob can still be an invalid regular expression. The builder compiles the
    expression late, so such a line does no harm where other lines make it unnecessary.
    """
    try:
        return [expression(line.pattern)]
    except RegexError:
        return []
