"""Builds the image of a service, and tells why when that fails."""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.errors import EngineError
from ctxlint.model import Builder
from ctxlint.verify.builder import BuildKit, Passed, run_build
from ctxlint.verify.contexts import classic_build, local_build, scratch_directory
from ctxlint.verify.failures import ClassicLog, of_buildkit
from ctxlint.verify.modern import needs_buildkit

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxlint.analysis import Service
    from ctxlint.observation import BuildFailure
    from ctxlint.verify.daemon import ClassicBuild, Daemon
    from ctxlint.verify.marks import Mark, Unmarked


_LOST = "unknown parent image"
"""What the classic builder says when somebody removes a step that it took from its cache."""
_SENDING = re.compile(r"#\d+ (?:sending tarball|importing to docker)")
"""What buildx says while a builder that is not the engine hands the image over."""
_SECONDS = 10
"""For this long an engine may go on to take an image that nobody waits for any more."""


class Workshop(Struct, frozen=True):
    """Builds with what there is: BuildKit through a docker client, or else the classic builder."""

    daemon: Daemon
    mark: Mark
    buildkit: BuildKit | None
    passed: Passed
    show: Callable[[str], None]
    left: Unmarked
    """Gets what the classic builder leaves."""

    def build(self, service: Service) -> str | BuildFailure:
        """The name of the image, or why there is none; raises :class:`EngineError` when the builder is to blame."""
        if service.builder is not Builder.CLASSIC and self.buildkit:
            return self._with_buildkit(service, self.buildkit)
        self._check_classic(service)
        return self._classically(service)

    def _with_buildkit(self, service: Service, buildkit: BuildKit) -> str | BuildFailure:
        with scratch_directory() as scratch:
            build, name = local_build(service, buildkit.reads, scratch), self.mark.image_name(service.name)
            code, lines = self._run(buildkit.command(service, build, self.passed, self.mark, name), name)
            return of_buildkit(service, lines) if code else name

    def _run(self, words: list[str], name: str) -> tuple[int, list[str]]:
        """Run a build; one that is interrupted has ended in the engine, too, so that its image can be removed."""
        shown: list[str] = []

        def show(line: str) -> None:
            shown.append(line)
            self.show(line)

        try:
            return run_build(words, show)
        except KeyboardInterrupt:
            if any(map(_SENDING.match, shown)):
                self._wait_for(name)
            raise

    def _wait_for(self, name: str) -> None:
        """Wait for an image that may come: what the engine has received it finishes, whoever has gone."""
        self.show("waiting for the engine, which may still take the image")
        end = time.monotonic() + _SECONDS
        with contextlib.suppress(EngineError):
            while self.daemon.image(name) is None and time.monotonic() < end:
                time.sleep(0.2)

    def _check_classic(self, service: Service) -> None:
        """Refuse what only BuildKit can do, before the engine refuses it in its own words."""
        wanted = needs_buildkit(service)
        given = "--secret" if self.passed.secrets else "--ssh" if self.passed.ssh else None
        if named := next(iter(service.definition.named_contexts), None):
            given = given or f"the build context '{named}'"
        if wanted or given:
            line, what = wanted or (None, given)
            chosen = (
                "the classic builder was chosen" if service.builder is Builder.CLASSIC else "there is no BuildKit here"
            )
            hint = "" if service.builder is Builder.CLASSIC else "; docker buildx brings it"
            raise EngineError(f"{what} needs BuildKit, and {chosen}{hint}", file=service.dockerfile_file, line=line)

    def _classically(self, service: Service) -> str | BuildFailure:
        name = self.mark.image_name(service.name)
        with classic_build(service) as request:
            log = self._logged(request, name)
            if _LOST in log.error:
                request.archive.seek(0)
                log = self._logged(replace(request, cached=False), name)
        return log.failure(service) if log.error or not log.image else name

    def _logged(self, request: ClassicBuild, name: str) -> ClassicLog:
        log = ClassicLog(left=self.left)
        for event in self.daemon.build(request, self.mark, name):
            for line in log.take(event):
                self.show(line)
        return log
