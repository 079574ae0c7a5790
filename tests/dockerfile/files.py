"""Short ways to write a Dockerfile and to look at what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.dockerfile import Dockerfile, Instruction, Plan, Span, parse, plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.dockerfile import Word


def stage(*lines: str, directives: str = "") -> Dockerfile:
    """Parse lines after ``FROM scratch``, which stands on line 1 (or below the directives)."""
    return parse(directives + "\n".join(["FROM scratch", *lines, ""]), "Dockerfile")


def only(*lines: str, directives: str = "") -> Instruction:
    """Parse one instruction after ``FROM scratch``."""
    (instruction,) = stage(*lines, directives=directives).stages[0].instructions
    return instruction


def planned(text: str, target: str | None = None, **build_args: str) -> Plan:
    return plan(parse(text, "Dockerfile"), target=target, build_args=build_args)


def planned_openly(text: str, **build_args: str) -> Plan:
    """The same where arguments without a value may get one."""
    return plan(parse(text, "Dockerfile"), build_args=build_args, open_args=True)


def texts(words: Iterable[Word]) -> list[str]:
    return [word.text for word in words]


def cut(text: str, span: Span) -> str:
    """What a span covers."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)
