"""From bytes to a syntax tree; whatever the bytes are, the outcome is a value."""

from __future__ import annotations

import ast
import re
import warnings

from ctxlint.imports.statements import without_strings
from ctxlint.imports.values import SyntaxProblem

MAX_SIZE = 2_000_000


def parse(source: bytes) -> ast.Module | SyntaxProblem:
    """The tree of a source, or why there is none."""
    if len(source) > MAX_SIZE:
        return SyntaxProblem(f"larger than {MAX_SIZE // 1_000_000} MB, not read")
    if b"\0" in source:
        return SyntaxProblem("source code cannot contain null bytes", source.count(b"\n", 0, source.index(b"\0")) + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        return SyntaxProblem(error.msg or "invalid syntax", max(error.lineno or 1, 1), max(error.offset or 1, 1))
    except (ValueError, LookupError) as error:
        return SyntaxProblem(str(error) or "invalid source")
    except (RecursionError, MemoryError):
        return SyntaxProblem("nested too deeply")


_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_ASCII_BELOW = re.compile(rb"(?i)utf-?8|utf_8|u8|latin-?1|latin_1|iso-?8859-?\d+|us-?ascii|ascii|(?:cp|windows-)125\d")


def is_plain(source: bytes) -> bool:
    """Whether ASCII characters stand for themselves: encodings like UTF-7 can hide a keyword."""
    for line in re.split(rb"\r\n?|\n", source[:4096], maxsplit=2)[:2]:
        if (cookie := _COOKIE.match(line)) and not _ASCII_BELOW.fullmatch(cookie[1]):
            return False
    return True


_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"()[]{}")
_OLD_SIGNS = (b"print ", b"<<<<<<< ", b"exec ")
_OLD_HANDLER = re.compile(rb"[\w. \t]+,")
_OLD = re.compile(
    rb"^(?:<{7} |[ \t]*(?:(?:print|exec)[ \t]+[\"'\w%]|except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:))", re.MULTILINE
)


def _is_uneven(source: bytes) -> bool:
    brackets = source.translate(None, _NO_BRACKETS)
    return any(brackets.count(opening) != brackets.count(closing) for opening, closing in _BRACKETS)


def looks_broken(source: bytes) -> bool:
    """Whether a source had better be parsed: it is cut off, a merge was not finished, or it is for Python 2.

    Brackets in strings make very few sources look so that are not; other mistakes are not seen.
    """
    if _is_uneven(source) and _is_uneven(without_strings(source)):
        return True
    old = any(sign in source for sign in _OLD_SIGNS) or any(map(_OLD_HANDLER.match, source.split(b"except")[1:]))
    return old and _OLD.search(source) is not None
