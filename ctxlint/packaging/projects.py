"""A Python project as its files declare it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ctxlint.packaging.setup_script import SetupScript, read_setup_script
from ctxlint.packaging.tables import parse_ini, parse_toml, strings, table_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxlint.context import Directory

PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


def normal_name(name: str) -> str:
    """The name of a distribution as indexes compare it (https://packaging.python.org/en/latest/specifications/name-normalization/)."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Project(Struct, frozen=True, eq=False):
    """The directory of a project, and what its files say; two are the same only when they are one object."""

    root: str
    """Absolute, in the image."""
    directory: Directory
    """What is in it at the moment of the install."""
    pyproject: Mapping[str, Any] = field(default_factory=dict)
    setup_cfg: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    setup: SetupScript | None = None
    manifest: str | None = None
    """The text of its ``MANIFEST.in``."""

    @property
    def name(self) -> str | None:
        """The name of the distribution, as far as it is written down."""
        candidates = (
            self.tool("poetry").get("name"),
            self.table("project").get("name"),
            self.tool("flit", "metadata").get("dist-name") or self.tool("flit", "metadata").get("module"),
            self.setup_cfg.get("metadata", {}).get("name"),
            self.setup.name if self.setup else None,
        )
        return next((name for name in candidates if isinstance(name, str) and name), None)

    @property
    def version(self) -> str | None:
        """The version, when it is written down."""
        version = self.table("project").get("version") or self.tool("poetry").get("version")
        return version if isinstance(version, str) else None

    @property
    def module(self) -> str:
        """The name that most build backends take for the package when nothing else is said."""
        return normal_name(self.name or "").replace("-", "_")

    @property
    def is_package(self) -> bool:
        """Whether a project manager builds it at all, or only installs what it depends on."""
        poetry, uv = self.tool("poetry").get("package-mode"), self.tool("uv").get("package")
        if poetry is False or uv is False or self.tool("pdm").get("distribution") is False:
            return False
        return uv is True or "name" in self.tool("poetry") or bool(self.table("build-system"))

    @property
    def backend(self) -> str:
        """``setuptools``, ``hatchling``, ``poetry``, ``flit``, ``pdm``, ``uv``; empty for others."""
        written = self.table("build-system").get("build-backend")
        if not isinstance(written, str):
            return "setuptools"
        return next((name for start, name in _BACKENDS if written.startswith(start)), "")

    @property
    def requires(self) -> tuple[str, ...]:
        """What is installed before it is built: names of distributions."""
        found = (re.match(r"[\w.-]+", word) for word in strings(self.table("build-system").get("requires")))
        return tuple(normal_name(match[0]) for match in found if match)

    def table(self, *keys: str) -> dict[str, Any]:
        """A table of ``pyproject.toml``."""
        return table_at(self.pyproject, *keys)

    def tool(self, *keys: str) -> dict[str, Any]:
        """A table below ``tool`` of ``pyproject.toml``."""
        return table_at(self.pyproject, "tool", *keys)


_BACKENDS = (
    ("setuptools", "setuptools"),
    ("hatchling", "hatchling"),
    ("poetry.core", "poetry"),
    ("poetry.masonry", "poetry"),
    ("poetry_dynamic_versioning", "poetry"),
    ("flit", "flit"),
    ("pdm.backend", "pdm"),
    ("pdm.pep517", "pdm"),
    ("uv_build", "uv"),
)


def read_project(root: str, directory: Directory, text: Callable[[str], str | None]) -> Project | None:
    """The project in a directory; ``text`` reads one of its files by name. ``None`` when there is none."""
    found = {name: text(name) for name in PROJECT_FILES if name in directory.entries}
    if all(content is None for content in found.values()):
        return None
    setup = found.get("setup.py")
    return Project(
        root,
        directory,
        parse_toml(found.get("pyproject.toml") or ""),
        parse_ini(found.get("setup.cfg") or ""),
        read_setup_script(setup) if setup is not None else None,
        text("MANIFEST.in") if "MANIFEST.in" in directory.entries else None,
    )
