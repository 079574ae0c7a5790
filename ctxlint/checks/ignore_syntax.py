"""Lines that the builder refuses, and lines that it reads differently than their author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Action, Hit, Location, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.dockerignore import IgnoreLine

_TRAILING_COMMENT = re.compile(r"(?P<pattern>.*?\S)\s+#")


class InvalidPatterns(Check, frozen=True):
    """The line at which the builder gives up."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """At most one hit: the builder stops there, too."""
        try:
            _ = service.ignore, service.filtered
        except IgnoreSyntaxError as error:
            yield Hit(Location(service.ignore_file or "", error.line or 1), {"problem": error.message})


class TrailingComments(Check, frozen=True):
    """``dist/ # build output`` is a pattern with blanks and a hash."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """Lines that match nothing as they stand."""
        for index, line in enumerate(service.ignore.lines):
            match = _TRAILING_COMMENT.match(line.text)
            if match and index not in service.filtered.tallies:
                meant = match["pattern"].strip()
                comment = line.text[match.end() - 1 :].strip()
                remedy = Remedy(Action.REWRITE, line=line.number, patterns=(comment, meant))
                yield Hit(line_location(service, line), {"pattern": str(line), "meant": meant}, remedy=remedy)


def line_location(service: Service, line: IgnoreLine) -> Location:
    """Where a line of the ignore file stands."""
    column = len(line.text) - len(line.text.lstrip()) + 1
    return Location(service.ignore_file or "", line.number, column)


def is_bare(line: IgnoreLine) -> bool:
    """Whether the line is a name and nothing else; a slash in front says that the root is meant."""
    name = line.pattern
    return (
        "/" not in name
        and name.strip("*") != ""
        and not name.startswith("**")
        and not line.text.strip().startswith("/")
    )
