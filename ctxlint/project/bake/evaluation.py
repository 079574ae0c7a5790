"""Expressions of bake files -> values. What the files alone do not say is unknown, and so is what comes of it."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.project.bake.functions import FUNCTIONS, MAX_LENGTH, Value, text_of
from ctxlint.project.bake.syntax import (
    Array,
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
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as AnyMapping

MAX_STEPS = 200_000
MAX_DEPTH = 100


class _Unknown:
    """A value that is not known."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()
_FAULTS = (
    re.error,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    StopIteration,
    ArithmeticError,
    RecursionError,
)
"""What a wrong argument makes Python say; the builder would refuse it, or convert it in a way of its own."""
_BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
}


class Definitions(Struct, frozen=True):
    """What names stand for: expressions that are worked out when they are needed."""

    variables: AnyMapping[str, Expression]
    functions: AnyMapping[str, tuple[tuple[str, ...], Expression]]
    """Parameters and result."""
    targets: AnyMapping[str, AnyMapping[str, Expression]] = field(default_factory=dict)
    """The attributes that each target states itself."""


class Evaluator(Struct):
    """Works out expressions; ``values`` are the variables that are known so far."""

    definitions: Definitions
    values: dict[str, Value] = field(default_factory=dict)
    left: int = MAX_STEPS
    depth: int = 0

    def value(self, expression: Expression, names: AnyMapping[str, Value] | None = None) -> Value:
        """Work out an expression with more names; ``UNKNOWN`` for what cannot be told."""
        self.left -= 1
        if self.left < 0 or self.depth > MAX_DEPTH:
            return UNKNOWN
        self.depth += 1
        try:
            found = self._value(expression, names or {})
        except _FAULTS:
            return UNKNOWN
        finally:
            self.depth -= 1
        is_long = isinstance(found, str | list | dict) and len(found) > MAX_LENGTH
        return UNKNOWN if is_long else found

    def _value(self, expression: Expression, names: AnyMapping[str, Value]) -> Value:
        match expression:
            case Literal(value=value):
                return value
            case Name(name=name):
                return names[name] if name in names else self._variable(name)
            case Array(items=items):
                return [self.value(item, names) for item in items]
            case Mapping(items=items):
                return {text_of(self.value(key, names)): self.value(value, names) for key, value in items}
            case Choice(condition=condition, yes=yes, no=no):
                chosen = _truth(self.value(condition, names))
                return UNKNOWN if chosen is UNKNOWN else self.value(yes if chosen else no, names)
            case _:
                return self._made(expression, names)

    def _made(self, expression: Template | Operation | Step | Call | For, names: AnyMapping[str, Value]) -> Value:
        match expression:
            case Template(parts=parts):
                return self._template(parts, names)
            case Operation():
                return self._operation(expression, names)
            case Step(of=of, key=key):
                return self._step(of, key, names)
            case Call():
                return self._call(expression, names)
            case For():
                return self._for(expression, names)

    def _variable(self, name: str) -> Value:
        if name not in self.values:
            self.values[name] = UNKNOWN  # while it is worked out, should it need itself
            if name in self.definitions.variables:
                self.values[name] = self.value(self.definitions.variables[name])
        return self.values[name]

    def _template(self, parts: tuple[Expression, ...], names: AnyMapping[str, Value]) -> Value:
        values = [self.value(part, names) for part in parts]
        if len(values) == 1:
            return values[0]
        return UNKNOWN if UNKNOWN in values else "".join(map(text_of, values))

    def _operation(self, operation: Operation, names: AnyMapping[str, Value]) -> Value:
        first = self.value(operation.operands[0], names)
        if operation.operator in ("&&", "||"):
            decides = operation.operator == "||"
            if _truth(first) is decides:
                return decides
            second = _truth(self.value(operation.operands[1], names))
            return second if second is decides or first is not UNKNOWN else UNKNOWN
        if first is UNKNOWN:
            return UNKNOWN
        if len(operation.operands) == 1:
            return not _truth(first) if operation.operator == "!" else -first
        second = self.value(operation.operands[1], names)
        return UNKNOWN if second is UNKNOWN else _BINARY[operation.operator](first, second)

    def _step(self, of: Expression, key: Expression | None, names: AnyMapping[str, Value]) -> Value:
        wanted = self.value(key, names) if key else UNKNOWN
        if isinstance(of, Step) and of.of == Name("target") and of.key:
            attributes = self.definitions.targets.get(text_of(self.value(of.key, names)), {})
            return self.value(attributes[wanted]) if isinstance(wanted, str) and wanted in attributes else UNKNOWN
        whole = self.value(of, names)
        if whole is UNKNOWN or key is None:
            return whole
        if wanted is UNKNOWN:
            return UNKNOWN
        return whole[int(text_of(wanted))] if isinstance(whole, list) else whole[text_of(wanted)]

    def _call(self, call: Call, names: AnyMapping[str, Value]) -> Value:
        values = [self.value(argument, names) for argument in call.arguments]
        if call.name in ("try", "can"):
            known = [value for value in values if value is not UNKNOWN]
            return (known[0] if known else UNKNOWN) if call.name == "try" else UNKNOWN if not known else True
        if call.spread and isinstance(values[-1], list):
            values = values[:-1] + values[-1]
        if call.name in self.definitions.functions:
            parameters, result = self.definitions.functions[call.name]
            return self.value(result, dict(zip(parameters, values, strict=True)))
        if call.name not in FUNCTIONS or any(_is_partly_unknown(value) for value in values):
            return UNKNOWN
        return FUNCTIONS[call.name](*values)

    def _for(self, loop: For, names: AnyMapping[str, Value]) -> Value:
        items = self.value(loop.items, names)
        if items is UNKNOWN:
            return UNKNOWN
        results: list[tuple[Value, Value]] = []
        for key, item in _pairs(items):
            inner = {**names, **dict(zip(loop.names, (key, item) if len(loop.names) > 1 else (item,), strict=True))}
            wanted = _truth(self.value(loop.condition, inner)) if loop.condition else True
            if wanted is UNKNOWN:
                return UNKNOWN
            if wanted:
                made = self.value(loop.key, inner) if loop.key else None
                results.append((made, self.value(loop.result, inner)))
        return {text_of(key): value for key, value in results} if loop.key else [value for _, value in results]


def _pairs(items: Value) -> Iterator[tuple[Value, Value]]:
    if isinstance(items, dict):
        yield from items.items()
    elif isinstance(items, list):
        yield from enumerate(items)


def _truth(value: Value) -> Value:
    """A truth value; texts may be some, too."""
    if value in ("true", "false") and isinstance(value, str):
        return value == "true"
    return value if isinstance(value, bool) else UNKNOWN


def _is_partly_unknown(value: Value) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is UNKNOWN or any(_is_partly_unknown(item) for item in items)
