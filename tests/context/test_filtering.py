"""The filtered set, and what the walk tells on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.context import Directory, Disk, DiskEntry, File, FileSet, Kind, Link, filter_context, lookup, walk
from ctxlint.dockerignore import DockerIgnoreSpec, Visit
from ctxlint.errors import IgnoreSyntaxError
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

# Why, the ignore file, the tree, what BuildKit sends, what legacy sends.
DIRECTORIES = [
    ("nothing is ignored", "", "a/b/c d/", "a/ a/b/ a/b/c d/", "a/ a/b/ a/b/c d/"),
    ("an empty directory is kept", "*.py", "d/", "d/", "d/"),
    ("a directory that only had ignored files is kept", "**/*.py", "d/a.py", "d/", "d/"),
    ("an ignored directory goes with all in it", "d", "d/a d/e/f g", "g", "g"),
    ("parents of what is taken back are kept", "*\n!a/b/c", "a/b/c a/x", "a/ a/b/ a/b/c", "a/ a/b/ a/b/c"),
    ("parents of an empty directory that is taken back", "*\n!a/b", "a/b/ x/", "a/ a/b/", "a/ a/b/"),
    ("a parent goes when nothing in it is taken back", "*\n!a/b", "a/c a/d/e", "", "a/"),
    ("a parent of a parent as well", "*\n!a/b/c", "a/b/x", "", "a/ a/b/"),
    ("where all is entered, most goes again", "*\n!**/x", "a/b/c d/x e/", "d/ d/x", ""),
    ("a directory that is in does not go", "*\n!a\n!a/b", "a/", "a/", "a/"),
    ("one that is out inside of one that is in", "a/b\n!a/b/c", "a/b/d a/e", "a/ a/e", "a/ a/b/ a/e"),
]


def tree(text: str) -> dict[str, str]:
    return dict.fromkeys(text.split(), "")


@pytest.mark.parametrize(
    ("ignore", "files", "buildkit", "legacy"), [row[1:] for row in DIRECTORIES], ids=[row[0] for row in DIRECTORIES]
)
def test_which_directories_are_sent(ignore: str, files: str, buildkit: str, legacy: str, tmp_path: Path) -> None:
    disk = Disk(write_tree(tmp_path, tree(files)))
    for builder, expected in (("buildkit", buildkit), ("legacy", legacy)):
        filtered = filter_context(disk, DockerIgnoreSpec.parse(ignore, builder=builder))
        assert list(FileSet(filtered.tree).paths) == expected.split(), builder


class TestImpliedDirectories:
    """Excluded, but there because something in them is not; the classic builder does not send them."""

    @pytest.fixture
    def filtered(self, tmp_path: Path) -> Directory:
        write_tree(tmp_path, {"a/b/c": "123", "a/x": "1", "d/e": ""})
        return filter_context(Disk(tmp_path), DockerIgnoreSpec.parse("a\n!a/b/c")).tree

    def test_they_are_marked(self, filtered: Directory) -> None:
        implied = {path for path, node in walk(filtered) if isinstance(node, Directory) and node.implied}
        assert implied == {"a", "a/b"}

    def test_they_can_be_left_out_of_the_list(self, filtered: Directory) -> None:
        assert FileSet(filtered).paths == ("a/", "a/b/", "a/b/c", "d/", "d/e")
        assert FileSet(filtered, implied=False).paths == ("a/b/c", "d/", "d/e")

    def test_legacy_has_none(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"a/b": ""})
        filtered = filter_context(Disk(tmp_path), DockerIgnoreSpec.parse("a\n!a/b", builder="legacy"))
        assert FileSet(filtered.tree, implied=False).paths == ("a/", "a/b")


class TestCallbacks:
    @pytest.fixture
    def disk(self, tmp_path: Path) -> Disk:
        return Disk(write_tree(tmp_path, {"a/b": "12", "a/c.py": "", "d/e/f": "", "g": "-> a"}))

    def test_excluded_paths_are_told_but_not_below_pruned_directories(self, disk: Disk) -> None:
        told: dict[str, tuple[DiskEntry, int | None]] = {}

        def excluded(path: str, entry: DiskEntry, visit: Visit) -> None:
            assert visit.excluded
            told[path] = entry, visit.decider

        filter_context(disk, DockerIgnoreSpec.parse("d\n**/b\ng"), on_excluded=excluded)
        assert told == {
            "d": (DiskEntry(Kind.DIRECTORY, 0), 0),
            "a/b": (DiskEntry(Kind.FILE, 2), 1),
            "g": (DiskEntry(Kind.LINK, 0), 2),
        }

    def test_below_directories_that_are_entered_everything_is_told(self, disk: Disk) -> None:
        told: list[str] = []
        spec = DockerIgnoreSpec.parse("*\n!d/e/f")
        filter_context(disk, spec, on_excluded=lambda path, _entry, _visit: told.append(path))
        assert sorted(told) == ["a", "d", "d/e", "g"]

    def test_kept_paths_are_told(self, disk: Disk) -> None:
        told: list[tuple[str, int | None]] = []
        spec = DockerIgnoreSpec.parse("a\n!a/b\nd")
        filter_context(disk, spec, on_kept=lambda path, _entry, visit: told.append((path, visit.decider)))
        assert sorted(told) == [("a/b", 1), ("g", None)]

    def test_a_tally_is_kept_of_who_has_the_last_word(self, disk: Disk) -> None:
        filtered = filter_context(disk, DockerIgnoreSpec.parse("a\nx\n!a/b\nd"))
        assert {line: (tally.excluded, tally.included) for line, tally in filtered.tallies.items()} == {
            0: (2, 0),  # a and a/c.py
            2: (0, 1),  # a/b
            3: (1, 0),  # d, and nothing below it is looked at
        }

    def test_nobody_has_to_listen(self, disk: Disk) -> None:
        assert filter_context(disk, DockerIgnoreSpec.parse("")).tallies == {}


def test_leaves_know_their_path_and_size(tmp_path: Path) -> None:
    write_tree(tmp_path, {"d/file": "12345", "d/link": "-> ../x"})
    filtered = filter_context(Disk(tmp_path), DockerIgnoreSpec.parse(""))
    assert lookup(filtered.tree, "d/file") == File("d/file", 5)
    assert lookup(filtered.tree, "d/link") == Link("../x")


def test_the_ignore_file_and_the_dockerfile_are_files_like_others(tmp_path: Path) -> None:
    disk = Disk(write_tree(tmp_path, {"Dockerfile": "", ".dockerignore": "", "a": ""}))
    assert FileSet(filter_context(disk, DockerIgnoreSpec.parse("")).tree).paths == (".dockerignore", "Dockerfile", "a")
    both = DockerIgnoreSpec.parse("Dockerfile\n.dockerignore")
    assert FileSet(filter_context(disk, both).tree).paths == ("a",)


def test_a_pattern_that_fails_when_it_is_tried(tmp_path: Path) -> None:
    spec = DockerIgnoreSpec.parse("x\n[a-\\d]")
    filter_context(Disk(tmp_path), spec)  # nothing to try it on
    write_tree(tmp_path, {"a": ""})
    with pytest.raises(IgnoreSyntaxError) as caught:
        filter_context(Disk(tmp_path), spec)
    assert caught.value.line == 2


def test_names_that_are_not_utf_8_are_matched(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a\udcff": "", "b\udcff": ""})
    filtered = filter_context(Disk(tmp_path), DockerIgnoreSpec.parse(b"a\xff\n"))
    assert FileSet(filtered.tree).paths == ("b\udcff",)


def test_wide_and_deep_trees(tmp_path: Path) -> None:
    deep = "/".join("d" * 400)
    write_tree(tmp_path, {f"{deep}/x": "1", **{f"wide/{number}": "" for number in range(500)}})
    files = FileSet(filter_context(Disk(tmp_path), DockerIgnoreSpec.parse("*\n!**/x")).tree)
    assert (files.files, files.bytes) == (1, 1)
    assert files.paths[-1] == f"{deep}/x"
