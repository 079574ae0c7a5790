"""The text of an HCL file -> tokens; templates are tokens of their own, whose parts are parsed later.

As in HCL's native syntax specification (chapters "Lexical Elements" and "Template Expressions").
"""

from __future__ import annotations

import re

from msgspec import Struct

OPERATORS = (
    *("...", "=>", "==", "!=", "<=", ">=", "&&", "||", "::", "{", "}", "[", "]", "(", ")", ",", "=", ":", "?", "."),
    *("+", "-", "*", "/", "%", "!", "<", ">"),
)
_SPACE = re.compile(r"(?:[ \t\r]|(?:#|//)[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORD = re.compile(r"[^\W\d][\w-]*")
_HEREDOC = re.compile(r"<<(?P<indented>-?)(?P<mark>[^\W\d][\w-]*)\r?\n")
_ESCAPE = re.compile(r"\\(?:([nrt\"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
MAX_NESTING = 60


class HclError(Exception):
    """What is wrong with the text, and on which line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Part(Struct, frozen=True):
    """A part of a template: text, or the source of an expression; ``line`` is where it begins."""

    text: str
    line: int
    is_expression: bool = False


class Token(Struct, frozen=True):
    """``kind`` is ``word``, ``number``, ``template``, ``newline``, ``end`` or the operator itself."""

    kind: str
    text: str
    line: int
    parts: tuple[Part, ...] = ()
    text_line: int = 0


def tokens_of(text: str, line: int = 1) -> list[Token]:
    """Split a text; raises :class:`HclError`."""
    lexer = _Lexer(text, line)
    while lexer.at < len(text):
        lexer.step()
    return [*_without_newlines(lexer.tokens), Token("end", "", lexer.line)]


def _without_newlines(tokens: list[Token]) -> list[Token]:
    """Drop line ends where they do not count: directly inside of round and square brackets."""
    found, opened = [], [""]
    for token in tokens:
        if token.kind in ("(", "[", "{"):
            opened.append(token.kind)
        elif token.kind in (")", "]", "}"):
            opened = opened[:-1] or [""]
        if token.kind != "newline" or opened[-1] in ("", "{"):
            found.append(token)
    return found


class _Lexer:
    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.at = 0
        self.line = line
        self.tokens: list[Token] = []

    def step(self) -> None:
        text, at = self.text, self.at
        if match := _SPACE.match(text, at):
            self.advance(match.end())
        elif text[at] == "\n":
            self.add("newline", at + 1)
        elif text[at] == '"':
            self.quoted()
        elif match := _HEREDOC.match(text, at):
            self.heredoc(match)
        elif match := _NUMBER.match(text, at):
            self.add("number", match.end())
        elif match := _WORD.match(text, at):
            self.add("word", match.end())
        elif operator := next((mark for mark in OPERATORS if text.startswith(mark, at)), None):
            self.add(operator, at + len(operator))
        else:
            raise HclError(f"unexpected character {text[at]!r}", self.line)

    def add(self, kind: str, end: int) -> None:
        self.tokens.append(Token(kind, self.text[self.at : end], self.line))
        self.advance(end)

    def advance(self, end: int) -> None:
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def quoted(self) -> None:
        end = _quoted_end(self.text, self.at, self.line)
        inner = self.text[self.at + 1 : end - 1]
        if "\n" in _without_expressions(inner):
            raise HclError("a text in quotes goes over the end of its line", self.line)
        parts = tuple(parts_of(inner, self.line, escapes=True))
        self.tokens.append(Token("template", inner, self.line, parts, self.line))
        self.advance(end)

    def heredoc(self, match: re.Match[str]) -> None:
        end = re.compile(rf"^[ \t]*{re.escape(match['mark'])}[ \t\r]*$", re.MULTILINE).search(self.text, match.end())
        if end is None:
            raise HclError(f"the text that ends with {match['mark']} has no end", self.line)
        inner = self.text[match.end() : end.start()]
        if match["indented"]:
            inner = _dedented(inner)
        parts = tuple(parts_of(inner, self.line + 1, escapes=False))
        self.tokens.append(Token("template", inner, self.line, parts, self.line + 1))
        self.advance(end.end())


def _dedented(text: str) -> str:
    lines = text.splitlines(keepends=True)
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    return "".join(line[min(indents, default=0) :] if line.strip() else line.lstrip(" \t") for line in lines)


def _quoted_end(text: str, at: int, line: int, depth: int = 0) -> int:
    """The index after the quote that closes the one at ``at``; quotes in ``${…}`` are others."""
    start, at = at, at + 1
    while at < len(text) and depth < MAX_NESTING:
        if text[at] == '"':
            return at + 1
        if text.startswith(("$${", "%%{"), at):
            at += 3
        elif text.startswith(("${", "%{"), at):
            at = _expression_end(text, at + 2, line, depth + 1)
        else:
            at += 2 if text[at] == "\\" else 1
    raise HclError("a text in quotes has no end", line + text.count("\n", 0, start) if depth else line)


def _expression_end(text: str, at: int, line: int, depth: int) -> int:
    """The index after the brace that closes a ``${`` before ``at``."""
    open_braces = 1
    while at < len(text):
        if text[at] == '"':
            at = _quoted_end(text, at, line, depth)
            continue
        open_braces += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if not open_braces:
            return at
    raise HclError("a '${' has no '}' after it", line)


def _without_expressions(text: str) -> str:
    return "".join(part.text for part in parts_of(text, 1, escapes=False) if not part.is_expression)


def parts_of(text: str, line: int, *, escapes: bool) -> list[Part]:
    """Split a template into texts and expressions; ``escapes`` says whether it stands in quotes."""
    found, at, start = [], 0, 0

    def literal(end: int) -> None:
        piece = text[start:end].replace("$${", "${").replace("%%{", "%{")
        if piece:
            found.append(Part(_unescaped(piece) if escapes else piece, line + text.count("\n", 0, start)))

    while at < len(text):
        if text.startswith(("$${", "%%{"), at):
            at += 3
        elif text.startswith(("${", "%{"), at):
            literal(at)
            end = _expression_end(text, at + 2, line + text.count("\n", 0, at), 1)
            inner = text[at + 2 : end - 1]
            source = inner.strip("~") if text[at] == "$" else ""
            found.append(Part(source, line + text.count("\n", 0, at), is_expression=True))
            at = start = end
        else:
            at += 2 if escapes and text[at] == "\\" else 1
    literal(len(text))
    return found


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda match: _ESCAPED.get(match[1] or "") or chr(min(int(match[2] or match[3], 16), 0x10FFFF)), text
    )
