"""Explanations for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.explain import State
from ctxlint.reporters.json_format import VERSION, error_object, json_lines, location_object
from ctxlint.reporters.lines import BLANK, Line, Piece, Style, line
from ctxlint.reporters.source import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ctxlint.explain import Answer, Explanation, Explanations
    from ctxlint.model import Related

_WORDS = {State.MISSING: "missing", State.PRESENT: "there", State.UNKNOWN: "could not tell"}
_STYLES = {State.MISSING: Style.ERROR, State.PRESENT: Style.HELP, State.UNKNOWN: Style.WARNING}
_INDENT = 9
_WIDTH = 300
"""Lines of logs and of sources are cut there."""


def explanation_lines(found: Explanations, root: Path) -> Iterator[Line]:
    """Write each explanation: what is asked, then cause, places, chain and fix by service."""
    sources = Sources(root)
    for number, explanation in enumerate(each for each in found.explanations if each.answers):
        if number:
            yield BLANK
        yield from _explanation(explanation, sources)


def _explanation(explanation: Explanation, sources: Sources) -> Iterator[Line]:
    question = explanation.question
    where = f" at {explanation.place}" if explanation.place else ""
    yield line(Piece((question.text or question.name)[:_WIDTH], Style.STRONG), where, hang=2)
    for group in _merged(explanation.counted):
        yield from _answer(group, sources)
    if others := [answer.service for answer in explanation.answers if answer not in explanation.counted]:
        yield line(Piece(f"nothing there needs it: {', '.join(others)}", Style.FAINT), hang=2)


def _merged(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Answers that differ in nothing but the service go together."""
    groups: dict[tuple[object, ...], list[Answer]] = {}
    for answer in answers:
        key = (answer.state, answer.cause, answer.places, answer.chain, answer.fix)
        groups.setdefault(key, []).append(answer)
    return list(groups.values())


def _answer(group: list[Answer], sources: Sources) -> Iterator[Line]:
    answer = group[0]
    names = ", ".join(each.service for each in group)
    code = f" [{answer.code}]" if answer.code else ""
    yield BLANK
    yield line(Piece(names, Style.STRONG), ": ", Piece(_WORDS[answer.state], _STYLES[answer.state]), code)
    yield _labelled("cause", answer.cause)
    for number, place in enumerate(answer.places):
        yield from _place("place" if not number else "", place, sources)
    if answer.chain:
        yield _labelled("chain", answer.chain)
    if answer.fix:
        yield _labelled("fix", answer.fix)


def _labelled(label: str, text: str) -> Line:
    return line(Piece(f"  {label:<{_INDENT - 2}}", Style.HELP), text, hang=_INDENT)


def _place(label: str, place: Related, sources: Sources) -> Iterator[Line]:
    text = (sources.line(place.location) or "").strip()
    head = Piece(f"  {label:<{_INDENT - 2}}", Style.HELP)
    yield line(head, Piece(str(place.location), Style.PLACE), f"  {text}"[:_WIDTH] if text else "", hang=_INDENT)
    if place.message:
        yield line(" " * (_INDENT + 2), Piece(place.message, Style.FAINT), hang=_INDENT + 2)


def explanation_json(found: Explanations) -> Iterator[Line]:
    """Write one object, in ASCII."""
    explanations = [_explanation_object(each) for each in found.explanations]
    errors = [error_object(problem) for problem in found.problems]
    yield from json_lines({"version": VERSION, "explanations": explanations, "errors": errors})


def _explanation_object(explanation: Explanation) -> dict[str, object]:
    question = explanation.question
    return {
        "kind": question.kind.value,
        "name": question.name,
        "attribute": question.attribute or None,
        "message": question.text or None,
        "container": question.container or None,
        "location": location_object(explanation.place) if explanation.place else None,
        "state": explanation.state.value,
        "answers": [_answer_object(each, concerned=each in explanation.counted) for each in explanation.answers],
    }


def _answer_object(answer: Answer, *, concerned: bool) -> dict[str, object]:
    places = [{**location_object(place.location), "message": place.message} for place in answer.places]
    return {
        "service": answer.service,
        "state": answer.state.value,
        "concerned": concerned,
        "cause": answer.cause,
        "code": answer.code,
        "places": places,
        "chain": answer.chain or None,
        "fix": answer.fix,
    }
