"""Comments that silence findings: ``# ctxlint: ignore[CTX201] reason`` in a Dockerfile or an ignore file.

A comment covers what it stands in front of (an instruction with all of its lines, a pattern), the instruction that it
stands in, or the ``RUN`` on whose line it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.dockerfile import Run
from ctxlint.dockerignore import decode, read_lines
from ctxlint.model import Location, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxlint.dockerfile import Dockerfile
    from ctxlint.model import Finding

_COMMENT = re.compile(r"#\s*ctxlint\s*:\s*(?P<words>.*)")
_IGNORE = re.compile(r"ignore\s*\[(?P<codes>[^\]]*)\]\s*(?:[:-]+\s*)?(?P<reason>.*)")
_CODE = re.compile(r"[^\s,]+")


class Mistake(Struct, frozen=True):
    """A comment that is addressed to ctxlint and silences nothing: it cannot be read, or gives no reason."""

    location: Location
    text: str
    lacks_reason: bool


class Suppressions(Struct, frozen=True):
    """Those of one service."""

    files: frozenset[str] = frozenset()
    """The files that they can stand in."""
    valid: tuple[Suppression, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def joined(cls, parts: Iterable[Suppressions]) -> Suppressions:
        """Those of several files."""
        parts = tuple(parts)
        files = frozenset[str]().union(*(part.files for part in parts))
        valid = tuple(one for part in parts for one in part.valid)
        return cls(files, valid, tuple(one for part in parts for one in part.mistakes))

    def of(self, finding: Finding) -> tuple[Suppression, ...]:
        """Those that silence a finding of the service.

        A finding belongs to each of its places. One about a file as a whole, or about a file that has no place for
        such comments, belongs to the head of either file.
        """
        places = (finding.location, *(other.location for other in finding.related))
        is_wide = finding.location.whole or finding.location.file not in self.files
        return tuple(
            one
            for one in self.valid
            if one.names(finding.code, finding.name) and ((one.head and is_wide) or any(map(one.covers, places)))
        )


_Comments = dict[int, str]
"""Line -> text from the ``#`` on."""
_Block = tuple[int, int]
"""The first and the last line of an instruction or a pattern."""


def in_dockerfile(dockerfile: Dockerfile) -> Suppressions:
    """Read the comments of a Dockerfile, those between the lines of an instruction included."""
    stages = dockerfile.stages
    instructions = [*dockerfile.meta_args, *(one for stage in stages for one in (stage.from_, *stage.instructions))]
    comments = {comment.line: f"#{comment.text}" for comment in dockerfile.comments}
    for instruction in instructions:
        if isinstance(instruction, Run):
            comments |= _shell_comments(instruction)
    return _read(dockerfile.file, comments, [(one.span.line, one.span.end_line) for one in instructions])


def _shell_comments(instruction: Run) -> _Comments:
    lines = enumerate(instruction.text.split("\n"), start=instruction.line)
    return {number: match[0] for number, text in lines if (match := _COMMENT.search(text))}


def in_ignore_file(data: bytes, file: str) -> Suppressions:
    """Read the comments of an ignore file: the lines whose first byte is ``#``."""
    lines = enumerate(decode(data).removeprefix("\ufeff").split("\n"), start=1)
    comments = {number: text for number, text in lines if text.startswith("#")}
    return _read(file, comments, [(line.number, line.number) for line in read_lines(data, file)])


def _read(file: str, comments: _Comments, unsorted: Iterable[_Block]) -> Suppressions:
    blocks = sorted(unsorted)
    valid: list[Suppression] = []
    mistakes: list[Mistake] = []
    for line, text in sorted(comments.items()):
        if not (match := _COMMENT.match(text)):
            continue
        words = match["words"].strip()
        found = _IGNORE.fullmatch(words)
        codes = _CODE.findall(found["codes"]) if found else []
        place = Location(file, line)
        if found and codes and found["reason"]:
            valid += [_suppression(code, found["reason"], place, blocks) for code in codes]
        else:
            mistakes.append(Mistake(place, words, lacks_reason=bool(codes)))
    return Suppressions(frozenset({file}), tuple(valid), tuple(mistakes))


def _suppression(code: str, reason: str, place: Location, blocks: Sequence[_Block]) -> Suppression:
    """Find what a comment stands in, or in front of; below the last block it covers nothing."""
    at = bisect_left(blocks, place.line, key=lambda block: block[1])
    first, last = blocks[at] if at < len(blocks) else (place.line, place.line)
    head = not blocks or place.line < blocks[0][0]
    word = code.upper() if code.upper().startswith("CTX") else code.lower()
    return Suppression(word, reason, place, first, last, head)
