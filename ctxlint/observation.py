"""What a real build and a real container of a service have shown; frozen values, made by the layer ``verify``.

Paths of files are absolute in the image, unless said otherwise.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ctxlint.errors import CtxlintError
    from ctxlint.model import Finding


class Trouble(StrEnum):
    """Why an import did not succeed."""

    IMPORT = "import"
    """A module, or a name in one, is not there."""
    ENVIRONMENT = "environment"
    """A variable is not set."""
    READ_ONLY = "read-only"
    """It writes, and the file system is read-only."""
    NETWORK = "network"
    """It connects, and there is no network."""
    EXIT = "exit"
    """It ended the process."""
    HANG = "hang"
    """It did not come to an end."""
    ERROR = "error"
    """Any other exception."""


class Failure(Struct, frozen=True):
    """How an import failed."""

    trouble: Trouble
    words: str
    """One line: ``ModuleNotFoundError: No module named 'x'``."""
    lacking: str = ""
    """The module, the variable, or the exit code, by :attr:`trouble`."""
    source: str | None = None
    """The innermost file of the repository that was being run, relative to the project root."""
    line: int = 1
    repository: str | None = None
    """Where the repository has the module that is lacking, relative to the project root."""
    output: str = ""
    """The last line that was printed."""


class Import(Struct, frozen=True):
    """One module, imported for real."""

    module: str
    """Its name, or the absolute path of a script."""
    seconds: float = 0.0
    loaded: str | None = None
    """The file that was loaded."""
    failure: Failure | None = None
    certain: bool = True
    """The real process imports it when it starts."""
    guarded: bool = False
    """The importer copes when it fails."""
    skipped: bool = False
    """There was no time left."""


class BuildFailure(Struct, frozen=True):
    """The end of a build."""

    reason: str
    instruction: str = ""
    """As the Dockerfile has it, on one line."""
    line: int = 1
    """Where it begins in the Dockerfile."""
    end_line: int = 1
    lacks_source: bool = False
    """It is a COPY or an ADD, and did not find what it copies."""


class Difference(StrEnum):
    """How a file of the real image differs from the predicted one."""

    LACKING = "lacking"
    EXTRA = "extra"
    CONTENT = "content"


class FileDifference(Struct, frozen=True):
    """A path about which model and image do not agree."""

    path: str
    difference: Difference
    source: str | None = None
    """The file that is predicted to be there, relative to the project root."""
    certain: bool = True
    """No build step may have done it."""


class CommandResult(Struct, frozen=True):
    """What became of the command that the configuration gives."""

    command: str
    code: int
    output: str = ""
    """The last line that was printed."""


class Observation(Struct, frozen=True):
    """All that was seen of one service, and what the rules had said before."""

    image: str | None = None
    """Name or id of what was looked at; ``None`` when the build failed."""
    python: str | None = None
    """The version of the image's Python; ``None`` when there is none."""
    wants_python: bool = False
    """There is no Python, although modules are started."""
    imports: tuple[Import, ...] = ()
    command: CommandResult | None = None
    build: BuildFailure | None = None
    built: bool = False
    """The image was built just now, and not taken as it was."""
    compared: int | None = None
    """How many files were compared with the prediction, if any."""
    differences: tuple[FileDifference, ...] = ()
    predicted: tuple[Finding, ...] = ()
    problem: CtxlintError | None = None
    """What kept it from being looked at."""

    @property
    def failed(self) -> tuple[Import, ...]:
        """The imports whose failure matters."""
        return tuple(each for each in self.imports if each.failure and not each.guarded)

    @property
    def succeeded(self) -> tuple[Import, ...]:
        """The imports that did not fail."""
        return tuple(each for each in self.imports if not each.failure and not each.skipped)
