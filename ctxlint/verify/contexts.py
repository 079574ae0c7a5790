"""What a builder is given: the service's own context, or exactly the files that the model leaves in it."""

from __future__ import annotations

import os
import shutil
import tarfile
import uuid
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import IGNORE_NAME, Directory, File, Link, walk
from ctxlint.errors import EngineError
from ctxlint.verify.daemon import ClassicBuild
from ctxlint.verify.temporary import reporting_full_disks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.model import Builder

_NOTHING = "# everything is there that is wanted\n"


class LocalBuild(Struct, frozen=True):
    """A directory and a Dockerfile for a builder that reads them from this machine."""

    context: Path
    dockerfile: Path


def local_build(service: Service, reads: Builder, scratch: Path) -> LocalBuild:
    """Give a builder that reads ignore files in the dialect ``reads`` what the service's own builder would see.

    That is the context itself where both read alike. Otherwise the filtered files are copied to ``scratch``, with an
    ignore file beside the Dockerfile that takes nothing away.
    """
    definition, copy = service.definition, scratch / "Dockerfile"
    if service.builder is reads:
        if definition.inline is None and definition.ignore_file is None:
            return LocalBuild(definition.context, service.dockerfile_path)
        copy.write_bytes(_dockerfile_bytes(service))
        if definition.ignore_file is not None:
            shutil.copyfile(definition.ignore_file, scratch / f"Dockerfile{IGNORE_NAME}")
        return LocalBuild(definition.context, copy)
    copy.write_bytes(_dockerfile_bytes(service))
    (scratch / f"Dockerfile{IGNORE_NAME}").write_text(_NOTHING, "utf-8")
    _copy_filtered(service, scratch / "context")
    return LocalBuild(scratch / "context", copy)


def _dockerfile_bytes(service: Service) -> bytes:
    inline = service.definition.inline
    return service.dockerfile_path.read_bytes() if inline is None else inline.encode(errors="surrogateescape")


def _copy_filtered(service: Service, to: Path) -> None:
    to.mkdir()
    root = service.definition.context
    directories = []
    for path, node in walk(service.filtered.tree):
        if isinstance(node, Directory):
            (to / path).mkdir()
            directories.append(path)
        elif isinstance(node, Link):
            (to / path).symlink_to(node.target)
        elif isinstance(node, File) and not node.special:
            shutil.copy2(root / path, to / path)
    for path in reversed(directories):
        shutil.copystat(root / path, to / path)


@contextmanager
def classic_build(service: Service) -> Iterator[ClassicBuild]:
    """A tar of exactly the filtered files for the classic builder, which takes no other files from anywhere."""
    definition = service.definition
    with reporting_full_disks(), TemporaryFile() as file:
        dockerfile = _write_tar(service, file)
        file.seek(0)
        yield ClassicBuild(file, dockerfile, definition.target, definition.build_args)


def _write_tar(service: Service, file: IO[bytes]) -> str:
    """Write the tar; returns the name that the Dockerfile has in it.

    A Dockerfile that is not among the files gets a name of its own. The engine removes it before the build when the
    ignore file in the tar names it; the docker client does the same.
    """
    own = _inside(service)
    name = own or f".dockerfile.{uuid.uuid4().hex[:16]}"
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path, node in walk(service.filtered.tree):
            if not (own is None and path == IGNORE_NAME):
                _add(archive, service.definition.context / path, path, node)
        if own is None:
            _add_text(archive, name, _dockerfile_bytes(service))
            _add_text(archive, IGNORE_NAME, _ignoring(service, name))
    return name


def _inside(service: Service) -> str | None:
    """The Dockerfile's path in the context, when the ignore file leaves it there."""
    definition = service.definition
    if definition.inline is not None:
        return None
    path = os.path.relpath(service.dockerfile_path, definition.context).replace(os.sep, "/")
    return path if path in service.context.paths else None


def _ignoring(service: Service, name: str) -> bytes:
    """An ignore file that takes the extra Dockerfile away again, and itself unless the service has one to be sent."""
    kept = IGNORE_NAME in service.context.paths
    own = (service.definition.context / IGNORE_NAME).read_bytes() if kept else IGNORE_NAME.encode()
    return own.rstrip(b"\n") + b"\n" + name.encode() + b"\n"


def _add(archive: tarfile.TarFile, place: Path, path: str, node: object) -> None:
    if isinstance(node, Directory) and node.implied:
        return
    try:
        member = archive.gettarinfo(place, path)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        if member.isreg():
            with place.open("rb") as content:
                archive.addfile(member, content)
        else:
            archive.addfile(member)
    except OSError as error:
        raise EngineError(f"cannot be read ({(error.strerror or '').lower()})", file=str(place)) from None


def _add_text(archive: tarfile.TarFile, name: str, text: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text)
    archive.addfile(member, BytesIO(text))


@contextmanager
def scratch_directory() -> Iterator[Path]:
    """A directory for what a build needs besides its context."""
    with reporting_full_disks(), TemporaryDirectory(prefix="ctxlint-verify-", ignore_cleanup_errors=True) as directory:
        yield Path(directory)
