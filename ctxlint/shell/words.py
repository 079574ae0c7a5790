"""Command-line words sorted into options and positional arguments."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.shell.unknown import NUL

if TYPE_CHECKING:
    from collections.abc import Sequence, Set


class Words(Struct, frozen=True):
    """The options with their values, the positional words, and where the first of these stands."""

    options: dict[str, list[str]] = field(default_factory=dict)
    positional: list[str] = field(default_factory=list)
    rest: tuple[str, ...] = ()
    """Everything from the first positional word on."""

    def value(self, *names: str) -> str | None:
        """The last value of an option, by any of its names."""
        found = self.values(*names)
        return found[-1] if found else None

    def values(self, *names: str) -> list[str]:
        """All values of an option, by any of its names."""
        return [value for name in names for value in self.options.get(name, [])]


def names(text: str) -> frozenset[str]:
    """A set of names, written as one text."""
    return frozenset(text.split())


def sort_words(words: Sequence[str], *, flags: Set[str] = frozenset(), valued: Set[str] | None = None) -> Words:
    """Sort words: with ``valued`` only those options take a value, else all but ``flags`` do; ``--`` ends options.

    A word that is wholly unknown and stands where a positional one could is positional.
    """
    sorted_words = Words()
    rest: int | None = None
    at = 0
    while at < len(words):
        word, at = words[at], at + 1
        if word == "--" or not word.startswith("-") or word == "-":
            first = at if word == "--" else at - 1
            rest = first if rest is None else rest
            if word == "--":
                sorted_words.positional.extend(words[at:])
                break
            sorted_words.positional.append(word)
            continue
        name, joined, value = _split(word, flags, valued)
        if not joined and at < len(words) and _takes_value(name, flags, valued) and words[at] != "--":
            value, at = words[at], at + 1
        sorted_words.options.setdefault(name, []).append(value)
    return Words(sorted_words.options, sorted_words.positional, tuple(words[rest:]) if rest is not None else ())


def _takes_value(name: str, flags: Set[str], valued: Set[str] | None) -> bool:
    return name in valued if valued is not None else name not in flags and not name.startswith("--no-")


def _split(word: str, flags: Set[str], valued: Set[str] | None) -> tuple[str, bool, str]:
    """Name, whether the value is part of the word, and that value: ``--app=x``, ``-Ax``."""
    name, equals, value = word.partition("=")
    if equals and NUL not in name:
        return name, True, value
    short = word[:2]
    if (
        not word.startswith("--")
        and len(word) > 2
        and word not in (valued or flags)
        and _attached(short, flags, valued)
    ):
        return short, True, word[2:]
    return word, False, ""


def _attached(short: str, flags: Set[str], valued: Set[str] | None) -> bool:
    return short in valued if valued is not None else short not in flags


def split_command(text: str) -> tuple[str, ...]:
    """A text as an argument list, without a shell; as one word when its quotes do not match."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())
