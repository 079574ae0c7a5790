"""Runs that need not be repeated: what they said is kept, and told again while everything is as it was."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxlint import answers
from ctxlint.cli.outcome import from_json, to_json
from ctxlint.host import HOST
from ctxlint.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxlint.cache import Cache
    from ctxlint.cli.outcome import Outcome
    from ctxlint.context import Files


def told_again(words: Sequence[str]) -> int | None:
    """Print what the same words led to before and return the exit code; ``None`` when that has to be found out."""
    if _has_summary():
        return None
    found = answers.kept(words)
    try:
        outcome = from_json(found) if found else None
    except (LookupError, TypeError, ValueError):
        return None
    if outcome:
        outcome.tell()
    return outcome.code if outcome else None


class Recording:
    """One run: the files that it reads, and what becomes of its outcome."""

    def __init__(self, words: Sequence[str] | None) -> None:
        """``words`` are those of the command line; without them, nothing is recorded."""
        self._words = None if _has_summary() else words
        self._recorder = None if self._words is None else Recorder()

    @property
    def files(self) -> Files:
        """The disk."""
        return self._recorder or HOST

    def keep(self, outcome: Outcome, cache: Cache) -> None:
        """Remember the outcome of a run that may have read sources from a cache; nothing when there is none."""
        if self._words is None or self._recorder is None or not cache.is_kept:
            return
        for path, (look, content) in cache.used.items():
            self._recorder.knows(path, look, content)
        answers.keep(self._words, self._recorder, to_json(outcome))


def _has_summary() -> bool:
    """Whether a run leaves more than what it prints."""
    return bool(os.environ.get("GITHUB_STEP_SUMMARY"))
