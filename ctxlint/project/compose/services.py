"""A compose service in canonical form -> the image that it builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.errors import ConfigError, ContextError
from ctxlint.model import Definition
from ctxlint.project.compose.nodes import Items, Node, Table, Text
from ctxlint.project.compose.remote import is_remote
from ctxlint.project.compose.volumes import mounts
from ctxlint.project.files import is_directory, is_empty, is_file, normalised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxlint.model import Command, Location

_DEFAULT_DOCKERFILES = ("Dockerfile", "dockerfile")  # BuildKit tries both when no name is given


def service_definition(name: str, service: Table, root: Path) -> Definition | None:
    """Return what a service builds; ``None`` for one that builds nothing, or not from a local directory.

    Raises ``ContextError`` for a context that is not there and ``ConfigError`` for a Dockerfile that is not, both
    with the line in the compose file.
    """
    build = service.get("build")
    if not isinstance(build, Table):
        return None
    context_text = _text(build, "context") or "."
    if is_remote(context_text):
        return None
    if _completes_another(build) and _find_place(build, context_text, root) is None:
        return None
    place = _place(build, context_text, root)
    inline = build.get("dockerfile_inline")
    return Definition(
        name=name,
        context=place.context,
        dockerfile=inline.source.path if isinstance(inline, Text) else place.dockerfile,
        location=service.location,
        inline=inline.value() if isinstance(inline, Text) else None,
        inline_line=inline.text_line if isinstance(inline, Text) else 1,
        target=_text(build, "target") or None,
        build_args=_pairs(build.get("args")),
        open_args=_lacks_values(build.get("args")),
        named_contexts=dict(_named_contexts(build, place.project)),
        entrypoint=_command(service.get("entrypoint")),
        command=_command(service.get("command")),
        environment=_pairs(service.get("environment")),
        working_dir=_text(service, "working_dir") or None,
        mounts=tuple(mounts(service, place.project, root)),
        profiles=_profiles(service),
        locations=dict(_locations(service, build)),
    )


class _Place(Struct, frozen=True):
    """Where a build happens; ``project`` is the directory that relative paths start from."""

    project: Path
    context: Path
    dockerfile: Path


def _place(build: Table, context: str, root: Path) -> _Place:
    """Find context and Dockerfile from the project's directory.

    Where they are not there, the directories above are tried: such a file is meant for ``--project-directory``, or
    to be given after one that lies higher up (a dev container does that).
    """
    place = _find_place(build, context, root)
    if place is None:
        raise _missing(build, context, normalised(_node(build, "context").source.directory, context))
    return place


def _find_place(build: Table, context: str, root: Path) -> _Place | None:
    directory = _node(build, "context").source.directory
    above = (parent for parent in directory.parents if parent.is_relative_to(root))
    places = (_try_place(build, context, project) for project in (directory, *above))
    return next((place for place in places if place), None)


def _completes_another(build: Table) -> bool:
    """Whether a build says nothing of where it happens: the file that it is laid over does, wherever that is."""
    return not any(build.get(key) for key in ("context", "dockerfile", "dockerfile_inline"))


def _try_place(build: Table, context: str, project: Path) -> _Place | None:
    directory = normalised(project, context)
    if not is_directory(directory):
        return None
    if build.get("dockerfile_inline") is not None:
        return _Place(project, directory, directory)
    named = _text(build, "dockerfile")
    for name in (named,) if named else _DEFAULT_DOCKERFILES:
        if is_file(directory / name):
            return _Place(project, directory, normalised(directory, name))
    return None


def _missing(build: Table, context: str, directory: Path) -> ConfigError | ContextError:
    if not is_directory(directory):
        node = _node(build, "context")
        message = f"the build context '{context}' is not a directory here"
        return ContextError(message, file=node.source.file, line=node.line)
    if is_empty(directory):
        message = f"the build context '{context}' is empty; perhaps it is a git submodule that is not checked out"
        return ContextError(message, file=build.source.file, line=_node(build, "context").line)
    name = _text(build, "dockerfile") or _DEFAULT_DOCKERFILES[0]
    return _node(build, "dockerfile").error(f"the Dockerfile '{name}' does not exist in the build context '{context}'")


def _node(build: Table, key: str) -> Node:
    """Return the value of ``key``, or the build itself where it says nothing."""
    return build.get(key) or build


def _text(table: Table, key: str) -> str:
    node = table.get(key)
    return node.value() if isinstance(node, Text) else ""


def _pairs(node: Node | None) -> dict[str, str]:
    """Take what has a value."""
    entries = node.entries if isinstance(node, Table) else {}
    return {
        key: value.text
        for key, value in entries.items()
        if isinstance(value, Text) and not value.is_null and value.fault is None
    }


def _lacks_values(arguments: Node | None) -> bool:
    """Whether an argument is to come from the environment of whoever runs compose."""
    values = arguments.entries.values() if isinstance(arguments, Table) else ()
    return any(isinstance(value, Text) and (not value.text or value.is_null) for value in values)


def _command(node: Node | None) -> Command | None:
    """Take a command as written; compose splits a string into words, but starts no shell for it."""
    if isinstance(node, Items):
        return tuple(item.value() for item in node.items if isinstance(item, Text))
    return node.value() if isinstance(node, Text) else None


def _profiles(service: Table) -> tuple[str, ...]:
    node = service.get("profiles")
    return tuple(node.entries) if isinstance(node, Table) else ()


def _named_contexts(build: Table, project: Path) -> Iterator[tuple[str, str]]:
    for name, value in _pairs(build.get("additional_contexts")).items():
        yield name, value if is_remote(value) else str(normalised(project, value))


def _locations(service: Table, build: Table) -> Iterator[tuple[str, Location]]:
    for table, keys in ((service, ("build", "entrypoint", "command")), (build, ("context", "dockerfile", "target"))):
        yield from ((key, table.entries[key].location) for key in keys if key in table.entries)
