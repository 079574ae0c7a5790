"""The names in git's index; the format is that of ``gitformat-index``, versions 2 to 4."""

from __future__ import annotations

import hashlib
import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = struct.Struct(">4sLL")
_FLAGS = 60
"""Where the flags of an entry are: behind ten numbers of four bytes and an SHA-1."""
_EXTENDED = 0x4000
_HASH = 20
"""The length of the SHA-1 at the end; git leaves it zero where it is told to save the time."""


def index_names(data: bytes) -> Iterator[str]:
    """The paths in an index, relative to the work tree; raises :class:`ValueError` for what is none, or only a part."""
    if data[-_HASH:] not in (hashlib.sha1(data[:-_HASH], usedforsecurity=False).digest(), bytes(_HASH)):
        raise ValueError("the index is broken")
    try:
        signature, version, count = _HEADER.unpack_from(data)
        if signature != b"DIRC" or version not in (2, 3, 4):
            raise ValueError("not an index")
        place, name = _HEADER.size, b""
        for _ in range(count):
            (flags,) = struct.unpack_from(">H", data, place + _FLAGS)
            start = place + _FLAGS + (4 if flags & _EXTENDED else 2)
            kept, start = _kept(data, start, len(name)) if version == 4 else (0, start)
            end = data.index(b"\0", start)
            name = name[:kept] + data[start:end]
            yield os.fsdecode(name)
            place = end + 1 if version == 4 else place + ((end - place + 8) & ~7)
    except (struct.error, IndexError) as error:
        raise ValueError("the index is broken") from error
    _check_rest(data, place)


def _kept(data: bytes, place: int, length: int) -> tuple[int, int]:
    """How much of the name before is the beginning of this one (version 4), and where the rest of it starts."""
    dropped = data[place] & 0x7F
    while data[place] & 0x80:
        place += 1
        dropped = ((dropped + 1) << 7) | (data[place] & 0x7F)
    return length - dropped, place + 1


def _check_rest(data: bytes, place: int) -> None:
    """Refuse what only adds to another index (``link``): most names are in that one."""
    while place + _HASH + 8 <= len(data):
        signature, size = struct.unpack_from(">4sL", data, place)
        if signature == b"link":
            raise ValueError("a split index")
        place += 8 + size
