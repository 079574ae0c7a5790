"""Modules that what the container starts needs, and that the image does not have."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.required import excluding_line, why_not_back
from ctxlint.checks.sizes import count_text
from ctxlint.imports import Kind
from ctxlint.model import Certainty, Hit, Location, Related, Severity
from ctxlint.runtime import generates, strongest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.imports import Missing, Place
    from ctxlint.runtime import Reached


@dataclass(frozen=True)
class MissingImports(Check):
    """Imports that are reached from the start, that the repository can satisfy, and the image cannot."""

    because: str = "ignored"
    """Which of them: ``ignored``, ``not-copied`` or ``outside``."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each missing module, at the import that fails first."""
        for item, missing in strongest(service.reached):
            if missing.kind in (Kind.EAGER, Kind.LAZY):
                found = _Finding(service, item, missing)
                if found.because == self.because:
                    yield found.hit()


@dataclass(frozen=True)
class _Finding:
    """A missing module and where the repository has it."""

    service: Service
    item: Reached
    missing: Missing

    @property
    def path(self) -> str:
        """Where the repository has the module, relative to the project root: a package's directory or a file."""
        path = self.missing.repository.path.strip("/")
        return posixpath.dirname(path) if posixpath.basename(path).startswith("__init__.") else path

    @property
    def inside(self) -> str | None:
        """The same relative to the context, if it lies there."""
        prefix = self.service.prefix
        return self.path[len(prefix) :] if self.path.startswith(prefix) else None

    @property
    def because(self) -> str:
        """Why the image does not have it."""
        if self.inside is None:
            return "outside"
        return "ignored" if excluding_line(self.service, self.inside) else "not-copied"

    @property
    def is_possible(self) -> bool:
        """Whether something outside the model may bring the module after all."""
        certain = self.missing.kind is Kind.EAGER and not self.missing.doubtful and not self.item.start.optional
        return not certain or bool(self.item.reach.path_changes) or generates(self.service.build)

    def hit(self) -> Hit:
        """The hit at the import, with the line or the fix that belongs to it."""
        last = self.missing.chain[-1]
        related: list[Related] = []
        values = {
            "chain": self.chain(),
            "module": self.missing.module,
            "path": self.path,
            "context": self.service.prefix or "./",
            "count": f" ({count_text(len(self.missing.imports), 'import')})" if len(self.missing.imports) > 1 else "",
            "roots": ", ".join(self.item.roots),
            "fix": f"!{self.inside}",
            "source": self.inside or self.path,
            "target": self._target(),
        }
        if self.because == "ignored" and (line := excluding_line(self.service, self.inside or "")):
            values |= {"line": str(line.number), "ignore_file": self.service.ignore_file or "", "pattern": str(line)}
            related.append(Related(line_location(self.service, line), f"this line excludes {self.path}"))
            related += why_not_back(self.service, line, self.inside or "")
        return Hit(
            Location(self.service.path(last.file.path), max(last.line, 1), max(last.column, 1)),
            values,
            related=tuple(related),
            paths=(self.path,),
            module=self.missing.wanted,
            certainty=Certainty.POSSIBLE if self.is_possible else Certainty.CERTAIN,
            severity=Severity.WARNING if self.is_possible else None,
        )

    def chain(self) -> str:
        """The way from the start to the module: files with lines, then its name."""
        return " -> ".join([*map(self._shown, self.missing.chain), self.missing.module])

    def _shown(self, place: Place) -> str:
        return f"{self.service.path(place.file.path)}:{place.line}"

    def _target(self) -> str:
        """Where a copy would have to go: below the root that the importing module was found in."""
        top = self.missing.module.replace(".", "/")
        root = self.item.roots[0] if self.item.roots else "/"
        return posixpath.join(root, top) + ("/" if not self.path.endswith(".py") else ".py")


@dataclass(frozen=True)
class MissingStart(Check):
    """What the container starts is not in the image."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each start that is known to be absent."""
        stage = service.image.stage
        for missing in service.starting.missing:
            values = {"command": missing.command, "path": missing.path_or_module}
            place = service.definition.locations.get("command") or Location(service.dockerfile_file, stage.span.line)
            if missing.mounted:
                yield Hit(place, values, "mounted", severity=Severity.WARNING)
            else:
                yield Hit(place, values)


@dataclass(frozen=True)
class OpaqueStart(Check):
    """A Python service whose modules cannot be told from its command."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each command that is opaque and runs Python."""
        for opaque in service.starting.opaque:
            if opaque.python:
                values = {"command": opaque.command, "reason": opaque.reason, "service": service.name}
                yield Hit(Location(service.dockerfile_file, service.image.stage.span.line), values)
