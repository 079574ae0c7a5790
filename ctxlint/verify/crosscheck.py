"""The predicted image against the real one, file by file, below the directories that copies write."""

from __future__ import annotations

import hashlib
import posixpath
import tarfile
from contextlib import closing
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import Directory, File, Link, Node, Origin, lookup, walk
from ctxlint.dockerfile import CopyStep, RunStep
from ctxlint.errors import CtxlintError
from ctxlint.image.filesystem import resolve
from ctxlint.observation import Difference, FileDifference

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from ctxlint.analysis import Service
    from ctxlint.dockerfile import PlannedStage

_MADE_BY_PYTHON = ("__pycache__",)
_EMPTY = ("/srv", "/usr/src", "/var/www", "/var/www/html")
"""Directories of base images that have nothing in them."""
_BLOCK = 1 << 20


class _Real(Struct, frozen=True):
    """A file or a link of the real image."""

    size: int = 0
    digest: str = ""
    link: str | None = None


class Comparison(Struct, frozen=True):
    """What came of it."""

    files: int
    """How many files were compared."""
    differences: tuple[FileDifference, ...]


def compare(service: Service, read: Callable[[str], Generator[bytes] | None]) -> Comparison:
    """Compare; ``read`` gives a tar of what the image has at an absolute path."""
    places = written_places(service)
    real: dict[str, _Real] = {}
    for place in places:
        if (stream := read(place)) is not None:
            real |= _real_files(stream, place)
    predicted = dict(_predicted(service, places))
    runs = any(isinstance(step, RunStep) for stage in _chain(service) for step in stage.steps)
    found = (
        _difference(service, path, predicted.get(path), real.get(path), runs=runs) for path in {**predicted, **real}
    )
    differences = sorted((each for each in found if each), key=lambda each: each.path)
    known = sum(path in real for path in predicted)
    return Comparison(known, tuple(differences))


def _chain(service: Service) -> list[PlannedStage]:
    return list(service.plan.chain(service.plan.target))


def written_places(service: Service) -> list[str]:
    """The directories that the instructions of the final image write to, outermost only; a lone file for itself.

    A directory of the base image holds more than anybody predicts, so that only files count there.
    """
    tree = service.image.tree
    found: set[str] = set()
    for stage in _chain(service):
        for step in stage.steps:
            if isinstance(step, CopyStep):
                found.update(_places_of(tree, step))
    return sorted(path for path in found if not any(above in found for above in _above(path)))


def _above(path: str) -> Iterator[str]:
    while path != "/":
        path = posixpath.dirname(path)
        yield path


def _places_of(tree: Directory, step: CopyStep) -> Iterator[str]:
    try:
        place = resolve(tree, posixpath.normpath(step.destination))
    except CtxlintError:
        return
    node = lookup(tree, place)
    if not isinstance(node, Directory) or not _is_shared(place, node):
        yield place
        return
    yield from (posixpath.join(place, name) for name, child in node.entries.items() if _is_own(child))


def _is_shared(place: str, node: Directory) -> bool:
    """Whether the base image may have things there, too."""
    return place == "/" or node.unknown or (node.implied and place not in _EMPTY)


def _is_own(node: Node) -> bool:
    """Whether nothing but instructions made it."""
    if isinstance(node, Directory):
        return not node.implied and not node.unknown and not node.installed
    return isinstance(node, Link) or (isinstance(node, File) and not node.installed)


def _predicted(service: Service, places: list[str]) -> Iterator[tuple[str, File | Link]]:
    for place in places:
        node = lookup(service.image.tree, place)
        if isinstance(node, File | Link):
            yield place, node
        elif isinstance(node, Directory):
            for path, child in walk(node, place.rstrip("/") + "/"):
                if isinstance(child, Link) or (isinstance(child, File) and child.origin is not Origin.MADE):
                    yield path, child


def _difference(
    service: Service, path: str, predicted: File | Link | None, real: _Real | None, *, runs: bool
) -> FileDifference | None:
    source = service.path(predicted.path) if isinstance(predicted, File) and _is_of_context(predicted) else None
    if predicted is None:
        ignored = any(part in _MADE_BY_PYTHON for part in path.split("/")) or _is_unknown(service, path)
        return None if ignored else FileDifference(path, Difference.EXTRA, None, certain=not runs)
    if real is None:
        return FileDifference(path, Difference.LACKING, source, certain=not runs)
    if _is_same(service, predicted, real):
        return None
    return FileDifference(path, Difference.CONTENT, source, certain=not runs)


def _is_of_context(node: File) -> bool:
    return node.origin is Origin.CONTEXT


def _is_unknown(service: Service, path: str) -> bool:
    """Whether the model says itself that it does not know what is there."""
    return any(not isinstance(node, Directory) or node.unknown for node in _nodes_above(service.image.tree, path))


def _nodes_above(tree: Directory, path: str) -> Iterator[Node]:
    above = posixpath.dirname(path)
    while above != "/":
        if (node := lookup(tree, above)) is not None:
            yield node
        above = posixpath.dirname(above)


def _is_same(service: Service, predicted: File | Link, real: _Real) -> bool:
    if isinstance(predicted, Link):
        return real.link == predicted.target
    if real.link is not None:
        return False
    content = service.read(predicted)
    return content is None or (len(content) == real.size and hashlib.sha256(content).hexdigest() == real.digest)


class _Chunks(RawIOBase):
    """A stream of bytes as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the buffers of BufferedReader
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _real_files(stream: Generator[bytes], place: str) -> Mapping[str, _Real]:
    """What a tar of ``place`` holds: its names begin with the last name of the place."""
    above = posixpath.dirname(place)
    found: dict[str, _Real] = {}
    with closing(stream), tarfile.open(fileobj=BufferedReader(_Chunks(stream), _BLOCK), mode="r|") as archive:
        for member in archive:
            path = posixpath.normpath(posixpath.join(above, member.name))
            if member.issym():
                found[path] = _Real(link=member.linkname)
            elif member.islnk():
                found[path] = found.get(posixpath.normpath(posixpath.join(above, member.linkname)), _Real())
            elif member.isfile():
                found[path] = _Real(member.size, _digest(archive, member))
    return found


def _digest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = archive.extractfile(member)
    return hashlib.file_digest(content, "sha256").hexdigest() if content else ""  # type: ignore[arg-type]
