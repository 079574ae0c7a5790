"""Compose files -> the services of one compose project, with ``include``, ``extends`` and overrides applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.errors import ConfigError
from ctxlint.project.compose.document import Document, Include, read_document
from ctxlint.project.compose.envfile import read_env
from ctxlint.project.compose.extending import Extender
from ctxlint.project.compose.interpolation import Interpolator
from ctxlint.project.compose.merging import merge, without_resets
from ctxlint.project.compose.nodes import Mark, Table, Text, count_values
from ctxlint.project.compose.remote import is_remote
from ctxlint.project.files import is_file, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ctxlint.project.compose.nodes import Node

MAX_INCLUDES = 100
MAX_VALUES = 500_000


_TOO_MUCH = f"the services of the compose file expand to more than {MAX_VALUES} values"


class Project(Struct):
    """Services by name, in canonical form; each failure cost one service, one include or one file."""

    services: dict[str, Table] = field(default_factory=dict)
    errors: list[ConfigError] = field(default_factory=list)
    included: set[Path] = field(default_factory=set)
    """Files that others include."""


def load_project(files: Sequence[Path], root: Path) -> Project:
    """Load files as ``docker compose -f one -f two`` would; their paths start from the directory of the first.

    Raises ``ConfigError`` when one of the files cannot be read at all.
    """
    project = Project()
    try:
        variables = read_env(files[0].parent / ".env", root)
    except ConfigError as error:
        project.errors.append(error)
        variables = {}
    _Loader(root, project).load(files, files[0].parent, variables)
    project.services = {name: without_resets(table) for name, table in project.services.items()}
    _share_builds(project.services, MAX_VALUES)
    return project


def _share_builds(services: dict[str, Table], budget: int) -> None:
    """Give the build of an image to the other services that run the image: ``web`` builds it, ``worker`` uses it.

    ``budget`` bounds the values that are repeated by this.
    """
    builds = {_image(table): table.entries["build"] for table in services.values() if table.get("build")}
    for name, table in services.items():
        image = _image(table)
        if image and image in builds and not table.get("build"):
            budget -= count_values(builds[image])
            if budget < 0:
                raise table.error(_TOO_MUCH)
            services[name] = replace(table, entries={**table.entries, "build": builds[image]})


def _image(service: Table) -> str:
    image = service.get("image")
    return image.text if isinstance(image, Text) and image.fault is None else ""


class _Loader(Struct):
    root: Path
    project: Project
    left: int = MAX_VALUES
    """Values that services may still have: each one repeats what it extends."""

    def load(self, files: Sequence[Path], directory: Path, variables: Mapping[str, str]) -> None:
        interpolator = Interpolator(variables)
        documents = [read_document(file, self.root, directory, interpolator) for file in files]
        for document in documents:
            self._include_all(document, variables)
            extender = Extender(self.root, interpolator, self.project.services)
            for name, node in document.services.items():
                self._add(name, node, document, extender)

    def _add(self, name: str, node: Node, document: Document, extender: Extender) -> None:
        if node.mark is Mark.RESET:
            self.project.services.pop(name, None)
            return
        try:
            table = extender.extended(name, node, document)
        except ConfigError as error:
            self.project.errors.append(error)
            return
        self.left -= count_values(table)
        if self.left < 0:
            raise node.error(_TOO_MUCH)
        base = self.project.services.get(name)
        if base is not None:
            table = replace(merge(base, table), source=base.source, line=base.line, column=base.column)
        self.project.services[name] = table

    def _include_all(self, document: Document, variables: Mapping[str, str]) -> None:
        for include in document.includes():
            try:
                self._include(include, document, variables)
            except ConfigError as error:
                self.project.errors.append(error)

    def _include(self, include: Include, document: Document, variables: Mapping[str, str]) -> None:
        paths = [path.value() for path in include.paths]
        if any(is_remote(path) for path in paths):
            return
        files = [normalised(document.source.directory, path) for path in paths]
        missing = next((path for path, file in zip(paths, files, strict=True) if not is_file(file)), None)
        if missing is not None:
            raise include.node.error(f"the included compose file '{missing}' does not exist")
        if not self.project.included.isdisjoint(files) or len(self.project.included) > MAX_INCLUDES:
            return  # included already, perhaps by itself
        self.project.included.update(files)
        self._load_included(include, files, document, variables)

    def _load_included(
        self, include: Include, files: list[Path], document: Document, variables: Mapping[str, str]
    ) -> None:
        above = document.source.directory
        directory = normalised(above, include.directory.value()) if include.directory else files[0].parent
        env_files = [normalised(above, text.value()) for text in include.env_files] or [directory / ".env"]
        own: dict[str, str] = {}
        for file in env_files:
            own |= read_env(file, self.root)
        self.load(files, directory, own | dict(variables))
