"""What commands said, kept with all that they asked of the disk: nothing is worked out twice.

The same words in the same directory, to the same installation, have the same outcome when every question to the
disk still has its answer. A run whose questions are not all known, or had two answers, leaves nothing.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from ctxlint.cache import directory, installation, replace, tidy
from ctxlint.recorder import asked_again, digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ctxlint.recorder import Answers, Recorder

_SUFFIX = ".answer"
_MAX_BYTES = 64_000_000
_DECISIVE = ("GITHUB_ACTIONS",)
"""Variables that change what is said."""


def kept(words: Sequence[str]) -> Any:  # noqa: ANN401
    """The outcome of these words in this directory, if it would be the same today; else ``None``."""
    try:
        path = _place(words)
        if path is None or path.stat().st_size > _MAX_BYTES:
            return None
        found = json.loads(path.read_bytes())
        if found["installation"] != installation():
            return None
        answers = asked_again(found["answers"])
        if answers is None:
            return None
        if answers != found["answers"]:
            _write(path, answers, found["outcome"])
        return found["outcome"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def keep(words: Sequence[str], recorder: Recorder, outcome: object) -> None:
    """Remember an outcome, in terms of JSON; where nothing can be written, nothing happens."""
    try:
        if recorder.is_steady and (path := _place(words)):
            _write(path, recorder.answers, outcome)
            tidy(path.parent, _SUFFIX)
    except (OSError, ValueError):
        return


def _place(words: Sequence[str]) -> Path | None:
    place = directory()
    asked = repr((list(words), os.getcwd(), [os.environ.get(name) for name in _DECISIVE]))  # noqa: PTH109
    return place / f"{digest(asked.encode())}{_SUFFIX}" if place else None


def _write(path: Path, answers: Answers, outcome: object) -> None:
    content = {"installation": installation(), "answers": answers, "outcome": outcome}
    replace(path, json.dumps(content, separators=(",", ":")))
