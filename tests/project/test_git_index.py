"""Names are read from the index as git lists them, and from no index that tells only a part."""

from __future__ import annotations

import contextlib
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.project import VersionControl
from ctxlint.project.git_index import index_names

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["a", "a/b/c.txt", "a/b/cd.txt", "b" * 200 + "/" + "c" * 100, "eight___", "nine_____", "ä/ö", "with blank"]


def git(root: Path, *words: str) -> str:
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *words]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    for name in NAMES[1:]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    git(tmp_path, "add", ".")
    return tmp_path


def tracked(root: Path) -> VersionControl:
    return VersionControl.of(root)


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_version_has_the_names_that_git_lists(repository: Path, version: str) -> None:
    git(repository, "update-index", "--index-version", version)
    (repository / "later").touch()
    git(repository, "add", "-N", "later")  # its entry has more flags

    listed = frozenset(git(repository, "ls-files", "-z").split("\0")) - {""}
    assert len(listed) == len(NAMES)
    assert tracked(repository).tracked == listed


def test_paths_are_relative_to_the_project_when_it_is_a_part_of_the_repository(repository: Path) -> None:
    assert tracked(repository / "a").tracked == {"b/c.txt", "b/cd.txt"}


def test_a_worktree_has_an_index_of_its_own(repository: Path, tmp_path: Path) -> None:
    git(repository, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first")
    git(repository, "worktree", "add", "-q", str(tmp_path / "other"), "HEAD")
    git(tmp_path / "other", "rm", "-q", "eight___")

    assert tracked(tmp_path / "other").tracked == frozenset(NAMES[1:]) - {"eight___"}


def test_a_conflict_is_one_name(repository: Path) -> None:
    blob = git(repository, "hash-object", "-w", "eight___").strip()
    lines = "".join(f"100644 {blob} {stage}\tfought-over\n" for stage in (1, 2, 3))
    subprocess.run(["git", "-C", repository, "update-index", "--index-info"], input=lines.encode(), check=True)

    assert tracked(repository).tracked == {*NAMES[1:], "fought-over"}


def test_a_repository_without_an_index_tracks_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert tracked(tmp_path).known
    assert not tracked(tmp_path).tracked


def test_a_split_index_is_unknown(repository: Path) -> None:
    git(repository, "update-index", "--split-index")
    assert not tracked(repository).known


def test_no_part_of_an_index_is_taken_for_one(repository: Path) -> None:
    data = (repository / ".git" / "index").read_bytes()
    for length in range(0, len(data), 7):
        with pytest.raises(ValueError, match="broken"):
            list(index_names(data[:length]))


@given(st.binary(max_size=200), st.sampled_from([b"", b"DIRC\0\0\0\2\0\0\0\1", b"DIRC\0\0\0\4\0\0\0\2"]))
def test_other_bytes_are_refused_in_one_way(rest: bytes, start: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert len(list(index_names(start + rest + bytes(20)))) <= 2
