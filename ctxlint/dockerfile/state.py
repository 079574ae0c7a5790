"""What a stage knows while it is planned: its own configuration, and what all stages of a build share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.dockerfile.expand import Budget, Lexing, process_word
from ctxlint.dockerfile.scopes import DEFAULT_PATH, DEFAULT_SHELL, Environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.dockerfile.graph import Origin
    from ctxlint.dockerfile.instructions import Word
    from ctxlint.model import Command


class Session(Struct):
    """What the stages of one build share; ``context_paths`` grow as stages ask for them."""

    lexing: Lexing
    build_args: Mapping[str, str]
    global_args: Mapping[str, str]
    proxies: Mapping[str, str]
    budget: Budget = field(default_factory=Budget)
    context_paths: set[str] = field(default_factory=set)
    reads_context: bool = False


class State(Struct):
    """The image's configuration so far; ``variables`` are what expansion sees: the environment and arguments."""

    variables: Environment = field(default_factory=lambda: Environment({"PATH": DEFAULT_PATH}))
    environment: Environment = field(default_factory=lambda: Environment({"PATH": DEFAULT_PATH}))
    shadowed: set[str] = field(default_factory=set)
    """Names of the environment that an argument hides until the stage ends."""
    workdir: str = "/"
    user: str = ""
    shell: tuple[str, ...] = DEFAULT_SHELL
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None

    def child(self) -> State:
        """Return the state in which a stage on top of this one begins."""
        restored = {name: self.environment[name] for name in self.shadowed}
        return replace(self, variables=self.variables.set(restored), shadowed=set())

    def wrapped(self, command: Command) -> tuple[str, ...]:
        """Return the arguments that a command starts with; a string goes to the shell in force."""
        return (*self.shell, command) if isinstance(command, str) else command


class Scene(Struct):
    """One stage being planned."""

    session: Session
    origin: Origin
    state: State
    sets_cmd: bool = False
    """Whether this stage, not its base, has a ``CMD`` already."""

    @property
    def may_inherit(self) -> bool:
        """Whether an image of a registry is below, whose variables nobody knows here."""
        origin = self.origin
        while origin.base is not None:
            origin = origin.base
        return origin.image != "scratch"

    def expand(self, text: str) -> str:
        """Replace variables as they are now; raises :class:`RefusalError`."""
        return process_word(text, self.state.variables, self.session.lexing, self.session.budget)

    def word(self, word: Word | None) -> str:
        """Expand a word, or an absent flag to nothing."""
        return "" if word is None else self.expand(word.text)
