"""Files that hold credentials, by their names and by their structure; contents are never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import place_of, taking
from ctxlint.checks.image_files import copied
from ctxlint.checks.secret_content import MAX_BYTES, held_in, is_public, is_worth_a_look
from ctxlint.checks.sent import where
from ctxlint.context import Directory, File, Kind
from ctxlint.dockerignore import DockerIgnoreSpec, Matcher, direct_matches, lines_of, literal, matcher_of
from ctxlint.model import Action, Hit, Location, Remedy, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service


class Secrets(Check, frozen=True):
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
    likely_public: tuple[str, ...] = ()
    """Which of them are usually public keys: where the content does not tell, they are only worth a note."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file, or for each directory that matches as a whole."""
        asked = "secrets", self.patterns, self.unless, self.settings
        found = service.shared.once(asked, lambda: self._worth_a_word(service))
        targets = copied(service.image.tree) if found else {}
        is_likely_public = direct_matches(lines_of(self.likely_public))
        for path, kind in sorted(found.items()):
            inside = [target for source, target in targets.items() if source == path or source.startswith(path + "/")]
            if bool(inside) is self.in_image:
                hit = _image_hit(service, path, kind, inside[0]) if inside else _hit(service, path, kind)
                yield _note(hit) if kind is None and is_likely_public(path) else hit

    def _worth_a_word(self, service: Service) -> dict[str, str | None]:
        """What is found in the context, but for what is published anyhow in a place of samples."""
        is_harmless = DockerIgnoreSpec.parse("\n".join(self.unless)).decide(service.prefix).excluded
        candidates = self.found(service, service.filtered.tree)
        return {path: kind for path, kind in candidates if not (is_harmless and _is_tracked(service, path))}

    def found(self, service: Service, tree: Directory) -> Iterator[tuple[str, str | None]]:
        """Paths in a tree of files of the context, and what they hold where their structure tells it."""
        named = matcher_of([*self.patterns, *(f"!{pattern}" for pattern in self.unless)])
        harmless = direct_matches(lines_of(self.settings))
        for path in _matching(tree, named):
            if not (harmless(path) and _is_tracked(service, path)) and not _is_public(service, path):
                yield path, None
        unless = matcher_of(self.unless)
        for path in _worth_a_look(tree, unless):
            if kind := _kind(service, path):
                yield path, kind


def _note(hit: Hit) -> Hit:
    """The same about a file that may hold what anybody may read."""
    return replace(hit, variant="public", severity=Severity.INFO, remedy=None)


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


def _worth_a_look(tree: Directory, unless: Matcher) -> list[str]:
    """Small files whose name says that their structure may tell something, and that are not of a harmless kind."""
    found = []
    waiting = [("", tree, unless.root)]
    while waiting:
        prefix, here, position = waiting.pop()
        for name, node in here.entries.items():
            visit = unless.visit(position, name)
            if visit.excluded:
                continue
            if isinstance(node, Directory):
                waiting.append((f"{prefix}{name}/", node, unless.enter(position, name, visit)))
            elif isinstance(node, File) and 0 < node.size <= MAX_BYTES and not node.special and is_worth_a_look(name):
                found.append(prefix + name)
    return found


def _kind(service: Service, path: str) -> str | None:
    """What a file holds by its structure; looked up once for all services."""
    host = service.definition.context / path
    remembered = service.workspace.remembered
    if host not in remembered:
        remembered[host] = held_in(host.name, _content(service, path))
    return remembered[host]


def _is_public(service: Service, path: str) -> bool:
    entry = service.disk.entry(path)
    is_small_file = entry is not None and entry.kind is Kind.FILE and entry.size <= MAX_BYTES
    return is_small_file and is_public(_content(service, path))


def _content(service: Service, path: str) -> bytes:
    try:
        return service.disk.read(path)
    except OSError:
        return b""


def _image_hit(service: Service, path: str, kind: str | None, target: str) -> Hit:
    read = taking(service, service.build.context, path)
    place = place_of(service, read.place) if read else service.location
    return _hit(service, path, kind, place, target)


def _hit(
    service: Service, path: str, kind: str | None, place: Location | None = None, target: str | None = None
) -> Hit:
    tracked = _is_tracked(service, path)
    values = {"path": service.path(path), "kind": kind, "fix": path, "where": where(service), "target": target}
    variant = ("content-" if kind else "") + ("tracked" if tracked else "")
    return Hit(
        place or service.location,
        values,
        variant.removesuffix("-"),
        paths=(service.path(path),),
        severity=Severity.WARNING if tracked else None,
        remedy=Remedy(Action.EXCLUDE, (service.path(path),), patterns=("**/" + literal(path.rpartition("/")[2]),)),
    )
