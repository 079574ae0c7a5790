"""A command about to run, and what its launcher may say about it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.context import Unknown
from ctxlint.shell.argv import Argv
from ctxlint.shell.unknown import is_known, readable, unknown_parts
from ctxlint.start.values import MissingStart, Opaque, Start

if TYPE_CHECKING:
    from ctxlint.start.files import Files
    from ctxlint.start.values import MissingKind


class Situation(Struct, frozen=True):
    """What a command runs in; ``roots`` are directories that an outer launcher puts in front of ``sys.path``."""

    cwd: str
    environment: Mapping[str, str]
    roots: tuple[str, ...] = ()
    installed: tuple[str, ...] = ()
    """Directories that come last: those of projects that an outer launcher installs."""
    optional: bool = False
    depth: int = 0
    stdin: str | None = None
    """The text of a here-document."""
    aside: bool = False
    """The service does more than this command: what is not understood of it is passed over."""


class Call(Argv, frozen=True):
    """An argument list in a situation."""

    situation: Situation
    files: Files

    @property
    def cwd(self) -> str:
        """Where it runs."""
        return self.situation.cwd

    def variable(self, name: str) -> str | None:
        """An environment variable; ``None`` when not set, empty, or not known."""
        value = self.situation.environment.get(name)
        return value if value and is_known(value) else None

    def path(self, written: str) -> str:
        """A path as the command means it."""
        return posixpath.normpath(posixpath.join(self.cwd, written))

    @property
    def python_path(self) -> tuple[str, ...]:
        """Outer launchers' roots, and the entries of ``PYTHONPATH``."""
        entries = self.situation.environment.get("PYTHONPATH", "").split(":")
        return (*self.situation.roots, *(self.path(entry) for entry in entries if entry))

    def roots(self, *front: str) -> tuple[str, ...]:
        """``front`` before the python path, what is installed after it; without what is not known, each once."""
        all_of_them = (*front, *self.python_path, *self.situation.installed, *self._unknown_sites())
        found = (posixpath.normpath(root) for root in all_of_them if is_known(root))
        return tuple(dict.fromkeys(found))

    def _unknown_sites(self) -> Iterator[str]:
        """What Python finds in environments of unknown content: the one of the program, and those on the path."""
        program = [self.path(self.argv[0])] if "/" in self.argv[0] else []
        found = [*program, *(f"{entry}/x" for entry in self.situation.environment.get("PATH", "").split(":"))]
        for prefix in (posixpath.dirname(posixpath.dirname(path)) for path in found):
            if isinstance(self.files.node(prefix), Unknown):
                yield posixpath.join(prefix, "lib", "python3", "site-packages")

    # -- what a launcher answers

    def again(self, argv: Iterable[str], situation: Situation | None = None) -> Again:
        """Another command in its place, perhaps in another situation."""
        inner = replace(situation or self.situation, depth=self.situation.depth + 1)
        return Again(Call(tuple(argv), inner, self.files))

    def inside(self, directory: str | None) -> Call:
        """The same command, run in another directory if one is given."""
        if not directory:
            return self
        return replace(self, situation=replace(self.situation, cwd=self.path(directory)))

    def with_environment(self, variables: Mapping[str, str]) -> Call:
        """The same command with variables laid over its own."""
        environment = {**self.situation.environment, **variables}
        return replace(self, situation=replace(self.situation, environment=environment))

    def module(self, name: str, *front: str, attribute: str | None = None, words: str = "") -> Start | Opaque:
        """A module is started, with ``front`` at the head of ``sys.path``."""
        if not is_known(name):
            return self.not_known(name)
        shown = readable(f"{self.name} {words or name + (f':{attribute}' if attribute else '')}")
        elsewhere = not all(map(is_known, (*front, *self.python_path)))
        optional, cwd = self.situation.optional, self.cwd
        return Start(name, None, self.roots(*front), attribute, shown, optional, elsewhere, cwd=cwd)

    def script(self, path: str, *front: str, words: str = "") -> Start | Opaque | MissingStart:
        """A script is started: its file is there, or known to be missing, or came from somewhere else."""
        shown = readable(f"{self.name} {words or path}")
        if not is_known(path):
            return self.not_known(path)
        if self.files.is_file(path):
            return Start(None, path, self.roots(*front), None, shown, self.situation.optional, cwd=self.cwd)
        return self.lost(path, "script", shown)

    def lost(self, path: str, kind: MissingKind, shown: str = "") -> Opaque | MissingStart:
        """A file that is not in the tree: known to be missing, or made by what the model does not see."""
        shown = shown or self.shown
        if self.files.absent(path) and not self.situation.optional:
            return MissingStart(path, kind, shown, self.files.mounted(path))
        return Opaque(f"{path} comes from a volume, the base image or a build step", shown)

    def opaque(self, reason: str, *, python: bool | None = True) -> Opaque:
        """Nobody can tell what is imported."""
        return Opaque(reason, self.shown, python)

    def not_known(self, text: str) -> Opaque:
        """A word that matters is not known before the container runs."""
        names = ", ".join(unknown_parts(text)) or readable(text)
        return self.opaque(f"the value of {names} is not known before the container runs")


class Again(Struct, frozen=True):
    """Go on with this command."""

    call: Call


Outcome = Start | Opaque | MissingStart | Again
Launcher = Callable[[Call], Iterable[Outcome]]
