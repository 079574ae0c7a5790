"""A path, a module or a pasted log -> cause, place and fix, for each service that has it."""

from ctxlint.explain.asked import asked
from ctxlint.explain.asking import Explanations, explain
from ctxlint.explain.log import decode, failures, plain
from ctxlint.explain.values import Answer, Explanation, Frame, Kind, Question, State

__all__ = [
    "Answer",
    "Explanation",
    "Explanations",
    "Frame",
    "Kind",
    "Question",
    "State",
    "asked",
    "decode",
    "explain",
    "failures",
    "plain",
]
