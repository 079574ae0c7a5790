"""The dialect of the Docker SDK for Python, against the SDK itself."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

import pytest
from docker.utils.build import exclude_paths

from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder
from tests.dockerignore.trees import listed
from tests.helpers import vectors, write_tree

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = ["(the ignore file is refused)"]

# Why, the ignore file, the paths that are there, the paths that are sent.
SENT = [
    ("case does not count", "README.md", "readme.MD src/README.md", "src/README.md src/"),
    ("a class is negated by an exclamation mark", "[!a].py", "a.py b.py", "a.py"),
    ("and by nothing else", "[^a].py", "a.py b.py", "b.py"),
    (
        "one ancestor is looked at",
        "**/c\n!a/b/c/in.txt",
        "a/b/c/in.txt a/b/c/out.txt",
        "a/ a/b/ a/b/c/in.txt a/b/c/out.txt",
    ),
    ("an indented hash starts a comment", "  # a\nb", "a b", "a"),
    ("nothing is an escape", "\\#x", "#x x", "#x x"),
    ("a bracket that never closes is a bracket", "[\nb", "[ a b", "a"),
    ("a lone exclamation mark is passed over", "a\n!", "a b", "b"),
    ("two dots take the name before them away", "../a\nb/../c", "a b/x c", "b/ b/x"),
    ("no nested directory is entered for a wildcard", "*\n!**/*.py", "t.py s/u.py", "t.py"),
    ("two names are always sent", "*", "Dockerfile .dockerignore a sub/Dockerfile", ".dockerignore Dockerfile"),
]


def sent(ignore: str, paths: list[str]) -> list[str]:
    try:
        return listed(DockerIgnoreSpec.parse(ignore, builder=Builder.DOCKER_PY).matcher, paths)
    except IgnoreSyntaxError:
        return REFUSED


def sent_by_sdk(root: Path, ignore: str) -> list[str]:
    lines = [line.strip() for line in ignore.splitlines()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # the SDK compiles "[[" as it stands
        try:
            found = exclude_paths(str(root), [line for line in lines if line and not line.startswith("#")])
        except re.error:
            return REFUSED
    return sorted(path + "/" * (root / path).is_dir() for path in found)


@pytest.mark.parametrize(("ignore", "paths", "expected"), [row[1:] for row in SENT], ids=[row[0] for row in SENT])
def test_what_is_sent(ignore: str, paths: str, expected: str, tmp_path: Path) -> None:
    write_tree(tmp_path, dict.fromkeys(paths.split(), ""))
    assert sent(ignore, paths.split()) == sorted(expected.split()) == sent_by_sdk(tmp_path, ignore)


@pytest.mark.parametrize("start", range(4))
def test_every_vector(start: int, tmp_path: Path) -> None:
    for number, vector in enumerate(list(vectors("ignore.jsonl"))[start::4]):
        root = write_tree(tmp_path / str(number), dict.fromkeys(vector["tree"], ""))
        assert sent(vector["ignore"], vector["tree"]) == sent_by_sdk(root, vector["ignore"]), vector["ignore"]


def test_single_questions_agree_with_the_walk() -> None:
    for vector in list(vectors("ignore.jsonl"))[5::10]:
        kept = sent(vector["ignore"], vector["tree"])
        if kept != REFUSED:
            spec = DockerIgnoreSpec.parse(vector["ignore"], builder="docker-py")
            files = [path for path in vector["tree"] if not path.endswith("/")]
            assert [path for path in files if not spec.decide(path).excluded] == [p for p in files if p in kept]
