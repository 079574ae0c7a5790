"""Tars as an engine sends them."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


def packed(path: str, content: str) -> Generator[bytes]:
    """A tar in small chunks."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        member = tarfile.TarInfo(path.rpartition("/")[2])
        if content == "/":
            member.type = tarfile.DIRTYPE
        elif content.startswith("-> "):
            member.type, member.linkname = tarfile.SYMTYPE, content[3:]
        member.size = len(content) if member.isfile() else 0
        archive.addfile(member, io.BytesIO(content.encode()))
    data = written.getvalue()
    yield from (data[at : at + 100] for at in range(0, len(data), 100))
