"""HCL as bake uses it, parsed: attributes, blocks, expressions. Lines count from 1."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text without templates in it, ``true``, ``false`` or ``null``."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Template:
    """``"a ${b}"``; a part that is only known at run time has no expression."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """``of.key`` or ``of[key]``; without a key, of every element (``of[*]``)."""

    of: Expression
    key: Expression | None


@dataclass(frozen=True, slots=True)
class Call:
    """A function's call; with ``spread``, the last argument is a list of arguments."""

    name: str
    arguments: tuple[Expression, ...]
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with one operand or two."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``condition ? yes : no``."""

    condition: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True)
class Array:
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """``{a = b}``; a bare name as a key is a text."""

    items: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class For:
    """``[for key, value in items : result if condition]``, or with a key for each result."""

    names: tuple[str, ...]
    items: Expression
    key: Expression | None
    result: Expression
    condition: Expression | None


Expression = Literal | Template | Name | Step | Call | Operation | Choice | Array | Mapping | For


@dataclass(frozen=True, slots=True)
class Attribute:
    """``name = value``; ``text_line`` is the line on which a text begins, below the name for a here-document."""

    name: str
    value: Expression
    line: int
    text_line: int


@dataclass(slots=True)
class Body:
    """What is between the braces of a block, or in a file."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """``type "label" { … }``."""

    type: str
    labels: tuple[str, ...]
    body: Body
    line: int
