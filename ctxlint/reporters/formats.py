"""The formats, by the names that ``--format`` takes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ctxlint.engine import Report
    from ctxlint.reporters.lines import Line
    from ctxlint.reporters.view import View


class Format(Struct, frozen=True):
    """One way to write a report."""

    module: str
    """The module of :mod:`ctxlint.reporters` that has its function."""
    machine: bool = False
    """For programs: never coloured, and what went wrong is part of it instead of being printed besides."""

    def render(self, report: Report, view: View) -> Iterable[Line]:
        """Write a report; the module is imported when it is needed."""
        module = import_module(f"ctxlint.reporters.{self.module}")
        render: Callable[[Report, View], Iterable[Line]] = getattr(module, f"render_{self.module.partition('_')[0]}")
        return render(report, view)


FORMATS: Mapping[str, Format] = {
    "text": Format("text"),
    "concise": Format("concise"),
    "json": Format("json_format", machine=True),
    "sarif": Format("sarif", machine=True),
    "github": Format("github", machine=True),
    "gitlab": Format("gitlab", machine=True),
    "junit": Format("junit", machine=True),
    "rdjson": Format("rdjson", machine=True),
    "markdown": Format("markdown", machine=True),
}
