"""Directories that an instruction copies without all of their program."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.copy_sources import ContextRead, context_reads, place_of
from ctxlint.checks.ignore_syntax import line_location
from ctxlint.checks.sizes import count_text
from ctxlint.context import Directory, lookup
from ctxlint.dockerignore import DockerIgnoreSpec, IgnoreLine
from ctxlint.model import Hit, Related

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service

_SHOWN = 20


class PartlyIgnoredSources(Check, frozen=True):
    """Directory sources that lose files of the program to the ignore file.

    The whole context as a source is left alone: what the ignore file takes there, it takes on purpose.
    """

    programs: tuple[str, ...] = ()
    """Globs for the names of files that are part of a program."""
    needless: tuple[str, ...] = ()
    """What nobody needs at run time, as lines of an ignore file."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each source and each line of the ignore file that takes something of it."""
        asked = "programs", self.programs, self.needless
        programs, taken = service.shared.once(asked, lambda: self._programs(service))
        for read in dict.fromkeys(context_reads(service)) if taken else ():
            if read.path and isinstance(lookup(service.filtered.tree, read.path), Directory):
                files = [path for path in programs if path.startswith(read.path + "/")]
                lost = [path for path in taken if path.startswith(read.path + "/")]
                for line, paths in _by_line(service, lost):
                    yield _hit(service, read, line, paths, len(files))

    def _programs(self, service: Service) -> tuple[list[str], list[str]]:
        """The files of the context that are needed as a part of a program, and those that the ignore file takes."""
        fits = re.compile("|".join(map(fnmatch.translate, self.programs)) or "(?!)").match
        needless = DockerIgnoreSpec.parse("\n".join(self.needless))
        named = (path for path in service.written if fits(path.rpartition("/")[2]))
        files = [path for path in named if not needless.decide(path).excluded]
        return files, [path for path in files if lookup(service.filtered.tree, path) is None]


def _by_line(service: Service, lost: Sequence[str]) -> Iterator[tuple[IgnoreLine, list[str]]]:
    found: dict[IgnoreLine, list[str]] = {}
    for path in lost:
        if line := service.ignore.decide(path).line:
            found.setdefault(line, []).append(path)
    yield from found.items()


def _hit(service: Service, read: ContextRead, line: IgnoreLine, lost: Sequence[str], count: int) -> Hit:
    values = {
        "keyword": read.keyword,
        "source": read.path,
        "lost": len(lost),
        "files": count_text(count, "source file"),
        "line": line.number,
        "ignore_file": service.ignore_file or "",
        "pattern": str(line),
        "path": service.path(lost[0]),
        "more": f" and {count_text(len(lost) - 1, 'other')}" if lost[1:] else "",
        "fix": f"!{lost[0]}",
    }
    related = Related(line_location(service, line), f"this line excludes {service.path(lost[0])}")
    return Hit(
        place_of(service, read.place),
        values,
        related=(related,),
        paths=tuple(service.path(path) for path in lost[:_SHOWN]),
    )
