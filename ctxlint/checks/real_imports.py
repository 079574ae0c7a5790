"""What failed when the modules of a service were imported for real, next to what the rules had said."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from ctxlint.checks.base import Check
from ctxlint.checks.sizes import count_text
from ctxlint.checks.whereabouts import start_location
from ctxlint.model import Certainty, Hit, Location, Related, Severity
from ctxlint.observation import Failure, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.model import Finding
    from ctxlint.observation import Import, Observation

_LENIENT = frozenset({Trouble.ENVIRONMENT, Trouble.READ_ONLY, Trouble.NETWORK, Trouble.EXIT, Trouble.HANG})
"""What may well work where the service really runs."""


class FailedImports(Check, frozen=True):
    """Imports that failed in a real container."""

    observes: ClassVar[bool] = True

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each reason, however many modules fail for it."""
        seen = service.observation
        if seen is None:
            return
        if seen.command and seen.command.code:
            values = {
                "command": seen.command.command,
                "code": seen.command.code,
                "output": _printed(seen.command.output),
            }
            yield Hit(start_location(service), values, "command")
        if seen.wants_python:
            yield Hit(start_location(service), variant="no-python")
        for failure, imports in by_reason(seen).items():
            yield _hit(service, seen, failure, imports)


def by_reason(seen: Observation) -> dict[Failure, list[Import]]:
    """The imports that failed, by what failed; what is lacking fails for one reason, wherever it is noticed."""
    groups: defaultdict[object, list[tuple[Failure, Import]]] = defaultdict(list)
    for each in seen.failed:
        if failure := each.failure:
            lacking = failure.trouble is Trouble.IMPORT and failure.lacking
            key = failure.lacking if lacking else (failure.trouble, failure.words, failure.source, failure.line)
            groups[key].append((failure, each))
    best = (sorted(group, key=_tells_less) for group in groups.values())
    return {group[0][0]: [each for _, each in group] for group in best}


def _tells_less(item: tuple[Failure, Import]) -> bool:
    """Whether it does not say where: the module itself, imported by its name, fails nowhere in the repository."""
    failure, _ = item
    return failure.source is None


def _printed(line: str) -> str:
    return f'; the last that it printed is "{line}"' if line else ""


def _hit(service: Service, seen: Observation, failure: Failure, imports: Sequence[Import]) -> Hit:
    finding = prediction(seen, failure.lacking) if failure.trouble is Trouble.IMPORT and failure.lacking else None
    mild = failure.trouble in _LENIENT or not any(each.certain for each in imports)
    others = len(imports) - 1
    values = {
        "module": imports[0].module,
        "others": f" and {count_text(others, 'other module')}" if others else "",
        "words": failure.words,
        "lacking": failure.lacking,
        "repository": failure.repository or "",
        "output": _printed(failure.output),
        "code": finding.code if finding else "",
        "explanation": finding.message if finding else "",
        "fix": (finding.fix if finding else None) or f"see ctxlint rule {finding.code if finding else ''}",
    }
    return Hit(
        _location(service, failure, finding),
        values,
        _variant(failure, finding),
        finding.related if finding else (),
        finding.paths if finding else (),
        failure.lacking if failure.trouble is Trouble.IMPORT and failure.lacking else None,
        Certainty.POSSIBLE if mild else Certainty.CERTAIN,
        Severity.WARNING if mild else None,
    )


def prediction(seen: Observation, module: str) -> Finding | None:
    """What the rules had said about a module that is lacking, or about a package that it is in."""
    about = [each for each in seen.predicted if each.module and _is_about(each.module, module)]
    return min(about, key=lambda each: (each.code == "CTX101", each.severity.rank), default=None)


def _is_about(predicted: str, module: str) -> bool:
    return f"{predicted}.".startswith(f"{module}.") or f"{module}.".startswith(f"{predicted}.")


def _variant(failure: Failure, finding: Finding | None) -> str:
    if failure.trouble is not Trouble.IMPORT:
        return failure.trouble.value
    if finding:
        return "predicted"
    return "in-repository" if failure.repository else "import"


def _location(service: Service, failure: Failure, finding: Finding | None) -> Location:
    if failure.source:
        return Location(failure.source, failure.line, _column(failure, finding))
    return finding.location if finding else start_location(service)


def _column(failure: Failure, finding: Finding | None) -> int:
    same = finding and (finding.location.file, finding.location.line) == (failure.source, failure.line)
    return finding.location.column if finding and same else 1


class FailedBuild(Check, frozen=True):
    """A real build that failed."""

    observes: ClassVar[bool] = True

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit, at the instruction that failed."""
        seen = service.observation
        if seen is None or seen.build is None:
            return
        failure = seen.build
        location = Location(service.dockerfile_file, failure.line)
        values = {"instruction": failure.instruction, "reason": failure.reason}
        finding = predicted_failure(service, seen)
        if finding:
            values |= {"code": finding.code, "explanation": finding.message}
            values |= {"fix": finding.fix or f"see ctxlint rule {finding.code}"}
            related = tuple(dict.fromkeys([*finding.related, *_own(finding, location)]))
            yield Hit(finding.location, values, "predicted", related, finding.paths)
        else:
            yield Hit(location, values, "" if failure.instruction else "nowhere")


def _own(finding: Finding, location: Location) -> list[Related]:
    same = (finding.location.file, finding.location.line) == (location.file, location.line)
    return [] if same else [Related(location, "this instruction failed")]


def predicted_failure(service: Service, seen: Observation) -> Finding | None:
    """What the rules had said about the instruction at which the build stopped."""
    if seen.build is None:
        return None
    lines = range(seen.build.line, seen.build.end_line + 1)
    about = (each for each in seen.predicted if each.location.file == service.dockerfile_file)
    return next((each for each in about if each.location.line in lines and each.code in STOPPING), None)


STOPPING = ("CTX105", "CTX106")
"""The rules about what stops a build."""
