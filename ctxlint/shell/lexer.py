"""Shell text -> words as written, operators, and here-documents; redirections are left out.

Nothing is refused: what a shell would not read is read in some way.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

OPERATORS = (";;&", "&&", "||", ";;", ";&", "|&", ";", "&", "|", "(", ")", "\n")
_REDIRECTION = re.compile(r"(?:[0-9]*|\{\w+\})(?:<<<|<<-?|&>>?|<>|>>|>\||[<>]&?)")
_BLANKS = " \t\r"
_WORD_ENDS = frozenset(" \t\r\n;&|()<>")
_BLANK_ENDS = frozenset(" \t\r\n")
_BEFORE_COMMANDS = frozenset({"if", "elif", "while", "until", "then", "else", "do", "!", "{"})
_CLOSERS = {"(": ")", "{": "}"}
ARITHMETIC_FOR = "(("
"""The word after ``for`` that stands for ``((start; condition; step))``."""


class Token(Struct, frozen=True):
    """A word with its quotes, or an operator; ``document`` is the text of a here-document."""

    text: str
    operator: bool = False
    document: str | None = None


class _Lexer(Struct):
    text: str
    at: int = 0
    tokens: list[Token] = field(default_factory=list)
    documents: list[tuple[str, bool]] = field(default_factory=list)
    in_test: bool = False
    """Between ``[[`` and ``]]``, where nothing is an operator."""
    """End marks of here-documents that begin after this line, and whether tabs are stripped."""

    def run(self) -> list[Token]:
        while self.at < len(self.text):
            self._step()
        return self.tokens

    def _step(self) -> None:
        text, at = self.text, self.at
        if text[at] in _BLANKS:
            self.at += 1
        elif text.startswith("\\\n", at):
            self.at += 2
        elif text[at] == "#":
            end = text.find("\n", at)
            self.at = len(text) if end < 0 else end
        elif text.startswith(("<(", ">("), at):
            self._word()
        elif self.in_test:
            self._test_word()
        elif text.startswith("((", at) and self._arithmetic():
            pass
        elif match := _REDIRECTION.match(text, at):
            self._redirection(match)
        elif operator := next((mark for mark in OPERATORS if text.startswith(mark, at)), None):
            self._operator(operator)
        else:
            self._word()

    def _operator(self, operator: str) -> None:
        self.at += len(operator)
        self.tokens.append(Token(operator, operator=True))
        if operator == "\n":
            self._read_documents()

    def _arithmetic(self) -> bool:
        """Read ``((…))`` as a command: what it computes starts nothing."""
        end = bracket_end(self.text, self.at)
        in_for = bool(self.tokens) and self.tokens[-1].text == "for"
        if self.text[end - 2 : end] != "))" or not (not self.tokens or self._at_command or in_for):
            return False
        self.tokens.append(Token(ARITHMETIC_FOR if in_for else "let"))
        self.at = end
        return True

    def _word(self) -> None:
        end = max(word_end(self.text, self.at), self.at + 1)
        word = self.text[self.at : end]
        self.in_test = word == "[[" and (not self.tokens or self._at_command)
        self.tokens.append(Token(word))
        self.at = end

    @property
    def _at_command(self) -> bool:
        before = self.tokens[-1]
        return before.operator or before.text in _BEFORE_COMMANDS

    def _test_word(self) -> None:
        end = max(word_end(self.text, self.at, _BLANK_ENDS), self.at + 1)
        word = self.text[self.at : end].strip()
        if word:
            self.tokens.append(Token(word.removesuffix(";")))
        self.in_test = word.removesuffix(";") != "]]" and self.text[self.at] != "\n"
        self.at = end - word.endswith(";")

    def _redirection(self, match: re.Match[str]) -> None:
        self.at = match.end()
        while self.at < len(self.text) and self.text[self.at] in _BLANKS:
            self.at += 1
        end = word_end(self.text, self.at)
        target, self.at = self.text[self.at : end], end
        mark = match[0].lstrip("0123456789")
        if mark in ("<<", "<<-") and target:
            self.documents.append((re.sub(r"[\"'\\]", "", target), mark == "<<-"))
        elif mark == "<<<":
            self.tokens.append(Token("", document=target.strip("\"'")))

    def _read_documents(self) -> None:
        for mark, strips in self.documents:
            lines = []
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line, self.at = self.text[self.at : end], end + 1
                line = line.lstrip("\t") if strips else line
                if line.rstrip("\r") == mark:
                    break
                lines.append(line)
            # It belongs to the command before the line end.
            self.tokens.insert(len(self.tokens) - 1, Token("", document="\n".join(lines)))
        self.documents.clear()


def word_end(text: str, at: int, ends: frozenset[str] = _WORD_ENDS) -> int:
    """Where the word that begins at ``at`` ends; quotes and substitutions belong to it."""
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 2
        elif char in "'\"`":
            at = quoted_end(text, at)
        elif char in "$<>" and text[at + 1 : at + 2] in ("(", "{") and text[at : at + 2] not in ("<{", ">{"):
            at = bracket_end(text, at + 1)
        elif char in ends:
            # An array: name=(a b c)
            if char == "(" and text[at - 1 : at] == "=":
                at = bracket_end(text, at)
                continue
            break
        else:
            at += 1
    return min(at, len(text))


def quoted_end(text: str, at: int) -> int:
    """The index after the quote that closes the one at ``at``."""
    quote = text[at]
    at += 1
    while at < len(text) and text[at] != quote:
        if text[at] == "\\" and quote != "'":
            at += 2
        elif quote == '"' and text[at] == "$" and text[at + 1 : at + 2] in ("(", "{"):
            at = bracket_end(text, at + 1)
        else:
            at += 1
    return min(at + 1, len(text))


def between(text: str, at: int, end: int) -> str:
    """What stands between the quote or bracket at ``at`` and the one that closes it, if any does."""
    closed = end - 1 > at and text[end - 1] == _CLOSERS.get(text[at], text[at])
    return text[at + 1 : end - 1 if closed else end]


def bracket_end(text: str, at: int) -> int:
    """The index after the bracket that closes the one at ``at``; brackets in quotes do not count."""
    opening, closing = text[at], _CLOSERS[text[at]]
    depth = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char in "'`":
            at = quoted_end(text, at) - 1
        elif char == '"':
            at = _double_quoted_end(text, at) - 1
        elif char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return len(text)


def _double_quoted_end(text: str, at: int) -> int:
    """As :func:`quoted_end`, but without looking into substitutions, so that nothing recurses."""
    at += 1
    depth = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif text.startswith(("$(", "${"), at):
            depth += 1
        elif char in ")}" and depth:
            depth -= 1
        elif char == '"' and not depth:
            return at + 1
        at += 1
    return len(text)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a script."""
    return _Lexer(text).run()
