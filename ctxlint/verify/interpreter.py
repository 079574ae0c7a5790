"""Which Python an image starts its service with."""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import shlex
import tarfile
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from ctxlint.verify.daemon import ImageInfo

_PYTHON = re.compile(r"(?:python|pypy)(?:3(?:\.\d+)?t?)?")
_SHEBANG = re.compile(rb"#!\s*(?P<program>\S+)(?:\s+(?:-S\s+)?(?P<argument>\S+))?")
_SHELL_TRICK = re.compile(rb"""\A#!/bin/sh\n'''exec' "?(?P<program>/[^" \n]+)""")
"""How pip writes a shebang that is too long."""
_BRING_THEIR_OWN = frozenset({"hatch", "pdm", "pipenv", "poetry", "uv"})
_USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_USUAL_PLACES = ("/usr/local/bin/python3", "/usr/bin/python3", "/opt/venv/bin/python", "/venv/bin/python")
_MAX_WORDS = 20
_MAX_LINKS = 10
_HEAD = 1024
_MAX_HEADERS = 16 * tarfile.BLOCKSIZE
"""A member with a long name has several."""


class Programs(Struct, frozen=True):
    """The programs of an image."""

    read: Callable[[str], Generator[bytes] | None]
    """A tar of what is at an absolute path."""
    environment: Mapping[str, str]
    workdir: str

    def head(self, path: str) -> bytes | None:
        """The beginning of a file, links followed; ``None`` when there is none."""
        for _ in range(_MAX_LINKS):
            stream = self.read(path)
            found = None if stream is None else _first_of(stream)
            if not isinstance(found, str):
                return found
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), found))
        return None

    def places(self, word: str) -> Iterator[str]:
        """Where a program of a command may be."""
        if "/" in word:
            yield posixpath.normpath(posixpath.join(self.workdir, word))
            return
        for directory in self.environment.get("PATH", _USUAL_PATH).split(":"):
            if directory.startswith("/"):
                yield posixpath.join(directory, word)

    def find(self, word: str) -> tuple[str, bytes] | None:
        """The place of a program, and its beginning."""
        for place in self.places(word):
            if (head := self.head(place)) is not None:
                return place, head
        return None


def _first_of(stream: Generator[bytes]) -> bytes | str | None:
    """The beginning of the file that a tar has, or where the link leads; the rest of the tar is not read."""
    data = b""
    with contextlib.closing(stream):
        while len(data) < _HEAD + _MAX_HEADERS and (chunk := next(stream, b"")):
            data += chunk
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            member = tar.next()
    except tarfile.TarError:
        return None
    if member is None or not (member.isfile() or member.issym()):
        return None
    return member.linkname if member.issym() else data[member.offset_data :][: min(member.size, _HEAD)]


def find_interpreter(image: ImageInfo, labels: Iterable[str], programs: Programs) -> str | None:
    """The absolute path of the Python that runs the service; ``None`` when the image has none.

    ``labels`` are commands of which the first word says what is started. It, or a word of the image's own command, is
    a Python, or a script that names its Python. Otherwise the usual places count.
    """
    commands = [label.split()[0] for label in labels if label.split()]
    words = [*dict.fromkeys([*commands, *_words(image.argv)])][:_MAX_WORDS]
    for word in words:
        if found := _interpreter_of(word, programs):
            return found
    return next((place for word in _usual(words, programs) if (place := _python(word, programs))), None)


def _words(argv: Iterable[str]) -> Iterator[str]:
    for argument in argv:
        if argument.startswith("-"):
            continue
        try:
            yield from shlex.split(argument) if " " in argument else [argument]
        except ValueError:
            continue


def _interpreter_of(word: str, programs: Programs) -> str | None:
    if _PYTHON.fullmatch(posixpath.basename(word)):
        return _python(word, programs)
    if word.startswith("-") or posixpath.basename(word) in _BRING_THEIR_OWN:
        return None  # the Python of such a tool is not that of the service
    found = programs.find(word)
    return _named_by(found[1], programs) if found else None


def _named_by(head: bytes, programs: Programs) -> str | None:
    match = _SHELL_TRICK.match(head) or _SHEBANG.match(head)
    if not match:
        return None
    program = match["program"].decode(errors="replace")
    if posixpath.basename(program) == "env":
        program = (match["argument"] or b"").decode(errors="replace")
    return _python(program, programs) if _PYTHON.fullmatch(posixpath.basename(program)) else None


def _python(word: str, programs: Programs) -> str | None:
    found = programs.find(word)
    return found[0] if found else None


def _usual(words: Iterable[str], programs: Programs) -> Iterator[str]:
    if virtual := programs.environment.get("VIRTUAL_ENV"):
        yield posixpath.join(virtual, "bin/python")
    own = posixpath.join(programs.workdir, ".venv/bin/python")
    if any(posixpath.basename(word) in _BRING_THEIR_OWN for word in words):
        yield own
    yield from ("python3", "python", *_USUAL_PLACES, own)
