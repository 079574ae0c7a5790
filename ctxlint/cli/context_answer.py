"""From what was asked about one service to what is printed."""

from __future__ import annotations

import os
from enum import Enum, auto
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.cli.context_views import ExcludedView, ExtensionsView, FilesView, NamesView, TopView, View
from ctxlint.cli.exclusions import exclusions_of
from ctxlint.cli.items import Item, Which, items_of, problems, totals
from ctxlint.cli.make_rule import dependencies, is_expressible, make_rule
from ctxlint.cli.pattern_facts import facts_of
from ctxlint.cli.pattern_view import PatternsView, lines_in
from ctxlint.engine import Problem
from ctxlint.errors import CtxlintError
from ctxlint.reporters.json_format import VERSION, error_object, json_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxlint.analysis import Service
    from ctxlint.reporters.lines import Line


class Content(Enum):
    """What is asked about the files."""

    FILES = auto()
    EXCLUDED = auto()
    TOP = auto()
    EXTENSIONS = auto()
    MAKE = auto()
    PATTERNS = auto()


class Form(Enum):
    """How the answer is written."""

    TEXT = auto()
    LIST = auto()
    NULL = auto()
    JSON = auto()


class Request(Struct, frozen=True):
    """One question."""

    content: Content = Content.FILES
    form: Form = Form.TEXT
    which: Which = Which.FILTERED
    depth: int = 0
    number: int = 0


class Answer(Struct, frozen=True):
    """Lines for people or bytes for programs, and what may be missing from them."""

    lines: Sequence[Line] = ()
    raw: bytes = b""
    problems: Sequence[Problem] = ()


def answer_about(service: Service, request: Request) -> Answer:
    """Answer; raises :class:`CtxlintError` where nothing can be told."""
    try:
        items = items_of(service, request.which)
        found = tuple(_problem(service, error) for error in problems(service, request.which))
        if request.content is Content.MAKE:
            return _rule(service, items, found)
        return _written(service, request, items, found)
    except CtxlintError as error:
        error.file = error.file and service.display(error.file)
        raise


def _problem(service: Service, error: CtxlintError) -> Problem:
    return Problem(error.message, error.file and service.display(error.file), error.line, service.name)


def _rule(service: Service, items: Sequence[Item], found: tuple[Problem, ...]) -> Answer:
    files = dependencies(service, items)
    lost = [Problem("A rule for make cannot hold this name.", f, None) for f in files if not is_expressible(f)]
    rule = make_rule(service.name, list(filter(is_expressible, files)))
    return Answer(raw=os.fsencode(rule), problems=(*found, *lost))


def _written(service: Service, request: Request, items: Sequence[Item], found: tuple[Problem, ...]) -> Answer:
    view = _view(service, request, items)
    match request.form, view:
        case Form.LIST, NamesView():
            return Answer(tuple(view.flat()), problems=found)
        case Form.NULL, NamesView():
            return Answer(raw=b"".join(os.fsencode(name) + b"\0" for name in view.names()), problems=found)
        case Form.JSON, _:
            errors = {"errors": [error_object(problem) for problem in found]}
            return Answer(
                tuple(json_lines({**_head(service, request, items), **view.data(), **errors})), problems=found
            )
        case _:
            return Answer(tuple(view.text()), problems=found)


def _view(service: Service, request: Request, items: Sequence[Item]) -> View:
    match request.content:
        case Content.EXCLUDED:
            return ExcludedView(exclusions_of(service))
        case Content.PATTERNS:
            return PatternsView(service.ignore_file, lines_in(service.ignore_text), facts_of(service))
        case Content.TOP:
            return TopView(items, request.number)
        case Content.EXTENSIONS:
            return ExtensionsView(items)
        case _:
            return FilesView(service.name, _place(service, request.which), items, request.depth)


def _place(service: Service, which: Which) -> str:
    context = service.prefix or "./"
    match which:
        case Which.FILTERED:
            return f"in {context} " + (
                f"after {service.ignore_file}" if service.ignore_file else "without an ignore file"
            )
        case Which.TRANSFERRED:
            return f"transferred from {context}"
        case Which.IMAGE:
            return "in the image, as far as instructions decide it"


def _head(service: Service, request: Request, items: Sequence[Item]) -> dict[str, object]:
    sums = totals(items)
    return {
        "version": VERSION,
        "service": service.name,
        "context": service.prefix.rstrip("/") or ".",
        "ignore_file": service.ignore_file,
        "set": request.which.value,
        "files": sums.files,
        "bytes": sums.bytes,
    }
