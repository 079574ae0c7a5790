"""The word that a user gives -> a question."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ctxlint.errors import CtxlintError
from ctxlint.explain.log import failures
from ctxlint.explain.values import Kind, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODULE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def asked(word: str, root: Path, directory: Path) -> list[Sequence[Question]]:
    """What a word means: a message of a log, a path that exists, a path in the container, or a module.

    ``root`` is the project's, ``directory`` where relative paths are seen from first; raises :class:`CtxlintError`.
    """
    if re.search(r"\s", word.strip()) and (found := failures(word)):
        return [*found]
    if path := _existing(word, root, directory):
        return [(Question(Kind.REPOSITORY, path),)]
    if word.startswith("/"):
        return [(Question(Kind.PATH, word),)]
    if _MODULE.fullmatch(word):
        return [(Question(Kind.MODULE, word),)]
    raise CtxlintError("it is neither a path of the project, nor the dotted name of a module", file=word)


def _existing(word: str, root: Path, directory: Path) -> str | None:
    """The path relative to the project root, if there is such a file or directory in the project."""
    if not word or "\0" in word:
        return None
    for base in dict.fromkeys((directory, root)):
        path = os.path.normpath(base / word)
        if os.path.lexists(path) and Path(path).is_relative_to(root) and Path(path) != root:
            return Path(path).relative_to(root).as_posix()
    return None
