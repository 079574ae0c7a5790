"""The formats, by the names that ``--format`` takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.reporters.concise import render_concise
from ctxlint.reporters.github import render_github
from ctxlint.reporters.gitlab import render_gitlab
from ctxlint.reporters.json_format import render_json
from ctxlint.reporters.junit import render_junit
from ctxlint.reporters.markdown import render_markdown
from ctxlint.reporters.rdjson import render_rdjson
from ctxlint.reporters.sarif import render_sarif
from ctxlint.reporters.text import render_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ctxlint.engine import Report
    from ctxlint.reporters.lines import Line
    from ctxlint.reporters.view import View


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report."""

    render: Callable[[Report, View], Iterable[Line]]
    machine: bool = False
    """For programs: never coloured, and what went wrong is part of it instead of being printed besides."""


FORMATS: Mapping[str, Format] = {
    "text": Format(render_text),
    "concise": Format(render_concise),
    "json": Format(render_json, machine=True),
    "sarif": Format(render_sarif, machine=True),
    "github": Format(render_github, machine=True),
    "gitlab": Format(render_gitlab, machine=True),
    "junit": Format(render_junit, machine=True),
    "rdjson": Format(render_rdjson, machine=True),
    "markdown": Format(render_markdown, machine=True),
}
