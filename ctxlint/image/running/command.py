"""A command about to run, as its handler sees it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.shell.argv import Argv
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from ctxlint.dockerfile import RunStep
    from ctxlint.image.running.machine import Machine

MAX_DEPTH = 12


class Job(Struct, frozen=True):
    """The step that a command belongs to."""

    stage: int
    step: RunStep
    python: str
    """``3.12``, or ``3`` when nothing names a version."""
    site: str
    """The ``site-packages`` of the image's own Python."""
    texts: tuple[str, ...] = ()
    """The scripts of this step and of those before it."""


class Command(Argv, frozen=True):
    """An argument list, and what it runs in."""

    cwd: str
    environment: Mapping[str, str]
    machine: Machine
    job: Job
    run: Handler
    """Runs another command in its place."""
    maybe: bool = False
    """A branch may not be taken: nothing that is known may be lost."""
    forgiven: bool = False
    """The step goes on when it fails."""
    depth: int = 0
    document: str | None = None
    """The text of a here-document."""

    @property
    def home(self) -> str:
        """The home directory of the user."""
        user = self.job.step.user.partition(":")[0]
        default = "/root" if user in ("", "root", "0") else f"/home/{user}"
        return self.variable("HOME") or default

    def variable(self, name: str) -> str | None:
        """An environment variable; ``None`` when not set, empty, or not known."""
        value = self.environment.get(name)
        return value if value and is_known(value) else None

    def path(self, written: str) -> str:
        """A path as the command means it; what is not known of it stays unknown."""
        if written == "~" or written.startswith("~/"):
            written = self.home + written[1:]
        return posixpath.normpath(posixpath.join(self.cwd, written)) if is_known(written) else written

    def paths(self, written: Iterable[str]) -> list[str]:
        """The paths that words stand for, patterns replaced by what they match."""
        return [path for word in written for path in self.machine.matches(self.path(word))]

    def again(
        self, argv: Iterable[str], *, cwd: str | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """Run another command in its place."""
        words = tuple(argv)
        if words and self.depth < MAX_DEPTH:
            environment = self.environment if environment is None else {**self.environment, **environment}
            self.run(replace(self, argv=words, cwd=cwd or self.cwd, environment=environment, depth=self.depth + 1))


Handler = Callable[[Command], None]
