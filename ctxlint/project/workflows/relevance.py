"""Which files can have to do with the build of an image: most workflows do not, and reading them takes time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.errors import CtxlintError
from ctxlint.project.files import is_directory, is_file, normalised, read_text
from ctxlint.shell.makefile import NAMES

if TYPE_CHECKING:
    from pathlib import Path

MAX_DEPTH = 6
_BUILDS = re.compile(
    r"(?:docker|DOCKER\w*|CONTAINER\w*|podman|buildah|nerdctl|depot|kaniko)\b"
    r"[^\n]{0,500}\b(?:build|buildx b|bud|executor)\b"
    r"|build-push-action|buildah-build|cloud-builders/docker|kaniko-project|Docker@\d"
)
_PATH = re.compile(r"[\w./-]+")
_SCRIPTS = (".sh", ".bash")
_LOCAL = (".github/actions/", ".github/workflows/")
_ACTION_FILES = ("action.yml", "action.yaml")


def says_build(text: str) -> bool:
    """Tell whether a text itself names what builds."""
    return _BUILDS.search(text) is not None


class Relevance(Struct):
    """Looks into files and into what they refer to: local actions, workflows, shell scripts."""

    root: Path
    known: dict[Path, bool] = field(default_factory=dict)

    def of_file(self, path: Path, depth: int = 0) -> bool:
        """Tell whether a file can build."""
        if path not in self.known:
            self.known[path] = False  # while it is looked at: files may refer to each other
            self.known[path] = self.of_text(self._text(path), depth)
        return self.known[path]

    def of_text(self, text: str, depth: int = 0) -> bool:
        """Tell whether a part of a file can build."""
        if says_build(text):
            return True
        words = set(_PATH.findall(text)) if depth < MAX_DEPTH else set()
        references = {word for word in words if word.endswith(_SCRIPTS) or any(part in word for part in _LOCAL)}
        references |= set(NAMES) if "make" in words else set()
        return any(self.of_file(path, depth + 1) for word in references for path in self._paths(word))

    def _paths(self, name: str) -> list[Path]:
        path = normalised(self.root, name.lstrip("/"))
        if not path.is_relative_to(self.root):
            return []
        return [path / file for file in _ACTION_FILES] if is_directory(path) else [path]

    def _text(self, path: Path) -> str:
        try:
            return read_text(path, self.root, "the file") if is_file(path) else ""
        except CtxlintError:
            return ""
