"""Reports made by hand, for small real trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.analysis import Service
from ctxlint.engine import Problem, Report
from ctxlint.model import Action, Certainty, Definition, Finding, Location, Related, Remedy, Severity
from ctxlint.reporters.formats import FORMATS
from ctxlint.reporters.view import View
from ctxlint.workspace import Workspace
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    ".dockerignore": "# built\n**/monitoring/\n!app/\n",
    "Dockerfile": "FROM scratch\nCOPY app /app\n\tCOPY [x] y\n",
    "app/main.py": "import app.monitoring\n",
}
LOST = Finding(
    code="CTX105",
    name="copy-source-ignored",
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    service="backend",
    message="app is not there",
    location=Location("Dockerfile", 2, 6),
    related=(Related(Location(".dockerignore", 2), "this line excludes it"),),
    paths=("app",),
    module="app.monitoring",
    fix='write "!app"',
    remedy=Remedy(Action.RESTORE, ("app",), sure=True),
)
WARNING = replace(
    LOST,
    code="CTX201",
    name="context-too-large",
    severity=Severity.WARNING,
    message="it is big",
    related=(),
    fix=None,
    remedy=None,
)
INFO = replace(
    LOST,
    code="CTX401",
    name="pattern-matches-nothing",
    severity=Severity.INFO,
    message="nothing there",
    location=Location(".dockerignore", 3),
)
PROBLEM = Problem("it is broken", "Dockerfile", 3, "backend")


def service(root: Path, name: str, dockerfile: str = "Dockerfile") -> Service:
    return Service(Definition(name, root, root / dockerfile, Location(dockerfile)), Workspace(root))


def report(root: Path, *findings: Finding, errors: tuple[Problem, ...] = (), names: tuple[str, ...] = ()) -> Report:
    """A report about services of one small tree."""
    write_tree(root, FILES)
    return Report(tuple(service(root, name) for name in names or ("backend",)), findings, errors)


def rendered(kind: str, root: Path, report: Report, *, quiet: bool = False) -> str:
    return "".join(f"{line}\n" for line in FORMATS[kind].render(report, View(root, quiet)))
