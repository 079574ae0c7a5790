"""Logical line -> node: the keyword, its flags, and its arguments cut as that keyword wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.dockerfile.flags import Flag, split_flags
from ctxlint.dockerfile.heredoc import marks
from ctxlint.dockerfile.instructions import Heredoc, Span
from ctxlint.dockerfile.text import Piece, RefusalError
from ctxlint.dockerfile.words import at_blanks, halves, json_strings, outside_quotes

if TYPE_CHECKING:
    from ctxlint.dockerfile.lines import Lines, LogicalLine

HEREDOC_KEYWORDS = ("ADD", "COPY", "RUN")


class PairPieces(Struct, frozen=True):
    """A key and its value before they are judged."""

    key: str
    value: str
    piece: Piece
    legacy: bool = False


class Arguments(Struct, frozen=True):
    """Words, or pairs for ``ENV`` and ``LABEL``, or the node that ``ONBUILD`` holds."""

    words: tuple[Piece, ...] = ()
    json: bool = False
    pairs: tuple[PairPieces, ...] = ()
    trigger: Node | None = None


class Node(Struct, frozen=True):
    """An instruction that is cut but not yet understood; ``piece`` is all of it."""

    logical: LogicalLine
    piece: Piece
    keyword: str
    flags: tuple[Flag, ...]
    arguments: Arguments
    heredocs: tuple[Heredoc, ...]
    span: Span
    text: str

    @property
    def head(self) -> tuple[str, Span, str]:
        """The fields that every instruction begins with."""
        return self.keyword, self.span, self.text

    def locate(self, start: int, end: int) -> Span:
        """Find the place of two offsets of the logical line."""
        return self.logical.span(start, end)


def read_node(lines: Lines, logical: LogicalLine) -> Node:
    """Cut a logical line and take the here-documents that follow it; raises :class:`RefusalError`."""
    whole = Piece(logical.text, 0, len(logical.text))
    node = cut_node(logical, whole, lines.directives.escape)
    heredocs = _read_heredocs(lines, logical) if "<<" in logical.text and _takes_heredocs(node) else ()
    start = logical.span(node.piece.start, node.piece.end)
    end_line, end_column = start.end_line, start.end_column
    if heredocs:
        end_line, end_column = lines.number, lines.width(lines.number) + 1
    span = Span(start.line, start.column, end_line, end_column)
    text = lines.between(span.line, span.column, end_line, end_column)
    return replace(node, heredocs=heredocs, span=span, text=text)


def cut_node(logical: LogicalLine, piece: Piece, escape: str) -> Node:
    """Cut an instruction without here-documents; raises :class:`RefusalError` for arguments that cannot be cut."""
    body = piece.strip()
    keyword, *rest = halves(body)
    flags, arguments = split_flags(rest[0], escape) if rest else ([], body.cut(len(body.text)))
    name = keyword.text.upper() if keyword.text.isascii() else keyword.text
    cut = SHAPES[name](arguments.strip(), Cutting(logical, escape, name)) if name in SHAPES else Arguments()
    span = logical.span(body.start, body.end)
    return Node(logical, body, name, tuple(flags), cut, (), span, body.text)


def _takes_heredocs(node: Node) -> bool:
    inner = node.arguments.trigger if node.keyword == "ONBUILD" else node
    return inner is not None and inner.keyword in HEREDOC_KEYWORDS and not inner.arguments.json


def _read_heredocs(lines: Lines, logical: LogicalLine) -> tuple[Heredoc, ...]:
    heredocs = []
    for mark in marks(logical.text):
        first = lines.number + 1
        content = lines.heredoc(mark.name, chomp=mark.chomp)
        last = lines.number - 1
        span = Span(first, 1, last, lines.width(last) + 1) if last >= first else Span(first, 1, first, 1)
        heredocs.append(Heredoc(mark.name, content, mark.expand, mark.chomp, span))
    return tuple(heredocs)


class Cutting(Struct, frozen=True):
    """What cutting arguments depends on besides their text."""

    logical: LogicalLine
    escape: str
    keyword: str


Shape = Callable[[Piece, Cutting], Arguments]


def _whole(piece: Piece, _: Cutting) -> Arguments:
    return Arguments((piece,) if piece.text else ())


def _blanks(piece: Piece, _: Cutting) -> Arguments:
    return Arguments(tuple(at_blanks(piece)))


def _quoted(piece: Piece, cutting: Cutting) -> Arguments:
    return Arguments(tuple(outside_quotes(piece, cutting.escape)))


def _json_or_blanks(piece: Piece, cutting: Cutting) -> Arguments:
    strings = json_strings(piece)
    return _blanks(piece, cutting) if strings is None else Arguments(tuple(strings), json=True)


def _json_or_whole(piece: Piece, cutting: Cutting) -> Arguments:
    strings = json_strings(piece)
    return _whole(piece, cutting) if strings is None else Arguments(tuple(strings), json=True)


def _health(piece: Piece, cutting: Cutting) -> Arguments:
    if not piece.text:
        return Arguments()
    kind, *rest = halves(piece)
    command = _json_or_whole(rest[0].strip(), cutting) if rest else Arguments()
    return replace(command, words=(kind, *command.words))


def _pairs(piece: Piece, cutting: Cutting) -> Arguments:
    words = outside_quotes(piece, cutting.escape)
    if not words:
        return Arguments()
    if "=" in words[0].text:
        return Arguments(pairs=tuple(map(_pair, words)))
    key, *value = halves(piece)
    if not value:
        raise RefusalError(f"{cutting.keyword} must have two arguments")
    return Arguments(pairs=(PairPieces(key.text, value[0].text, piece, legacy=True),))


def _pair(word: Piece) -> PairPieces:
    key, equals, value = word.text.partition("=")
    if not equals:
        raise RefusalError(f'Syntax error - can\'t find = in "{word.text}". Must be of the form: name=value')
    return PairPieces(key, value, word)


def _instruction(piece: Piece, cutting: Cutting) -> Arguments:
    if not piece.text:
        return Arguments()
    first = halves(piece)[0]
    inner = first if first.text.upper() == "ONBUILD" else piece  # a chain is refused anyway, however long
    return Arguments(trigger=cut_node(cutting.logical, inner, cutting.escape))


SHAPES: Mapping[str, Shape] = {
    "ADD": _json_or_blanks,
    "ARG": _quoted,
    "CMD": _json_or_whole,
    "COPY": _json_or_blanks,
    "ENTRYPOINT": _json_or_whole,
    "ENV": _pairs,
    "EXPOSE": _blanks,
    "FROM": _blanks,
    "HEALTHCHECK": _health,
    "LABEL": _pairs,
    "MAINTAINER": _whole,
    "ONBUILD": _instruction,
    "RUN": _json_or_whole,
    "SHELL": _json_or_whole,
    "STOPSIGNAL": _whole,
    "USER": _whole,
    "VOLUME": _json_or_blanks,
    "WORKDIR": _whole,
}
