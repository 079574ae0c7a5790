"""Files that hold credentials, by their names; contents are never read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import place_of, taking
from ctxlint.checks.image_files import copied
from ctxlint.checks.sent import where
from ctxlint.context import Directory
from ctxlint.dockerignore import Matcher, direct_matches, lines_of, literal, matcher_of
from ctxlint.model import Action, Hit, Location, Remedy, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service


@dataclass(frozen=True)
class Secrets(Check):
    """Files that hold credentials, in the context or in the final image.

    A tracked file is published with the repository already, and often holds sample values: such hits are warnings.
    """

    patterns: tuple[str, ...] = ()
    """What counts as a secret, as lines of an ignore file."""
    unless: tuple[str, ...] = ()
    """What does not, although it matches."""
    settings: tuple[str, ...] = ()
    """Which of them are settings rather than secrets where version control tracks them."""
    in_image: bool = False

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file, or for each directory that matches as a whole."""
        named = matcher_of([*self.patterns, *(f"!{pattern}" for pattern in self.unless)])
        harmless = direct_matches(lines_of(self.settings))
        found = [
            path
            for path in _matching(service.filtered.tree, named)
            if not (harmless(path) and _is_tracked(service, path))
        ]
        targets = copied(service.image.tree) if found else {}
        for path in found:
            inside = [target for source, target in targets.items() if source == path or source.startswith(path + "/")]
            if self.in_image and inside:
                yield _image_hit(service, path, inside[0])
            elif not self.in_image and not inside:
                yield _hit(service, path, service.location, {})


def _is_tracked(service: Service, path: str) -> bool:
    return service.workspace.version_control.tracks(service.path(path))


def _matching(tree: Directory, matcher: Matcher) -> list[str]:
    """The outermost paths that match."""
    found = []
    waiting = [("", tree, matcher.root)]
    while waiting:
        prefix, here, position = waiting.pop()
        for name, node in here.sorted():
            visit = matcher.visit(position, name)
            path = prefix + name
            if visit.excluded and (not isinstance(node, Directory) or node.entries):
                found.append(path)
            elif isinstance(node, Directory):
                waiting.append((path + "/", node, matcher.enter(position, name, visit)))
    return sorted(found)


def _image_hit(service: Service, path: str, target: str) -> Hit:
    read = taking(service, service.build.context, path)
    place = place_of(service, read.place) if read else service.location
    return _hit(service, path, place, {"target": target})


def _hit(service: Service, path: str, place: Location, values: dict[str, object]) -> Hit:
    tracked = _is_tracked(service, path)
    values = {"path": service.path(path), "fix": path, "where": where(service), **values}
    return Hit(
        place,
        values,
        "tracked" if tracked else "",
        paths=(service.path(path),),
        severity=Severity.WARNING if tracked else None,
        remedy=Remedy(Action.EXCLUDE, (service.path(path),), patterns=("**/" + literal(path.rpartition("/")[2]),)),
    )
