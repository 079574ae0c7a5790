"""What is asked, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxlint.model import Location, Related


class Kind(StrEnum):
    """What a question is about."""

    MODULE = auto()
    """A module by its dotted name."""
    ATTRIBUTE = auto()
    """A name in a module: ``cannot import name``."""
    PATH = auto()
    """A path as the container sees it; a relative one is seen from the working directory."""
    TAIL = auto()
    """The end of a path, as template loaders name their files."""
    PROGRAM = auto()
    """A command by its bare name."""
    SOURCE = auto()
    """A source of COPY or ADD, as a builder names it."""
    REPOSITORY = auto()
    """A path relative to the project root."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a traceback: the file as the container sees it, and the text of its line."""

    path: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked about; from a log, or by a user."""

    kind: Kind
    name: str
    """The module, path, program or source."""
    attribute: str = ""
    """The name in the module."""
    text: str = ""
    """The line of the log that raised the question; empty when a user did."""
    frames: tuple[Frame, ...] = ()
    """The traceback, innermost last."""
    container: str = ""
    """The container that the log is from, as compose writes it: ``api-1``."""
    fatal: bool = True
    """Whether the line is an error by itself, and not just mentions one."""


class State(StrEnum):
    """What is known about a thing in one image."""

    MISSING = "missing"
    PRESENT = "present"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one service has to say."""

    state: State
    cause: str
    """One sentence, without a full stop at its end."""
    service: str = ""
    places: tuple[Related, ...] = ()
    """The lines that decide, the first first."""
    chain: str = ""
    """How the start of the container comes to it; empty when it does not, or the cause says it."""
    fix: str | None = None
    code: str | None = None
    """The rule that says the same."""
    concerned: bool = True
    """Whether the service needs it, or would have it but for the cause."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A question with the answers of the services."""

    question: Question
    place: Location | None = None
    """Where in the repository the log says that it happened."""
    answers: tuple[Answer, ...] = ()

    @property
    def counted(self) -> tuple[Answer, ...]:
        """The answers of the services that are concerned, or all when none is."""
        return tuple(answer for answer in self.answers if answer.concerned) or self.answers

    @property
    def state(self) -> State:
        """The worst that is known."""
        states = {answer.state for answer in self.counted}
        return next((state for state in (State.MISSING, State.PRESENT) if state in states), State.UNKNOWN)
