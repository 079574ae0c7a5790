"""A real Docker engine: build, look at what was built, run it, leave nothing behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ctxlint.model import EMPTY, Builder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LABEL = "ctxlint-test"
"""On every image and container that the tests make; the value is the test run."""
SINCE = 23
"""The Docker whose client reads ignore files as BuildKit does today."""
SECONDS = 300
"""After this a command hangs."""

FileSystem = dict[str, str | None]
"""Absolute path -> content; directories end in ``/`` and have ``None``, links ``-> target``."""


class Kind(StrEnum):
    """Why a build stopped."""

    CLIENT = "client"  # while it looked for the files that the engine asked for
    SYNTAX = "syntax"
    CONFLICT = "conflict"
    NOT_FOUND = "not-found"
    OTHER = "other"


# The first that is found in what the builder prints.
_REASONS = {
    "error from sender: lstat": Kind.CLIENT,
    "failed to create LLB definition": Kind.SYNTAX,
    "Syntax error": Kind.SYNTAX,  # since Docker 23
    "dockerfile parse error": Kind.SYNTAX,
    "cannot copy to non-directory": Kind.CONFLICT,
    "cannot replace to directory": Kind.CONFLICT,
    "not a directory": Kind.CONFLICT,
    "not found": Kind.NOT_FOUND,
    "no such file or directory": Kind.NOT_FOUND,
}


class BuildError(Exception):
    """The engine refused to build."""

    @property
    def kind(self) -> Kind:
        """What the last line of the message is about."""
        last = str(self).rpartition("\n")[2]
        return next((kind for words, kind in _REASONS.items() if words in last), Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Client:
    """A ``docker`` command; it, and not the engine, decides what an ignore file excludes."""

    path: str
    major: int

    @property
    def is_new(self) -> bool:
        """Whether it is Docker 23 or newer."""
        return self.major >= SINCE

    def call(
        self, *arguments: str, buildkit: bool = True, stdin: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end, whatever that is."""
        environment = {**os.environ, "DOCKER_BUILDKIT": str(int(buildkit)), "BUILDKIT_PROGRESS": "plain"}
        with Path(stdin or os.devnull).open("rb") as given:
            return subprocess.run(
                [self.path, *arguments],
                env=environment,
                stdin=given,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                check=False,
            )

    def ask(self, *arguments: str, stdin: Path | None = None) -> list[str]:
        """The words that it prints; it must not fail."""
        done = self.call(*arguments, stdin=stdin)
        assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr}"
        return done.stdout.split()

    def reaches_an_engine(self) -> bool:
        return self.call("version", "--format", "{{.Server.Version}}").returncode == 0

    def has_buildx(self) -> bool:
        return self.call("buildx", "version").returncode == 0


def clients() -> tuple[Client, ...]:
    """Every ``docker`` on the path, in order."""
    found = []
    for directory in os.get_exec_path():
        path = Path(directory, "docker")
        if not os.access(path, os.X_OK) or not path.is_file():
            continue
        major = re.match(r"\d+", Client(str(path), 0).call("version", "--format", "{{.Client.Version}}").stdout)
        if major:
            found.append(Client(str(path), int(major.group())))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Driver:
    """A way to BuildKit: the plugin of today, or what a client before Docker 23 has in itself."""

    client: Client
    buildx: bool

    @property
    def dialect(self) -> Builder:
        """How it reads an ignore file."""
        return Builder.BUILDKIT if self.buildx else Builder.LEGACY

    @property
    def build(self) -> list[str]:
        """The command."""
        return ["buildx", "build"] if self.buildx else ["build"]


def drivers(found: Iterable[Client]) -> Iterator[Driver]:
    """The plugin comes first where a client has both."""
    for client in found:
        if client.has_buildx():
            yield Driver(client, buildx=True)
        if not client.is_new:
            yield Driver(client, buildx=False)


