"""The wildcards of ``${A#p}``, ``${A%p}`` and ``${A/p/r}``: ``*`` and ``?``, in time linear in the value."""

from __future__ import annotations

import re

from msgspec import Struct

from ctxlint.dockerfile.text import RefusalError

ANY = ""
"""A token for one character, whichever; other tokens are the character itself."""
_TOKEN = re.compile(r"\\.|.", re.DOTALL)
_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})")


class Pattern(Struct, frozen=True):
    """Runs of tokens with a ``*`` between each two; so ``*`` alone is two empty runs."""

    runs: tuple[tuple[str, ...], ...]

    @property
    def cost(self) -> int:
        """Steps per character of a value, at worst."""
        return max((len(run) for run in self.runs if ANY in run), default=1)

    def prefix(self, value: str, *, greedy: bool) -> int | None:
        """Find where the longest or shortest match that begins the value ends."""
        if _regex(self.runs[0]).match(value) is None:
            return None
        return self._end(value, len(self.runs[0]), greedy=greedy)

    def find(self, value: str, start: int) -> tuple[int, int] | None:
        """Find the leftmost match, as long as it can be."""
        first = _find(self.runs[0], value, start)
        end = None if first is None else self._end(value, first + len(self.runs[0]), greedy=True)
        return None if first is None or end is None else (first, end)

    def _end(self, value: str, at: int, *, greedy: bool) -> int | None:
        if len(self.runs) == 1:
            return at
        *inner, last = self.runs[1:]
        for run in inner:
            found = _find(run, value, at)
            if found is None:
                return None
            at = found + len(run)
        found = _rfind(last, value, at) if greedy else _find(last, value, at)
        return None if found is None else found + len(last)


def compile_pattern(text: str) -> Pattern:
    """Read a pattern; raises :class:`RefusalError` for an escape of anything but a wildcard."""
    runs: list[list[str]] = [[]]
    characters = iter(text.removeprefix("\ufeff"))
    for character in characters:
        match character:
            case "*":
                runs.append([])
            case "?":
                runs[-1].append(ANY)
            case "\\":
                runs[-1].append(_escaped(next(characters, ""), text))
            case _:
                runs[-1].append(character)
    return Pattern(tuple(map(tuple, runs)))


def trim_prefix(pattern: Pattern, value: str, *, greedy: bool) -> str:
    """Return the value without the match that begins it."""
    end = pattern.prefix(value, greedy=greedy)
    return value if end is None else value[end:]


def backwards(text: str) -> str:
    """Return a pattern that matches the same texts written backwards; escapes stay in front of what they escape."""
    return "".join(reversed(_TOKEN.findall(text)))


def replace_first(pattern: Pattern, value: str, replacement: str) -> str:
    """Replace the first match."""
    found = pattern.find(value, 0)
    return value if found is None else value[: found[0]] + replacement + value[found[1] :]


def replace_all(pattern: Pattern, value: str, replacement: str, limit: int) -> str | None:
    """Replace all matches; ``None`` when the result would be longer than the limit."""
    parts: list[str] = []
    at, done, size = 0, 0, len(value)
    while at <= len(value) and (found := pattern.find(value, at)) is not None:
        start, end = found
        parts.append(value[done:start])
        if end > done or start == 0:
            parts.append(_filled(replacement, value[start:end]))
            size += len(parts[-1])
        if size > limit:
            return None
        done, at = end, max(end, at + 1)
    return "".join([*parts, value[done:]])


def _escaped(character: str, text: str) -> str:
    if character in ("}", "/", "*", "?", "\\"):
        return character
    raise RefusalError(f"invalid pattern ({text}) in substitution: invalid escape '\\{character}'")


def _filled(replacement: str, match: str) -> str:
    """Fill in ``$0``, which the builder's regular expressions know in a replacement; other groups are empty."""
    if "$" not in replacement:
        return replacement
    return _REFERENCE.sub(lambda found: _group(found, match), replacement)


def _group(found: re.Match[str], match: str) -> str:
    if found[0] == "$$":
        return "$"
    return match if (found[1] or found[2]).strip("0") == "" else ""


def _regex(run: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("".join("." if token == ANY else re.escape(token) for token in run), re.DOTALL)


def _find(run: tuple[str, ...], value: str, start: int) -> int | None:
    if ANY not in run:
        found = value.find("".join(run), start)
        return None if found < 0 else found
    match = _regex(run).search(value, start)
    return None if match is None else match.start()


def _rfind(run: tuple[str, ...], value: str, start: int) -> int | None:
    if ANY not in run:
        found = value.rfind("".join(run), start)
        return None if found < 0 else found
    behind = _find(run[::-1], value[start:][::-1], 0)
    return None if behind is None else len(value) - behind - len(run)
