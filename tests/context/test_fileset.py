"""Trees, and their files as lists."""

from __future__ import annotations

import pytest

from ctxlint.context import Directory, Entry, File, FileSet, Link, Node, Unknown, lookup, walk


def sample() -> Directory:
    inner = Directory({"z": File("d/z", 1), "a": File("d/a", 20)})
    return Directory(
        {"d.x": File("d.x", 300), "d": inner, "link": Link("d"), "e": Directory(implied=True), "?": Unknown("alpine")}
    )


class TestFileSet:
    def test_entries_are_sorted_by_path(self) -> None:
        assert FileSet(sample()).entries == (
            Entry("d.x", 300),
            Entry("d/"),
            Entry("d/a", 20),
            Entry("d/z", 1),
            Entry("e/"),
            Entry("link"),
        )

    def test_sizes_and_counts(self) -> None:
        files = FileSet(sample())
        assert (files.files, files.bytes) == (4, 321)

    @pytest.mark.parametrize(
        ("files", "without"),
        [
            pytest.param(FileSet(sample(), links=False), {"link"}, id="links"),
            pytest.param(FileSet(sample(), implied=False), {"e/"}, id="implied directories"),
            pytest.param(FileSet(sample(), left_out=frozenset({"d/a", "d", "e"})), {"d/a"}, id="files by path"),
            pytest.param(FileSet(sample(), links=False, implied=False), {"link", "e/"}, id="both"),
        ],
    )
    def test_what_can_be_left_out(self, files: FileSet, without: set[str]) -> None:
        assert set(FileSet(sample()).paths) - set(files.paths) == without

    def test_only_directories_are_directories(self) -> None:
        assert [entry.path for entry in FileSet(sample()).entries if entry.is_directory] == ["d/", "e/"]

    def test_nothing(self) -> None:
        files = FileSet(Directory())
        assert (files.paths, files.files, files.bytes) == ((), 0, 0)

    def test_odd_names_sort_without_an_error(self) -> None:
        names = ["\udcff", "é", "z", "\u2028", " "]
        assert set(FileSet(Directory({name: File(name) for name in names})).paths) == set(names)


class TestTree:
    def test_walk_goes_in_order_and_parents_come_first(self) -> None:
        assert [path for path, _ in walk(sample())] == ["?", "d", "d/a", "d/z", "d.x", "e", "link"]

    def test_walk_can_prefix(self) -> None:
        assert [path for path, _ in walk(Directory({"a": Directory({"b": File("b")})}), "/srv/")] == [
            "/srv/a",
            "/srv/a/b",
        ]

    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("d/a", File("d/a", 20)),
            ("/d//a", File("d/a", 20)),
            ("./d/./a", File("d/a", 20)),
            ("link", Link("d")),
            ("link/a", None),
            ("d/none", None),
            ("none/a", None),
            ("d.x/a", None),
        ],
    )
    def test_lookup_does_not_follow_links(self, path: str, found: Node | None) -> None:
        assert lookup(sample(), path) == found

    @pytest.mark.parametrize("path", ["", ".", "/", "./"])
    def test_lookup_of_the_root(self, path: str) -> None:
        root = sample()
        assert lookup(root, path) is root

    def test_a_copy_shares_files_and_no_directories(self) -> None:
        root = sample()
        copied = root.copy()
        inner, inner_copy = lookup(root, "d"), lookup(copied, "d")
        assert isinstance(inner, Directory)
        assert isinstance(inner_copy, Directory)
        del inner_copy.entries["a"]
        assert "a" in inner.entries
        assert lookup(root, "d/z") is lookup(copied, "d/z")
        implied = lookup(copied, "e")
        assert isinstance(implied, Directory)
        assert implied.implied
