"""Where things are: a file of the context in the image, a start in the Dockerfile, a volume over a path."""

from __future__ import annotations

import posixpath
import re
from string import Template
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Origin, walk
from ctxlint.dockerfile import Cmd, Entrypoint, Volume
from ctxlint.model import Location
from ctxlint.shell.words import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.imports import Module
    from ctxlint.imports import Place as ImportPlace
    from ctxlint.model import Mount


def place_in_image(service: Service, inside: str, stage: int | None = None) -> str | None:
    """The directory or file of the image, or of a stage, that has the content of a path of the context.

    The highest one, when there are several.
    """
    tree = service.image.tree if stage is None else service.build.trees[stage]
    places = (place for path, file in _files(tree) for place in _place(path, file.path, inside))
    return min(places, key=lambda place: (place.count("/"), place), default=None)


def _files(tree: Directory) -> Iterator[tuple[str, File]]:
    for path, node in walk(tree, "/"):
        if isinstance(node, File) and node.origin is Origin.CONTEXT:
            yield path, node


def _place(path: str, source: str, inside: str) -> Iterator[str]:
    """The place of ``inside`` when the file at ``path``, which is ``source`` in the context, is it or lies in it."""
    if source == inside:
        yield path
    elif source.startswith(inside + "/"):
        tail = source[len(inside) :]
        if path.endswith(tail):
            yield path.removesuffix(tail) or "/"


def source_of(module: Module) -> str:
    """Where the repository has a module, relative to the project root: a package's directory or a file."""
    path = module.path.strip("/")
    return posixpath.dirname(path) if posixpath.basename(path).startswith("__init__.") else path


def root_of(place: str, module: str) -> str | None:
    """The directory in which a place would be found under a module's name; ``None`` when its name differs."""
    tail = "/" + module.replace(".", "/")
    for suffix in ("", ".py"):
        if place.endswith(tail + suffix):
            return place.removesuffix(tail + suffix) or "/"
    return None


def chain_text(service: Service, start: str, chain: Sequence[ImportPlace], module: str) -> str:
    """The way from a start to a module: files with lines, or the command where there are none; then its name."""
    steps = [f"{service.path(place.file.path)}:{place.line}" for place in chain] or [start]
    return " -> ".join([*steps, module] if module else steps)


def start_location(service: Service) -> Location:
    """Where it stands what the container starts: the compose file, else the last instruction that says it."""
    places = service.definition.locations
    if place := places.get("command") or places.get("entrypoint"):
        return place
    for stage in service.plan.chain(service.plan.target):
        instructions = service.dockerfile.stages[stage.index].instructions
        lines = [one.line for one in instructions if isinstance(one, Cmd | Entrypoint)]
        if lines:
            return Location(service.dockerfile_file, lines[-1])
    return Location(service.dockerfile_file, service.image.stage.span.line)


def declared_volumes(service: Service) -> Iterator[str]:
    """The absolute paths that the stages of the image declare as volumes."""
    for stage in service.plan.chain(service.plan.target):
        for instruction in service.dockerfile.stages[stage.index].instructions:
            for word in instruction.paths if isinstance(instruction, Volume) else ():
                path = Template(word.text).safe_substitute(stage.environment)
                yield posixpath.normpath(posixpath.join(stage.workdir, path))


_DEVELOPMENT = names(
    """
    dev develop development devel local localdev localhost debug devcontainer override test tests testing watch
    """
)


def is_development_only(service: Service, mount: Mount) -> bool:
    """Whether a volume is of no image that is deployed.

    The compose file that has it is for development by its name, or what it brings, the profile or the stage is.
    """
    definition = service.definition
    texts = (mount.location.file, mount.source, definition.target or "", *definition.profiles)
    return any(word in _DEVELOPMENT for text in texts for word in re.split(r"[/._-]", text.lower()))


def is_dev_container(service: Service) -> bool:
    """Whether an editor builds the image, and lays the whole workspace into it."""
    return ".devcontainer" in service.dockerfile_file.split("/")


def is_for_development(service: Service) -> bool:
    """Whether compose asks for something else than what is deployed: a command of its own, or an inner stage."""
    locations = service.definition.locations
    own = "command" in locations or "entrypoint" in locations
    return own or service.plan.target != len(service.plan.stages) - 1


def mount_over(service: Service, path: str) -> Mount | None:
    """What compose lays over an absolute path in the image."""
    targets = ((mount, mount.target.rstrip("/")) for mount in service.definition.mounts)
    return next((mount for mount, target in targets if path == target or path.startswith(target + "/")), None)


def hiding_mount(service: Service, path: str, source: str) -> Mount | None:
    """The volume of compose that lays a path of the project (``source``) over an absolute path in the image."""
    for mount in service.definition.mounts:
        if mount.named:
            continue
        inside = posixpath.relpath(path, mount.target)
        if not inside.startswith("..") and posixpath.normpath(posixpath.join(mount.source, inside)) == source:
            return mount
    return None
