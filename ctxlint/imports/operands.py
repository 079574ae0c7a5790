"""Whether what a function is given may be known, by its bytes: most are given what only a run knows.

An answer may be yes where it had better be no: then the source is parsed in vain. It is never no where a syntax tree
would find a text, or a path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Given = Callable[[bytes, int, int], bool]
    """Asked about a source, the offset of the last name of a function, and that of its first argument."""

_BLANK = rb"(?:[\s\\]|#[^\n]*+\n)*+"
_OPERAND = re.compile(_BLANK + rb"(?:([A-Za-z_][\w.]*+)" + _BLANK + rb")?(.?)", re.DOTALL)
_ASSIGNED = re.compile(rb"[\s\\)]*+[:=](?!=)")
_VALUE = re.compile(rb"[\s\\)]*+=(?!=)")
_ANNOTATED = re.compile(rb"[\s\\)]*+:[^=]{0,300}?=(?!=)")
_STATEMENT = re.compile(rb"(?:[\r\n;:]|\A)[ \t\f]*+(?:(?:self|cls)\.)?\Z")
_ITERATED = re.compile(rb"[\s\\)]*+in\b")
_LINE = re.compile(rb"(?:[^\\\n]|\\.)*+", re.DOTALL)
_IMPORTED = re.compile(
    rb"^[^\n]*\bfrom\b[^\n]*\bimport\b(?:[ \t]*+\([^)]*+|(?:[^\\\n]|\\.)*+)", re.MULTILINE | re.DOTALL
)
_RECEIVER = re.compile(rb"(?:(?<![\w.])([A-Za-z_]\w*+(?:\.\w++)*+)|[^\w\s\\])[\s\\]*+\.[\s\\]*+\Z")
_WRITES = re.compile(rb"\s*+[\w.]++\s*+,\s*+(?:mode\s*+=\s*+)?[\"'][brtU]*+[wax+]")
_LISTS = (b"list", b"tuple", b"set")
_QUOTES = (b'"', b"'")
# So far before a name its statement begins, or the name is of no interest.
_LOOK_BACK = 100
_MAX_DEPTH = 6
_MODULES = frozenset(b"os io glob shutil codecs gzip bz2 lzma aiofiles wave PIL".split())

# What gives a path back that begins as the first argument, or as the receiver, does; and what makes one of nothing.
_KEEPS_ARGUMENT = frozenset(
    b"Path PurePath PosixPath abspath realpath normpath fspath str expanduser join dirname".split()
)
_KEEPS_RECEIVER = frozenset(
    b"resolve absolute as_posix expanduser joinpath with_name with_suffix format __str__".split()
)
_MAKES = frozenset(b"getcwd cwd files path resource_filename resource_stream resource_string get_data".split())


def may_name_module(source: bytes, _start: int, at: int) -> bool:
    """Whether the expression at an offset may begin with a text, or with a name that may stand for one.

    What has an unknown beginning names no module.
    """
    name, sign = _parts(source, at)
    if not name:
        return sign in (*_QUOTES, b"(") or sign >= b"\x80"
    if b"." in name or (sign and sign in b".(["):
        return False
    return _is_odd(sign) or name.startswith(b"__") or _is_known(source, name)


def _parts(source: bytes, at: int) -> tuple[bytes, bytes]:
    """The dotted name at an offset, if there is one, and the byte behind it."""
    found = _OPERAND.match(source, at)
    return (found[1] or b"", found[2]) if found else (b"", b"")


def _is_odd(sign: bytes) -> bool:
    """Whether a name goes on with letters beyond ASCII, or is the prefix of a string."""
    return sign in _QUOTES or sign >= b"\x80"


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
        return sign in (*_QUOTES, b"(", b"[", b"{", b"*") or sign >= b"\x80"
    if (line := _LINE.match(source, at)) and b"+" in line[0]:
        return True
    if b"." in name or (sign and sign in b".(["):
        return name in _LISTS and sign == b"("
    return _is_odd(sign) or _is_known(source, name)


def may_read_path(source: bytes, start: int, end: int) -> bool:
    """Whether a call may be about a path that can be told; the function's last name begins at ``start``.

    The path is the first argument, which begins at ``end``, or what stands before the dot in front of the name.
    """
    before = source[max(start - _LOOK_BACK, 0) : start]
    if before.endswith(b"def ") or (source.startswith(b"open", start) and _WRITES.match(source, end)):
        return False
    if not before.rstrip(b" \t\r\n\\").endswith(b"."):
        return may_be_path(source, end)
    found = _RECEIVER.search(before)
    if found is None or found[1] is None or (found.start() == 0 and len(before) == _LOOK_BACK):
        return True
    return _is_path(source, found[1]) or (_is_module(source, found[1]) and may_be_path(source, end))


def _is_module(source: bytes, name: bytes) -> bool:
    """Whether a receiver may be a module; those have functions that take paths."""
    first = name.partition(b".")[0]
    before = (source[max(at - _LOOK_BACK, 0) : at].rstrip(b" \t") for at in _places(source, first))
    return first in _MODULES or any(head.endswith((b"import", b" as", b",")) for head in before)


def may_be_path(source: bytes, at: int, depth: int = 0) -> bool:
    """Whether the expression at an offset may be a path, or a text, whose beginning can be told."""
    name, sign = _parts(source, at)
    if not name:
        return sign in (*_QUOTES, b"(", b"[") or sign >= b"\x80"
    if depth > _MAX_DEPTH or _is_odd(sign) or name.endswith(b".") or sign == b"." or name == b"await":
        return True
    if sign == b"(":
        return _may_give_path(source, name, source.index(b"(", at) + 1, depth)
    if sign == b"=" and b"." not in name:
        return True  # an argument by its keyword
    if sign == b"[" and b"parents" not in name:
        return False
    return _is_path(source, name, depth)


def _may_give_path(source: bytes, function: bytes, at: int, depth: int) -> bool:
    receiver, _, last = function.rpartition(b".")
    if last in _KEEPS_ARGUMENT:
        return source[at : at + 1] == b")" or may_be_path(source, at, depth + 1)
    if last in _KEEPS_RECEIVER:
        return _is_path(source, receiver, depth)
    return last in _MAKES or b" as " + last in source


def _is_path(source: bytes, name: bytes, depth: int = 0) -> bool:
    """Whether a dotted name may stand for a path, by what is assigned to it somewhere."""
    first, _, rest = name.partition(b".")
    if first in (b"self", b"cls"):
        first = rest.partition(b".")[0]
    elif b"__" in name or _is_imported(source, first) or (rest and _is_module(source, first)):
        return True
    for at in _places(source, first) if first else ():
        end = at + len(first)
        value = _VALUE.match(source, end)
        if value is None and _STATEMENT.search(source[max(at - _LOOK_BACK, 0) : at]):
            value = _ANNOTATED.match(source, end)
        if value and may_be_path(source, value.end(), depth + 1):
            return True
    return False


def _is_imported(source: bytes, name: bytes) -> bool:
    """Whether a name may come from a module, or be entered by ``with``."""
    return b" as " + name in source or any(name in found[0] for found in _IMPORTED.finditer(source))
