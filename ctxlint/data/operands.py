"""Whether a call may be about a path that can be told, by its bytes; as in :mod:`ctxlint.imports.operands`."""

from __future__ import annotations

import re

from ctxlint.imports.operands import LOOK_BACK, MAX_DEPTH, Operands, is_odd, is_text

_VALUE = re.compile(rb"[\s\\)]*+=(?!=)")
_ANNOTATED = re.compile(rb"[\s\\)]*+:[^=]{0,300}?=(?!=)")
_STATEMENT = re.compile(rb"(?:[\r\n;:]|\A)[ \t\f]*+(?:(?:self|cls)\.)?\Z")
_IMPORTED = re.compile(rb"\bimport\b(?:[ \t]*+\([^)]*+|(?:[^\\\n]|\\.)*+)", re.DOTALL)
# Where an import takes names from is no longer than this.
_LONG_NAME = 300
_RECEIVER = re.compile(rb"(?:(?<![\w.])([A-Za-z_]\w*+(?:\.\w++)*+)|[^\w\s\\])[\s\\]*+\.[\s\\]*+\Z")
_WRITES = re.compile(rb"\s*+[\w.]++\s*+,\s*+(?:mode\s*+=\s*+)?[\"'][brtU]*+[wax+]")
_MODULES = frozenset(b"os io glob shutil codecs gzip bz2 lzma aiofiles wave PIL".split())

# What gives a path back that begins as the first argument, or as the receiver, does; and what makes one of nothing.
_KEEPS_ARGUMENT = frozenset(
    b"Path PurePath PosixPath abspath realpath normpath fspath str expanduser join dirname".split()
)
_KEEPS_RECEIVER = frozenset(
    b"resolve absolute as_posix expanduser joinpath with_name with_suffix format __str__".split()
)
_MAKES = frozenset(b"getcwd cwd files path resource_filename resource_stream resource_string get_data".split())


class ReadPaths(Operands):
    """The path is the first argument, or what stands before the dot in front of the function's name."""

    def __call__(self, start: int, end: int) -> bool:
        """Asked with the offsets of the function's last name, and of its first argument."""
        before = self.before(start)
        if before.endswith(b"def ") or (self.source.startswith(b"open", start) and _WRITES.match(self.source, end)):
            return False
        if not before.rstrip(b" \t\r\n\\").endswith(b"."):
            return self._may_be_path(end, 0)
        found = _RECEIVER.search(before)
        if found is None or found[1] is None or (found.start() == 0 and len(before) == LOOK_BACK):
            return True
        receiver = found[1].partition(b".")[0]
        return self.knows(found[1]) or (self._may_be_module(receiver) and self._may_be_path(end, 0))

    def _may_be_path(self, at: int, depth: int) -> bool:
        """Whether the expression at an offset may be a path, or a text, whose beginning can be told."""
        name, sign, behind = self.parts(at)
        if not name:
            return is_text(sign, b"(", b"[")
        if depth > MAX_DEPTH or is_odd(sign) or name.endswith(b".") or sign == b"." or name == b"await":
            return True
        if sign == b"(":
            return self._may_give_path(name, behind + 1, depth)
        if sign == b"=" and b"." not in name:
            return True  # an argument by its keyword
        if sign == b"[" and b"parents" not in name:
            return False
        return self.knows(name, depth)

    def _may_give_path(self, function: bytes, at: int, depth: int) -> bool:
        receiver, _, last = function.rpartition(b".")
        if last in _KEEPS_ARGUMENT:
            return self.source[at : at + 1] == b")" or self._may_be_path(at, depth + 1)
        if last in _KEEPS_RECEIVER:
            return self.knows(receiver, depth)
        return last in _MAKES or self.once("renamed", last, self._is_renamed)

    def binds(self, name: bytes, depth: int) -> bool:
        """Whether a dotted name may stand for a path, by what is assigned to it somewhere."""
        first, _, rest = name.partition(b".")
        if first in (b"self", b"cls"):
            first = rest.partition(b".")[0]
        elif b"__" in name or self._is_imported(first) or (rest and self._may_be_module(first)):
            return True
        for at in self.places(first) if first else ():
            end = at + len(first)
            value = _VALUE.match(self.source, end)
            if value is None and _STATEMENT.search(self.before(at)):
                value = _ANNOTATED.match(self.source, end)
            if value and self._may_be_path(value.end(), depth + 1):
                return True
        return False

    def _may_be_module(self, name: bytes) -> bool:
        """Whether a name may stand for a module; those have functions that take paths."""
        return name in _MODULES or self.once("module", name, self._is_module)

    def _is_module(self, name: bytes) -> bool:
        before = (self.before(at).rstrip(b" \t") for at in self.places(name))
        return any(head.endswith((b"import", b" as", b",")) for head in before)

    def _is_renamed(self, name: bytes) -> bool:
        return b" as " + name in self.source

    def _is_imported(self, name: bytes) -> bool:
        """Whether a name may come from a module, or be entered by ``with``."""
        found = (found for found in _IMPORTED.finditer(self.source) if name in found[0])
        return self._is_renamed(name) or any(b"from" in self._line_before(each.start()) for each in found)

    def _line_before(self, at: int) -> bytes:
        return self.source[max(at - _LONG_NAME, 0) : at].rpartition(b"\n")[2]
