"""What the probe prints -> imports, with failures sorted by what they are about."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ctxlint.context import File, Origin
from ctxlint.errors import CtxlintError
from ctxlint.observation import Failure, Import, Trouble
from ctxlint.runtime import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.verify.orders import Group

Raw = dict[str, Any]

_CONNECTIONS = frozenset({"builtins.ConnectionError", "builtins.TimeoutError", "socket.gaierror", "socket.timeout"})
_CONNECTS = re.compile(
    r"name resolution|translate host name|could not connect|can't connect|connection refused|network is unreachable"
    r"|name or service not known|max retries exceeded|all connection attempts failed|no address associated",
    re.IGNORECASE,
)
_WRITES = re.compile(r"read-?only (?:file system|database)|unable to open database file", re.IGNORECASE)
_WANTS_VARIABLE = re.compile(
    r"environment variable|envvar|(?i:field required|setting must not be empty)"
    r"|\b[A-Z][A-Z0-9_]{2,}\b['\"]?.{0,40}\b(?:not set|not found|missing|required|must be set|undefined)"
)
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\b[A-Z]{4,}\b|^\w+(?=\n\s+[Ff]ield required)", re.MULTILINE)
_NO_NAME = re.compile(r"cannot import name '(?P<name>\w+)' from (?:partially initialized module )?'(?P<module>[\w.]+)'")
_MAX_WORDS = 300


def lines_of(chunks: Iterable[bytes], token: bytes) -> Iterator[Raw]:
    """The objects that the probe has written, whatever else stands between them."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (found for line in lines if (found := _object(line, token)) is not None)
        rest = rest[-_MAX_LINE:]


_MAX_LINE = 1_000_000


def _object(line: bytes, token: bytes) -> Raw | None:
    _, found, text = line.rpartition(token)
    if not found:
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


class Reader(Struct, frozen=True):
    """Reads what became of the modules of a service."""

    service: Service
    groups: Sequence[Group]

    def read(self, raw: Raw) -> Import | None:
        """One import; ``None`` for what is none, because a module has written what only looks like the probe's."""
        try:
            return self._read(raw)
        except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
            return None

    def _read(self, raw: Raw) -> Import:
        group, module = self.groups[raw["group"]], raw["module"]
        weight = group.weights[module]
        if raw.get("skipped"):
            return Import(module, skipped=True)
        failure = None if raw["ok"] else self._failure(raw, group)
        if failure and weight.main and _ran(failure):
            failure = None
        loaded = raw.get("loaded")
        seconds = max(float(raw["seconds"]), 0.0)
        return Import(module, seconds, loaded and str(loaded), failure, weight.certain, weight.guarded)

    def _failure(self, raw: Raw, group: Group) -> Failure:
        source, line = self._place(raw.get("frames", ()))
        output = _last_line(raw.get("output", ""))
        if raw.get("hang"):
            return Failure(Trouble.HANG, f"not done after {raw['seconds']:.0f} s", "", source, line, None, output)
        if "kinds" not in raw or raw["kinds"][0] == "builtins.SystemExit":
            code = str(raw.get("exit", raw.get("code") or 0))
            return Failure(Trouble.EXIT, _ending(int(code)), code, source, line, None, output)
        trouble, lacking = _sorted(raw, source)
        kind = raw["kinds"][0].removeprefix("builtins.").rpartition(".")[2]
        words = f"{kind}: {raw['message']}" if raw["message"] else kind
        repository = self._in_repository(lacking, group) if trouble is Trouble.IMPORT and lacking else None
        return Failure(trouble, _one_line(words), lacking, source, line, repository, output)

    def _place(self, frames: Sequence[tuple[str, int]]) -> tuple[str | None, int]:
        """The innermost place in a file of the repository."""
        for path, line in reversed(frames):
            if source := self._source(path):
                return source, max(line, 1)
        return None, 1

    def _source(self, path: str) -> str | None:
        try:
            node = self.service.image.find(path) if path.startswith("/") else None
        except CtxlintError:
            return None
        known = isinstance(node, File) and node.origin is Origin.CONTEXT
        return self.service.path(node.path) if known and isinstance(node, File) else None

    def _in_repository(self, module: str, group: Group) -> str | None:
        repository = Repository(self.service.workspace.python_tree, self.service.prefix)
        found = repository.finder(self.service.image, group.roots).find(module)
        return found.path.strip("/") if found else None


def _ran(failure: Failure) -> bool:
    """Whether a program did what programs do: go on, or end without an error."""
    return failure.trouble is Trouble.HANG or (failure.trouble is Trouble.EXIT and failure.lacking == "0")


def _sorted(raw: Raw, source: str | None) -> tuple[Trouble, str]:
    kinds, message = raw["kinds"], str(raw["message"])
    if "builtins.ImportError" in kinds:
        return Trouble.IMPORT, _lacking(raw, message)
    if raw.get("errno") == "EROFS" or _WRITES.search(message):
        return Trouble.READ_ONLY, ""
    if _CONNECTIONS.intersection(kinds) or _CONNECTS.search(message):
        return Trouble.NETWORK, ""
    if variable := _variable(raw, message, source):
        return Trouble.ENVIRONMENT, variable
    return Trouble.ERROR, ""


def _lacking(raw: Raw, message: str) -> str:
    """The module that is not there; of ``from x import y`` it is ``x.y``, which may be a mere name."""
    if name := _NO_NAME.search(message):
        return f"{name['module']}.{name['name']}"
    return str(raw.get("name") or "")


def _variable(raw: Raw, message: str, source: str | None) -> str:
    """The variable that is not set, if that is what the failure is about."""
    missed = [(name, path) for name, path, _ in raw.get("missed", ())]
    if "builtins.KeyError" in raw["kinds"] and message.strip("'\"") in dict(missed):
        return message.strip("'\"")
    if _WANTS_VARIABLE.search(message):
        named = [name for name, _ in missed if name.lower() in message.lower()]
        found = named or _VARIABLE.findall(message)
        return ", ".join(dict.fromkeys(found)) or "a variable"
    # What failed had looked for a variable itself, in vain: int(os.environ.get("PORT")).
    inner = [name for name, path in missed if source and path.endswith(f"/{source.rpartition('/')[2]}")]
    return inner[-1] if inner else ""


def _ending(code: int) -> str:
    if code < 0:
        return f"the process was killed by signal {-code}" + (" (out of memory?)" if code == -9 else "")
    return f"the process ended with code {code}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:_MAX_WORDS] if lines else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_MAX_WORDS]
