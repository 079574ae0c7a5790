"""HCL as bake uses it, parsed: attributes, blocks, expressions. Lines count from 1."""

from __future__ import annotations

from msgspec import Struct, field


class Literal(Struct, frozen=True):
    """A number, a text without templates in it, ``true``, ``false`` or ``null``."""

    value: str | int | float | bool | None


class Template(Struct, frozen=True):
    """``"a ${b}"``; a part that is only known at run time has no expression."""

    parts: tuple[Expression, ...]


class Name(Struct, frozen=True):
    """A variable."""

    name: str


class Step(Struct, frozen=True):
    """``of.key`` or ``of[key]``; without a key, of every element (``of[*]``)."""

    of: Expression
    key: Expression | None


class Call(Struct, frozen=True):
    """A function's call; with ``spread``, the last argument is a list of arguments."""

    name: str
    arguments: tuple[Expression, ...]
    spread: bool = False


class Operation(Struct, frozen=True):
    """An operator with one operand or two."""

    operator: str
    operands: tuple[Expression, ...]


class Choice(Struct, frozen=True):
    """``condition ? yes : no``."""

    condition: Expression
    yes: Expression
    no: Expression


class Array(Struct, frozen=True):
    """``[a, b]``."""

    items: tuple[Expression, ...]


class Mapping(Struct, frozen=True):
    """``{a = b}``; a bare name as a key is a text."""

    items: tuple[tuple[Expression, Expression], ...]


class For(Struct, frozen=True):
    """``[for key, value in items : result if condition]``, or with a key for each result."""

    names: tuple[str, ...]
    items: Expression
    key: Expression | None
    result: Expression
    condition: Expression | None


Expression = Literal | Template | Name | Step | Call | Operation | Choice | Array | Mapping | For


class Attribute(Struct, frozen=True):
    """``name = value``; ``text_line`` is the line on which a text begins, below the name for a here-document."""

    name: str
    value: Expression
    line: int
    text_line: int


class Body(Struct):
    """What is between the braces of a block, or in a file."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


class Block(Struct, frozen=True):
    """``type "label" { … }``."""

    type: str
    labels: tuple[str, ...]
    body: Body
    line: int
