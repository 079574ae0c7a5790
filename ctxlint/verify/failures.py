"""What a builder printed before it gave up -> the instruction that failed, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.dockerfile import Add, Copy, From, ImageSource, Run
from ctxlint.errors import EngineError
from ctxlint.explain import plain
from ctxlint.observation import BuildFailure
from ctxlint.verify.marks import Unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerfile import Instruction

_VERTEX = re.compile(r" > \[(?:(?P<stage>\S+) +)?(?P<number>\d+)/\d+\] (?P<text>.*?):?")
_MARKED_LINE = re.compile(r"\s*(?P<line>\d+) \| >>> ")
_PARSE_ERROR = re.compile(r"parse error(?: on)? line (?P<line>\d+)")
_STEP = re.compile(r"Step (?P<number>\d+)/\d+ : ")
_PRINTED = re.compile(r"#(?P<vertex>\d+) \d+\.\d+ (?P<text>.*)")
_FAILED = re.compile(r"#(?P<vertex>\d+) ERROR: ")
_INSTANCE = re.compile(r"#0 building with (?P<name>\".*\") instance using (?P<driver>\S+) driver")
_BEGUN = re.compile(r"#\d+ \[(?!internal\] (?:waiting for connection|booting buildkit))")
"""A step that is not about the way to the builder."""
_PREFIX = re.compile(
    r"^(?:ERROR: |error: |failed to solve(?: with frontend [\w.]+)?: |failed to build LLB: |failed to read dockerfile: "
    r"|rpc error: code = \w+ desc = |failed to create LLB definition: |failed to compute cache key: "
    r"|failed to calculate checksum of ref \S+: )+"
)
_RUNC = re.compile(
    r"^executor failed running \[.*\]: |(?:: )?runc did not terminate sucessfully"
    r"|^process \".*\" did not complete successfully: "
)
_PULL = re.compile(r"(?P<image>\S+): (?:failed to resolve source metadata for )?\S*(?P=image)\S*: ")
"""How BuildKit says which image it did not get, whatever instruction wants it."""
_ERROR_LINE = re.compile(r"ERROR: |error: |failed to solve|error checking context|unable to prepare context")
_FULL = re.compile(r"no space left on device", re.IGNORECASE)
_AWAY = re.compile(
    r"cannot connect to the docker daemon|error during connect|failed to connect to the docker api"
    r"|permission denied while trying to connect|error reading from server: EOF|closing transport|connection reset",
    re.IGNORECASE,
)
_TOO_OLD = re.compile(r"unsupported frontend capability (?P<what>\S+)")
_NO_REGISTRY = re.compile(
    r"dial tcp|no such host|i/o timeout|tls handshake|failed to do request|failed to fetch (?:anonymous|oauth) token"
    r"|connection refused|network is unreachable|proxyconnect|client\.timeout exceeded",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(r"not found|no such file or directory|no source files", re.IGNORECASE)
_ENGINE = "the Docker engine"
_MAX_WORDS = 400
_TAIL = 3


def of_buildkit(service: Service, lines: Sequence[str]) -> BuildFailure:
    """The end of a BuildKit build; raises :class:`EngineError` for what is no fault of the Dockerfile."""
    summary = next(
        (line for line in reversed(lines) if _ERROR_LINE.match(line)), lines[-1] if lines else "it said nothing"
    )
    reason = _PREFIX.sub("", summary.strip())
    builder = _builder(lines)
    instruction = _buildkit_instruction(service, lines)
    if instruction is None and not any(map(_BEGUN.match, lines)) and not _AWAY.search(reason):
        what = "the build" if builder == _ENGINE else f"the build with {builder}"
        raise EngineError(f"{what} does not begin: {_shortened(reason)}")
    printed = _printed(lines) if isinstance(instruction, Run) else ()
    return _failure(service, reason, instruction, printed, builder)


def _builder(lines: Sequence[str]) -> str:
    """What buildx builds with: the engine, or a builder that has a name and may be anywhere."""
    chosen = next((match for line in lines if (match := _INSTANCE.match(line))), None)
    return _ENGINE if chosen is None or chosen["driver"] == "docker" else f"the builder {chosen['name']}"


def _buildkit_instruction(service: Service, lines: Sequence[str]) -> Instruction | None:
    for line in lines:
        if match := _MARKED_LINE.match(line) or (_ERROR_LINE.match(line) and _PARSE_ERROR.search(line)):
            return _at_line(service, int(match["line"]))
    vertex = next((match for line in reversed(lines) if (match := _VERTEX.fullmatch(line))), None)
    return _of_vertex(service, vertex["stage"], int(vertex["number"])) if vertex else None


def _of_vertex(service: Service, stage: str | None, number: int) -> Instruction | None:
    """The builder numbers what makes a layer; a base from elsewhere is the first."""
    for planned in service.plan.stages:
        name = planned.name or f"stage-{planned.index}"
        if planned.index in service.plan.reachable and (stage in (None, name)):
            steps = [step.instruction for step in planned.steps]
            place = number - 1 - isinstance(planned.base, ImageSource)
            if place < 0:
                return service.dockerfile.stages[planned.index].from_
            return steps[place] if place < len(steps) else None
    return None


def _printed(lines: Sequence[str]) -> tuple[str, ...]:
    """The last lines that the command that failed has printed; others may have run beside it."""
    found = [match for line in lines if (match := _PRINTED.fullmatch(line)) and match["text"].strip()]
    failed = next((match for line in reversed(lines) if (match := _FAILED.match(line))), found[-1] if found else None)
    last = failed["vertex"] if failed else ""
    # The end is repeated in the summary.
    return tuple(dict.fromkeys(match["text"].strip() for match in found if match["vertex"] == last))[-_TAIL:]


class ClassicLog(Struct):
    """What the classic builder says, as it comes."""

    step: int = 0
    error: str = ""
    image: str = ""
    printed: tuple[str, ...] = ()
    left: Unmarked = field(default_factory=Unmarked)
    """What holds single steps, and was not there before."""
    _cached: bool = False
    _base: bool = False

    def take(self, event: object) -> Iterator[str]:
        """Note an event; gives the lines to show."""
        if not isinstance(event, dict):
            return
        if "error" in event:
            self.error = str(event["error"]).strip()
        if isinstance(aux := event.get("aux"), dict):
            self.image = str(aux.get("ID", self.image))
        for line in plain(str(event.get("stream", ""))).splitlines():
            if line.strip():
                self._take_line(line.strip())
                yield line.rstrip()

    def _take_line(self, line: str) -> None:
        if step := _STEP.match(line):
            self.step, self._cached, self.printed = int(step["number"]), False, ()
            self._base = line[step.end() :].upper().startswith("FROM ")
        elif line == "---> Using cache":
            self._cached = True
        elif line.startswith("---> Running in "):
            self.left.containers.append(line.rpartition(" ")[2])
        elif line.startswith("---> ") and " " not in line[5:]:
            if not self._cached and not self._base:
                self.left.images.append(line[5:])
        elif not line.startswith(("---> ", "Removing intermediate container")):
            self.printed = (*self.printed, line)[-_TAIL:]

    def failure(self, service: Service) -> BuildFailure:
        """The end of a build that failed; raises :class:`EngineError` for what is no fault of the Dockerfile."""
        parsed = _PARSE_ERROR.search(self.error)
        instruction = _at_line(service, int(parsed["line"])) if parsed else _numbered(service, self.step)
        printed = self.printed if isinstance(instruction, Run) else ()
        return _failure(service, self.error or "the engine ended the build without a word", instruction, printed)


def _numbered(service: Service, number: int) -> Instruction | None:
    """The classic builder counts every instruction, those before the first stage included."""
    file = service.dockerfile
    stages = [one for stage in file.stages for one in (stage.from_, *stage.instructions)]
    everything: list[Instruction] = [*file.meta_args, *stages]
    return everything[number - 1] if 0 < number <= len(everything) else None


def _at_line(service: Service, line: int) -> Instruction | None:
    file = service.dockerfile
    stages = [one for stage in file.stages for one in (stage.from_, *stage.instructions)]
    line += (service.definition.inline_line - 1) if service.definition.inline is not None else 0
    return next((one for one in (*file.meta_args, *stages) if one.span.line <= line <= one.span.end_line), None)


def _failure(
    service: Service, reason: str, instruction: Instruction | None, printed: Sequence[str], builder: str = _ENGINE
) -> BuildFailure:
    if _FULL.search(reason) or any(map(_FULL.search, printed)):
        disk = "the engine's disk" if builder == _ENGINE else f"the disk of {builder} or of the engine"
        raise EngineError(f"the build stops because {disk} is full")
    if _AWAY.search(reason):
        raise EngineError(f"{builder} went away: {_shortened(reason)}")
    if lack := _TOO_OLD.search(reason):
        raise EngineError(f"{builder} is too old for what the build needs: it lacks {lack['what']}")
    pulling = bool(_PULL.match(reason))
    if (pulling or isinstance(instruction, From | None)) and _NO_REGISTRY.search(reason):
        line = instruction.line if instruction else None
        raise EngineError(
            f"an image that the build needs cannot be pulled: {_shortened(reason)}",
            file=service.dockerfile_file,
            line=line,
        )
    reason = _RUNC.sub("", reason).strip(" .:") or "the command fails"
    words = f"{reason} ({'; '.join(printed)})" if printed else reason
    failure = BuildFailure(_shortened(words))
    if instruction is None:
        return failure
    return replace(
        failure,
        instruction=_shortened(" ".join(instruction.text.replace("\\\n", " ").split())),
        line=instruction.span.line,
        end_line=instruction.span.end_line,
        lacks_source=isinstance(instruction, Add | Copy) and not pulling and bool(_NOT_FOUND.search(reason)),
    )


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 1] + "…"
