"""Everything that a run asks of the disk, with the answers: while they stay the same, so does what it says."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ctxlint.host import HOST, is_settled, look_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxlint.host import DiskEntry, Listing

T = TypeVar("T")
_MAX_BYTES = 64_000_000
"""Files above this are not read only to find out that they are what they were."""
Answers = dict[str, dict[str, Any]]
"""Question -> path -> answer, in terms of JSON.

Of a file that was read it is how it looks from outside (nothing where that says too little) and a digest.
"""


_QUESTIONS = frozenset({"list", "entry", "link_target", "resolve", "read"})


class Recorder:
    """The disk as it is (see :class:`ctxlint.context.Files`), which remembers what it was asked and what it said."""

    def __init__(self) -> None:
        self.answers: Answers = {}
        self._listings: dict[str, Listing] = {}
        self.is_steady = True
        """Whether every question had one answer, and all of it is known."""

    def list(self, directory: Path) -> Listing:
        """The entries of a directory, read once: services are looked for where their contexts are."""
        known = self._listings.get(str(directory))
        if known is None:
            known = self._listings[str(directory)] = self._noted("list", directory, HOST.list, _digest_of)
        return known

    def entry(self, path: Path) -> DiskEntry | None:
        """What is at a path."""
        return self._noted("entry", path, HOST.entry, _look_of_entry)

    def link_target(self, path: Path) -> str:
        """The text of a link."""
        return self._noted("link_target", path, HOST.link_target, str)

    def resolve(self, path: Path) -> Path:
        """The path without links."""
        return self._noted("resolve", path, HOST.resolve, str)

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The content of a regular file."""
        look = _look_at(path)  # before it is read: what changes meanwhile looks different next time
        data = self._noted("read", path, partial(HOST.read, limit=limit), lambda data: [look, digest(data)])
        self.is_steady &= not 0 <= limit <= len(data)
        return data

    def knows(self, path: str, look: Sequence[int], content: str) -> None:
        """A file that looks so was not read, because its content is known by its digest."""
        self._note("read", path, [look, content])

    def _noted(self, question: str, path: Path, ask: Callable[[Path], T], describe: Callable[[T], Any]) -> T:
        try:
            found = ask(path)
        except (OSError, RuntimeError, ValueError) as error:
            self._note(question, str(path), [type(error).__name__, getattr(error, "errno", None)])
            raise
        self._note(question, str(path), describe(found))
        return found

    def _note(self, question: str, path: str, answer: object) -> None:
        known = self.answers.setdefault(question, {}).setdefault(path, answer)
        self.is_steady &= _is_same(question, known, answer)


def asked_again(answers: Answers) -> Answers | None:
    """The answers of today, when they mean the same; else ``None``."""
    recorder = Recorder()
    if not answers.keys() <= _QUESTIONS:
        return None
    for question, known in answers.items():
        for path, answer in known.items():
            if question == "read" and answer[0] and _look_at(path) == answer[0]:
                recorder.knows(path, *answer)
            elif not _is_same(question, answer, _ask(recorder, question, path)):
                return None
    return recorder.answers if recorder.is_steady else None


def _ask(recorder: Recorder, question: str, path: str) -> object:
    more = {"limit": _MAX_BYTES} if question == "read" else {}
    with suppress(OSError, RuntimeError, ValueError):  # that is an answer, too
        # Only one question needs more than a name, and there are very many.
        getattr(recorder, question)(Path(path) if question == "resolve" else path, **more)
    return recorder.answers[question][path]


def _is_same(question: str, known: Any, answer: Any) -> bool:  # noqa: ANN401
    """Whether two answers mean the same: of a file, its content does."""
    return bool(known[1] == answer[1] if question == "read" else known == answer)


def digest(content: bytes) -> str:
    """What tells contents apart."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _digest_of(listing: Mapping[str, DiskEntry]) -> str:
    entries = sorted((name, entry.kind.value, entry.size) for name, entry in listing.items())
    return digest(repr(entries).encode())


def _look_of_entry(entry: DiskEntry | None) -> list[int] | None:
    return [entry.kind.value, entry.size] if entry else None


def _look_at(path: str | Path) -> list[int]:
    """How a file looks; nothing where that does not say what is in it."""
    try:
        look = look_of(os.stat(path))  # noqa: PTH116
    except (OSError, ValueError):
        return []
    return look if is_settled(look) else []
