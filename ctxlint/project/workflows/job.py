"""One job of a pipeline: its shells, and the builds that they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.model import Definition, Location
from ctxlint.project.compose.nodes import Text
from ctxlint.project.compose.remote import is_remote
from ctxlint.project.files import is_directory, is_file, normalised
from ctxlint.project.stated import Stated
from ctxlint.project.workflows.fitting import filled_in, fitting, is_telling, pattern_of
from ctxlint.project.workflows.place import WORKSPACE, Checkout, joined
from ctxlint.project.workflows.programs import executor
from ctxlint.project.workflows.shell import Budget, Shell
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ctxlint.project.compose.nodes import Node
    from ctxlint.project.workflows.commands import Command

_DEFAULT_NAMES = ("Dockerfile", "dockerfile", "Containerfile")


class Job(Struct):
    """A job at work; what it builds is collected in ``found``."""

    root: Path
    found: list[Stated]
    checkout: Checkout | None = None
    directory: str = WORKSPACE
    variables: dict[str, str] = field(default_factory=dict)
    prepared: bool = False
    """Whether steps so far may have put files into the checkout that the repository does not have."""
    budget: Budget = field(default_factory=Budget)
    place: Location | None = None

    def run(self, text: str, node: Node, directory: str = "", variables: Mapping[str, str] | None = None) -> None:
        """Follow a script that stands at ``node``; ``directory`` is relative to where the job starts."""
        self.run_at(place_of(text, node), text, directory, variables)

    def run_at(
        self, place: Location, text: str, directory: str = "", variables: Mapping[str, str] | None = None
    ) -> None:
        """Follow a script whose builds stand at ``place``."""
        shell = self.shell(directory, variables or {})
        self.place = place
        shell.run(text)
        self.prepared = self.prepared or shell.prepared

    def run_words(self, words: list[str], place: Location, directory: str = "") -> None:
        """Follow one command that needs no shell."""
        shell = self.shell(directory, {})
        self.place = place
        shell.execute(shell, words)
        self.prepared = self.prepared or shell.prepared

    def shell(self, directory: str, variables: Mapping[str, str]) -> Shell:
        """Start a shell in a directory of the job."""
        here = joined(self.directory, directory) if directory else self.directory
        known = {**self.variables, **variables}
        known.setdefault("PWD", here)
        shell = Shell(self.checkout, here, known, executor(self.build), budget=self.budget)
        shell.prepared = self.prepared
        return shell

    def build(self, command: Command, shell: Shell) -> None:
        """Keep what a command builds from the repository, where that is certain, or what fits what is known."""
        if not is_known(command.context + (command.file or "")):
            self._build_fitting(command, shell)
            return
        context = self._located(shell, command.context)
        if context is None or not is_directory(context):
            return
        if command.file is None:
            self.state(command, context, [context / name for name in _DEFAULT_NAMES], shell)
            return
        files = [self._located(shell, command.file)]
        if command.by_context and not command.file.startswith("/"):
            files.append(self._located(shell, joined(joined(shell.directory, command.context), command.file)))
        self.state(command, context, [file for file in files if file], shell)

    def _build_fitting(self, command: Command, shell: Shell) -> None:
        """Keep a build for each Dockerfile whose path fits, where that tells the context, too."""
        checkout = shell.checkout
        if checkout is None or is_remote(command.context):
            return
        file = command.file or f"{command.context}/{_DEFAULT_NAMES[0]}"
        context = pattern_of(command.context, shell.directory, checkout.directory)
        dockerfile = pattern_of(file, shell.directory, checkout.directory)
        if context is None or dockerfile is None or not is_telling(dockerfile):
            return
        for path, bound in fitting(checkout.root, dockerfile):
            inside = filled_in(context, bound)
            place = normalised(checkout.root, inside) if is_known(inside) else None
            if place and is_directory(place):
                self.state(command, place, [path], shell, is_fitting=True)

    def state(
        self, command: Command, context: Path, files: Iterable[Path], shell: Shell, *, is_fitting: bool = False
    ) -> None:
        """Keep a build of the first of ``files`` that exists; words that are not known are left out."""
        dockerfile = next(filter(is_file, files), None)
        if dockerfile is None or self.place is None:
            return
        target = command.target or None
        is_open = command.open_target or not is_known(target or "")
        definition = Definition(
            name="",
            context=context,
            dockerfile=dockerfile,
            location=self.place,
            target=None if is_open else target,
            build_args=_pairs(command.arguments),
            open_args=True,
            named_contexts=dict(self._named(command.contexts, shell)),
            prepared=shell.prepared,
            locations={"context": self.place, "dockerfile": self.place},
        )
        is_vague = command.open_target or not all(map(is_known, command.arguments))
        self.found.append(Stated(definition, is_open, is_vague, is_fitting=is_fitting))

    def _named(self, words: Iterable[str], shell: Shell) -> Iterator[tuple[str, str]]:
        for name, value in _pairs(words).items():
            path = self._located(shell, value)
            yield name, str(path) if path and is_directory(path) else value

    def _located(self, shell: Shell, path: str) -> Path | None:
        if path == "-" or is_remote(path) or not shell.checkout:
            return None
        return shell.checkout.locate(joined(shell.directory, path))


def _pairs(words: Iterable[str]) -> dict[str, str]:
    """``NAME=value`` words whose value is known."""
    parts = (word.partition("=") for word in words if is_known(word))
    return {name.strip(): value for name, equals, value in parts if equals}


def place_of(text: str, node: Node) -> Location:
    """Where the builds of a script stand: its first line that seems to build, else where it starts."""
    start = node.text_line if isinstance(node, Text) and node.text_line else node.line
    lines = enumerate(text.splitlines())
    line = next((number for number, line in lines if " build " in f"{line} " and line.lstrip()[:1] != "#"), None)
    return node.location if line is None else Location(node.source.file, start + line)
