"""Runs the probe in a container of an image, and the user's own command."""

from __future__ import annotations

import json
import threading
import uuid
from contextlib import contextmanager, suppress
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.errors import EngineError
from ctxlint.observation import CommandResult, Failure, Import, Trouble
from ctxlint.verify.daemon import Container, Limits
from ctxlint.verify.interpreter import Programs, find_interpreter
from ctxlint.verify.results import Reader, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.verify.daemon import Daemon, Ended, ImageInfo
    from ctxlint.verify.marks import Mark
    from ctxlint.verify.orders import Group
    from ctxlint.verify.results import Raw

_PIECE = 100_000
"""Linux takes no word of a command that is longer than 128 KiB."""
_IMPORTS_IN_BUDGET = 5
"""So many imports may use up all their time before the rest is left out."""
_LEAST_BUDGET = 120
_GRACE = 30
_OUT_OF_MEMORY = 137
_TAIL = 2000


class RunSettings(Struct, frozen=True):
    """How containers are run."""

    timeout: float = 60
    """Seconds for one import, or for the user's own command."""
    limits: Limits = field(default_factory=Limits)
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables besides those of the image and of the compose file."""
    writable: tuple[str, ...] = ()
    """Absolute directories that can be written besides ``/tmp``."""

    @property
    def budget(self) -> float:
        """Seconds for all imports of a service."""
        return max(_LEAST_BUDGET, self.timeout * _IMPORTS_IN_BUDGET)


class Imported(Struct, frozen=True):
    """What came of the imports."""

    python: str
    imports: tuple[Import, ...]


class Laboratory(Struct, frozen=True):
    """Containers of one service's image; each is removed when it is done."""

    daemon: Daemon
    mark: Mark
    service: Service
    image: ImageInfo
    settings: RunSettings

    def import_all(self, groups: Sequence[Group]) -> Imported | None:
        """Import everything; ``None`` when the image has no Python."""
        with self.container((ANY_PROGRAM,)) as container:
            interpreter = self._interpreter(container)
        if interpreter is None:
            return None
        token, budget = uuid.uuid4().hex, self.settings.budget
        order = {
            "token": token,
            "timeout": self.settings.timeout,
            "budget": budget,
            "groups": [group.as_object() for group in groups],
        }
        with self.container((interpreter, "-c", probe_text(), *_pieces(json.dumps(order)))) as container:
            tail = _Tail()
            with self._deadline(container, budget), self._of_this_platform():
                found = list(lines_of(tail.noting(self.daemon.run(container)), token.encode()))
                ended = self.daemon.ended(container)
                if not found:
                    words = tail.line or ended.error or f"it ended with code {ended.code}"
                    raise EngineError(f"the Python of the image cannot run the probe: {words}")
        return self._imported(found, groups, ended)

    def run_command(self, argv: Sequence[str]) -> CommandResult:
        """Run the command of the configuration."""
        with self.container(tuple(argv)) as container:
            tail = _Tail()
            with self._deadline(container, self.settings.timeout), self._of_this_platform():
                for _ in tail.noting(self.daemon.run(container)):
                    pass
            ended = self.daemon.ended(container)
        return CommandResult(" ".join(argv), ended.code, tail.line)

    def _interpreter(self, container: str) -> str | None:
        definition = self.service.definition
        environment = {**self.image.environment, **definition.environment}
        programs = Programs(
            partial(self.daemon.read, container), environment, definition.working_dir or self.image.workdir
        )
        return find_interpreter(self.image, [start.label for start in self.service.starting.starts], programs)

    @contextmanager
    def container(self, argv: tuple[str, ...]) -> Iterator[str]:
        """A container that has not started, as long as it is needed."""
        definition, settings = self.service.definition, self.settings
        environment = {**definition.environment, **settings.environment}
        writable = ("/tmp", *settings.writable)  # noqa: S108  # the container's
        wanted = Container(self.image.id, argv, environment, definition.working_dir, settings.limits, writable)
        container = self.daemon.create(wanted, self.mark)
        try:
            yield container
        finally:
            with suppress(EngineError):  # it is tried once more in the end
                self.daemon.remove(containers=[container])

    @contextmanager
    def _deadline(self, container: str, seconds: float) -> Iterator[None]:
        """Kill a container that does not end; the probe ends by itself long before."""
        timer = threading.Timer(seconds + _GRACE, self.daemon.kill, [container])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def _of_this_platform(self) -> Iterator[None]:
        """Say it plainly when a program of the image cannot run here at all."""
        try:
            yield
        except EngineError as error:
            here = self.daemon.platform()
            if "exec format error" not in error.message or self.image.platform == here:
                raise
            raise EngineError(f"the image is for {self.image.platform}, and this engine runs {here}") from None

    def _imported(self, found: list[Raw], groups: Sequence[Group], ended: Ended) -> Imported:
        read = Reader(self.service, groups).read
        told = {(raw["group"], raw["module"]): each for raw in found if (each := read(raw))}
        rest = [(n, m) for n, group in enumerate(groups) for m in group.weights if (n, m) not in told]
        return Imported(str(found[0].get("python")), (*told.values(), *self._rest(rest, groups, ended)))

    @staticmethod
    def _rest(rest: list[tuple[int, str]], groups: Sequence[Group], ended: Ended) -> Iterator[Import]:
        """Imports of which nothing was heard: the container ended at the first of them."""
        for place, (number, module) in enumerate(rest):
            weight = groups[number].weights[module]
            if place == 0 and (ended.out_of_memory or ended.code == _OUT_OF_MEMORY):
                words = "the container was killed (out of memory?)"
                failure = Failure(Trouble.EXIT, words, str(ended.code))
                yield Import(module, failure=failure, certain=weight.certain, guarded=weight.guarded)
            else:
                yield Import(module, skipped=True)


ANY_PROGRAM = "/ctxlint"
"""A container that is only looked into needs a program, which does not run."""


def probe_text() -> str:
    """The source of the probe."""
    return resources.files("ctxlint.verify").joinpath("probe.py").read_text("utf-8")


def _pieces(text: str) -> Iterator[str]:
    yield from (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


class _Tail:
    """Remembers the last line that was printed."""

    def __init__(self) -> None:
        self._data = b""

    def noting(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The same chunks."""
        for chunk in chunks:
            self._data = (self._data + chunk)[-_TAIL:]
            yield chunk

    @property
    def line(self) -> str:
        """The last line that is not blank."""
        lines = self._data.decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