def _read(archive: tarfile.TarFile) -> FileSystem:
    """What a tar holds."""
    files: FileSystem = {}
    for member in archive:
        path = "/" + member.name.removeprefix("./").strip("/")
        if member.isdir():
            files[path.rstrip("/") + "/"] = None
        elif member.issym():
            files[path] = f"-> {member.linkname}"
        elif content := archive.extractfile(member):
            files[path] = content.read().decode(errors="surrogateescape")
    files.pop("/", None)
    return files


def _read_layers(archive: tarfile.TarFile) -> FileSystem:
    """What a saved image holds, when no layer takes away what is in another."""
    files: FileSystem = {}
    (image,) = json.loads(_member(archive, "manifest.json").read())
    for name in image["Layers"]:
        with tarfile.open(fileobj=_member(archive, name)) as layer:
            files |= _read(layer)
    return files


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    content = archive.extractfile(name)
    assert content, name
    return content


def _options(target: str | None, build_args: Mapping[str, str]) -> list[str]:
    chosen = [f"--target={target}"] if target else []
    return [*chosen, *(f"--build-arg={name}={value}" for name, value in build_args.items())]


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine, the way to its BuildKit, and the mark of this test run."""

    driver: Driver
    run_id: str

    @property
    def client(self) -> Client:
        return self.driver.client

    @property
    def label(self) -> str:
        return f"{LABEL}={self.run_id}"

    def build(
        self,
        context: Path,
        dockerfile: Path,
        *,
        target: str | None = None,
        build_args: Mapping[str, str] = EMPTY,
    ) -> FileSystem:
        """The file system that BuildKit makes, without an image; raises :class:`BuildError`."""
        archive = context.with_name(f"{context.name}.tar")
        options = [*_options(target, build_args), f"--file={dockerfile}", f"--output=type=tar,dest={archive}"]
        done = self.client.call(*self.driver.build, *options, str(context))
        if done.returncode:
            raise BuildError(done.stderr.strip())
        with tarfile.open(archive) as exported:
            return _read(exported)

    @contextmanager
    def image(
        self, context: Path, dockerfile: Path, *, client: Client | None = None, buildkit: bool = True
    ) -> Iterator[str]:
        """An image, for as long as it is needed; raises :class:`BuildError`."""
        name = f"ctxlint-test/built:{uuid.uuid4().hex}"
        # Without the cache no two builds share a step that one of them removes while the other stands on it.
        options = [f"--file={dockerfile}", f"--tag={name}", f"--label={self.label}", "--no-cache"]
        command = self.driver.build if buildkit else ["build"]
        done = (client or self.client).call(*command, *options, str(context), buildkit=buildkit)
        if done.returncode:
            raise BuildError((done.stderr or done.stdout).strip())
        try:
            yield name
        finally:
            self.client.ask("image", "rm", name)

    def files(self, image: str, archive: Path) -> FileSystem:
        """What the layers of an image hold."""
        self.client.ask("image", "save", f"--output={archive}", image)
        with tarfile.open(archive) as saved:
            return _read_layers(saved)

    def run(self, image: str, command: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Run a command, or the image's own, in a container of its own."""
        return self.client.call("run", "--rm", f"--label={self.label}", "--network=none", image, *command)

    def load(self, archive: Path, name: str, changes: Iterable[str]) -> None:
        """Make an image of a tar."""
        options = [f"--change={change}" for change in (*changes, f"LABEL {self.label}")]
        self.client.ask("import", *options, "-", name, stdin=archive)

    def has(self, image: str) -> bool:
        return self.client.call("image", "inspect", image).returncode == 0

    def left(self) -> list[str]:
        """The containers and images of this run that are still there."""
        mine = f"--filter=label={self.label}"
        return [*self.client.ask("container", "ls", "-aq", mine), *self.client.ask("image", "ls", "-aq", mine)]

    def remove(self, images: Iterable[str]) -> None:
        for image in images:
            self.client.call("image", "rm", "--force", image)

    def prune(self) -> None:
        """Remove what runs that were killed long ago have left."""
        old = ["--force", f"--filter=label={LABEL}", "--filter=until=24h"]
        self.client.ask("container", "prune", *old)
        self.client.ask("image", "prune", "--all", *old)
