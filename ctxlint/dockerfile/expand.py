"""Shell words as the builder reads them: quotes, escapes, ``$A`` and the ``${A…}`` forms."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxlint.dockerfile.lexer import Budget, ExpansionError, Lexer, Lexing
from ctxlint.dockerfile.text import RefusalError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NO_VARIABLES", "Budget", "ExpansionError", "Lexing", "process_word", "process_words"]

DEFAULT = Lexing()
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


def process_word(word: str, env: Mapping[str, str], lexing: Lexing = DEFAULT, budget: Budget | None = None) -> str:
    """Remove quotes and replace variables; raises :class:`ExpansionError`."""
    return _run(Lexer(word, env, lexing, budget or Budget()))


def process_words(
    text: str, env: Mapping[str, str], lexing: Lexing = DEFAULT, budget: Budget | None = None
) -> tuple[str, ...]:
    """Expand a text and split it at blanks that are not quoted; raises :class:`ExpansionError`."""
    lexer = Lexer(text, env, lexing, budget or Budget())
    _run(lexer)
    return lexer.words.all()


def _run(lexer: Lexer) -> str:
    try:
        return lexer.until("", raw_escapes=lexer.lexing.raw_escapes)
    except RefusalError as error:
        raise ExpansionError(f'failed to process "{lexer.text}": {error}') from None
