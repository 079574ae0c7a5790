"""Follows commands from launcher to launcher until something starts."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.shell.unknown import is_known
from ctxlint.start.calls import Again, Call
from ctxlint.start.console import console_scripts
from ctxlint.start.environment import with_company
from ctxlint.start.programs import FOREIGN, UTILITIES
from ctxlint.start.scripts import find_program, is_shell_script, run_file
from ctxlint.start.table import launcher_of
from ctxlint.start.values import MissingStart, Opaque, Start, Starting
from ctxlint.start.wrappers import run_waiter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.start.calls import Outcome
    from ctxlint.start.files import Files

_MAX_DEPTH = 40
_MAX_CALLS = 1_000
_BINARY_DIRECTORIES = ("bin", "sbin", "Scripts")


class Run(Struct, dict=True):
    """What one container comes to, while it is being found out."""

    files: Files
    found: dict[Outcome, None] = field(default_factory=dict)
    utilities: bool = False
    """Whether something harmless ran, so that the container does start a thing that is known."""
    _seen: set[object] = field(default_factory=set)

    def follow(self, outcomes: Iterable[Outcome]) -> None:
        """Take what launchers say, and run what they hand on."""
        waiting = [iter(outcomes)]
        while waiting:
            outcome = next(waiting[-1], None)
            if outcome is None:
                waiting.pop()
            elif not isinstance(outcome, Again):
                self.found[outcome] = None
            elif self._is_new(outcome.call):
                waiting.append(with_company(outcome.call, self._start(outcome.call)))

    def _is_new(self, call: Call) -> bool:
        situation = call.situation
        key = (call.argv, situation.cwd, situation.roots, situation.optional, frozenset(situation.environment.items()))
        if key in self._seen or not call.argv:
            return False
        if len(self._seen) >= _MAX_CALLS or situation.depth > _MAX_DEPTH:
            self.found[Opaque("too many commands lead here", call.name, None)] = None
            return False
        self._seen.add(key)
        return True

    def _start(self, call: Call) -> Iterator[Outcome]:
        """Run one command: a file of the image, a launcher, a console script, or something else."""
        program = call.argv[0]
        if not program or not is_known(program):
            yield self._unknown_program(call)
            return
        launcher = launcher_of(call.name)
        path = find_program(call)
        if path is not None and launcher is not run_waiter:
            known = launcher if self.files.text(path) is None else None
            yield from known(call) if known else run_file(call, path)
        elif launcher is not None:
            yield from launcher(call)
        elif call.name in self._console_scripts:
            module, _, attribute = self._console_scripts[call.name].partition(":")
            yield call.module(module.strip(), attribute=attribute.strip())
        elif outcome := self._other(call):
            yield outcome

    @cached_property
    def _console_scripts(self) -> dict[str, str]:
        return console_scripts(self.files)

    def _unknown_program(self, call: Call) -> Outcome:
        """``exec $COMMAND``: a tool of the image, or nothing at all."""
        if not call.argv[0]:
            return call.opaque("it is empty", python=None)
        return replace(call.not_known(call.argv[0]), python=True if self.files.is_pythonic else None)

    def _other(self, call: Call) -> Outcome | None:
        if call.name in UTILITIES:
            self.utilities = True
            return None
        program = call.argv[0]
        if call.name in FOREIGN or program in FOREIGN:
            return call.opaque("it is not a Python program of the project", python=False)
        path = call.path(program)
        in_binaries = posixpath.basename(posixpath.dirname(path)) in _BINARY_DIRECTORIES
        python = None if self.files.is_pythonic else False
        if "/" in program and (is_shell_script(path) or path.endswith(".py") or not in_binaries):
            lost = call.lost(path, "program")
            return replace(lost, python=python) if isinstance(lost, Opaque) else lost
        return call.opaque(f"{program} is a program of which nothing is known", python=python)

    def result(self) -> Starting:
        """Everything found; what is certain replaces the same thing as an option."""
        found = [outcome for outcome in self.found if isinstance(outcome, Start)]
        starts = {_identity(start): start for start in reversed(found)}
        starts |= {_identity(start): start for start in reversed(found) if not start.optional}
        opaque = tuple(outcome for outcome in self.found if isinstance(outcome, Opaque))
        missing = tuple(outcome for outcome in self.found if isinstance(outcome, MissingStart))
        return Starting(tuple(reversed(starts.values())), opaque, missing)


def _identity(start: Start) -> Start:
    """What is the same thing, however it is come to."""
    return replace(start, optional=False, label="")
