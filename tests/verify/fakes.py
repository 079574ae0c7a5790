"""An engine that misbehaves in ways that no real one can be made to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxlint.errors import EngineError
from ctxlint.verify.daemon import ClassicBuild, Container, Daemon, Ended, ImageInfo, Marked
from tests.verify.tars import packed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from ctxlint.verify.marks import Mark

BUILT: tuple[Mapping[str, object], ...] = ({"stream": "Step 1/1 : FROM scratch\n"}, {"aux": {"ID": "sha256:built"}})
ENDED = Ended(0)


@dataclass
class FakeDaemon:
    """Says what it is told to say, and knows what it has."""

    events: Sequence[Mapping[str, object]] = BUILT
    printed: Sequence[bytes] = ()
    """What a container prints; ``TOKEN`` stands for the probe's."""
    end: Ended = ENDED
    failure: BaseException | None = None
    """Raised in the middle of what a container prints."""
    has_python: bool = True
    is_gone_in_the_end: bool = False
    containers: dict[str, Container] = field(default_factory=dict)
    images: set[str] = field(default_factory=set)
    removed: list[str] = field(default_factory=list)

    def platform(self) -> str:
        return "linux/amd64"

    def image(self, name: str) -> ImageInfo | None:
        return ImageInfo(name, "linux/amd64", {"PATH": "/bin"}, "/srv", ("python", "main.py"))

    def build(self, request: ClassicBuild, mark: Mark, name: str) -> Iterator[Mapping[str, object]]:
        assert request.archive.read(1)
        assert mark.labels
        assert name.endswith(mark.run[:12])
        self.images.add("sha256:built")
        yield from self.events if request.cached else BUILT

    def create(self, container: Container, mark: Mark) -> str:
        assert mark.labels
        name = f"container-{len(self.removed) + len(self.containers)}"
        self.containers[name] = container
        return name

    def read(self, container: str, path: str) -> Generator[bytes] | None:
        assert container in self.containers
        return packed(path, "\x7fELF") if path == "/bin/python" and self.has_python else None

    def run(self, container: str) -> Iterator[bytes]:
        token = json.loads("".join(self.containers[container].argv[3:]))["token"].encode()
        yield from (data.replace(b"TOKEN", token) for data in self.printed)
        if self.failure:
            raise self.failure

    def ended(self, container: str) -> Ended:
        assert container in self.containers
        return self.end

    def kill(self, container: str) -> None:
        assert container in self.containers

    def marked(self, mark: Mark | None = None) -> Marked:
        if mark and self.is_gone_in_the_end:
            raise EngineError("nobody answers")
        found = Marked(dict.fromkeys(self.containers, ""), dict.fromkeys(self.images, ""))
        return found if mark else Marked()

    def remove(self, containers: Sequence[str] = (), images: Sequence[str] = ()) -> None:
        for container in containers:
            if self.containers.pop(container, None):
                self.removed.append(container)
        self.images -= set(images)

    @property
    def has_nothing(self) -> bool:
        return not self.containers and not self.images


def as_daemon(fake: FakeDaemon) -> Daemon:
    """The type checker says here whether the fake has kept up with the Protocol."""
    return fake
