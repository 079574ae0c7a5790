"""Shell tokens -> commands, as a tree; lenient, and bounded in depth."""

from __future__ import annotations

import re

from msgspec import Struct, field

from ctxlint.shell.lexer import ARITHMETIC_FOR, Token, tokens_of

MAX_NESTING = 40
ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<index>\[[^]]*\])?(?P<append>\+?)=")
_MAX_TOKENS = 50_000


class Simple(Struct, frozen=True):
    """Assignments and words, as written; ``document`` is what the command reads."""

    assignments: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    document: str | None = None


class Chain(Struct, frozen=True):
    """Commands with the operator before each of them: ``""``, ``&&`` or ``||``."""

    links: tuple[tuple[str, Node], ...]


class Sequence(Struct, frozen=True):
    """Commands one after the other."""

    items: tuple[Node, ...] = ()


class Apart(Struct, frozen=True):
    """Commands in processes of their own: a subshell, a pipeline, something in the background."""

    items: tuple[Node, ...]


class If(Struct, frozen=True):
    """Conditions with their bodies; the last may have no condition."""

    branches: tuple[tuple[Node | None, Node], ...]


class Case(Struct, frozen=True):
    """The subject, and the patterns with their bodies."""

    subject: str
    arms: tuple[tuple[tuple[str, ...], Node], ...]


class Loop(Struct, frozen=True):
    """``while`` and ``until`` with a condition, ``for`` with a variable and words."""

    condition: Node | None
    body: Node
    variable: str | None = None
    words: tuple[str, ...] | None = None


class Function(Struct, frozen=True):
    """A definition."""

    name: str
    body: Node


Node = Simple | Chain | Sequence | Apart | If | Case | Loop | Function
_NOTHING = Sequence()
_CLOSING = frozenset({"then", "do", "done", "fi", "elif", "else", "esac", "}"})


