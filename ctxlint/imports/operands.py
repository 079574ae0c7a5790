"""Whether what a function is given may be known, by its bytes: most are given what only a run knows.

An answer may be yes where it had better be no: then the source is parsed in vain. It is never no where a syntax tree
would find a text.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BLANK = rb"(?:[\s\\]|#[^\n]*+\n)*+"
_OPERAND = re.compile(_BLANK + rb"(?:([A-Za-z_][\w.]*+)" + _BLANK + rb")?(.?)", re.DOTALL)
_ASSIGNED = re.compile(rb"[\s\\)]*+[:=](?!=)")
_ITERATED = re.compile(rb"[\s\\)]*+in\b")
_LINE = re.compile(rb"(?:[^\\\n]|\\.)*+", re.DOTALL)
_LISTS = (b"list", b"tuple", b"set")
_QUOTES = (b'"', b"'")
LOOK_BACK = 100
"""So far before a name its statement begins, or the name is of no interest."""
_MAX_ANSWERS = 200
MAX_DEPTH = 6
"""So many assignments are followed, or calls inside of each other."""


class Operands(ABC):
    """The first arguments in one source."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._answers: dict[tuple[str, bytes], bool] = {}

    def knows(self, name: bytes, depth: int = 0) -> bool:
        """Whether a name may stand for something that can be told."""
        return depth > MAX_DEPTH or self.once("name", name, lambda name: self.binds(name, depth))

    def once(self, question: str, name: bytes, ask: Callable[[bytes], bool]) -> bool:
        """Ask about a name; the answer is yes where it depends on itself, and where too much was asked already."""
        key = question, name
        if (answer := self._answers.get(key)) is None:
            if len(self._answers) >= _MAX_ANSWERS:
                return True
            self._answers[key] = True
            answer = self._answers[key] = ask(name)
        return answer

    @abstractmethod
    def binds(self, name: bytes, depth: int) -> bool:
        """Whether something that can be told is assigned to a name."""

    def before(self, at: int) -> bytes:
        """What stands in front of an offset."""
        return self.source[max(at - LOOK_BACK, 0) : at]

    def places(self, name: bytes) -> Iterator[int]:
        """The offsets of a text."""
        at = self.source.find(name)
        while at >= 0:
            yield at
            at = self.source.find(name, at + len(name))

    def parts(self, at: int) -> tuple[bytes, bytes, int]:
        """The dotted name at an offset, if there is one, the byte behind it, and the offset of that byte."""
        found = _OPERAND.match(self.source, at)
        return (found[1] or b"", found[2], found.start(2)) if found else (b"", b"", at)


def is_odd(sign: bytes) -> bool:
    """Whether a name goes on with letters beyond ASCII, or is the prefix of a string."""
    return sign in _QUOTES or sign >= b"\x80"


def is_text(sign: bytes, *brackets: bytes) -> bool:
    """Whether a byte may begin a text, or what holds one."""
    return is_odd(sign) or sign in brackets


class ModuleNames(Operands):
    """Whether a function may be given the name of a module: a text, or a name that may stand for one.

    What has an unknown beginning names no module.
    """

    def __call__(self, _start: int, at: int) -> bool:
        """Asked with the offset of the argument."""
        name, sign, _ = self.parts(at)
        if not name:
            return is_text(sign, b"(")
        if b"." in name or (sign and sign in b".(["):
            return False
        return is_odd(sign) or name.startswith(b"__") or self.knows(name)

    def binds(self, name: bytes, depth: int) -> bool:
        """Whether the top level may bind a name, or a loop over a list that is written down."""
        for at in self.places(name):
            end = at + len(name)
            before = self.before(at)
            if _ASSIGNED.match(self.source, end) and _begins_statement(before):
                return True
            iterated = _ITERATED.match(self.source, end)
            is_loop = iterated and before.rstrip(b" \t\r\n\\(").endswith(b"for")
            if iterated and is_loop and self._may_be_list(iterated.end(), depth):
                return True
        return False

    def _may_be_list(self, at: int, depth: int) -> bool:
        """Whether the expression at an offset may be a list that is written down, or a name for one."""
        name, sign, _ = self.parts(at)
        if not name:
            return is_text(sign, b"(", b"[", b"{", b"*")
        if (line := _LINE.match(self.source, at)) and b"+" in line[0]:
            return True
        if b"." in name or (sign and sign in b".(["):
            return name in _LISTS and sign == b"("
        return is_odd(sign) or self.knows(name, depth + 1)


def _begins_statement(before: bytes) -> bool:
    """Whether a target of an assignment at the top level may follow."""
    head = before.rstrip(b" \t(")
    if head[-1:] in (b"\n", b"\r", b""):
        return len(before) >= LOOK_BACK > len(head) == 0 or not before[len(head) :].strip(b"(")
    return head.endswith((b";", b"\\", b"\f", b"\xbf")) or (
        head.endswith(b"=") and not head.endswith((b"==", b"!=", b"<=", b">="))
    )
