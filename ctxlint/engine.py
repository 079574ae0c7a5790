"""Services x rules -> report: selection, severity, order. Pure: what it reads, the services read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.checks.copy_sources import doubts_context
from ctxlint.errors import CtxlintError, IgnoreSyntaxError
from ctxlint.model import Certainty, Finding, Hit, Severity, Suppression
from ctxlint.paths import ancestors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ctxlint.analysis import Service
    from ctxlint.rulebook import Rule

_LACKS = "CTX1"
"""Rules about what an image lacks."""


class Problem(Struct, frozen=True):
    """Something that kept ctxlint from telling; ``service`` is ``None`` when it is not about one service."""

    message: str
    file: str | None
    line: int | None
    service: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class Settings(Struct, frozen=True):
    """Which rules run, and what counts as failure. ``select`` and ``ignore`` hold codes or their beginnings."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.WARNING
    options: Mapping[str, Any] = field(default_factory=dict)
    suppressions: bool = True
    """Whether comments in the repository may silence findings."""
    partial: bool = False
    """Whether the project has more services: what silences nothing here may silence something there."""

    def with_options(self, own: Mapping[str, Any]) -> Settings:
        """The settings for a service that has options of its own."""
        select, ignore = tuple(own.get("select", ())), tuple(own.get("ignore", ()))
        return replace(self, select=select or self.select, ignore=self.ignore + ignore, options={**self.options, **own})

    def wants(self, code: str) -> bool:
        """Whether a rule runs; the longest beginning decides, ``ignore`` wins a tie."""
        selected = max((len(word) for word in self.select if code.startswith(word)), default=-1 if self.select else 0)
        ignored = max((len(word) for word in self.ignore if code.startswith(word)), default=-1)
        return selected > ignored and selected >= 0


class Suppressed(Struct, frozen=True):
    """A finding that does not count, and the comment that says why."""

    finding: Finding
    suppression: Suppression


class Report(Struct, frozen=True):
    """What was found, worst first, and what kept ctxlint from looking."""

    services: tuple[Service, ...] = ()
    findings: tuple[Finding, ...] = ()
    errors: tuple[Problem, ...] = ()
    fail_on: Severity = Severity.WARNING
    suppressed: tuple[Suppressed, ...] = ()
    known: int = 0
    """How many findings were left out because a baseline has them."""
    gone: int = 0
    """How many entries of the baseline are about nothing any more; 0 when only a part of the project was checked."""

    @property
    def exit_code(self) -> int:
        """2 when something could not be told, else 1 when a finding is as bad as ``fail_on``, else 0."""
        if self.errors:
            return 2
        return int(any(finding.severity.at_least(self.fail_on) for finding in self.findings))

    def of(self, service: str) -> tuple[Finding, ...]:
        """The findings of one service."""
        return tuple(finding for finding in self.findings if finding.service == service)


def finding_of(rule: Rule, service: str, hit: Hit) -> Finding:
    """A hit of a rule's check, with the rule's words."""
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=hit.severity or rule.severity,
        certainty=hit.certainty,
        service=service,
        message=rule.message(hit),
        location=hit.location,
        related=hit.related,
        paths=hit.paths,
        module=hit.module,
        fix=rule.advice(hit),
        remedy=hit.remedy,
    )


def _order(finding: Finding) -> tuple[object, ...]:
    return (finding.severity.rank, finding.code, finding.location, finding.message, finding.service)


def _without_repeats(findings: Collection[Finding], rules: Sequence[Rule]) -> Iterator[Finding]:
    """Findings without those that another rule's finding says better and as badly."""
    stronger = {rule.code: rule.yields_to for rule in rules if rule.yields_to}
    for finding in findings:
        codes = stronger.get(finding.code, ())
        if not codes or not any(other.code in codes and _repeats(finding, other) for other in findings):
            yield finding


def _repeats(finding: Finding, other: Finding) -> bool:
    """Whether ``other`` is about the same service, and the same module or one inside of it, or some of the paths."""
    if finding.service != other.service or not other.severity.at_least(finding.severity):
        return False
    if finding.module:
        return f"{other.module}.".startswith(f"{finding.module}.") and finding.paths == other.paths
    tops = set(other.paths)
    return any(path in tops or not tops.isdisjoint(ancestors(path)) for path in finding.paths)


