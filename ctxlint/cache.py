"""What was found out about files in earlier runs, by their content; kept outside of what is scanned.

One file of JSON for each project, in the user's directory for caches. It is replaced as a whole, so that runs at the
same time do not see half of it; what cannot be read or written is done without.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctxlint.host import is_settled, look_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Facts = dict[str, Any]
"""What is known of a content, in terms of JSON, by the name of the question."""

_MAX_BYTES = 64_000_000
_MAX_FILES = 64
_MAX_SOURCES = 20_000
_SUFFIX = ".json"


def directory(environment: dict[str, str] | os._Environ[str] = os.environ) -> Path | None:
    """Where caches go; ``None`` when there shall be none, or nobody knows a place."""
    if environment.get("CTXLINT_NO_CACHE"):
        return None
    if chosen := environment.get("CTXLINT_CACHE_DIR"):
        return Path(chosen).absolute()
    if chosen := environment.get("XDG_CACHE_HOME"):
        return Path(chosen, "ctxlint") if Path(chosen).is_absolute() else None
    if sys.platform == "win32":
        return Path(local, "ctxlint", "cache") if (local := environment.get("LOCALAPPDATA")) else None
    home = Path(environment.get("HOME") or "/")
    return (
        None
        if home == Path("/")
        else home / ("Library/Caches/ctxlint" if sys.platform == "darwin" else ".cache/ctxlint")
    )


class Cache:
    """The facts about the sources of one project; ``version`` tells those of another ctxlint apart."""

    def __init__(self, path: Path | None = None, version: str = "") -> None:
        self._path = path
        self._version = version
        self._files: dict[str, list[Any]] = {}
        self._facts: dict[str, Facts] = {}
        self._used: dict[str, list[Any]] = {}
        self._changed = False
        if path:
            self._load(path)

    @classmethod
    def of(cls, root: Path, version: str, place: Path | None) -> Cache:
        """The cache of the project at ``root``; one that forgets everything where it would lie inside of it."""
        if place is None or _is_inside(place, root):
            return cls()
        name = hashlib.blake2b(os.fsencode(root), digest_size=16).hexdigest()
        return cls(place / f"{name}{_SUFFIX}", version)

    def find(self, path: str) -> tuple[list[int], Facts | None]:
        """How a file looks from outside (nothing when it is not on the disk), and the facts if it has not changed."""
        try:
            look = look_of(os.lstat(path))
        except OSError:
            return [], None
        known = self._files.get(path)
        if known is None or known[0] != look or known[1] not in self._facts:
            return look, None
        self._used[path] = known
        return look, self._facts[known[1]]

    def facts(self, path: str, look: list[int], content: bytes) -> Facts:
        """The facts about a content, to be added to; remembered for the file that looks so."""
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        self._used[path] = [look if is_settled(look) else [], digest]
        self._changed = True
        return self._facts.setdefault(digest, {})

    @property
    def is_kept(self) -> bool:
        """Whether there will be something to find for the next run."""
        return self._path is not None

    @property
    def used(self) -> Mapping[str, list[Any]]:
        """The files that this run knows the content of: how each looks (nothing for a young one), and its digest."""
        return self._used

    def touch(self) -> None:
        """Some facts were added."""
        self._changed = True

    def save(self) -> None:
        """Write what is new; without a place, or where nothing can be written, nothing happens."""
        if self._path is None or not self._changed:
            return
        try:
            replace(self._path, json.dumps(self._content(), separators=(",", ":")))
            tidy(self._path.parent, _SUFFIX)
        except (OSError, ValueError):
            return

    def _load(self, path: Path) -> None:
        try:
            if path.stat().st_size > _MAX_BYTES:
                return
            found = json.loads(path.read_bytes())
            files, facts = dict(found["files"]), dict(found["facts"])
            known = all(type(file) is list and len(file) == 2 and type(file[1]) is str for file in files.values())
            if found["version"] == self._version and known and all(type(each) is dict for each in facts.values()):
                self._files, self._facts = files, facts
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return

    def _content(self) -> dict[str, Any]:
        """What this run used; of what others did, as much as there is room for."""
        room = max(_MAX_SOURCES - len(self._used), 0)
        others = [(path, file) for path, file in self._files.items() if path not in self._used][:room]
        files = {**self._used, **dict(others)}
        facts = {digest: self._facts[digest] for _, digest in files.values() if digest in self._facts}
        return {"version": self._version, "files": files, "facts": facts}


def replace(path: Path, text: str) -> None:
    """Write a file as a whole, so that nobody sees half of it; raises :class:`OSError`."""
    import tempfile  # noqa: PLC0415  # most runs have nothing to write

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("ascii"))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _is_inside(place: Path, root: Path) -> bool:
    try:
        return place.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        return True


def tidy(place: Path, suffix: str) -> None:
    """Keep the files that were written last, and nothing that a run left half written."""
    files = sorted(place.glob(f"*{suffix}"), key=lambda path: path.stat().st_mtime, reverse=True)
    halves = [path for path in place.glob("*.new") if path.stat().st_mtime < time.time() - 3600]
    for path in [*files[_MAX_FILES:], *halves]:
        path.unlink(missing_ok=True)


@cache
def installation() -> str:
    """Changes with everything but the project that decides what is said: this ctxlint, its rules, what it imports."""
    here = os.path.dirname(__file__)  # noqa: PTH120
    beside = os.path.join(os.path.dirname(here), "rules")  # noqa: PTH120  # where they are in a checkout
    looks = [look for place in (here, beside) if os.path.isdir(place) for look in _looks(place)]  # noqa: PTH112
    places = [(place, os.stat(place).st_mtime_ns) for place in sys.path if os.path.isdir(place)]  # noqa: PTH112, PTH116
    return hashlib.blake2b(repr((sys.version, looks, places)).encode(), digest_size=16).hexdigest()


def _looks(place: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(place) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.is_dir():
            status = entry.stat()
            yield entry.path, status.st_size, status.st_mtime_ns
        elif entry.name != "__pycache__":
            yield from _looks(entry.path)
