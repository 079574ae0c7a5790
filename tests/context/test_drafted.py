"""Files that nobody has written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.context import HOST, Disk, DraftedFiles, Kind
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

NEW = ".dockerignore"


@pytest.fixture
def files(tmp_path: Path) -> DraftedFiles:
    """A file that is new in ``app``, which a link leads to."""
    write_tree(tmp_path, {"app/main.py": "12345", "lib/x": "", "link": "-> app", "loop": "-> loop"})
    return DraftedFiles(HOST, {tmp_path / "app" / NEW: b"abc"})


@pytest.mark.parametrize("directory", ["app", "link"])
def test_a_new_file_is_there_by_any_way(tmp_path: Path, files: DraftedFiles, directory: str) -> None:
    path = tmp_path / directory / NEW

    entry = files.entry(path)

    assert entry
    assert (entry.kind, entry.size) == (Kind.FILE, 3)
    assert (files.read(path), files.read(path, 2), files.read(path, 0)) == (b"abc", b"ab", b"")


def test_all_else_is_as_it_was(tmp_path: Path, files: DraftedFiles) -> None:
    assert files.read(tmp_path / "app/main.py", 2)[:2] == b"12"
    assert files.entry(tmp_path / "lib" / NEW) is None
    assert files.entry(tmp_path / "loop" / NEW) is None
    assert files.link_target(tmp_path / "link") == "app"
    with pytest.raises(OSError, match="lib"):
        files.read(tmp_path / "lib" / NEW)


def test_a_directory_lists_what_is_new_in_it(tmp_path: Path, files: DraftedFiles) -> None:
    before = Disk(tmp_path)
    after = before.over(files)

    assert set(after.list("app")) - set(before.list("app")) == {NEW}
    assert after.list("lib") is before.list("lib")


def test_a_directory_without_anything_new_is_the_same(tmp_path: Path, files: DraftedFiles) -> None:
    disk = Disk(tmp_path / "lib")

    assert disk.over(files) is disk
