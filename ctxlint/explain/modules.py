"""A module in one service: found in the image, kept out of it, shadowed, or somebody else's."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.distributions import is_from_index
from ctxlint.checks.whereabouts import chain_text, source_of
from ctxlint.context import Directory, Unknown
from ctxlint.explain.evidence import (
    NOBODY,
    answer_of,
    brought_by,
    chain_to,
    chain_to_foreign,
    found_by,
    noting_untracked,
)
from ctxlint.explain.paths import about_path, as_elsewhere
from ctxlint.explain.requirements import about_requirement
from ctxlint.explain.values import Answer, Need, State
from ctxlint.image.python_path import site_roots
from ctxlint.imports import Finder, scan
from ctxlint.imports.finder import is_standard
from ctxlint.model import Location, Related
from ctxlint.runtime import Repository, strongest, usual_roots
from ctxlint.start import Files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxlint.analysis import Service
    from ctxlint.imports import Module

_RULES = ("CTX102", "CTX103", "CTX104", "CTX112")


def about_module(service: Service, name: str, *, lost: bool) -> Answer:
    """Answer for a module by its dotted name; ``lost`` means that a process is known not to have found it."""
    for hit, finding in found_by(service, *_RULES):
        lacking = str(hit.values["wanted"] if "wanted" in hit.values else hit.values["module"])
        if f"{name}.".startswith(f"{lacking}."):
            return answer_of(finding)
    roots = _roots(service)
    found = next((module for each in roots if (module := Finder(service.image.tree, each).find(name))), None)
    if found and not found.unknown and not is_standard(name, found):
        return _present(service, found)
    if not service.reached and not Files(service.image, service.read).is_pythonic:
        return Answer(State.UNKNOWN, "it does not seem to run Python", service.name, need=Need.NONE)
    if is_standard(name, found):
        return Answer(State.UNKNOWN, f"{name} is a module of Python's standard library", service.name)
    finder = repository_finder(service, roots)
    ours = finder.find(name)
    if ours and not ours.unknown and (lost or not found):
        return _from_index(service, ours) or _lacking(service, ours, roots[0])
    if found and not _is_required(service, found):
        cause = f"the image may have {name} or not: what is in {found.path} is not known without building"
        return Answer(State.UNKNOWN, cause, service.name)
    if parent := _parent(service, name, roots) or finder.find(name.rpartition(".")[0]):
        return _without(service, parent, name)
    return about_requirement(service, name)


def _is_required(service: Service, found: Module) -> bool:
    """Whether all that is known of a module is that an installer may have brought it."""
    node = service.image.find(found.path) or service.image.find(posixpath.dirname(found.path))
    return isinstance(node, Directory | Unknown) and node.installed


def _roots(service: Service) -> list[tuple[str, ...]]:
    """Where the processes that the container starts search; where they usually do when nobody knows."""
    usual = tuple(dict.fromkeys([*usual_roots(service.image), *site_roots(service.image.tree)]))
    return [item.roots for item in service.reached] or [usual]


def repository_finder(service: Service, roots: Sequence[Sequence[str]]) -> Finder:
    """The modules of the repository, seen from where the image searches."""
    every = [root for each in roots for root in each]
    return Repository(service.workspace.python_tree, service.prefix).finder(service.image, every)


def _present(service: Service, module: Module) -> Answer:
    place = module.path.rpartition("/")[0] if module.is_package and not module.namespace else module.path
    cause = f"the image has {module.name} as {place}"
    source = module.file.path if module.file else ""
    chain = chain_to(service, source) if source else ""
    copies = brought_by(service, module.path)
    answer = Answer(State.PRESENT, cause, service.name, copies, chain or NOBODY, need=Need.of(chain))
    return noting_untracked(answer, service, service.path(source)) if source else answer


def _from_index(service: Service, module: Module) -> Answer | None:
    """The answer when a requirement brings the project that has the module, instead of a copy."""
    path = source_of(module)
    if path.startswith(service.prefix) or not is_from_index(service, path):
        return None
    chain = chain_to_foreign(service, module.name)
    cause = (
        f"the repository has {path}, but a requirement brings its project here: the version that is installed lacks it"
    )
    return Answer(State.UNKNOWN, cause, service.name, chain=chain, need=Need.of(chain))


def _lacking(service: Service, module: Module, roots: Sequence[str]) -> Answer:
    """The repository has it, and no import is known to need it for certain."""
    chain = next(
        (
            chain_text(service, missing.start.label, missing.chain, missing.module)
            for _, missing in strongest(service.reached)
            if f"{module.name}.".startswith(f"{missing.module}.")
        ),
        "",
    )
    answer = about_path(service, source_of(module))
    if answer.state is State.PRESENT:
        cause = f"{answer.cause}, but Python searches only {', '.join(roots)}"
        answer = as_elsewhere(
            answer, cause, "put the directory that holds it on PYTHONPATH, or copy it below one of these"
        )
    return replace(answer, chain=chain or NOBODY, need=Need.of(chain))


def _parent(service: Service, name: str, roots: Sequence[Sequence[str]]) -> Module | None:
    """The package in the image that would have to hold the module."""
    above = name.rpartition(".")[0]
    found = (Finder(service.image.tree, each).find(above) for each in roots if above)
    return next((module for module in found if module and module.file and not module.unknown), None)


def _without(service: Service, parent: Module, name: str) -> Answer:
    """The package is ours, and neither the image nor the repository has such a module in it."""
    ours = parent.file.path if parent.file else ""
    shown = service.path(ours) if ours else parent.path
    places = (Related(Location(shown), f"this is {parent.name}"),) if ours else ()
    if not parent.is_package:
        cause = f"{parent.name} is found in {shown}, which is a module and no package, so that nothing can be in it"
    else:
        cause = (
            f"the repository has {parent.name}, but no {name}: "
            "it was not committed, a build makes it, or its name is another one"
        )
    chain = chain_to_foreign(service, name)
    return Answer(State.MISSING, cause, service.name, places, chain, need=Need.of(chain))


def about_attribute(service: Service, module: str, name: str, text: str) -> Answer:
    """Answer for a name that cannot be imported from a module: it may be a submodule."""
    roots = _roots(service)
    if repository_finder(service, roots).find(f"{module}.{name}"):
        return about_module(service, f"{module}.{name}", lost=True)
    found = next((each for root in roots if (each := Finder(service.image.tree, root).find(module))), None)
    if found is None or found.file is None:
        answer = about_module(service, module, lost=True)
        if answer.state is State.UNKNOWN:
            return replace(answer, cause=f"{answer.cause}; the version that is installed has no {name} in {module}")
        return answer
    file = service.path(found.file.path)
    places = (Related(Location(file), f"this is {module}"),)
    if "partially initialized" in text or "circular import" in text:
        cause = (
            f"{module} imports the very module that wants {name} from it: a circle of imports, whatever the image has"
        )
        return Answer(State.MISSING, cause, service.name, places)
    scanned = scan(service.read(found.file) or b"")
    if name in scanned.bindings:
        return replace(_present(service, found), cause=f"{file} defines {name}, and the image has it as {found.path}")
    if scanned.open or any("*" in each.names for each in scanned.imports):
        return Answer(
            State.UNKNOWN,
            f"{file} may define {name} or not: it makes names that only a run shows",
            service.name,
            places,
        )
    return Answer(
        State.MISSING, f"{file}, which the image has as {found.path}, defines no {name}", service.name, places
    )
