"""Questions -> what each service answers, and which of the questions of a failure says most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.engine import Problem
from ctxlint.errors import CtxlintError
from ctxlint.explain.containers import about_container_path, about_program, about_tail, repository_path
from ctxlint.explain.log import container_fits
from ctxlint.explain.modules import about_attribute, about_module
from ctxlint.explain.paths import about_path
from ctxlint.explain.sources import about_source
from ctxlint.explain.values import Answer, Explanation, Frame, Kind, Question, State
from ctxlint.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxlint.analysis import Service

STALE = "the image that runs is older, or was built from another context"


class Explanations(Struct, frozen=True):
    """All that was asked, and what kept services from answering."""

    explanations: tuple[Explanation, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 when a cause was found, 2 when something could not be told, else 0."""
        states = {each.state for each in self.explanations}
        if State.MISSING in states:
            return 1
        return 2 if self.problems or State.UNKNOWN in states or not states else 0


def explain(services: Sequence[Service], failures: Iterable[Sequence[Question]]) -> Explanations:
    """Answer each failure by the first of its questions that somebody knows a cause for."""
    explanations: list[Explanation] = []
    problems: dict[Problem, None] = {}
    for questions in failures:
        tried = [_explained(services, question, problems) for question in questions]
        explanations += sorted(tried, key=_weight)[:1]
    return Explanations(tuple(explanations), tuple(problems))


def _weight(explanation: Explanation) -> tuple[int, bool]:
    return list(State).index(explanation.state), not explanation.is_repairable


def _explained(services: Sequence[Service], question: Question, problems: dict[Problem, None]) -> Explanation:
    answers: list[Answer] = []
    place: Location | None = None
    for service in _meant(services, question):
        try:
            place = place or _place(service, question)
            answers.append(_answer(service, question))
        except CtxlintError as error:
            file = error.file and service.display(error.file)
            problems[Problem(error.message, file, error.line, service.name)] = None
    return Explanation(question, place, tuple(_narrowed(services, question, answers)))


def _meant(services: Sequence[Service], question: Question) -> Sequence[Service]:
    """The services of the container that the log names, or all."""
    return [each for each in services if container_fits(question.container, each.name)] or services


def _narrowed(services: Sequence[Service], question: Question, answers: list[Answer]) -> list[Answer]:
    """Leave out services that do not have the code that failed, when some do."""
    by_name = {service.name: service for service in services}
    have = {each.service for each in answers if _place(by_name[each.service], question)}
    return [each for each in answers if not have or each.service in have]


def _answer(service: Service, question: Question) -> Answer:
    answer = _about(service, question)
    if question.text and answer.untracked:
        return replace(answer, state=State.MISSING, fix=f"git add --force {answer.untracked}")
    if answer.state is State.PRESENT and (late := _comes_late(service, question, answer)):
        return late
    if question.text and answer.state is State.PRESENT:
        stale = f"; {STALE}" + _differs(service, question)
        return replace(answer, cause=answer.cause + stale)
    return answer


def _about(service: Service, question: Question) -> Answer:
    match question.kind:
        case Kind.MODULE:
            return about_module(service, question.name, lost=bool(question.text))
        case Kind.ATTRIBUTE:
            return about_attribute(service, question.name, question.attribute, question.text)
        case Kind.PATH:
            return about_container_path(service, question.name, question.text)
        case Kind.TAIL:
            return about_tail(service, question.name)
        case Kind.PROGRAM:
            return about_program(service, question.name, question.text)
        case Kind.SOURCE:
            return about_source(service, question.name)
        case Kind.REPOSITORY:
            return about_path(service, question.name)


def _comes_late(service: Service, question: Question, answer: Answer) -> Answer | None:
    """The answer when an instruction below the one that failed brings it."""
    line = question.instruction
    stage = [each for each in service.plan.stages if each.span.line <= line][-1:]
    here = answer.places[0].location if answer.places else None
    if not stage or stage[0].index != service.plan.target or here is None:
        return None
    if here.file != service.dockerfile_file or here.line <= line or answer.places[0].message:
        return None
    cause = f"{answer.cause}, but line {here.line} of {here.file} brings it, and line {line} already needs it"
    fix = f"move line {here.line} of {here.file} above line {line}"
    return replace(answer, state=State.MISSING, cause=cause, fix=fix)


# -- where it happened


def _place(service: Service, question: Question) -> Location | None:
    """The innermost line of the traceback that is the repository's."""
    found = _innermost(service, question)
    return Location(found[1], found[0].line) if found else None


def _innermost(service: Service, question: Question) -> tuple[Frame, str] | None:
    for frame in reversed(question.frames):
        if path := repository_path(service, frame.path):
            return frame, path
    return None


def _differs(service: Service, question: Question) -> str:
    """Proof that the image is another one: the line of the traceback is not what the repository has there."""
    found = _innermost(service, question)
    if not found or not found[0].text:
        return ""
    frame, path = found
    lines = (service.workspace.text(path) or "").splitlines()
    here = lines[frame.line - 1].strip() if 0 < frame.line <= len(lines) else ""
    if here == frame.text:
        return ""
    return f" ({path}:{frame.line} is another line today than in the log)"
