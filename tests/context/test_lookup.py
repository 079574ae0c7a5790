"""Which Dockerfile and which ignore file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxlint.context import Disk, FileSet, filter_context, find_dockerfile, find_ignore_file
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.model import Builder
from tests.helpers import LINK, vectors, write_tree

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = list(vectors("lookup.jsonl"))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_every_vector(vector: dict[str, Any], tmp_path: Path) -> None:
    files = {name: LINK + text["link"] if isinstance(text, dict) else text for name, text in vector["files"].items()}
    write_tree(tmp_path, files)
    context, dockerfile = tmp_path / vector["context"], tmp_path / vector["dockerfile"]
    assert find_dockerfile(dockerfile) is not None
    ignore_file = find_ignore_file(context, dockerfile, Builder.BUILDKIT)
    spec = DockerIgnoreSpec.parse(ignore_file.read_bytes() if ignore_file else b"")
    assert list(FileSet(filter_context(Disk(context), spec).tree).paths) == vector["entries"]


# Why, the files, the Dockerfile that is asked for, the ignore file that is read ("" for none). The context is "c".
IGNORE_FILES = [
    ("the context's own", {"c/.dockerignore": ""}, "c/Dockerfile", "c/.dockerignore"),
    ("none", {"c/a": ""}, "c/Dockerfile", ""),
    ("the Dockerfile's own wins", {"c/.dockerignore": "", "c/D.dockerignore": ""}, "c/D", "c/D.dockerignore"),
    ("another Dockerfile's does not", {"c/.dockerignore": "", "c/E.dockerignore": ""}, "c/D", "c/.dockerignore"),
    ("an empty one wins, too", {"c/.dockerignore": "x", "c/D.dockerignore": ""}, "c/D", "c/D.dockerignore"),
    ("beside a Dockerfile that is elsewhere", {"c/a": "", "x/.dockerignore": ""}, "x/Dockerfile", ""),
    ("by the name of a Dockerfile that is elsewhere", {"c/a": "", "x/D.dockerignore": ""}, "x/D", "x/D.dockerignore"),
    ("the Dockerfile need not exist", {"c/none.dockerignore": ""}, "c/none", "c/none.dockerignore"),
    ("a directory is no ignore file", {"c/.dockerignore/": None}, "c/D", ""),
    (
        "a directory by the name of the Dockerfile",
        {"c/.dockerignore": "", "c/D.dockerignore/": None},
        "c/D",
        "c/.dockerignore",
    ),
    ("a link", {"c/.dockerignore": "-> real", "c/real": ""}, "c/D", "c/real"),
    ("a link to a link", {"c/.dockerignore": "-> l", "c/l": "-> d/real", "c/d/real": ""}, "c/D", "c/d/real"),
    ("a link through a linked directory", {"c/.dockerignore": "-> d/x", "c/d": "-> e", "c/e/x": ""}, "c/D", "c/e/x"),
    ("an absolute link is taken from the context", {"c/.dockerignore": "-> /real", "c/real": ""}, "c/D", "c/real"),
    (
        "an absolute link in a directory",
        {"c/.dockerignore": "-> d/l", "c/d/l": "-> /r", "c/r": "", "c/d/r": ""},
        "c/D",
        "c/r",
    ),
    ("a link up is stopped at the context", {"c/.dockerignore": "-> ../../real", "c/real": ""}, "c/D", "c/real"),
    ("a link out", {"c/.dockerignore": "-> ../real", "real": ""}, "c/D", ""),
    ("a link that leads nowhere", {"c/.dockerignore": "-> none"}, "c/D", ""),
    ("a link to a directory", {"c/.dockerignore": "-> d", "c/d/x": ""}, "c/D", ""),
    ("a link through a file", {"c/.dockerignore": "-> f/x", "c/f": ""}, "c/D", ""),
    ("a link to itself", {"c/.dockerignore": "-> .dockerignore"}, "c/D", ""),
    ("links in a circle", {"c/.dockerignore": "-> a", "c/a": "-> .dockerignore"}, "c/D", ""),
    ("a link that grows", {"c/.dockerignore": "-> a/x", "c/a": "-> a/a"}, "c/D", ""),
    ("a link to a name that cannot be", {"c/.dockerignore": "-> " + "x" * 300}, "c/D", ""),
    ("a broken specific one", {"c/.dockerignore": "", "c/D.dockerignore": "-> none"}, "c/D", "c/.dockerignore"),
    ("a specific link within its directory", {"c/a": "", "x/D.dockerignore": "-> r", "x/r": ""}, "x/D", "x/r"),
    ("a specific link out of its directory", {"c/a": "", "x/D.dockerignore": "-> ../r", "r": ""}, "x/D", ""),
    ("other builders' names", {"c/.containerignore": "", "c/.gitignore": "", "c/dockerignore": ""}, "c/D", ""),
]


@pytest.mark.parametrize(
    ("files", "dockerfile", "expected"), [row[1:] for row in IGNORE_FILES], ids=[row[0] for row in IGNORE_FILES]
)
@pytest.mark.parametrize("builder", [Builder.BUILDKIT, Builder.LEGACY])
def test_which_ignore_file_is_read(
    files: dict[str, str | None], dockerfile: str, expected: str, builder: Builder, tmp_path: Path
) -> None:
    write_tree(tmp_path, files)
    found = find_ignore_file(tmp_path / "c", tmp_path / dockerfile, builder)
    assert found == (tmp_path / expected if expected else None)


def test_the_classic_builder_reads_no_specific_one(tmp_path: Path) -> None:
    write_tree(tmp_path, {".dockerignore": "", "D.dockerignore": ""})
    assert find_ignore_file(tmp_path, tmp_path / "D", Builder.CLASSIC) == tmp_path / ".dockerignore"


def test_an_inline_dockerfile_has_no_specific_one(tmp_path: Path) -> None:
    write_tree(tmp_path, {".dockerignore": "", "Dockerfile.dockerignore": ""})
    assert find_ignore_file(tmp_path, None, Builder.BUILDKIT) == tmp_path / ".dockerignore"


@pytest.mark.parametrize(
    ("files", "asked", "expected"),
    [
        pytest.param({"Dockerfile": ""}, "Dockerfile", "Dockerfile", id="it is there"),
        pytest.param({"dockerfile": ""}, "Dockerfile", "dockerfile", id="lower case stands in"),
        pytest.param({"Dockerfile": "", "dockerfile": ""}, "Dockerfile", "Dockerfile", id="but only then"),
        pytest.param({"Dockerfile": ""}, "dockerfile", None, id="and not the other way round"),
        pytest.param({"my.dockerfile": ""}, "my.Dockerfile", None, id="nor for other names"),
        pytest.param({"x/dockerfile": ""}, "x/Dockerfile", "x/dockerfile", id="below"),
        pytest.param({"a": ""}, "Dockerfile", None, id="nothing"),
        pytest.param({"Dockerfile/": None}, "Dockerfile", None, id="a directory"),
        pytest.param({"Dockerfile": "-> real", "real": ""}, "Dockerfile", "real", id="a link"),
        pytest.param({"x/Dockerfile": "-> ../real", "real": ""}, "x/Dockerfile", None, id="a link out"),
        pytest.param({"a": ""}, "x" * 300, None, id="a name that cannot be"),
        pytest.param({"a": ""}, "a/Dockerfile", None, id="below a file"),
    ],
)
def test_which_dockerfile_is_read(
    files: dict[str, str | None], asked: str, expected: str | None, tmp_path: Path
) -> None:
    write_tree(tmp_path, files)
    assert find_dockerfile(tmp_path / asked) == (tmp_path / expected if expected else None)


def test_a_directory_that_may_not_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(self))

    write_tree(tmp_path, {".dockerignore": ""})
    monkeypatch.setattr("os.lstat", refused)
    assert find_ignore_file(tmp_path, None, Builder.BUILDKIT) is None