class _Collector:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.findings: dict[Finding, None] = {}
        self.errors: dict[Problem, None] = {}
        self.pending: dict[Finding, Suppression] = {}
        """Findings that only count when a suppression silences nothing."""

    def run(self, service: Service, rules: Sequence[Rule]) -> None:
        settings = self._settings.with_options(service.definition.options)
        failures = [
            error for rule in rules if settings.wants(rule.code) for error in self._run_rule(service, rule, settings)
        ]
        for error in [*failures, *service.problems()]:
            self.fail(error, service)

    def _run_rule(self, service: Service, rule: Rule, settings: Settings) -> list[CtxlintError]:
        try:
            for hit in rule.make(settings.options)(service):
                finding = _as_certain_as_the_context(finding_of(rule, service.name, hit), service)
                if hit.unless_used:
                    self.pending[finding] = hit.unless_used
                else:
                    self.findings[finding] = None
        except CtxlintError as error:
            return [error]
        return []

    def fail(self, error: CtxlintError, service: Service | None) -> None:
        if isinstance(error, IgnoreSyntaxError) and self._is_found(error):
            return  # the rule about invalid patterns says it
        file = service.display(error.file) if service and error.file else error.file
        self.errors[Problem(error.message, file, error.line, service.name if service else None)] = None

    def _is_found(self, error: IgnoreSyntaxError) -> bool:
        return any(
            finding.location.line == error.line and error.message in finding.message for finding in self.findings
        )


def _as_certain_as_the_context(finding: Finding, service: Service) -> Finding:
    """What an image lacks, made milder where the build itself seems to mean another context."""
    if not (finding.code.startswith(_LACKS) and finding.severity is Severity.ERROR and doubts_context(service)):
        return finding
    return replace(finding, severity=Severity.WARNING, certainty=Certainty.POSSIBLE)


class _Silencing:
    """Takes out the findings that comments silence, and tells which comments silence none."""

    def __init__(self, services: Mapping[str, Service], rules: Sequence[Rule], settings: Settings) -> None:
        self._services = services
        self._rules = rules
        self._settings = settings
        self._used: set[Suppression] = set()
        self.suppressed: list[Suppressed] = []

    def silences(self, finding: Finding) -> bool:
        """Whether a finding does not count."""
        found = self._services[finding.service].suppressions.of(finding) if self._settings.suppressions else ()
        self._used.update(found)
        self.suppressed += [Suppressed(finding, one) for one in found[:1]]
        return bool(found)

    def unused(self, pending: Mapping[Finding, Suppression], errors: Iterable[Problem]) -> list[Finding]:
        """Those that count because their suppression could have silenced something, and did not."""
        broken = {error.service for error in errors}
        if self._settings.partial or not self._settings.suppressions or None in broken:
            return []
        kept = self._used | {
            one
            for service in self._services.values()
            for one in service.suppressions.valid
            if service.name in broken or not self._all_asked(service, one)
        }
        return [finding for finding, one in pending.items() if one not in kept]

    def _all_asked(self, service: Service, suppression: Suppression) -> bool:
        """Whether every rule was asked that the suppression may mean."""
        settings = self._settings.with_options(service.definition.options)
        meant = [rule for rule in self._rules if suppression.names(rule.code, rule.name)]
        return all(settings.wants(rule.code) for rule in meant)


def run(
    services: Iterable[Service],
    rules: Sequence[Rule],
    settings: Settings,
    errors: Iterable[CtxlintError] = (),
) -> Report:
    """Ask every rule about every service; a failure of one stops neither the others nor the other services."""
    collector = _Collector(settings)
    for error in errors:
        collector.fail(error, None)
    services = tuple(services)
    for service in services:
        service.register()
    for service in services:
        collector.run(service, rules)
    judged = _Silencing({service.name: service for service in services}, rules, settings)
    findings = [finding for finding in _without_repeats(collector.findings, rules) if not judged.silences(finding)]
    findings += judged.unused(collector.pending, collector.errors)
    suppressed = tuple(sorted(judged.suppressed, key=lambda item: _order(item.finding)))
    return Report(services, tuple(sorted(findings, key=_order)), tuple(collector.errors), settings.fail_on, suppressed)
