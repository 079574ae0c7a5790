"""A pasted log -> what it complains about: the last failure of each container in it."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.explain.patterns import question_in
from ctxlint.explain.values import Frame, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 4_000
"""What is longer is cut: no message of interest is."""
_MAX_DEPTH = 4
_MAX_FRAMES = 1_000

_NUMBER = re.compile(r"[-_.]\d+$")
_ENDS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_COMPOSE = re.compile(r"(?:\d\d:\d\d:\d\d )?(?P<name>[A-Za-z0-9][\w.-]*) +\| ?")
_KUBERNETES = re.compile(r"\[pod/[^\]/]*/(?P<name>[^\]]+)\] ")
_PREFIXES = re.compile(
    r"(?:"
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)? (?:\w+\[[\w.-]+\]: )?"  # engines, platforms
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [^\s\[:]+(?:\[\d+\])?: "  # the journal
    r"|#\d+ (?:\d+\.\d+ )?"  # BuildKit, while it runs
    r"|\d+\.\d{2,3} "  # BuildKit, when it failed
    r")"
)
_HEADER = re.compile(r"Traceback \(most recent call last\)")
_FRAME = re.compile(r"^[\s|+-]*File \"(?P<path>[^\"]+)\", line (?P<line>\d+)")
_BOXED_FRAME = re.compile(r"^│ (?P<path>/[^:]+):(?P<line>\d+) in ")
_BOX = re.compile(r"^[│╭╰]")
_INSTRUCTION = re.compile(r"^ *(\d{1,9}) \| >>> ")
_DIRECTLY = "The above exception was the direct cause of the following exception"
_MEANWHILE = "During handling of the above exception, another exception occurred"


def decode(data: bytes) -> str:
    """The text of a log, whatever it is."""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def failures(text: str) -> list[tuple[Question, ...]]:
    """The last failure of each container: the question that says most about it, then others of the same chain."""
    streams: dict[str, _Stream] = {}
    for name, line in _lines(text):
        streams.setdefault(name, _Stream()).read(line)
    found = (tuple(replace(each, container=name) for each in stream.last()) for name, stream in streams.items())
    every = [questions for questions in found if questions]
    fatal = {_replica(questions[0]): questions for questions in every if questions[0].fatal}
    return [*fatal.values()] or every[-1:]


def _replica(question: Question) -> tuple[str, ...]:
    """What is the same for containers of one service that die alike."""
    return _NUMBER.sub("", question.container), question.kind, question.name, question.attribute


# -- lines, without what engines and terminals put around them


def plain(text: str) -> str:
    """``text`` without colours, and whatever else only a terminal understands."""
    return _ANSI.sub("", text)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """The container, if the log tells, and the line."""
    lines = [plain(line[:MAX_LINE] if not line.startswith("{") else line) for line in _ENDS.split(text)]
    named = [line for line in lines if line.strip()]
    composed = 2 * sum(_COMPOSE.match(line) is not None for line in named) >= len(named)
    for line in lines:
        match = (_COMPOSE.match(line) if composed else None) or _KUBERNETES.match(line)
        name = match["name"] if match else ""
        for part in _unwrapped(line[match.end() :] if match else line):
            yield name, part[:MAX_LINE].rstrip()


def _unwrapped(line: str) -> Iterator[str]:
    while match := _PREFIXES.match(line):
        line = line[match.end() :]
    if not line.startswith("{"):
        yield line
        return
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        yield line
        return
    for value in _texts(record, _MAX_DEPTH):
        yield from _ENDS.split(plain(value))


def _texts(record: object, depth: int) -> Iterator[str]:
    if isinstance(record, str):
        yield record
    elif isinstance(record, dict | list) and depth:
        for value in record.values() if isinstance(record, dict) else record:
            yield from _texts(value, depth - 1)


# -- tracebacks


class _Stream(Struct):
    """One container's lines: exceptions that were raised from one another form a chain."""

    chain: list[Question] = field(default_factory=list)
    mentioned: Question | None = None
    instruction: int = 0
    _frames: list[Frame] = field(default_factory=list)
    _link: str = ""
    _ended: bool = True

    def read(self, line: str) -> None:
        """Take the next line."""
        if match := _FRAME.match(line) or _BOXED_FRAME.match(line):
            if len(self._frames) < _MAX_FRAMES:
                self._frames.append(Frame(match["path"], int(match["line"][:9])))
        elif match := _INSTRUCTION.match(line):
            self.instruction = int(match[1])
        elif _HEADER.search(line):
            self._frames, self._ended = [], False
        elif _DIRECTLY in line or _MEANWHILE in line:
            self._link = _DIRECTLY if _DIRECTLY in line else _MEANWHILE
        elif line.strip() and not _BOX.match(line):
            self._read_text(line)

    def _read_text(self, line: str) -> None:
        if self._frames and not self._frames[-1].text and line.startswith(" ") and not self._ended:
            self._frames[-1] = replace(self._frames[-1], text=line.strip())
            return
        found = question_in(line.strip())
        if found and (found.fatal or not self._ended):
            self._note(replace(found, fatal=True, frames=tuple(self._frames)))
        elif found:
            self.mentioned = found
        if not line.startswith((" ", "\t", "|")):
            self._link = self._link if self._ended else ""
            self._frames, self._ended = [], True

    def _note(self, question: Question) -> None:
        """Begin a chain, or put the exception where it says most: causes before what they caused."""
        if not self._link:
            self.chain = [question]
        elif self._link == _DIRECTLY:
            self.chain.append(question)
        else:
            self.chain.insert(0, question)
        self._link = ""

    def last(self) -> tuple[Question, ...]:
        """The last chain; without one, what was mentioned last."""
        found = tuple(islice(self.chain, 20)) or ((self.mentioned,) if self.mentioned else ())
        return tuple(replace(each, instruction=self.instruction) for each in found)


def container_fits(container: str, service: str) -> bool:
    """Whether a container, as compose names it (``api-1``, ``shop-api-1``, ``shop_api_1``), is one of a service's."""
    name = _NUMBER.sub("", container)
    return name == service or name.endswith((f"-{service}", f"_{service}"))
