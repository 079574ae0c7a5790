"""From an image to what its process imports: where Python searches, and what the imports reach."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ctxlint.context import Directory, Disk, File, Origin, filter_context, lookup, walk
from ctxlint.dockerfile import RunStep
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.image.python_path import installed_projects, stage_chain
from ctxlint.imports import Finder, Missing, Reach, reach
from ctxlint.imports import Start as ImportStart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxlint.image import Build, Image
    from ctxlint.start import Start, Starting

# Nothing first-party lies there, and these are the largest directories of a checkout.
_ELSEWHERE = "**/.git\n**/node_modules\n**/.venv\n**/venv\n**/.tox\n**/.nox\n**/__pycache__\n**/site-packages\n"

# Commands that may make modules: a finding that such a stage could answer is possible, not certain.
_GENERATES = re.compile(
    r"\b(?:git\s+clone|protoc|grpc_tools|make|cmake|openapi-generator|datamodel-codegen|wget|curl|unzip|tar\s+-?[a-z]*x"
    r"|cargo|maturin|setup\.py|npm\s+run|alembic\s+init|django-admin|cookiecutter)\b"
)
_SAMPLE = 2000


def python_tree(disk: Disk) -> Directory:
    """The files of a repository, without what was installed or built there; nothing else is left out."""
    return filter_context(disk, DockerIgnoreSpec.parse(_ELSEWHERE)).tree


def generates(build: Build) -> bool:
    """Whether a stage that the image is made of runs something that may make modules."""
    steps = (step for index in build.plan.reachable for step in build.plan.stages[index].steps)
    return any(isinstance(step, RunStep) and _GENERATES.search(step.script or " ".join(step.argv)) for step in steps)


def origins(tree: Directory, roots: Sequence[str]) -> Iterator[str]:
    """The context directories whose content lies in the import roots; each ends in ``/`` or is empty."""
    for root in roots:
        directory = lookup(tree, root)
        for number, (inside, node) in enumerate(walk(directory) if isinstance(directory, Directory) else ()):
            if number > _SAMPLE:
                break
            if isinstance(node, File) and node.origin is Origin.CONTEXT and _is_tail(inside, node.path):
                yield node.path.removesuffix(inside)


def _is_tail(inside: str, path: str) -> bool:
    return path == inside or path.endswith("/" + inside)


@dataclass(frozen=True, slots=True)
class Reached:
    """What one start reaches, and where it searched."""

    start: Start
    roots: tuple[str, ...]
    reach: Reach


@dataclass(frozen=True)
class Repository:
    """The repository as the place where a module that the image lacks may be."""

    tree: Directory
    context: str
    """The build context relative to the project root, with a slash at its end; empty when it is the root."""

    def finder(self, image: Image, roots: Sequence[str]) -> Finder:
        """Modules of the repository, seen from the directories that became import roots, and the usual ones."""
        copied = dict.fromkeys(self.context + origin for origin in origins(image.tree, roots))
        usual = (self.context, self.context + "src", "", "src")
        return Finder(self.tree, tuple(f"/{place}" for place in dict.fromkeys([*copied, *usual])))


def reached(
    image: Image, starting: Starting, repository: Repository, read: Callable[[File], bytes | None]
) -> tuple[Reached, ...]:
    """Walk along the imports of everything that the container starts."""
    installed = tuple(_installed_roots(image))
    tree, elsewhere = _with_installed(image)
    found = []
    for start in starting.starts:
        roots = tuple(dict.fromkeys([*start.roots, *installed]))
        where = ImportStart(start.module, start.script, start.label, main=start.attribute is None)
        finder = Finder(tree, (*roots, *elsewhere))
        environment = image.stage.environment
        result = reach([where], finder, repository.finder(image, roots), read, environment=environment)
        found.append(Reached(start, roots, result))
    return tuple(found)


def _installed_roots(image: Image) -> Iterator[str]:
    """Where projects lie that were installed in the final stage or in one that it is built from."""
    plan = image.build.plan
    for stage in stage_chain(plan, plan.target):
        for project in installed_projects(stage):
            yield project
            yield posixpath.join(project, "src")


def _with_installed(image: Image) -> tuple[Directory, tuple[str, ...]]:
    """The image with projects beside it that other stages installed: their modules come with ``site-packages``."""
    plan, tree = image.build.plan, replace(image.tree, entries=dict(image.tree.entries))
    chain = {stage.index for stage in stage_chain(plan, plan.target)}
    roots: list[str] = []
    for index in plan.reachable:
        for number, project in enumerate(() if index in chain else installed_projects(plan.stages[index])):
            directory = lookup(image.build.trees[index], project)
            if isinstance(directory, Directory):
                name = f".installed-{index}-{number}"
                tree.entries[name] = directory
                roots += [f"/{name}", f"/{name}/src"]
    return tree, tuple(roots)


def strongest(found: Sequence[Reached]) -> list[tuple[Reached, Missing]]:
    """Each missing module once, with the start that needs it most."""
    best: dict[str, tuple[Reached, Missing]] = {}
    for item in found:
        for missing in item.reach.missing:
            known = best.get(missing.module)
            if known is None or _weight(item, missing) < _weight(*known):
                best[missing.module] = (item, missing)
    return list(best.values())


def _weight(item: Reached, missing: Missing) -> tuple[int, bool, bool, int]:
    return (missing.kind.rank, item.start.optional, missing.doubtful, len(missing.chain))
