"""The dialect of the Docker SDK for Python (docker-py), which filters the context with a matcher of its own.

It lives from before Docker 23: one ancestor of a path is looked at, the one with as many segments as the pattern. On
top of that it compares without case, knows no escapes, writes negated classes with ``!`` only, and takes every line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ctxlint.dockerignore.matcher import Directory, LegacyMatcher, Visit
from ctxlint.dockerignore.reading import IgnoreLine, decode
from ctxlint.dockerignore.regex_parser import parse
from ctxlint.paths import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.dockerignore.regex import Choice

_SPECIAL = frozenset(r"\.+*?()[]{}|^$")
_ALWAYS_SENT = (".dockerignore", "Dockerfile")


def read_docker_py(data: bytes | str) -> tuple[IgnoreLine, ...]:
    """The pattern lines: blanks around them go first, so that an indented ``#`` starts a comment, too."""
    return tuple(_lines(decode(data)))


def _lines(text: str) -> Iterator[IgnoreLine]:
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        negated = stripped.startswith("!")
        if pattern := "/".join(_segments(stripped.removeprefix("!").strip())):
            yield IgnoreLine(number, line, pattern, negated)


def _segments(pattern: str) -> list[str]:
    """The segments of a pattern; ``..`` takes the one before it away, at the root there is nothing to take."""
    found: list[str] = []
    for part in parts(pattern):
        if part == "..":
            del found[-1:]
        else:
            found.append(part)
    return found


def source_of(pattern: str) -> str:
    """The regular expression (in the common syntax of Go and Python) for a pattern."""
    source, at = "^", 0
    while at < len(pattern):
        taken, text = _token(pattern, at)
        source, at = source + text, at + taken
    return source + "$"


def _token(pattern: str, at: int) -> tuple[int, str]:
    """How many characters belong together, and what they mean."""
    char, rest = pattern[at], pattern[at + 1 :]
    if char == "*" and rest.startswith("*"):
        taken = 3 if rest.startswith("*/") else 2
        return taken, ".*" if at + taken >= len(pattern) else "(.*/)?"
    if char == "*":
        return 1, "[^/]*"
    if char == "?":
        return 1, "[^/]"
    if char == "[" and (end := _class_end(pattern, at + 1)) > 0:
        return end + 1 - at, _class(pattern[at + 1 : end])
    return 1, "\\" + char if char in _SPECIAL else char


def _class_end(pattern: str, start: int) -> int:
    """Where the bracket closes; a ``]`` in front is a member. ``-1`` when it never does."""
    first = start + pattern.startswith("!", start)
    return pattern.find("]", first + pattern.startswith("]", first))


def _class(members: str) -> str:
    escaped = members.replace("\\", "\\\\")
    if escaped.startswith("!"):
        return f"[^{escaped[1:]}]"
    return f"[\\{escaped}]" if escaped.startswith("^") else f"[{escaped}]"


class DockerPyMatcher(LegacyMatcher):
    """The decisions of docker-py."""

    lists_entered: ClassVar[bool] = False

    @staticmethod
    def _expression(pattern: str) -> Choice:
        return parse(source_of(pattern.lower()))

    def visit(self, parent: Directory, name: str) -> Visit:
        """Decide about the child ``name`` of ``parent``, whatever its case."""
        if not parent.depth and name in _ALWAYS_SENT:
            return Visit(excluded=False, decider=None, carried=dict[int, int]())
        return super().visit(parent, name.lower())

    def enter(self, parent: Directory, name: str, visit: Visit) -> Directory:
        """What is known at the directory ``name`` after its visit."""
        below = super().enter(parent, name.lower(), visit)
        return Directory(f"{parent.path}{name}/", below.depth, below.states, below.carried)

    def descends(self, directory: str) -> bool:
        """Whether the SDK looks into an excluded directory: when a ``!`` line starts with the letters of its path."""
        names = (*(prefix.removesuffix("/") for prefix in self._prefixes), *_ALWAYS_SENT)
        return any(name.startswith(directory.rstrip("/")) for name in names)
