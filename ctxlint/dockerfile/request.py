"""A node whose flags are checked, as the builders see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.dockerfile.instructions import Span, Word

if TYPE_CHECKING:
    from ctxlint.dockerfile.flags import Flags
    from ctxlint.dockerfile.nodes import Node
    from ctxlint.dockerfile.text import Piece
    from ctxlint.model import Command


class Request(Struct, frozen=True):
    """A node whose flags and number of words are right."""

    node: Node
    flags: Flags

    @property
    def head(self) -> tuple[str, Span, str]:
        """The fields that every instruction begins with."""
        return self.node.head

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The words of the arguments."""
        return self.node.arguments.words

    @property
    def words(self) -> tuple[Word, ...]:
        """The same with their places in the file."""
        return tuple(map(self.word, self.pieces))

    @property
    def command(self) -> Command:
        """The words as a command: a tuple only when they are a JSON array."""
        texts = tuple(piece.text for piece in self.pieces)
        return texts if self.node.arguments.json else " ".join(texts)

    def word(self, piece: Piece) -> Word:
        """Give a piece its place in the file."""
        return Word(piece.text, self.node.locate(piece.start, piece.end))

    def flag(self, name: str) -> Word | None:
        """Return the value of a flag; an empty one counts as absent."""
        piece = self.flags.one(name)
        return self.word(piece) if piece is not None and piece.text else None
