"""Whether what a function is given may be known, by its bytes: most are given what only a run knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What may stand between two words, and before it what closes parentheses.
_BLANK = rb"(?:[\s\\]|#[^\n]*+\n)*+"
_OPERAND = re.compile(_BLANK + rb"(?:([A-Za-z_]\w*+)" + _BLANK + rb")?(.?)", re.DOTALL)
_ASSIGNED = re.compile(rb"[\s\\)]*+[:=](?!=)")
_ITERATED = re.compile(rb"[\s\\)]*+in\b")
_LINE = re.compile(rb"(?:[^\\\n]|\\.)*+", re.DOTALL)
_LISTS = (b"list", b"tuple", b"set")
# What is left of a name, at most: a statement begins there, or the name is of no interest.
_LOOK_BACK = 100


def may_be_text(source: bytes, at: int) -> bool:
    """Whether the expression at an offset may begin with a text, or with a name that may stand for one.

    It may be told so where it is not; what has an unknown beginning names no module.
    """
    name, sign = _parts(source, at)
    if not name:
        return sign in (b'"', b"'", b"(") or sign >= b"\x80"
    if sign and sign in b".([":
        return False
    return sign in (b'"', b"'") or sign >= b"\x80" or name.startswith(b"__") or _is_known(source, name)


def _parts(source: bytes, at: int) -> tuple[bytes, bytes]:
    """The word at an offset, if there is one, and the byte behind it."""
    found = _OPERAND.match(source, at)
    return (found[1] or b"", found[2]) if found else (b"", b"")


def _is_known(source: bytes, name: bytes) -> bool:
    """Whether the top level may bind a name, or a loop over a list that is written down."""
    for at in _places(source, name):
        end = at + len(name)
        before = source[max(at - _LOOK_BACK, 0) : at]
        if _ASSIGNED.match(source, end) and _begins_statement(before):
            return True
        iterated = _ITERATED.match(source, end)
        if iterated and before.rstrip(b" \t\r\n\\(").endswith(b"for") and _may_be_list(source, iterated.end()):
            return True
    return False


def _places(source: bytes, name: bytes) -> Iterator[int]:
    at = source.find(name)
    while at >= 0:
        yield at
        at = source.find(name, at + len(name))


def _begins_statement(before: bytes) -> bool:
    """Whether a target of an assignment at the top level may follow."""
    head = before.rstrip(b" \t(")
    if head[-1:] in (b"\n", b"\r", b""):
        return len(before) >= _LOOK_BACK > len(head) == 0 or not before[len(head) :].strip(b"(")
    return head.endswith((b";", b"\\", b"\f", b"\xbf")) or (
        head.endswith(b"=") and not head.endswith((b"==", b"!=", b"<=", b">="))
    )


def _may_be_list(source: bytes, at: int) -> bool:
    """Whether the expression at an offset may be a list that is written down, or a name for one."""
    name, sign = _parts(source, at)
    if not name:
        return sign in (b'"', b"'", b"(", b"[", b"{", b"*") or sign >= b"\x80"
    if (line := _LINE.match(source, at)) and b"+" in line[0]:
        return True
    if sign and sign in b".([":
        return name in _LISTS and sign == b"("
    return sign in (b'"', b"'") or sign >= b"\x80" or _is_known(source, name)
