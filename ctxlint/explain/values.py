"""What is asked, and what is answered."""

from __future__ import annotations

from enum import IntEnum, StrEnum, auto
from typing import TYPE_CHECKING

from msgspec import Struct

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


class Frame(Struct, frozen=True):
    """A line of a traceback: the file as the container sees it, and the text of its line."""

    path: str
    line: int
    text: str = ""


class Question(Struct, frozen=True):
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
    instruction: int = 0
    """The line of the Dockerfile that failed, as a builder shows it; 0 when the log is none of a build."""
    fatal: bool = True
    """Whether the line is an error by itself, and not just mentions one."""


class State(StrEnum):
    """What is known about a thing in one image."""

    MISSING = "missing"
    PRESENT = "present"
    UNKNOWN = "unknown"


class Need(IntEnum):
    """Whether a service has any use for a thing."""

    NONE = 0
    OPEN = 1
    """Nothing is known to need it."""
    KNOWN = 2
    """Something needs it, or an instruction wants to bring it."""

    @classmethod
    def of(cls, reason: object) -> Need:
        """Known when there is a reason."""
        return cls.KNOWN if reason else cls.OPEN


class Answer(Struct, frozen=True):
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
    need: Need = Need.KNOWN
    untracked: str | None = None
    """The path of the project that is in the image only as long as nobody builds it from a checkout."""


class Explanation(Struct, frozen=True):
    """A question with the answers of the services."""

    question: Question
    place: Location | None = None
    """Where in the repository the log says that it happened."""
    answers: tuple[Answer, ...] = ()

    @property
    def counted(self) -> tuple[Answer, ...]:
        """The answers of the services that have most use for it."""
        most = max((answer.need for answer in self.answers), default=Need.NONE)
        return tuple(answer for answer in self.answers if answer.need is most)

    @property
    def state(self) -> State:
        """The worst that is known."""
        states = {answer.state for answer in self.counted}
        return next((state for state in State if state in states), State.UNKNOWN)

    @property
    def is_repairable(self) -> bool:
        """Whether some answer says what to change."""
        return any(answer.fix for answer in self.counted)
