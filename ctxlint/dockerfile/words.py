"""How instructions cut their arguments: at blanks, at blanks outside quotes, or as a JSON array."""

from __future__ import annotations

import json
import re
from functools import cache

from ctxlint.dockerfile.text import SPACES, Piece, RefusalError

_BLANKS = re.compile(r"[\t\v\f\r ]+")
_SOLID = re.compile(r"[^\t\v\f\r ]+")
_CHARACTERS = r'[^"\\\x00-\x1f]*+'
_ESCAPE = r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'
_STRING = re.compile(rf'[\t\n\r ]*("{_CHARACTERS}(?:{_ESCAPE}{_CHARACTERS})*+")[\t\n\r ]*')
_SURROGATE = re.compile("[\ud800-\udfff]")


def at_blanks(piece: Piece) -> list[Piece]:
    """Cut at blanks; quotes mean nothing."""
    return [piece.cut(*found.span()) for found in _SOLID.finditer(piece.text)]


def halves(piece: Piece) -> list[Piece]:
    """Cut off the first word."""
    found = _BLANKS.search(piece.text)
    return [piece.cut(0, found.start()), piece.cut(found.end())] if found else [piece]


def outside_quotes(piece: Piece, escape: str) -> list[Piece]:
    """Cut at white space that is neither quoted nor escaped; quotes and escapes stay in the words."""
    words = []
    for found in _shell_word(escape).finditer(piece.text):
        dangling = len(found[1] or found[2] or "")
        if found.end() - dangling > found.start():
            words.append(piece.cut(found.start(), found.end() - dangling))
    return words


@cache
def _shell_word(escape: str) -> re.Pattern[str]:
    """Build a pattern that cannot backtrack; its groups are an escape at the end that escapes nothing."""
    e = re.escape(escape)
    plain = f"[^{SPACES}'\"{e}]++"
    double = f'"(?:[^"{e}]|{e}.)*+(?:"|({e})?\\Z)'
    single = r"'[^']*+(?:'|\Z)"
    return re.compile(f"(?:{plain}|{e}.|{double}|{single}|({e})\\Z)++", re.DOTALL)


def json_strings(piece: Piece) -> list[Piece] | None:
    """Read a JSON array of strings; ``None`` for no array, :class:`RefusalError` for other elements."""
    body = piece.strip()
    if not body.text.startswith("["):
        return None
    strings = _strings(body)
    if strings is None and _is_json(body.text):
        raise RefusalError("when using JSON array syntax, arrays must be comprised of strings only")
    return strings


def _strings(body: Piece) -> list[Piece] | None:
    if re.fullmatch(r"\[[\t\n\r ]*\]", body.text):
        return []
    strings, at = [], 1
    while found := _STRING.match(body.text, at):
        text = _SURROGATE.sub("\ufffd", json.loads(found[1]))
        strings.append(Piece(text, body.start + found.start(1), body.start + found.end(1)))
        at = found.end() + 1
        match body.text[found.end() : at]:
            case ",":
                continue
            case "]" if at == len(body.text):
                return strings
            case _:
                return None
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse_constant, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
