"""Files that the build of a project reads, besides the modules that it installs.

Which of them are needed differs: setuptools only warns about a readme that is not there, the others stop. Whether a
backend stops was read in its source: hatchling ``metadata/core.py``, poetry-core ``factory.py``, flit-core
``config.py``, pdm-backend ``base.py``, setuptools ``config/expand.py``, setuptools-scm ``_get_version_impl.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.packaging.tables import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.packaging.projects import Project

_SCM = frozenset({"setuptools-scm", "hatch-vcs", "vcs-versioning"})


class Input(Struct, frozen=True):
    """Something that a command reads: a file or a directory."""

    path: str
    """Absolute in the image; relative to the project where a project declares it."""
    role: str
    """What it is: ``readme``, ``licence``, ``version``, ``requirements``, ``lock``, ``project``, ``dependency`` …"""
    declared: str = ""
    """The absolute path of the file that names it; empty when the command does."""
    certain: bool = True
    """The command stops without it."""


def build_inputs(project: Project, environment: Mapping[str, str]) -> Iterator[Input]:
    """What is read when a project is built, relative to it; ``environment`` may make some of it needless."""
    if project.backend and project.backend != "setuptools":
        yield from _documents(project)
    if project.backend == "hatchling":
        path = project.tool("hatch", "version").get("path")
        if isinstance(path, str) and "version" in strings(project.table("project").get("dynamic")):
            yield Input(path, "version", "pyproject.toml")
    if project.backend in (None, "", "setuptools"):
        yield from _of_setuptools(project)
    for name in project.setup.reads if project.setup else ():
        yield Input(name, "file", "setup.py")
    yield from _history(project, environment)


def _of_setuptools(project: Project) -> Iterator[Input]:
    """What takes the place of a value. A list of dependencies that is not there is an empty one, after a warning."""
    dynamic = project.tool("setuptools", "dynamic").get("dependencies")
    for path in strings(dynamic.get("file")) if isinstance(dynamic, dict) else ():
        yield Input(path, "dependencies", "pyproject.toml", certain=False)
    for path in _files(project.setup_cfg.get("options", {}).get("install_requires", "")):
        yield Input(path, "dependencies", "setup.cfg", certain=False)
    for path in _files(project.setup_cfg.get("metadata", {}).get("version", "")):
        yield Input(path, "version", "setup.cfg")


def _files(directive: str) -> list[str]:
    """``file: one, two``."""
    text = directive.strip()
    return [name.strip() for name in text[5:].split(",") if name.strip()] if text.startswith("file:") else []


def _documents(project: Project) -> Iterator[Input]:
    table = project.table("project")
    readme = table.get("readme")
    poetry = project.tool("poetry").get("readme") if project.backend == "poetry" else None
    named = readme.get("file") if isinstance(readme, dict) else readme
    for path in (*strings(named), *strings(poetry)):
        yield Input(path, "readme", "pyproject.toml")
    licence = table.get("license")
    file = licence.get("file") if isinstance(licence, dict) else None
    if isinstance(file, str):
        yield Input(file, "licence", "pyproject.toml", certain=project.backend != "poetry")


def _history(project: Project, environment: Mapping[str, str]) -> Iterator[Input]:
    """The history of the repository, for a version that is made from it."""
    if any("PRETEND_VERSION" in name for name in environment) or "PKG-INFO" in project.directory.entries:
        return
    if project.setup and project.setup.scm_version:
        yield Input(".git", "history", "setup.py")
        return
    if _SCM.isdisjoint(project.requires):
        return
    settings = {**project.tool("setuptools_scm"), **project.tool("hatch", "version", "raw-options")}
    used = "tool" in project.pyproject and (
        "setuptools_scm" in project.tool() or project.tool("hatch", "version").get("source") == "vcs"
    )
    given = settings.get("fallback_version") or project.tool("hatch", "version").get("fallback-version")
    if used and not given:
        root = settings.get("root")
        path = f"{root}/.git" if isinstance(root, str) else ".git"
        yield Input(path, "history", "pyproject.toml")
