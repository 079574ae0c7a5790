"""Files that reached code reads, that the repository has, and that the image lacks."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.checks.base import Check
from ctxlint.checks.data_launch import named_files, unguided_migrations
from ctxlint.checks.data_reads import LackingRead, lacking_reads
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.required import excluding_line, line_that_brings_back, why_not_back
from ctxlint.checks.sizes import count_text
from ctxlint.checks.whereabouts import declared_volumes, start_location
from ctxlint.context import Kind
from ctxlint.model import Action, Certainty, Hit, Location, Related, Remedy, Severity
from ctxlint.runtime import generates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.analysis import Service


class MissingData(Check, frozen=True):
    """Files and directories that code opens by a literal path, and that only the repository has."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each file; one for a directory that is missing with several of them."""
        found: set[str] = set()
        for path, place, reads in _grouped(service, lacking_reads(service)):
            if hit := _Lack(service, path, place).read_by(reads):
                found.add(path)
                yield hit
        for option in named_files(service):
            if option.path not in found and (hit := _Lack(service, option.path, option.place).named_by(option.command)):
                found.add(option.path)
                yield hit
        for orphan in unguided_migrations(service):
            if orphan.path not in found:
                lack = _Lack(service, orphan.path, orphan.place)
                yield lack.hit(
                    "migrations", Location(orphan.environment), {"directory": orphan.directory}, certain=False
                )


def _grouped(service: Service, reads: Iterable[LackingRead]) -> Iterator[tuple[str, str, list[LackingRead]]]:
    """Repository path, path in the image, and the reads of it; files of one missing directory go together."""
    by_path: dict[str, list[LackingRead]] = {}
    for lack in reads:
        by_path.setdefault(lack.spot.repository[0], []).append(lack)
    groups: dict[str, list[str]] = {}
    for path, lacks in by_path.items():
        groups.setdefault(_missing_above(service, path, lacks[0].spot.image)[0], []).append(path)
    for above, paths in groups.items():
        every = sorted((lack for path in paths for lack in by_path[path]), key=lambda lack: lack.weight)
        if len(paths) == 1:
            yield paths[0], by_path[paths[0]][0].spot.image, every
        else:
            yield above, _missing_above(service, paths[0], by_path[paths[0]][0].spot.image)[1], every


def _missing_above(service: Service, path: str, place: str) -> tuple[str, str]:
    """The highest directory above that the image lacks with the path, or the path itself."""
    while posixpath.basename(posixpath.dirname(path)) == posixpath.basename(posixpath.dirname(place)) != "":
        if service.image.find(posixpath.dirname(place)) is not None:
            break
        path, place = posixpath.dirname(path), posixpath.dirname(place)
    return path, place


class _Lack(Struct, frozen=True):
    """A path of the repository, and where the image would have it."""

    service: Service
    path: str
    place: str

    @property
    def inside(self) -> str | None:
        """The path relative to the context, if it lies there."""
        prefix = self.service.prefix
        return self.path[len(prefix) :] if self.path.startswith(prefix) else None

    @property
    def is_directory(self) -> bool:
        """Whether it is a directory in the repository."""
        entry = self.service.workspace.disk(self.service.workspace.root).entry(self.path)
        return entry is not None and entry.kind is Kind.DIRECTORY

    def read_by(self, reads: list[LackingRead]) -> Hit | None:
        """The hit at the first of its reads."""
        first = reads[0]
        if first.module.file is None or self._is_brought(first.module.path):
            return None
        file = self.service.path(first.module.file.path)
        chain = [f"{self.service.path(place.file.path)}:{place.line}" for place in first.way.chain]
        steps = [*chain, f"{file}:{first.read.line}"]
        places = {(lack.module.path, lack.read.line, lack.read.column) for lack in reads}
        count = f" ({count_text(len(places), 'read')})" if len(places) > 1 else ""
        verb = "reads, if it is there," if first.read.guarded else "reads"
        values = {"chain": " -> ".join(steps), "reads": verb, "count": count, "module": file}
        where = Location(file, first.read.line, first.read.column)
        because = self._because or ("left-out" if first.module.file.installed else "")
        hit = self.hit(because, where, values, certain=first.is_eager)
        return replace(hit, severity=Severity.INFO) if first.read.guarded else hit

    def named_by(self, command: str) -> Hit | None:
        """The hit for a command that names it."""
        if self._is_brought(self.service.image.stage.workdir):
            return None
        return self.hit(
            self._because,
            start_location(self.service),
            {"chain": command, "reads": "reads", "count": ""},
            certain=False,
        )

    @property
    def _because(self) -> str:
        if self.inside is None:
            return "outside"
        return "ignored" if excluding_line(self.service, self.inside) else ""

    def _is_brought(self, code: str) -> bool:
        """Whether a volume is meant to bring it: one that leaves the code alone."""
        targets = (*(mount.target for mount in self.service.definition.mounts), *declared_volumes(self.service))
        return any(_covers(target, self.place) and not _covers(target, code) for target in targets)

    def hit(self, variant: str, where: Location, values: dict[str, str], *, certain: bool) -> Hit:
        """The hit, with the line or the fix that belongs to it."""
        slash = "/" if self.is_directory else ""
        common = {
            "path": self.path + slash,
            "place": self.place + slash,
            "context": self.service.prefix or "./",
            "fix": line_that_brings_back(self.service, self.inside) if self.inside else "",
            "source": (self.inside or self.path) + slash,
            "target": self.place + slash,
        }
        line, related = self._line()
        made = self.service.definition.prepared or generates(self.service.build)
        sure = certain and not made
        certainty = Certainty.CERTAIN if sure else Certainty.POSSIBLE
        remedy = Remedy(Action.RESTORE, (self.path,), sure=True) if variant == "ignored" else None
        words = {**common, **line, **values}
        return Hit(where, words, variant, related, (self.path,), certainty=certainty, remedy=remedy)

    def _line(self) -> tuple[dict[str, str], tuple[Related, ...]]:
        line = excluding_line(self.service, self.inside) if self.inside is not None else None
        if line is None:
            return {}, ()
        taken = Related(line_location(self.service, line), f"this line excludes {self.path}")
        later = why_not_back(self.service, line, self.inside or "")
        values = {"line": str(line.number), "ignore_file": self.service.ignore_file or "", "pattern": line.text.strip()}
        return values, (taken, *later)


def _covers(target: str, path: str) -> bool:
    return path == target or path.startswith(target.rstrip("/") + "/")
