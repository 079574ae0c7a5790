"""The tokens of an HCL file -> its attributes and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.project.bake.lexer import MAX_NESTING, HclError, parts_of, tokens_of
from ctxlint.project.bake.syntax import (
    Array,
    Attribute,
    Block,
    Body,
    Call,
    Choice,
    Expression,
    For,
    Literal,
    Mapping,
    Name,
    Operation,
    Step,
    Template,
)

if TYPE_CHECKING:
    from ctxlint.project.bake.lexer import Part, Token

_CONSTANTS = {"true": True, "false": False, "null": None}
_KINDS = {"end": "the end", "newline": "the end of the line", "word": "a name"}
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))


def parse_hcl(text: str) -> Body:
    """Parse a file; raises :class:`HclError`."""
    return _Parser(tokens_of(text)).body("end")


def parse_template(text: str) -> Expression:
    """Parse a text of a JSON file, which is a template without escapes; raises :class:`HclError`."""
    return _template(tuple(parts_of(text, 1, escapes=False)), 0)


class _Parser:
    def __init__(self, tokens: list[Token], depth: int = 0) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = depth

    # -- tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def accept(self, *kinds: str) -> Token | None:
        return self.next() if self.token.kind in kinds else None

    def expect(self, *kinds: str) -> Token:
        if self.token.kind not in kinds:
            wanted = _KINDS.get(kinds[0], f"'{kinds[0]}'")
            raise HclError(f"{_shown(self.token)} stands where {wanted} should", self.token.line)
        return self.next()

    def skip_newlines(self) -> None:
        while self.accept("newline"):
            pass

    # -- bodies

    def body(self, end: str) -> Body:
        body = Body()
        self.skip_newlines()
        while self.token.kind != end:
            self.item(body, end)
            self.skip_newlines()
        self.next()
        return body

    def item(self, body: Body, end: str) -> None:
        name = self.expect("word")
        if self.accept("="):
            if name.text in body.attributes:
                first = body.attributes[name.text].line
                raise HclError(f"'{name.text}' is already set on line {first}", name.line)
            text_line = self.token.text_line or self.token.line
            body.attributes[name.text] = Attribute(name.text, self.expression(), name.line, text_line)
            if self.token.kind not in (end, "end"):
                self.expect("newline")
            return
        labels = []
        while label := self.accept("word", "template"):
            labels.append(label.text)
        self.expect("{")
        self.deeper(name.line)
        body.blocks.append(Block(name.text, tuple(labels), self.body("}"), name.line))
        self.depth -= 1

    def deeper(self, line: int) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise HclError(f"it is nested more than {MAX_NESTING} levels deep", line)

    # -- expressions

    def expression(self) -> Expression:
        self.deeper(self.token.line)
        condition = self.binary(0)
        if self.accept("?"):
            self.skip_newlines()
            yes = self.expression()
            self.skip_newlines()
            self.expect(":")
            self.skip_newlines()
            condition = Choice(condition, yes, self.expression())
        self.depth -= 1
        return condition

    def binary(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while operator := self.accept(*_LEVELS[level]):
            self.skip_newlines()
            left = Operation(operator.kind, (left, self.binary(level + 1)))
        return left

    def unary(self) -> Expression:
        if operator := self.accept("-", "!"):
            self.deeper(operator.line)
            operand = self.unary()
            self.depth -= 1
            return Operation(operator.kind, (operand,))
        return self.steps(self.primary())

    def steps(self, found: Expression) -> Expression:
        while True:
            if self.accept("."):
                word = self.expect("word", "number", "*")
                key = None if word.kind == "*" else Literal(word.text)
                found = Step(found, key)
            elif self.accept("["):
                found = Step(found, None if self.accept("*") else self.expression())
                self.expect("]")
            else:
                return found

    def primary(self) -> Expression:
        token = self.next()
        match token.kind:
            case "number":
                return Literal(float(token.text) if set(token.text) & set(".eE") else int(token.text))
            case "template":
                return _template(token.parts, self.depth)
            case "(":
                found = self.expression()
                self.expect(")")
                return found
            case "[":
                return self.array()
            case "{":
                return self.mapping()
            case "word":
                return self.word(token)
            case _:
                raise HclError(f"{_shown(token)} stands where a value should", token.line)

    def word(self, token: Token) -> Expression:
        name = token.text
        while self.accept("::"):
            name += "::" + self.expect("word").text
        if self.token.kind == "(":
            return self.call(name)
        return Literal(_CONSTANTS[name]) if name in _CONSTANTS else Name(name)

    def call(self, name: str) -> Expression:
        self.next()
        arguments, spread = [], False
        self.skip_newlines()
        while not self.accept(")"):
            arguments.append(self.expression())
            self.skip_newlines()
            spread = self.accept("...") is not None
            self.skip_newlines()
            if self.token.kind != ")":
                self.expect(",")
                self.skip_newlines()
        return Call(name, tuple(arguments), spread)

    def array(self) -> Expression:
        self.skip_newlines()
        if self.token.kind == "word" and self.token.text == "for":
            return self.for_each("]")
        items = []
        while not self.accept("]"):
            items.append(self.expression())
            self.skip_newlines()
            if self.token.kind != "]":
                self.expect(",")
                self.skip_newlines()
        return Array(tuple(items))

    def mapping(self) -> Expression:
        self.skip_newlines()
        if self.token.kind == "word" and self.token.text == "for" and self.tokens[self.at + 1].kind == "word":
            return self.for_each("}")
        items = []
        while not self.accept("}"):
            is_bare = self.token.kind == "word"
            key = self.expression()
            self.expect("=", ":")
            self.skip_newlines()
            items.append((Literal(key.name) if is_bare and isinstance(key, Name) else key, self.expression()))
            if self.token.kind != "}":
                self.expect(",", "newline")
                self.skip_newlines()
        return Mapping(tuple(items))

    def for_each(self, end: str) -> Expression:
        self.next()
        names = [self.expect("word").text]
        if self.accept(","):
            names.append(self.expect("word").text)
        if self.expect("word").text != "in":
            raise HclError("'in' is missing after 'for'", self.token.line)
        items = self.expression()
        self.skip_newlines()
        self.expect(":")
        self.skip_newlines()
        key, result = None, self.expression()
        self.skip_newlines()
        if self.accept("=>"):
            self.skip_newlines()
            key, result = result, self.expression()
        self.accept("...")
        self.skip_newlines()
        condition = None
        if self.token.kind == "word" and self.token.text == "if":
            self.next()
            condition = self.expression()
            self.skip_newlines()
        self.expect(end)
        return For(tuple(names), items, key, result, condition)


def _shown(token: Token) -> str:
    return _KINDS[token.kind] if token.kind in ("end", "newline") else repr(token.text)


def _template(parts: tuple[Part, ...], depth: int) -> Expression:
    made: list[Expression] = [
        _interpolated(part, depth) if part.is_expression else Literal(part.text) for part in parts
    ]
    if len(made) == 1 and isinstance(made[0], Literal):
        return made[0]
    return Template(tuple(made)) if made else Literal("")


def _interpolated(part: Part, depth: int) -> Expression:
    """The expression of ``${…}``; a directive (``%{…}``) has a name that nothing can have."""
    if not part.text.strip():
        return Name("%")
    if depth > MAX_NESTING:
        raise HclError(f"it is nested more than {MAX_NESTING} levels deep", part.line)
    parser = _Parser(tokens_of(f"({part.text})", part.line), depth + 1)
    found = parser.expression()
    if parser.token.kind != "end":
        parser.expect("}")
    return found
