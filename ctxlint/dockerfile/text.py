"""What everything below is made of: pieces of a line that know where they came from."""

from __future__ import annotations

from msgspec import Struct

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What the builder trims: Unicode white space, which is less than :meth:`str.strip` takes."""


_MAX_REASON = 300


_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")
TRUTHS = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
"""How the builder spells booleans in values."""


class RefusalError(ValueError):
    """A reason to refuse the file; whoever knows the line turns it into a ``DockerfileError``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason if len(reason) <= _MAX_REASON else reason[:_MAX_REASON] + "…")


class Piece(Struct, frozen=True):
    """Text between two offsets of a logical line; a decoded text may differ from what stands there."""

    text: str
    start: int
    end: int

    def cut(self, start: int, end: int | None = None) -> Piece:
        """Take the part between two indexes of an undecoded piece."""
        stop = len(self.text) if end is None else end
        return Piece(self.text[start:stop], self.start + start, self.start + stop)

    def strip(self) -> Piece:
        """Drop white space at both ends."""
        left = len(self.text) - len(self.text.lstrip(SPACES))
        return self.cut(left, max(left, len(self.text.rstrip(SPACES))))
