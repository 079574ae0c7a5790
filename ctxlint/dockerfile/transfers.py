"""``COPY`` and ``ADD``: sources, here-documents and the destination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.dockerfile.flags import Kind
from ctxlint.dockerfile.heredoc import Mark, quiet_mark
from ctxlint.dockerfile.instructions import Add, Copy, Heredoc, Instruction, Word
from ctxlint.dockerfile.text import RefusalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.dockerfile.request import Request

COPY_FLAGS = {
    "chown": Kind.ONCE,
    "from": Kind.ONCE,
    "chmod": Kind.ONCE,
    "link": Kind.SWITCH,
    "exclude": Kind.MANY,
    "parents": Kind.SWITCH,
}
ADD_FLAGS = {
    "chown": Kind.ONCE,
    "chmod": Kind.ONCE,
    "link": Kind.SWITCH,
    "keep-git-dir": Kind.SWITCH,
    "checksum": Kind.ONCE,
    "unpack": Kind.SWITCH,
    "exclude": Kind.MANY,
}


class _Transfer(Struct, frozen=True):
    sources: tuple[Word, ...]
    heredocs: tuple[Heredoc, ...]
    destination: Word


def _transfer(request: Request) -> _Transfer:
    *sources, destination = request.words
    if quiet_mark(destination.text):
        raise RefusalError(f"{request.node.keyword} cannot accept a heredoc as a destination")
    bodies = {heredoc.name: heredoc for heredoc in request.node.heredocs}
    marked = [(word, quiet_mark(word.text)) for word in sources]
    heredocs = tuple(_heredoc(word, mark, bodies) for word, mark in marked if mark)
    return _Transfer(tuple(word for word, mark in marked if not mark), heredocs, destination)


def _heredoc(word: Word, mark: Mark, bodies: Mapping[str, Heredoc]) -> Heredoc:
    """Find a mark's body; in a JSON array ``<<NAME`` makes an empty file."""
    empty = Heredoc(mark.name, "", mark.expand, mark.chomp, word.span)
    return replace(bodies.get(mark.name, empty), expand=mark.expand, chomp=mark.chomp)


def _excludes(request: Request) -> tuple[Word, ...]:
    return tuple(request.word(flag.value()) for flag in request.flags.many("exclude"))


def copy(request: Request) -> Instruction:
    """Build ``COPY``; raises :class:`RefusalError`."""
    what = _transfer(request)
    return Copy(
        *request.head,
        sources=what.sources,
        heredocs=what.heredocs,
        destination=what.destination,
        chown=request.flag("chown"),
        chmod=request.flag("chmod"),
        link=request.flags.switches.get("link", False),
        excludes=_excludes(request),
        from_=request.flag("from"),
        parents=request.flags.switches.get("parents", False),
    )


def add(request: Request) -> Instruction:
    """Build ``ADD``; raises :class:`RefusalError`."""
    what = _transfer(request)
    return Add(
        *request.head,
        sources=what.sources,
        heredocs=what.heredocs,
        destination=what.destination,
        chown=request.flag("chown"),
        chmod=request.flag("chmod"),
        link=request.flags.switches.get("link", False),
        excludes=_excludes(request),
        checksum=request.flag("checksum"),
        keep_git_dir=request.flags.switches.get("keep-git-dir"),
        unpack=request.flags.switches.get("unpack"),
    )
