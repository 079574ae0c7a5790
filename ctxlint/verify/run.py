"""Builds, imports, compares: one service after the other, and nothing stays behind."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint import engine, rulebook
from ctxlint.analysis import Service
from ctxlint.api import settings_of
from ctxlint.errors import CtxlintError, EngineError
from ctxlint.observation import BuildFailure, Observation
from ctxlint.verify.builder import Passed, find_buildkit
from ctxlint.verify.building import Workshop
from ctxlint.verify.crosscheck import compare
from ctxlint.verify.importing import ANY_PROGRAM, Laboratory, RunSettings
from ctxlint.verify.marks import Mark, Unmarked, is_orphan
from ctxlint.verify.orders import groups_of
from ctxlint.verify.temporary import interruptible, uninterrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxlint.api import Project
    from ctxlint.engine import Report
    from ctxlint.model import Finding
    from ctxlint.project import Config
    from ctxlint.verify.builder import BuildKit
    from ctxlint.verify.daemon import Daemon

Show = "Callable[[str, str], None]"


class Request(Struct, frozen=True):
    """What is asked for."""

    image: str | None = None
    """Take this image, and build none."""
    files: bool = False
    """Compare the image with the prediction, too."""
    strict: bool = False
    """A wrong prediction is a failure."""
    keep: bool = False
    """Leave the images that were built."""
    build_args: Mapping[str, str] = field(default_factory=dict)
    passed: Passed = field(default_factory=Passed)
    settings: RunSettings = field(default_factory=RunSettings)


def verify(project: Project, request: Request, daemon: Daemon, show: Callable[[str, str], None]) -> Report:
    """Look at every service of a project for real, and report by the rules that are about that.

    ``show`` is called with the name of a service and a line about what is done for it. What keeps one service from
    being looked at is an error of the report; the others are still looked at. Raises :class:`EngineError` when the
    engine is gone from the beginning.
    """
    mark = Mark()
    services, errors = [], list(project.errors)
    buildkit = None if request.image else find_buildkit()
    with interruptible(), _clean(daemon, mark, request, errors) as left:
        for found in project.services:
            service = _prepared(found, request, project.config)
            observer = _Observer(service, request, daemon, mark, buildkit, left, partial(show, service.name))
            services.append(service.observed(_unless_it_fails(service, observer.observe)))
    settings = replace(settings_of(project.config), select=())
    settings = replace(settings, options={**settings.options, "strict": request.strict})
    return engine.run(services, _rules(observing=True), settings, errors)


def _prepared(service: Service, request: Request, config: Config) -> Service:
    """The service with what the command line adds, and what is required of all.

    Its own selection of rules is about checks that look at files.
    """
    definition = service.definition
    shared = {name: value for name, value in config.given.items() if name.startswith("required-")}
    options = shared | {name: value for name, value in definition.options.items() if name != "select"}
    build_args = {**definition.build_args, **request.build_args}
    return Service(replace(definition, options=options, build_args=build_args), service.workspace, service.builder)


def _unless_it_fails(service: Service, observe: Callable[[], Observation]) -> Observation:
    """What was seen, or what kept it from being seen."""
    try:
        return observe()
    except CtxlintError as error:
        about = error if error.file else CtxlintError(f"{service.name}: {error.message}")
        return Observation(problem=about)


def _rules(*, observing: bool) -> list[rulebook.Rule]:
    return [rule for rule in rulebook.rules() if rule.observes is observing]


@contextmanager
def _clean(daemon: Daemon, mark: Mark, request: Request, errors: list[CtxlintError]) -> Iterator[Unmarked]:
    """Remove what runs have left that were killed, and in the end whatever this one has made.

    What is given takes what cannot be marked. An engine that is gone in the end is one of the errors.
    """
    old = daemon.marked()
    daemon.remove(
        [each for each, owner in old.containers.items() if is_orphan(owner)],
        [each for each, owner in old.images.items() if is_orphan(owner)],
    )
    left = Unmarked()
    try:
        yield left
    finally:
        with uninterrupted():
            try:
                made = daemon.marked(mark)
                images = () if request.keep else [*made.images, *reversed(left.images)]
                daemon.remove([*made.containers, *left.containers], images)
            except EngineError as error:
                errors.append(EngineError(f"{error.message}; the next run removes what is left"))


class _Observer(Struct, frozen=True):
    """Looks at one service."""

    service: Service
    request: Request
    daemon: Daemon
    mark: Mark
    buildkit: BuildKit | None
    left: Unmarked
    show: Callable[[str], None]

    def observe(self) -> Observation:
        """Build or take the image, and look what is in it."""
        seen = Observation(predicted=self._predicted(), built=self.request.image is None)
        made = self.request.image or self._build()
        if isinstance(made, BuildFailure):
            return replace(seen, build=made)
        image = self.daemon.image(made)
        if image is None:
            raise EngineError(f"the Docker engine has no image '{made}'")
        laboratory = Laboratory(self.daemon, self.mark, self.service, image, self.request.settings)
        seen = self._started(replace(seen, image=made), laboratory)
        return self._compared(seen, laboratory) if self.request.files else seen

    def _predicted(self) -> tuple[Finding, ...]:
        """What the rules say without looking; they are all asked, whatever is ignored."""
        options = {name: value for name, value in self.service.definition.options.items() if name != "ignore"}
        service = Service(
            replace(self.service.definition, options=options), self.service.workspace, self.service.builder
        )
        return engine.run([service], _rules(observing=False), engine.Settings(select=("CTX1",))).findings

    def _build(self) -> str | BuildFailure:
        self.show("building the image")
        mark = replace(self.mark, owner="") if self.request.keep else self.mark  # no later run removes it
        workshop = Workshop(self.daemon, mark, self.buildkit, self.request.passed, self.show, self.left)
        return workshop.build(self.service)

    def _started(self, seen: Observation, laboratory: Laboratory) -> Observation:
        if command := self.service.definition.options.get("verify-command"):
            self.show("running the verify-command")
            argv = ("/bin/sh", "-c", command) if isinstance(command, str) else command
            return replace(seen, command=laboratory.run_command(argv))
        groups = groups_of(self.service)
        self.show("importing")
        imported = laboratory.import_all(groups)
        if imported is None:
            certain = any(weight.certain for group in groups for weight in group.weights.values())
            return replace(seen, wants_python=certain)
        return replace(seen, python=imported.python, imports=imported.imports)

    def _compared(self, seen: Observation, laboratory: Laboratory) -> Observation:
        self.show("comparing the files")
        with laboratory.container((ANY_PROGRAM,)) as container:
            comparison = compare(self.service, partial(self.daemon.read, container))
        return replace(seen, compared=comparison.files, differences=comparison.differences)
