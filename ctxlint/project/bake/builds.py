"""A target with its values -> the image that it builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.model import Definition, Location
from ctxlint.project.bake.evaluation import UNKNOWN
from ctxlint.project.bake.functions import text_of
from ctxlint.project.bake.targets import grouped, targets_of
from ctxlint.project.compose.remote import is_remote
from ctxlint.project.files import display, is_directory, is_file, normalised
from ctxlint.project.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ctxlint.project.bake.document import Bake
    from ctxlint.project.bake.functions import Value
    from ctxlint.project.bake.targets import Target
    from ctxlint.project.candidates import Search

_SAYING = ("context", "dockerfile", "dockerfile-inline", "target")
_HERE = "cwd://"


def builds_of(bake: Bake, directory: Path, search: Search, only: Path | None) -> list[Stated]:
    """Return the builds of all targets, or of those that stand in the file ``only``.

    Paths start from ``directory`` or one above it: bake is run from where it makes sense. A target that exports
    files, or nothing, is one only where no other target says how its Dockerfile is built.
    """
    members = grouped(bake)
    services = {
        known.names[0]
        for known in search.known
        if known.definition.location.file.startswith(_beside(directory, search.root))
    }
    targets = [target for target in targets_of(bake).values() if only in (None, target.file)]
    found = [
        (target, stated)
        for target in targets
        if _is_meant(target, members, services)
        if (stated := _stated(target, directory, search.root))
    ]
    images = [stated for target, stated in found if _is_image(target.values)]
    built = {stated.definition.dockerfile for stated in images}
    for target, stated in found:
        if not _is_image(target.values) and stated.definition.dockerfile not in built:
            images.append(stated)
            built.add(stated.definition.dockerfile)
    return images


def _beside(directory: Path, root: Path) -> str:
    shown = display(directory, root)
    return "" if shown == "." else shown + "/"


def _is_meant(target: Target, members: set[str], services: set[str]) -> bool:
    """Whether somebody builds a target: not one that others only inherit from, nor one that completes compose's."""
    says = any(target.values.get(key) for key in _SAYING)
    if target.name in services and not target.values.get("context") and not target.values.get("dockerfile"):
        return False
    return not target.name.startswith("_") and (says or target.name in members or target.name == "default")


def _is_image(values: dict[str, Value]) -> bool:
    """Whether any output is an image; without one, that is what the builder makes."""
    outputs = values.get("output")
    if not isinstance(outputs, list) or not outputs:
        return True
    return any(output is UNKNOWN or _is_image_output(output) for output in outputs)


def _is_image_output(output: Value) -> bool:
    kind = output.get("type") if isinstance(output, dict) else None
    if isinstance(output, str):
        kind = next(
            (part[5:] for part in output.split(",") if part.startswith("type=")), "local" if output else "image"
        )
    return kind not in ("cacheonly", "local", "tar")


def _stated(target: Target, directory: Path, root: Path) -> Stated | None:
    values = target.values
    context, dockerfile, inline = values.get("context"), values.get("dockerfile"), values.get("dockerfile-inline")
    if UNKNOWN in (context, dockerfile, inline) or not isinstance(context or "", str):
        return None
    where = (context or ".").removeprefix(_HERE)
    place = None if is_remote(where) else _place(where, dockerfile, inline, directory, root)
    if place is None:
        return None
    project, found, file = place
    stage, arguments = values.get("target"), values.get("args")
    known = dict(_texts(arguments))
    is_open = arguments is UNKNOWN or len(known) < len(arguments or {})
    definition = Definition(
        name="",
        context=found,
        dockerfile=target.lines["dockerfile-inline"][0] if isinstance(inline, str) and inline else file,
        location=Location(display(target.file, root), target.line),
        inline=inline if isinstance(inline, str) and inline else None,
        inline_line=target.text_line,
        target=stage if isinstance(stage, str) and stage else None,
        build_args=known,
        open_args=is_open,
        named_contexts=dict(_contexts(values.get("contexts"), project)),
        locations=dict(_locations(target, root)),
    )
    return Stated(definition, stage is UNKNOWN, is_open, target.name)


def _place(
    context: str, dockerfile: Value, inline: Value, directory: Path, root: Path
) -> tuple[Path, Path, Path] | None:
    """Find the directory that paths start from, the context and the Dockerfile, which is relative to the context."""
    for project in (directory, *(above for above in directory.parents if above.is_relative_to(root))):
        where = normalised(project, context)
        if not is_directory(where) or not where.is_relative_to(root):
            continue
        named = str(dockerfile or "Dockerfile")
        file = normalised(project if named.startswith(_HERE) else where, named.removeprefix(_HERE))
        if inline or is_file(file):
            return project, where, file
        if not dockerfile and is_file(where / "dockerfile"):
            return project, where, where / "dockerfile"
    return None


def _texts(table: Value) -> Iterator[tuple[str, str]]:
    """The entries that have a value; an empty one is mostly to come from the environment."""
    for key, value in table.items() if isinstance(table, dict) else ():
        if isinstance(value, str | int | float) and value != "":
            yield key, text_of(value)


def _contexts(table: Value, project: Path) -> Iterator[tuple[str, str]]:
    for name, value in _texts(table):
        path = value.removeprefix(_HERE)
        yield name, value if is_remote(path) else str(normalised(project, path))


def _locations(target: Target, root: Path) -> Iterable[tuple[str, Location]]:
    for key in ("context", "dockerfile", "target"):
        if key in target.lines:
            file, line = target.lines[key]
            yield key, Location(display(file, root), line)
