"""From an image to what its process imports: where Python searches, and what the imports reach."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.context import Directory, Disk, File, Origin, filter_context, lookup, walk
from ctxlint.dockerfile import RunStep
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.image.python_path import site_roots
from ctxlint.image.running.environments import is_site
from ctxlint.imports import Finder, Missing, Order, Reach, Shadow, Surroundings, everything, is_aside, reach, shadowed
from ctxlint.imports import Start as ImportStart
from ctxlint.search_path import SearchPath, widened
from ctxlint.shell.unknown import is_known
from ctxlint.start import Files, Start, plugins, revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxlint.image import Build, Image, Install
    from ctxlint.imports import Sources
    from ctxlint.start import Starting

# Nothing first-party lies there, and these are the largest directories of a checkout.
_ELSEWHERE = "**/.git\n**/node_modules\n**/.venv\n**/venv\n**/.tox\n**/.nox\n**/__pycache__\n**/site-packages\n"

# Commands that may make modules: a finding that such a stage could answer is possible, not certain.
_GENERATES = re.compile(
    r"\b(?:git\s+clone|protoc|grpc_tools|make|cmake|openapi-generator|datamodel-codegen|wget|curl|unzip|tar\s+-?[a-z]*x"
    r"|cargo|maturin|setup\.py|npm\s+run|alembic\s+init|django-admin|cookiecutter)\b"
)
_TASKS = re.compile(r"(?:^|[\s;&|(])(?:make|just|task|invoke|tox|nox|poe)\s", re.M)
_SAMPLE = 2000


def python_tree(disk: Disk) -> Directory:
    """The files of a repository, without what was installed or built there; nothing else is left out."""
    return filter_context(disk, DockerIgnoreSpec.parse(_ELSEWHERE)).tree


def generates(build: Build) -> bool:
    """Whether a stage that the image is made of runs something that may make modules."""
    return any(map(_GENERATES.search, _commands(build)))


def runs_tasks(build: Build) -> bool:
    """Whether such a stage leaves it to a task runner what is installed, and how."""
    return any(map(_TASKS.search, _commands(build)))


def _commands(build: Build) -> Iterator[str]:
    steps = (step for index in build.plan.reachable for step in build.plan.stages[index].steps)
    return (step.text for step in steps if isinstance(step, RunStep))


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


class Reached(Struct, frozen=True):
    """What starts reach that search in the same places."""

    starts: tuple[Start, ...]
    roots: tuple[str, ...]
    reach: Reach
    shadows: tuple[Shadow, ...] = ()
    """Imports that meet the wrong module."""

    @property
    def start(self) -> Start:
        """The first of the starts, as certain as the others."""
        return self.starts[0]

    @property
    def working(self) -> tuple[str, ...]:
        """Where relative paths may lead: where the starts work as far as known, and where they search for modules."""
        known = (start.cwd for start in self.starts if start.cwd and is_known(start.cwd))
        own = (root for root in self.roots if not is_site(root))
        return tuple(dict.fromkeys([*known, *own]))


class Repository(Struct, frozen=True):
    """The repository as the place where a module that the image lacks may be."""

    tree: Directory
    context: str
    """The build context relative to the project root, with a slash at its end; empty when it is the root."""

    def finder(self, image: Image, roots: Sequence[str], sources: Sequence[str] = ()) -> Finder:
        """Modules of the repository, seen from the directories that became import roots, and the usual ones.

        ``sources`` are further directories, relative to the context.
        """
        linked = (origin for each in image.build.installs for origin in self._linked(image, each))
        copied = dict.fromkeys(self.context + origin for origin in (*origins(image.tree, roots), *linked))
        usual = (self.context, self.context + "src", "", "src")
        added = (posixpath.normpath(self.context + source) for source in sources)
        further = (place.removeprefix(".") for place in added if not place.startswith(".."))
        return Finder(self.tree, tuple(f"/{place}" for place in dict.fromkeys([*copied, *further, *usual])))

    @staticmethod
    def _linked(image: Image, install: Install) -> Iterator[str]:
        """What an editable install leads to, which the stage of the install has and the image may lack."""
        return origins(image.build.trees[install.stage], install.roots)


def reached(
    image: Image,
    starting: Starting,
    repository: Repository,
    read: Callable[[File], bytes | None],
    sources: Sources,
) -> tuple[Reached, ...]:
    """Walk along the imports of everything that the container starts; starts that search alike go together."""
    installed = site_roots(image.tree)
    files = Files(image, read)
    around = Surroundings(image.stage.environment, partial(plugins, files), lambda: revisions(image.tree))
    found = []
    for roots, starts in _grouped(starting, image, installed):
        unknown = starts[0] == ANYTHING
        finder = Finder(image.tree, roots)
        where = everything(finder) if unknown else [each for start in starts for each in _import_starts(start)]

        def walk_from(search: SearchPath, where: Sequence[ImportStart] = tuple(where)) -> Reach:
            trees = Finder(image.tree, search.roots), repository.finder(image, search.roots, search.sources)
            return reach(where, *trees, sources, around)

        first = walk_from(SearchPath(roots))
        search, result = widened(first, SearchPath(roots, cwd=_working(starts)), walk_from, read, finder.at)
        result = _without_archives(result, image.build)
        if unknown:
            found.append(Reached(starts, search.roots, _application_only(result)))
        else:
            shadows = shadowed(first, finder, Order(roots, _before_the_standard_library(starts)), sources)
            found.append(Reached(starts, search.roots, result, tuple(shadows)))
    return tuple(found)


def _working(starts: Sequence[Start]) -> str | None:
    known = {start.cwd for start in starts if start.cwd and is_known(start.cwd)}
    return known.pop() if len(known) == 1 else None


ANYTHING = Start(label="anything", optional=True)
"""Stands for every module of the image, when what it starts cannot be told."""


def _grouped(
    starting: Starting, image: Image, installed: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[Start, ...]]]:
    """Import roots, and the starts that have them and are as certain as one another."""
    groups: dict[tuple[tuple[str, ...], bool], list[Start]] = {}
    for start in starting.starts:
        if start.elsewhere and not start.roots:
            continue
        roots = tuple(dict.fromkeys([*start.roots, *installed]))
        groups.setdefault((roots, start.optional), []).append(start)
    for (roots, _), starts in groups.items():
        yield roots, tuple(starts)
    if not starting.starts and not starting.missing and any(opaque.python is not False for opaque in starting.opaque):
        yield tuple(dict.fromkeys([*usual_roots(image), *installed])), (ANYTHING,)


def usual_roots(image: Image) -> Iterator[str]:
    """Where Python searches when nobody knows how it is started."""
    stage = image.stage
    yield stage.workdir
    for entry in stage.environment.get("PYTHONPATH", "").split(":"):
        if entry:
            yield posixpath.normpath(posixpath.join(stage.workdir, entry))
    yield posixpath.join(stage.workdir, "src")


def _before_the_standard_library(starts: Sequence[Start]) -> Sequence[str]:
    """The roots that hide modules of Python; a server adds its own when the usual modules are loaded long since."""
    plain = [start for start in starts if start.script is not None or " -m " in start.label]
    return plain[0].roots if plain else ()


def _import_starts(start: Start) -> Iterator[ImportStart]:
    main = start.attribute is None
    if not start.elsewhere:
        yield ImportStart(start.module, start.script, start.label, main=main, command=start.command)
    for path in start.also:
        yield ImportStart(path=path, label=start.label)


_ARCHIVES = re.compile(
    r"\binstall\b[^\n&;|]*(?:\.whl|\.tar\.gz|\bdist/|wheel(?:s|house)\b|--find-links)|setup\.py\s+(?:install|develop)"
    r"|\bpip[\d.]*\s+wheel\b"
)


def _without_archives(found: Reach, build: Build) -> Reach:
    """Without starts that the image lacks as files, when archives were installed of which nobody knows the content."""
    if not any(map(_ARCHIVES.search, _commands(build))):
        return found
    return replace(found, missing=tuple(missing for missing in found.missing if missing.chain))


def _application_only(found: Reach) -> Reach:
    """What an application needs when it is imported, without what only tests and scripts of its repository need."""
    missing = (
        each
        for each in found.missing
        if not is_aside(each.module) and not (each.chain and is_aside(each.chain[-1].module))
    )
    return replace(found, missing=tuple(missing))


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
