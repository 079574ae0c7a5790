"""The ``docker`` command that drives BuildKit: through buildx, or by itself before Docker 23."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.errors import EngineError
from ctxlint.explain import plain
from ctxlint.model import Builder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxlint.analysis import Service
    from ctxlint.verify.contexts import LocalBuild
    from ctxlint.verify.marks import Mark

_SINCE = 23
"""From here on the client leaves BuildKit to a plugin, and reads ignore files as BuildKit does today."""
_SECONDS = 30
_ENVIRONMENT = {"DOCKER_BUILDKIT": "1", "BUILDKIT_PROGRESS": "plain", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}


class Passed(Struct, frozen=True):
    """What is handed to the builder as it stands."""

    secrets: tuple[str, ...] = ()
    ssh: tuple[str, ...] = ()


class BuildKit(Struct, frozen=True):
    """A way to BuildKit."""

    program: str
    buildx: bool

    @property
    def reads(self) -> Builder:
        """How it reads ignore files."""
        return Builder.BUILDKIT if self.buildx else Builder.LEGACY

    def command(self, service: Service, build: LocalBuild, passed: Passed, mark: Mark, name: str) -> list[str]:
        """The words of the command that builds a service's image, and gives it a name.

        The id that buildx tells is not the engine's when that keeps images in containerd (moby#45458, buildx#3952).
        """
        definition = service.definition
        words = [self.program, *(("buildx", "build", "--load") if self.buildx else ("build",)), "--progress=plain"]
        words += [f"--file={build.dockerfile}", f"--tag={name}"]
        words += [f"--label={name}={value}" for name, value in mark.labels.items()]
        words += [f"--target={definition.target}"] if definition.target else []
        words += [f"--build-arg={name}={value}" for name, value in definition.build_args.items()]
        words += [f"--secret={word}" for word in passed.secrets]
        words += [f"--ssh={word}" for word in passed.ssh]
        words += [f"--build-context={word}" for word in self._contexts(definition.named_contexts)]
        return [*words, "--", str(build.context)]

    def _contexts(self, named: Mapping[str, str]) -> Iterator[str]:
        if named and not self.buildx:
            raise EngineError(f"the build context '{next(iter(named))}' needs docker buildx, which is not installed")
        for name, place in named.items():
            if place.startswith("service:"):
                raise EngineError(
                    f"the build context '{name}' is the image of another service, which compose has to build"
                )
            yield f"{name}={place}"


def find_buildkit() -> BuildKit | None:
    """The first ``docker`` of the path that drives BuildKit."""
    for program in _programs():
        version = re.match(r"\d+", _printed(program, "version", "--format", "{{.Client.Version}}"))
        if _printed(program, "buildx", "version"):
            return BuildKit(program, buildx=True)
        if version and int(version.group()) < _SINCE:
            return BuildKit(program, buildx=False)
    return None


def _programs() -> Iterator[str]:
    for directory in os.get_exec_path():
        path = Path(directory, "docker")
        if os.access(path, os.X_OK) and path.is_file():
            yield str(path)


def _printed(*words: str) -> str:
    """What a command prints, if it succeeds; an engine that is away is no matter for a client's own version."""
    try:
        done = subprocess.run(  # noqa: S603
            words,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 or words[1] == "version" else ""


def run_build(words: list[str], show: Callable[[str], None]) -> tuple[int, list[str]]:
    """Run a build to its end, and show what it prints as it does; returns its code, and the lines."""
    lines = []
    with _process(words) as process:
        for line in process.stdout or ():
            text = plain(line.rstrip("\r\n"))
            lines.append(text)
            show(text)
        return process.wait(), lines


@contextmanager
def _process(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A command that does not outlive us: the client tells the engine to stop the build when it is ended."""
    process = subprocess.Popen(  # noqa: S603
        words,
        env=os.environ | _ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        with process:
            try:
                yield process
            except BaseException:
                _end(process)
                raise
    finally:
        if process.poll() is None:
            process.kill()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
