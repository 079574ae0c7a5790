"""The language of ``.gitignore``: what git leaves out tells what appears on people's machines only.

pathspec's own patterns are right for this one; they are never used for ``.dockerignore``.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_INVALID = (GitIgnorePatternError, re.error)


class GitIgnore:
    """The ``.gitignore`` files of a repository; ``read`` gives the text of the one in a directory, if any.

    Directories are relative to the repository (``""`` is its root).
    """

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._specs: dict[str, GitIgnoreSpec | None] = {}

    def ignores(self, path: str) -> bool:
        """Whether git would leave ``path`` out; a directory's ends in ``/``."""
        above = [directory + "/" for directory in ancestors(path.rstrip("/"))]
        return any(self._excludes(candidate) for candidate in [*above, path])

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
            self._specs[directory] = None if text is None else _parse(text)
        return self._specs[directory]


def _parse(text: str) -> GitIgnoreSpec | None:
    """The patterns of a file; git passes over lines that it does not understand."""
    lines = text.splitlines()
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
