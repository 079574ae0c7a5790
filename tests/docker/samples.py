"""Recorded vectors and random contexts, few enough to build each of them."""

from __future__ import annotations

import posixpath
import random
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from ctxlint.dockerfile import Add, Copy, Instruction, Onbuild, Plan, Run, Transfer, Word, parse, plan
from ctxlint.errors import DockerfileError
from ctxlint.globs import match_glob
from ctxlint.paths import has_glob
from tests.helpers import LINK, vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Vector = dict[str, Any]


class Sample(NamedTuple):
    """A vector, and what it is an example of."""

    reason: str
    number: int
    vector: Vector

    @property
    def id(self) -> str:
        return f"{self.reason}-{self.number}"


def chosen(name: str, reason: Callable[[Vector], str | None], most: Mapping[str, int]) -> list[Sample]:
    """For each reason at most so many vectors of a file, evenly spread; a vector without a reason is left out."""
    groups: defaultdict[str, list[Sample]] = defaultdict(list)
    for number, vector in enumerate(vectors(name), start=1):
        if why := reason(vector):
            groups[why].append(Sample(why, number, vector))
    return [sample for why, count in most.items() for sample in _spread(groups[why], count)]


def _spread(samples: list[Sample], count: int) -> list[Sample]:
    bounds = [len(samples) * number // count for number in range(count + 1)]
    return [samples[at] for at, after in pairwise(bounds) if at < after]


def reason_to_ignore(dialect: str) -> Callable[[Vector], str]:
    """How a dialect of the ignore language fares, against today's BuildKit."""

    def reason(vector: Vector) -> str:
        if dialect not in vector:
            return "refused"
        return "agrees" if _files(vector.get("entries", [])) == _files(vector[dialect]) else "differs"

    return reason


def _files(paths: Iterable[str]) -> set[str]:
    return {path for path in paths if not path.endswith("/")} - {".dockerignore"}


def reason_to_build(vector: Vector) -> str | None:
    """What the builder of Docker 20.10 shows with an image vector; none if it cannot read the Dockerfile."""
    planned = _plan(vector)
    if planned is None:
        return "syntax"
    if any(is_new(instruction) for stage in planned.dockerfile.stages for instruction in stage.instructions):
        return None
    if _looks_below_a_file(vector, planned):
        return "below-a-file"
    if "error" not in vector:
        return "image"
    if vector["error"] == {"kind": "not-found"} and _begins_a_glob_in_a_directory(vector, planned):
        return "empty-glob"
    return str(vector["error"]["kind"])


def _plan(vector: Vector) -> Plan | None:
    try:
        return plan(parse(vector["dockerfile"], "Dockerfile"), target=vector["target"], build_args=vector["build_args"])
    except DockerfileError:
        return None


def is_new(instruction: Instruction) -> bool:
    """Whether an instruction says what only Docker 23 and newer understand."""
    match instruction:
        case Onbuild(trigger=Instruction() as trigger):
            return is_new(trigger)
        case Copy(parents=True) | Run(heredocs=(_, *_)) | Add(checksum=Word()) | Add(keep_git_dir=bool()):
            return True
        case Add(unpack=bool()):
            return True
        case Transfer(link=link, heredocs=heredocs, excludes=excludes):
            return bool(link or heredocs or excludes)
        case _:
            return False


def _begins_a_glob_in_a_directory(vector: Vector, planned: Plan) -> bool:
    """Whether what is missing may be the directory of a glob, and that is in the context."""
    globs = [path.rpartition("/")[0] for path in planned.context_paths if has_glob(path)]
    return any(path.startswith(f"{above}/") for above in globs if above for path in vector["tree"])


def _looks_below_a_file(vector: Vector, planned: Plan) -> bool:
    """Whether a source leads through a link to a file, as if that were a directory."""
    links = [name for name, target in vector["links"].items() if _target(name, target) in vector["tree"]]
    return any(_leads_through(path, link) for path in planned.context_paths for link in links)


def _target(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")


def _leads_through(path: str, link: str) -> bool:
    parts, names = path.split("/"), link.split("/")
    return len(parts) > len(names) and all(match_glob(part, name) for part, name in zip(parts, names, strict=False))


def content(vector: Vector) -> dict[str, str | None]:
    """The files of an image vector: each holds its own path."""
    files = {path: None if path.endswith("/") else path for path in vector["tree"]}
    links = {path: LINK + target for path, target in vector["links"].items()}
    ignore = {} if vector["ignore"] is None else {".dockerignore": vector["ignore"]}
    return files | links | ignore


_NAMES = ["a", "b", ".env", ".git", "app", "docs", "monitoring", "x.py", "y.md", "two words", "ünï", "{c}", "d+"]
_PREFIXES = ["", "", "", "", "**/", "*/", "/", "./", "a/../", "app/", "**/app/"]
_SUFFIXES = ["", "", "", "", "/", "/*", "/**", "*", " "]
_LINES = ["", "# a comment", "  # no comment", "*", "**", "**/*", "!**/*.py", "!app", "[", "a[", "!"]


def random_contexts(seed: int, count: int) -> list[Vector]:
    """Trees with ignore files whose patterns are made of the names in the trees."""
    source = random.Random(seed)  # noqa: S311  # the same contexts in every run
    return [_random_context(source) for _ in range(count)]


def _random_context(source: random.Random) -> Vector:
    paths = {"/".join(source.choices(_NAMES, k=source.randint(1, 4))) for _ in range(source.randint(3, 14))}
    tree = sorted(path for path in paths if not any(other.startswith(f"{path}/") for other in paths))
    lines = [_random_line(source, tree) for _ in range(source.randint(1, 8))]
    end = source.choice(["\n", "\n", "\r\n"])
    return {"tree": tree, "ignore": source.choice(["", "", "\ufeff"]) + end.join(lines)}


def _random_line(source: random.Random, tree: Iterable[str]) -> str:
    if source.random() < 0.2:
        return source.choice(_LINES[:8] if source.random() < 0.9 else _LINES)
    parts = source.choice(list(tree)).split("/")
    start = source.randrange(len(parts))
    parts = parts[start : source.randint(start + 1, len(parts))]
    if source.random() < 0.3:
        parts[source.randrange(len(parts))] = source.choice(["*", "**", "?", "*.*", "[a-c]"])
    return source.choice(["", "", "!", "! "]) + source.choice(_PREFIXES) + "/".join(parts) + source.choice(_SUFFIXES)
