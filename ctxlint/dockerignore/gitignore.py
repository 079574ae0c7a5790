"""The language of ``.gitignore``: what git leaves out tells what appears on people's machines only.

pathspec's own patterns are right for this one; they are never used for ``.dockerignore``.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_INVALID = (GitIgnorePatternError, re.error)
_MAGIC = frozenset("*?[!\\\0")


class Spelled(NamedTuple):
    """A path that a line of ``.gitignore`` spells out: something is expected there, and not to be committed."""

    number: int
    """The line, from 1."""
    path: str
    """Relative to the file's directory, without a slash at its end."""
    anchored: bool
    """Whether the line means this very path; a bare name is meant at any depth."""
    directory: bool
    """Whether the line itself says that it is one."""
    content: bool
    """Whether the line means what is in it, so that the directory itself can be there."""


def spelled_paths(text: str) -> Iterator[Spelled]:
    """The lines that name one path; those with wildcards and those that take back are passed over."""
    for number, line in enumerate(text.splitlines(), start=1):
        pattern = line.strip().removeprefix("**/")
        name = pattern.removesuffix("/**").removesuffix("/*").rstrip("/")
        path = name.removeprefix("/")
        if path and not line.startswith("#") and not _MAGIC.intersection(name) and ".." not in path.split("/"):
            anchored = "/" in pattern.rstrip("/") and not line.strip().startswith("**/")
            yield Spelled(number, path, anchored, directory=name != pattern, content=pattern.endswith("*"))


class GitIgnore:
    """The ``.gitignore`` files of a repository; ``read`` gives the text of the one in a directory, if any.

    Directories are relative to the repository (``""`` is its root).
    """

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._specs: dict[str, GitIgnoreSpec | None] = {}
        self._known: dict[str, bool] = {}

    def ignores(self, path: str) -> bool:
        """Whether git would leave ``path`` out; a directory's ends in ``/``."""
        above = [directory + "/" for directory in ancestors(path.rstrip("/"))]
        return any(map(self._is_excluded, [*above, path]))

    def _is_excluded(self, path: str) -> bool:
        if path not in self._known:
            self._known[path] = self._excludes(path)
        return self._known[path]

    def _excludes(self, path: str) -> bool:
        """What the nearest file with an opinion says about the path itself."""
        inside = ["", *ancestors(path.rstrip("/"))]
        for directory in reversed(inside):
            spec = self._spec(directory)
            if spec is None:
                continue
            verdict = spec.check_file(path[len(directory) + 1 :] if directory else path).include
            if verdict is not None:
                return verdict
        return False

    def _spec(self, directory: str) -> GitIgnoreSpec | None:
        if directory not in self._specs:
            text = self._read(directory)
            self._specs[directory] = None if text is None else gitignore_spec(text.splitlines())
        return self._specs[directory]


def gitignore_spec(lines: Sequence[str]) -> GitIgnoreSpec:
    """Patterns in git's own dialect; lines that it does not understand are passed over."""
    try:
        return _compiled(lines)
    except _INVALID:
        return _compiled([line for line in lines if _is_valid(line)])


def _compiled(lines: Sequence[str]) -> GitIgnoreSpec:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Python's, about a "[" in brackets
        return GitIgnoreSpec.from_lines(lines, backend="simple")


def _is_valid(line: str) -> bool:
    try:
        _compiled([line])
    except _INVALID:
        return False
    return True
