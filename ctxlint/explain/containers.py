"""A path as the container sees it, or a program that it looks for: back to the repository, then to an answer."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.checks.whereabouts import place_in_image
from ctxlint.context import Directory, File, Origin, Unknown, walk
from ctxlint.explain.evidence import brought_by, mounts_over
from ctxlint.explain.paths import about_path, as_elsewhere, copy_of
from ctxlint.explain.requirements import required
from ctxlint.explain.values import Answer, Need, State
from ctxlint.model import Location, Related
from ctxlint.runtime import origins
from ctxlint.start import Files
from ctxlint.start.console import console_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service

_MAX_TAILS = 20
_NOWHERE = (
    "neither the repository nor an instruction brings {path}: "
    "the base image, a RUN instruction, a volume or the program itself would have to"
)


def inside_container(service: Service, path: str) -> str:
    """A path as an absolute one: relative ones are seen from the working directory."""
    workdir = service.definition.working_dir or service.image.stage.workdir
    return posixpath.normpath(posixpath.join("/", workdir, path))


def repository_path(service: Service, path: str) -> str | None:
    """The path of the project whose content the image has at an absolute path."""
    node = _files(service).node(path)
    return service.path(node.path) if isinstance(node, File) and node.origin is Origin.CONTEXT else None


def about_container_path(service: Service, name: str, text: str) -> Answer:
    """Answer for a path that a program in the container did not find."""
    path = inside_container(service, name)
    files = _files(service)
    node = files.node(path)
    if isinstance(node, File | Directory) and not (isinstance(node, Directory) and node.implied):
        return _broken(service, files, path, text) or _present(service, path)
    for candidate in _candidates(service, path):
        answer = about_path(service, candidate, path)
        return _elsewhere(service, answer, candidate, path) if answer.state is State.PRESENT else answer
    if ours := _beside(service, name):
        answer = replace(about_path(service, ours), need=Need.KNOWN)
        return _elsewhere(service, answer, ours, name) if answer.state is State.PRESENT else answer
    if mount := next((each for each in mounts_over(service, path) if not each.named), None):
        cause = (
            f"compose lays {mount.source} over {mount.target}, and it has no {posixpath.relpath(path, mount.target)}"
        )
        return Answer(State.MISSING, cause, service.name, (Related(mount.location, ""),), need=Need.OPEN)
    if isinstance(node, Unknown | Directory):
        cause = f"the image may have {path} or not: what is in it is not known without building"
        return Answer(State.UNKNOWN, cause, service.name)
    return Answer(State.UNKNOWN, _NOWHERE.format(path=path), service.name, need=Need.OPEN)


def _files(service: Service) -> Files:
    return Files(service.image, service.read, service.definition.mounts)


def _present(service: Service, path: str) -> Answer:
    ours = repository_path(service, path)
    cause = f"the image has {ours} as {path}" if ours else f"the image has {path}"
    return Answer(State.PRESENT, cause, service.name, brought_by(service, path))


def _candidates(service: Service, path: str) -> Iterator[str]:
    """What the context has that would be at a path of the image, if it were there; the likeliest first."""
    names = path.strip("/").split("/")
    found = []
    for length in range(len(names) - 1, 0, -1):
        above, rest = "/" + "/".join(names[:length]), "/".join(names[length:])
        found += [origin + rest for origin in origins(service.image.tree, [above])]
        if above == inside_container(service, ""):
            found.append(rest)
    # The end of a path is a guess, and a name alone says nothing.
    found += ["/".join(names[at:]) for at in range(len(names) - 1)]
    yield from (service.path(each) for each in dict.fromkeys(found) if service.disk.entry(each))


def _beside(service: Service, name: str) -> str | None:
    """A relative path as the repository has it, for a program that works in another directory than it started in."""
    path = posixpath.normpath(name)
    inside = not path.startswith(("/", "..")) and path != "."
    return service.path(path) if inside and service.disk.entry(path) else None


def _elsewhere(service: Service, answer: Answer, candidate: str, path: str) -> Answer:
    inside = candidate.removeprefix(service.prefix)
    place = place_in_image(service, inside) or ""
    cause = f"the image has {candidate} as {place}, but it is looked for as {path}"
    return as_elsewhere(answer, cause, f"{copy_of(service, inside, path)}, or start where the path leads to {place}")


# -- what is there, and does not start


def _broken(service: Service, files: Files, path: str, text: str) -> Answer | None:
    """Why a script that is there cannot be run."""
    low = text.lower()
    cause = ""
    fix = None
    first = (files.text(path) or "").partition("\n")[0]
    if "exec" not in low and "sh: " not in low:
        return None
    if first.startswith("#!") and first.endswith("\r"):
        cause = "its first line ends in a carriage return, so that the kernel looks for an interpreter by another name"
        fix = "save it with the line ends of Unix (*.sh text eol=lf in .gitattributes)"
    elif "permission denied" in low:
        cause = "it may not be run: it lacks the executable bit"
        fix = "git update-index --chmod=+x, or COPY --chmod=755"
    elif "bash" in first and "alpine" in (files.base_reference or "") and "bash" not in " ".join(files.run_scripts):
        cause = f"its first line is {first}, and {files.base_reference} brings no bash"
        fix = "write #!/bin/sh, or install bash"
    if not cause:
        return None
    answer = _present(service, path)
    ours = repository_path(service, path)
    places = (Related(Location(ours), ""), *answer.places) if ours else answer.places
    return replace(answer, state=State.MISSING, cause=f"{answer.cause}, but {cause}", fix=fix, places=places)


def about_program(service: Service, name: str, text: str) -> Answer:
    """Answer for a command that is looked for on ``PATH``."""
    files = _files(service)
    here = inside_container(service, name)
    if files.is_file(here):
        answer = _present(service, here)
        cause = f"{answer.cause}, but a name without a slash is looked for on PATH only"
        return as_elsewhere(answer, cause, f"./{name}, or {here}")
    directories = service.image.stage.environment.get("PATH", "/usr/local/sbin:/usr/local/bin:/usr/bin:/bin").split(":")
    found = next((path for each in directories if files.is_file(path := posixpath.join(each, name))), None)
    if found:
        return _broken(service, files, found, text) or _present(service, found)
    if target := console_scripts(files).get(name):
        installs = service.build.installs
        if not installs:
            cause = f"{name} is a script of this project ({target}), and no command is known to install the project"
            return Answer(State.MISSING, cause, service.name, (Related(service.location, ""),), fix="RUN pip install .")
    cause = f"no instruction copies a program {name}: the base image or RUN has to bring it, into a directory of PATH"
    return required(service, name, cause) or Answer(State.UNKNOWN, cause, service.name)


def about_tail(service: Service, name: str) -> Answer:
    """Answer for a file that is known by the end of its path: a template."""
    answers = [about_path(service, path) for path in tails_in(service, name)]
    if answers:
        return min(answers, key=lambda answer: (-answer.need, list(State).index(answer.state)))
    return Answer(State.UNKNOWN, f"the repository has no file whose path ends in {name}", service.name)


def tails_in(service: Service, name: str) -> list[str]:
    """The files of the project whose paths end so, those of the context first."""
    tail = "/" + name.strip("/")
    found = [
        path
        for path, node in walk(service.workspace.python_tree)
        if isinstance(node, File) and f"/{path}".endswith(tail)
    ]
    return sorted(found, key=lambda path: not path.startswith(service.prefix))[:_MAX_TAILS]
