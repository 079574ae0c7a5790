"""Modules that what the container starts needs, and that the image does not have."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import field

from ctxlint.checks.base import Check
from ctxlint.checks.build_inputs import shortened
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.installed import trap_of
from ctxlint.checks.missing_module import MissingModule
from ctxlint.checks.required import excluding_line, line_that_brings_back, why_not_back
from ctxlint.checks.sizes import count_text
from ctxlint.checks.whereabouts import chain_text, is_for_development, root_of, start_location
from ctxlint.imports import Finder, Kind
from ctxlint.model import Action, Certainty, Hit, Location, Related, Remedy, Severity
from ctxlint.runtime import origins, strongest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.checks.installed import Trap


class MissingImports(Check, frozen=True):
    """Imports that are reached from the start, that the repository can satisfy, and the image cannot."""

    because: str = "ignored"
    """Which of them: ``ignored``, ``not-copied`` or ``outside``."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each missing module, at the import that fails first, or at the start itself."""
        for item, missing in strongest(service.reached):
            if missing.kind in (Kind.EAGER, Kind.LAZY):
                found = _Finding(service, item, missing)
                if found.because == self.because and not found.is_explained:
                    yield found.hit()


class _Finding(MissingModule, frozen=True, dict=True):
    """The same in words."""

    related: list[Related] = field(default_factory=list)

    def hit(self) -> Hit:
        """The hit at the import, with the line or the fix that belongs to it."""
        values = {
            "chain": self.chain(),
            "module": self.missing.module,
            "path": self.path,
            "context": self.service.prefix or "./",
            "count": f" ({count_text(len(self.missing.imports), 'import')})" if len(self.missing.imports) > 1 else "",
            "roots": ", ".join(self.item.roots),
            "twin": self.missing.repository.name,
            "fix": line_that_brings_back(self.service, self.inside) if self.inside else "",
            "source": self.inside or self.path,
            "target": self._target() + ("" if self.path.endswith(".py") else "/"),
            **self._line(),
            **self._elsewhere(),
            **self._installed(),
        }
        severity = self._severity()
        return Hit(
            self._location(),
            values,
            self._variant(),
            related=tuple(self.related),
            paths=(self.path,),
            module=self.missing.wanted,
            certainty=Certainty.POSSIBLE if self.is_possible else Certainty.CERTAIN,
            severity=severity,
            remedy=Remedy(Action.RESTORE, (self.path,), sure=True) if self.because == "ignored" else None,
        )

    def _location(self) -> Location:
        if not self.missing.chain:
            return start_location(self.service)
        last = self.missing.chain[-1]
        return Location(self.service.path(last.file.path), max(last.line, 1), max(last.column, 1))

    def chain(self) -> str:
        """The way from the start to the module."""
        return chain_text(self.service, self.missing.start.label, self.missing.chain, self.missing.module)

    def _target(self) -> str:
        """Where a copy would have to go."""
        return posixpath.join(self._target_root(), self.tail)

    def _target_root(self) -> str:
        """The root of the package around it, else the one whose content lies beside it in the repository."""
        roots, tree = self.item.roots, self.service.image.tree
        package, _, _ = self.missing.module.rpartition(".")
        around = Finder(tree, roots).find(package) if package else None
        if around and (root := root_of(posixpath.dirname(around.path) if around.file else around.path, package)):
            return root
        beside = (root for root in roots if any(each + self.tail == self.inside for each in origins(tree, [root])))
        return next(beside, next(iter(roots), "/"))

    # -- why

    def _line(self) -> dict[str, str]:
        """The line of the ignore file that took it, and those that do not bring it back."""
        line = excluding_line(self.service, self.inside) if self.inside is not None else None
        if line is None:
            return {}
        self.related.append(Related(line_location(self.service, line), f"this line excludes {self.path}"))
        self.related.extend(why_not_back(self.service, line, self.inside or ""))
        file = self.service.ignore_file or ""
        return {"line": str(line.number), "ignore_file": file, "pattern": line.text.strip()}

    @cached_property
    def trap(self) -> Trap | None:
        """The install that should have brought it."""
        if self.because != "not-copied" or self.inside is None or self.missing.start.path or self.missing.is_miscased:
            return None
        return trap_of(self.service, self.inside, self.missing.module)

    def _installed(self) -> dict[str, str]:
        if self.trap is None:
            return {}
        install = self.trap.install
        self.related.append(
            Related(Location(self.service.dockerfile_file, self.trap.step), "this installs the project")
        )
        return {
            "install": shortened(install.command),
            "step": str(self.trap.step),
            "project": self.service.path(self.trap.file),
            "links": ", ".join(install.roots),
        }

    def _elsewhere(self) -> dict[str, str]:
        if self.place is None:
            return {}
        root = root_of(self.place, self.missing.module)
        return {"place": self.place, "root": root or "", "command": self.missing.start.label, "run": self._as_module()}

    def _variant(self) -> str:
        if self.missing.is_miscased:
            return "case"
        if self.trap is not None:
            return self.trap.kind
        if self.place is None:
            return ""
        if root_of(self.place, self.missing.module) is None:
            return "flattened"
        return "as-script" if self._as_module() else "elsewhere"

    def _as_module(self) -> str:
        """The name by which the script would have to be run with ``-m``, in the directory that has the module."""
        script, root = self.missing.start.path, root_of(self.place or "", self.missing.module)
        if not script or not script.endswith(".py") or root is None or not script.startswith(root.rstrip("/") + "/"):
            return ""
        parts = script.removesuffix(".py")[len(root.rstrip("/")) + 1 :].split("/")
        if len(parts) < 2 or root != self.service.image.stage.workdir or not all(map(str.isidentifier, parts)):
            return ""
        return ".".join(parts)

    def _severity(self) -> Severity | None:
        if self.mount is None:
            return Severity.WARNING if self.is_possible else None
        text = f"this volume brings {self.path} where compose runs the service; the image that is deployed lacks it"
        self.related.append(Related(self.mount.location, text))
        return Severity.INFO if is_for_development(self.service) else Severity.WARNING
