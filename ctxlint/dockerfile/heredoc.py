"""Which words announce a here-document, and under which name."""

from __future__ import annotations

import re

from msgspec import Struct

from ctxlint.dockerfile.expand import NO_VARIABLES, ExpansionError, Lexing, process_words
from ctxlint.dockerfile.text import RefusalError

_MARK = re.compile(r"[0-9]*<<(-?)[\t\n\f\r ]*([^<]*)")
_LINE = Lexing(raw_quotes=True, raw_escapes=True, keep_unset=True)
_UNQUOTED = Lexing(keep_unset=True)
_QUOTED = Lexing(keep_unset=True, raw_quotes=True)


class Mark(Struct, frozen=True):
    """What ``<<-"NAME"`` says: a quoted name keeps variables as they are, a dash drops leading tabs."""

    name: str
    expand: bool
    chomp: bool


def mark(word: str) -> Mark | None:
    """Read a word that is a mark as a whole; raises :class:`RefusalError` for unclosed quotes."""
    match = _MARK.fullmatch(word)
    if match is None or not match[2]:
        return None
    names = process_words(match[2], NO_VARIABLES, _UNQUOTED)
    if len(names) != 1:
        return None
    quoted = process_words(match[2], NO_VARIABLES, _QUOTED)
    if len(quoted) != 1:
        raise RefusalError(f"heredoc name {match[2]} is ambiguous")
    return Mark(names[0], _quotes(names[0]) == _quotes(quoted[0]), match[1] == "-")


def quiet_mark(word: str) -> Mark | None:
    """Do the same, but take a word with unclosed quotes for no mark."""
    try:
        return mark(word)
    except RefusalError:
        return None


def marks(line: str) -> list[Mark]:
    """Find the marks of a logical line in order; a line that the shell could not split has none."""
    try:
        words = process_words(line, NO_VARIABLES, _LINE)
    except ExpansionError:
        return []
    return [found for found in map(mark, words) if found is not None]


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')
