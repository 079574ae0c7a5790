"""Projects of the image as commands find them, and what commands miss."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import Directory, File, Origin
from ctxlint.image.filesystem import holds_copies
from ctxlint.image.running.values import Lack
from ctxlint.packaging import PROJECT_FILES, Input, build_inputs, is_workspace, member_directories, read_project
from ctxlint.paths import has_glob
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.context import Node
    from ctxlint.image.running.command import Command
    from ctxlint.packaging import Project

# What may make a file, as it is written before the name of that file.
_MAKES = r"(?:>|\btee\b|\btouch\b|\s-[oO]\b|--out\S*|\b(?:curl|wget|cp|mv|ln|git|export|compile|freeze|lock|init)\b)"

# After these a directory may have files that nobody knows.
_UNPACKS = re.compile(r"\bgit\s+clone\b|\btar\s|\bunzip\b|\b7z\b|\bbsdtar\b|\bsvn\s+co|\bcookiecutter\b")


def project_at(command: Command, path: str) -> Project | None:
    """The project in a directory of the image (an absolute path), as far as its files can be read."""
    directory = command.machine.known(path)
    if not isinstance(directory, Directory):
        return None
    return read_project(path, directory, lambda name: command.machine.text(posixpath.join(path, name)))


def root_of_project(command: Command, directory: str, *, workspace: bool = False) -> str | None:
    """The nearest directory, from ``directory`` upwards, with a ``pyproject.toml``; or the workspace it belongs to."""
    for above in upwards(command.path(directory)):
        if command.machine.text(posixpath.join(above, "pyproject.toml")) is None:
            continue
        if not workspace:
            return above
        project = project_at(command, above)
        if project and is_workspace(project) and _belongs(project, command.path(directory)):
            return above
    return None


def _belongs(root: Project, directory: str) -> bool:
    inside = posixpath.relpath(directory, root.root)
    return inside == "." or inside in member_directories(root)


def upwards(directory: str) -> Iterator[str]:
    """Yield a directory and those above it; nothing for one that is not known."""
    while is_known(directory):
        yield directory
        if directory in ("/", ""):
            return
        directory = posixpath.dirname(directory)


def need(command: Command, needed: Input) -> bool:
    """Whether something is there, or may be; when it is certainly not, that is noted."""
    if not is_known(needed.path) or node_of(command, needed) is not None:
        if needed.role == "history":
            command.machine.notes.histories.add(_source(command, needed.path, needed.declared))
        return True
    if not (command.maybe or command.forgiven or may_be_made(command, posixpath.basename(needed.path))):
        declared = _origin(command, needed.declared)
        source = _source(command, needed.path, needed.declared)
        step, shown, otherwise = command.job.step, command.shown, posixpath.relpath(needed.path, command.cwd)
        lack = Lack(command.job.stage, step, shown, needed, source, declared, otherwise)
        command.machine.notes.lacks.append(lack)
    return False


def node_of(command: Command, needed: Input) -> Node | None:
    """What is there; what lies at the very top, a project or a file beside others, is none of a base image's."""
    top, _, rest = needed.path.strip("/").partition("/")
    tree = command.machine.tree
    node = tree.entries.get(top)
    is_of_base = node is None or (isinstance(node, Directory) and node.implied)
    if needed.role in ("dependency", "member") and not rest and is_of_base and project_at(command, needed.path) is None:
        return None
    if top and node is None and not rest and holds_copies(tree) and not unpacks(command):
        return None
    return command.machine.node(needed.path)


def _origin(command: Command, path: str) -> str | None:
    """The path in the context that a file of the image comes from."""
    node = command.machine.known(path) if path else None
    return node.path if isinstance(node, File) and node.origin is Origin.CONTEXT else None


def _source(command: Command, path: str, declared: str) -> str:
    """Where the context would have a file of the image: beside what names it, else beside what lies around it."""
    if (named := _origin(command, declared)) is not None:
        return _beside(named, posixpath.relpath(path, posixpath.dirname(declared)))
    for above in upwards(posixpath.dirname(path)):
        node = command.machine.known(above)
        names = sorted(node.entries) if isinstance(node, Directory) else []
        for name in names:
            origin = _origin(command, posixpath.join(above, name))
            if origin is not None and posixpath.basename(origin) == name:
                return _beside(origin, posixpath.relpath(path, above))
    return posixpath.relpath(path, command.cwd)


def _beside(file: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), relative))


def may_be_made(command: Command, name: str) -> bool:
    """Whether another command, before this one or in the same step, may have made a file by its name."""
    pattern = re.compile(_MAKES + r"[^;&|\n]*" + re.escape(name))
    return any(pattern.search(text.replace(command.shown, "")) for text in command.job.texts)


def unpacks(command: Command) -> bool:
    """Whether this step or one before it unpacks or downloads a tree, which may have any file."""
    return any(map(_UNPACKS.search, command.job.texts))


def need_files(command: Command, words: Iterable[str]) -> None:
    """Note the files that a command names and does not find; not where something was unpacked that may have them."""
    if unpacks(command):
        return
    for word in words:
        if is_known(word) and word and not has_glob(word):
            need(command, Input(command.path(word), "file"))


def need_for_build(command: Command, project: Project) -> None:
    """Note what the build of a project reads and does not find; not where a step has changed what the project says."""
    if any(posixpath.join(project.root, name) in command.machine.notes.edited for name in PROJECT_FILES):
        return
    for needed in build_inputs(project, command.environment):
        if needed.role == "dependencies" and _are_dependencies_of_no_use(command, needed):
            continue
        path = posixpath.normpath(posixpath.join(project.root, needed.path))
        need(command, replace(needed, path=path, declared=posixpath.join(project.root, needed.declared)))


def _are_dependencies_of_no_use(command: Command, needed: Input) -> bool:
    """Whether a list of dependencies is passed over, or was installed from a copy."""
    installed = re.compile(rf"-r\s*\S*{re.escape(posixpath.basename(needed.path))}(?![\w.-])")
    return "--no-deps" in command.argv or any(map(installed.search, command.job.texts))
