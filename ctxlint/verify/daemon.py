"""What is asked of a Docker engine; :mod:`ctxlint.verify.sdk` asks a real one.

Every method may raise :class:`~ctxlint.errors.EngineError`.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Protocol

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from ctxlint.verify.marks import Mark


class ImageInfo(Struct, frozen=True):
    """An image that the engine has."""

    id: str
    platform: str
    """``linux/amd64``."""
    environment: Mapping[str, str] = field(default_factory=dict)
    workdir: str = "/"
    argv: tuple[str, ...] = ()
    """Entrypoint and command."""


class Limits(Struct, frozen=True):
    """What a container may use."""

    memory: int = 2 * 1024**3
    """Bytes, swap included."""
    processes: int = 512
    scratch: int = 256 * 1024**2
    """Bytes of each place that can be written."""


class Container(Struct, frozen=True):
    """A container to be: always locked down, only what is run differs."""

    image: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    workdir: str | None
    limits: Limits
    writable: tuple[str, ...]
    """The only directories that can be written; they are empty at first."""


class Ended(Struct, frozen=True):
    """How a container ended."""

    code: int
    out_of_memory: bool = False
    error: str = ""


class ClassicBuild(Struct, frozen=True):
    """A build of the classic builder; ``archive`` is a tar of the context with the Dockerfile in it."""

    archive: IO[bytes]
    dockerfile: str
    target: str | None
    build_args: Mapping[str, str]
    cached: bool = True


class Daemon(Protocol):
    """An engine."""

    def platform(self) -> str:
        """What it runs: ``linux/amd64``."""

    def image(self, name: str) -> ImageInfo | None:
        """An image by name or id, if the engine has it."""

    def build(self, request: ClassicBuild, mark: Mark, name: str) -> Iterator[Mapping[str, object]]:
        """Build with the classic builder, and name the image; what it tells, as it tells it."""

    def create(self, container: Container, mark: Mark) -> str:
        """Make a container that has not started; returns its id."""

    def read(self, container: str, path: str) -> Generator[bytes] | None:
        """A tar of what is at a path, which may be a link; ``None`` when nothing is there."""

    def run(self, container: str) -> Iterator[bytes]:
        """Start it; what it prints, until it ends."""

    def ended(self, container: str) -> Ended:
        """How it ended."""

    def kill(self, container: str) -> None:
        """End it now; no matter if it has ended."""

    def marked(self, mark: Mark | None = None) -> Marked:
        """The containers and images of a run, or of all runs."""

    def remove(self, containers: Sequence[str] = (), images: Sequence[str] = ()) -> None:
        """Remove these with all that belongs to them, but for images that others are made from."""


class Marked(Struct, frozen=True):
    """Ids with the owners that :mod:`ctxlint.verify.marks` gave them."""

    containers: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