class _Parser(Struct):
    tokens: list[Token]
    at: int = 0
    nesting: int = field(default=0)

    def peek(self, ahead: int = 0) -> str | None:
        """The next word or operator."""
        at = self.at + ahead
        return self.tokens[at].text if at < len(self.tokens) else None

    def is_operator(self, *texts: str) -> bool:
        """Whether the next token is one of these operators."""
        return self.at < len(self.tokens) and self.tokens[self.at].operator and self.tokens[self.at].text in texts

    def accept(self, *texts: str) -> bool:
        """Skip the next token if it is one of these."""
        if self.peek() not in texts:
            return False
        self.at += 1
        return True

    def skip_ends(self) -> None:
        """Skip line ends and semicolons."""
        while self.is_operator("\n", ";", "&"):
            self.at += 1

    # -- lists

    def sequence(self, *closers: str) -> Sequence:
        """Commands up to a closing word, which stays."""
        items: list[Node] = []
        self.skip_ends()
        while (word := self.peek()) is not None and word not in closers:
            if word in _CLOSING and self.nesting > 0:
                break
            start = self.at
            items.append(self._chain())
            if self.is_operator("&"):
                items[-1] = Apart((items[-1],))
            if self.at == start:
                self.at += 1  # a stray operator
            self.skip_ends()
        return Sequence(tuple(items))

    def _chain(self) -> Node:
        links: list[tuple[str, Node]] = [("", self._pipeline())]
        while self.is_operator("&&", "||"):
            operator = self.tokens[self.at].text
            self.at += 1
            while self.is_operator("\n"):
                self.at += 1
            links.append((operator, self._pipeline()))
        return links[0][1] if len(links) == 1 else Chain(tuple(links))

    def _pipeline(self) -> Node:
        while self.accept("!", "time"):
            pass
        parts = [self._command()]
        while self.is_operator("|", "|&"):
            self.at += 1
            while self.is_operator("\n"):
                self.at += 1
            parts.append(self._command())
        return parts[0] if len(parts) == 1 else Apart(tuple(parts))

    # -- commands

    def _command(self) -> Node:
        if self.nesting > MAX_NESTING:
            self.at = len(self.tokens)
            return _NOTHING
        self.nesting += 1
        try:
            return self._compound() or self._simple()
        finally:
            self.nesting -= 1

    def _compound(self) -> Node | None:
        if self.is_operator("("):
            self.at += 1
            body = self.sequence(")")
            self.accept(")")
            return Apart((body,))
        match self.peek():
            case "{":
                return self._group()
            case "if":
                return self._if()
            case "while" | "until":
                return self._while()
            case "for" | "select":
                return self._for()
            case "case":
                return self._case()
            case "function":
                self.at += 1
                return self._function()
            case _:
                return self._function() if self._defines() else None

    def _defines(self) -> bool:
        return self.peek(1) == "(" and self.peek(2) == ")" and not self.is_operator("(", ")", ";", "&", "|", "\n")

    def _group(self) -> Node:
        self.at += 1
        body = self.sequence("}")
        self.accept("}")
        return body

    def _function(self) -> Node:
        name = self.peek() or ""
        self.at += 1
        if self.accept("("):
            self.accept(")")
        self.skip_ends()
        return Function(name, self._command())

    def _if(self) -> Node:
        branches: list[tuple[Node | None, Node]] = []
        while self.accept("if", "elif"):
            condition = self.sequence("then", "fi")
            self.accept("then")
            branches.append((condition, self.sequence("elif", "else", "fi")))
        if self.accept("else"):
            branches.append((None, self.sequence("fi")))
        self.accept("fi")
        return If(tuple(branches))

    def _while(self) -> Node:
        self.at += 1
        condition = self.sequence("do", "done")
        return Loop(condition, self._body())

    def _for(self) -> Node:
        self.at += 1
        variable = self.peek() or ""
        words: list[str] | None = None
        while not self.is_operator(";", "\n") and (word := self.peek()) not in (None, "do"):
            if words is not None:
                words.append(word or "")
            if word == "in" and words is None:
                words = []
            self.at += 1
        self.skip_ends()
        if variable == ARITHMETIC_FOR:
            return Loop(Simple(words=("let",)), self._body())
        return Loop(None, self._body(), variable, None if words is None else tuple(words))

    def _body(self) -> Node:
        self.accept("do")
        body = self.sequence("done")
        self.accept("done")
        return body

    def _case(self) -> Node:
        subject = self.peek(1) or ""
        self.at += 2
        self.skip_ends()
        self.accept("in")
        self.skip_ends()
        arms: list[tuple[tuple[str, ...], Node]] = []
        while self.peek() not in (None, "esac"):
            self.accept("(")
            patterns = self._patterns()
            body = self.sequence(";;", ";&", ";;&", "esac")
            self.accept(";;", ";&", ";;&")
            self.skip_ends()
            arms.append((patterns, body))
        self.accept("esac")
        return Case(subject, tuple(arms))

    def _patterns(self) -> tuple[str, ...]:
        patterns = []
        while (word := self.peek()) is not None and not self.is_operator(")"):
            if not self.is_operator("|", "\n", "("):
                patterns.append(word)
            self.at += 1
        self.accept(")")
        return tuple(patterns)

    def _simple(self) -> Node:
        assignments: list[str] = []
        words: list[str] = []
        document: str | None = None
        while self.at < len(self.tokens) and not self.tokens[self.at].operator:
            token = self.tokens[self.at]
            self.at += 1
            if token.document is not None:
                document = token.document
            elif not words and ASSIGNMENT.match(token.text):
                assignments.append(token.text)
            else:
                words.append(token.text)
        return Simple(tuple(assignments), tuple(words), document)


def parse_script(text: str) -> Sequence:
    """The commands of a script."""
    return _Parser(tokens_of(text)[:_MAX_TOKENS]).sequence()
