"""The finder for Dockerfiles that no other finder mentions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.errors import ConfigError, CtxlintError
from ctxlint.model import Definition, Location
from ctxlint.project.candidates import Candidate, Found, Search
from ctxlint.project.context_guess import guess_context
from ctxlint.project.copy_sources import copy_sources, mentioned_paths
from ctxlint.project.files import display, read_text, stays_inside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NAME = re.compile(
    r"(?:[Dd]ockerfile|[Cc]ontainerfile)(?:[.-](?P<after>.+))?|(?P<before>.+)\.(?:[Dd]ockerfile|[Cc]ontainerfile)"
)
_NOT_ONE = re.compile(
    r".*(?:~|[.-](?:dockerignore|containerignore|j2|jinja2?|template|tmpl|tpl|in|erb|mustache|ejs|md|rst|txt|orig|bak|"
    r"old|rej|swp|save|py|sh|[cm]?js|jsx|tsx?|map|css|vue|svelte|html?|svg|png|go|rb|java|php|lua|el|vim|json|xml|"
    r"ya?ml|toml|ini|cfg|conf|lock|log|patch|diff|sig|asc|sha256))"
)


def find_lone(search: Search) -> Found:
    """Find the Dockerfiles that are not in ``search.used``; one that does not parse is one, too."""
    found = Found()
    for directory in search.directories:
        names = [name for name in directory.files if is_dockerfile_name(name)]
        for name in names:
            path = directory.path / name
            if path in search.used:
                continue
            try:
                found.candidates.append(lone_candidate(path, search.root, names))
            except CtxlintError as error:
                found.errors.append(error)
    return found


def is_dockerfile_name(name: str) -> bool:
    """Tell by its name whether a file is a Dockerfile, and not a template, a backup or an ignore file of one."""
    return _NAME.fullmatch(name) is not None and _NOT_ONE.fullmatch(name) is None


def lone_candidate(path: Path, root: Path, names: Sequence[str] = ()) -> Candidate:
    """Return the service of one Dockerfile; ``names`` are the Dockerfiles in its directory.

    Raises ``ConfigError`` for a link that leads out of ``root``.
    """
    file = display(path, root)
    if not stays_inside(path, root) and path.is_relative_to(root):
        raise ConfigError("the Dockerfile is a link that leads out of the project", file=file, line=1)
    context = lone_context(path, root)
    place = Location(file)
    definition = Definition(name="", context=context, dockerfile=path, location=place, guessed=True, open_args=True)
    return Candidate(definition, (*lone_names(path, root, names), file), path)


def lone_context(path: Path, root: Path) -> Path:
    """Guess the context of a Dockerfile; its own directory when the file cannot be read."""
    try:
        text, file = read_text(path, root, "the Dockerfile"), display(path, root)
        return guess_context(path.parent, root, copy_sources(text, file), mentioned_paths(text, file))
    except CtxlintError:
        return path.parent


def lone_names(path: Path, root: Path, siblings: Sequence[str]) -> tuple[str, str]:
    """Return a short name and one with the whole directory: ``web-dev`` and ``apps/web-dev``.

    ``siblings`` are the files in its directory: a suffix counts where several of them are Dockerfiles.
    """
    match = _NAME.fullmatch(path.name)
    before, after = (match["before"], match["after"]) if match else (path.name, None)
    directory = display(path.parent, root)
    in_root = directory == "."
    if before:
        return before, before if in_root else f"{directory}/{before}"
    several = sum(map(is_dockerfile_name, siblings)) > 1
    suffix = f"-{after}" if after and several else ""
    return (path.parent.name or "root") + suffix, (path.parent.name if in_root else directory) + suffix
