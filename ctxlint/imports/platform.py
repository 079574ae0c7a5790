"""What an ``if`` comes to in an image: Python 3 on Linux."""

from __future__ import annotations

import ast
import operator
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Verdict(StrEnum):
    """What is known of a condition."""

    TRUE = "true"
    FALSE = "false"
    UNDECIDED = "undecided"
    """It asks for the version, the platform or an installed module, and the answer depends on the image."""
    TYPING = "type checkers only"
    NOT_TYPING = "not for type checkers"
    MAIN = "started as a script"
    PLAIN = "plain"


_OPPOSITE = {
    Verdict.TRUE: Verdict.FALSE,
    Verdict.FALSE: Verdict.TRUE,
    Verdict.TYPING: Verdict.NOT_TYPING,
    Verdict.NOT_TYPING: Verdict.TYPING,
    Verdict.MAIN: Verdict.PLAIN,
}
_TEXTS = {"sys.platform": "linux", "platform.system": "Linux", "os.name": "posix"}
_FLAGS = {"six.PY3": True, "PY3": True, "six.PY2": False, "PY2": False}
_COMPARE: dict[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def dotted(node: ast.expr | None) -> str:
    """``a.b.c`` for a chain of names, ``""`` for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) else ""


def decide(test: ast.expr) -> Verdict:
    """What is known of the condition of an ``if``."""
    match test:
        case ast.UnaryOp(op=ast.Not()):
            verdict = decide(test.operand)
            return _OPPOSITE.get(verdict, verdict)
        case ast.BoolOp():
            return _combined(test)
        case ast.Constant():
            return _verdict(bool(test.value))
        case ast.Compare(ops=[op], comparators=[right]):
            return _compared(test.left, op, right)
        case ast.Call():
            return _called(test)
        case ast.Name() | ast.Attribute():
            name = dotted(test)
            if name.rpartition(".")[2] == "TYPE_CHECKING":
                return Verdict.TYPING
            return _verdict(_FLAGS[name]) if name in _FLAGS else Verdict.PLAIN
        case _:
            return Verdict.PLAIN


def _verdict(value: bool | None) -> Verdict:
    if value is None:
        return Verdict.UNDECIDED
    return Verdict.TRUE if value else Verdict.FALSE


def _combined(test: ast.BoolOp) -> Verdict:
    verdicts = set(map(decide, test.values))
    decisive, neutral = Verdict.FALSE, Verdict.TRUE
    if isinstance(test.op, ast.Or):
        decisive, neutral = neutral, decisive
    if decisive in verdicts:
        return decisive
    verdicts.discard(neutral)
    if not verdicts:
        return neutral
    if len(verdicts) == 1:
        return verdicts.pop()
    needed = Verdict.TYPING if isinstance(test.op, ast.And) else Verdict.NOT_TYPING
    if needed in verdicts:
        return needed
    return Verdict.UNDECIDED if Verdict.UNDECIDED in verdicts else Verdict.PLAIN


def _called(call: ast.Call) -> Verdict:
    name = dotted(call.func)
    if name.rpartition(".")[2] == "find_spec":
        return Verdict.UNDECIDED
    text = _TEXTS.get(name.removesuffix(".startswith"))
    if text and name.endswith(".startswith") and call.args and isinstance(call.args[0], ast.Constant):
        return _verdict(text.startswith(str(call.args[0].value)))
    return Verdict.PLAIN


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Verdict:
    if isinstance(left, ast.Call) and _called(left) is Verdict.UNDECIDED:
        return Verdict.UNDECIDED
    name = dotted(left.func if isinstance(left, ast.Call) else left)
    if name == "__name__" and isinstance(op, ast.Eq):
        return Verdict.MAIN if _constant(right) == "__main__" else Verdict.PLAIN
    if name in _TEXTS:
        return _text_compared(_TEXTS[name], op, right)
    if name == "sys.version_info" and isinstance(right, ast.Tuple):
        return _version_compared(op, tuple(map(_constant, right.elts)))
    major = name == "sys.version_info.major" or (
        isinstance(left, ast.Subscript) and dotted(left.value) == "sys.version_info" and _constant(left.slice) == 0
    )
    number = _constant(right)
    if major and isinstance(number, int) and (compare := _COMPARE.get(type(op))):
        return _verdict(compare(3, number))
    return Verdict.PLAIN


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _text_compared(text: str, op: ast.cmpop, right: ast.expr) -> Verdict:
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        inside = text in set(map(_constant, right.elts))
        return _verdict(inside if isinstance(op, ast.In) else not inside)
    other = _constant(right)
    if isinstance(other, str) and isinstance(op, ast.Eq | ast.NotEq):
        return _verdict((text == other) == isinstance(op, ast.Eq))
    return Verdict.UNDECIDED


def _version_compared(op: ast.cmpop, version: tuple[object, ...]) -> Verdict:
    """Only the major version is known to be 3."""
    major = version[0] if version else None
    compare = _COMPARE.get(type(op))
    if not isinstance(major, int) or not compare or isinstance(op, ast.Eq | ast.NotEq):
        return Verdict.UNDECIDED
    if major != 3:
        return _verdict(compare(3, major))
    if version[1:] in ((), (0,)):
        return _verdict(isinstance(op, ast.GtE | ast.Gt))
    return Verdict.UNDECIDED
