"""Requirements as pip reads them: a name, a path or an address; and files of them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFERENCE = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^]]*\])?\s*@\s*(?P<where>.+)", re.S)
_EXTRAS = re.compile(r"\[[\w\s,.-]*\]$")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_REMOTE = re.compile(r"(?:\w+\+)?(?:https?|ssh|git|svn|hg|bzr|s3)(?:\+\w+)?://|git@|git\+")
_OPTION = re.compile(
    r"(?P<name>-r|-c|-e|-f|--requirement|--constraint|--editable|--find-links)(?:\s*=\s*|\s+|(?=[^-\s]))(?P<value>\S.*)"
)
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_ARCHIVES = (".whl", ".tar.gz", ".zip")


class Requirement(Struct, frozen=True):
    """One requirement: ``path`` as it is written, without extras; neither for what comes from far away."""

    name: str | None = None
    path: str | None = None
    editable: bool = False
    file: str | None = None
    """Another file of requirements."""
    constraint: bool = False
    """The other file only restricts versions."""
    line: int = 0
    """Its line in a file."""


def read_requirement(word: str, *, editable: bool = False, line: int = 0) -> Requirement:
    """A word of a command, or a line of a file, by pip's rules: it is a path when it looks like one."""
    match = _REFERENCE.fullmatch(word)
    name = match["name"] if match else None
    where = match["where"].partition(" ;")[0].strip() if match else word
    if _REMOTE.match(where) or _VARIABLE.search(where):
        return Requirement(name, line=line)
    if where.startswith("file:"):
        return Requirement(name, _EXTRAS.sub("", _file_path(where)), editable, line=line)
    written = _EXTRAS.sub("", where.partition("#")[0].partition(";")[0].strip())
    looks = written.startswith((".", "~", "/")) or "/" in written or written.endswith(_ARCHIVES)
    if looks or (editable and written):
        return Requirement(name, written, editable, line=line)
    found = _NAME.match(where)
    return Requirement(name or (found[0] if found else None), line=line)


def _file_path(address: str) -> str:
    """``file:///app/lib``, ``file:./lib`` and ``file:lib``."""
    rest = address.removeprefix("file:").partition("#")[0]
    return "/" + rest.lstrip("/") if rest.startswith("//") else rest


def read_requirements(text: str) -> Iterator[Requirement]:
    """The requirements of a file, with their lines; paths in it are relative to where pip runs, files to itself."""
    whole, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        start = start or number
        line = _COMMENT.sub("", raw)
        if line.endswith("\\"):
            whole += line[:-1] + " "
            continue
        whole += line
        yield from _of_line(whole.strip(), start)
        whole, start = "", 0
    yield from _of_line(whole.strip(), start)


def _of_line(line: str, number: int) -> Iterator[Requirement]:
    match = _OPTION.fullmatch(line)
    if match:
        name, value = match["name"], match["value"].strip().strip("\"'")
        if name in ("-e", "--editable"):
            yield read_requirement(value, editable=True, line=number)
        elif name not in ("-f", "--find-links") and "://" not in value and not _VARIABLE.search(value):
            yield Requirement(file=value, constraint=name in ("-c", "--constraint"), line=number)
    elif line and not line.startswith("-"):
        yield read_requirement(re.split(r"\s+--(?:hash|config-settings|global-option)\b", line)[0].strip(), line=number)


def beside(file: str, written: str) -> str:
    """A path that a file names relative to itself."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), written))
