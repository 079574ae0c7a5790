"""The one walker of the disk."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ctxlint.context import Disk, DiskEntry, FileSet, Kind, filter_context
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import ContextError
from tests.helpers import write_tree

NOTHING_IGNORED = DockerIgnoreSpec.parse("")
NOT_UTF_8 = os.fsdecode(b"caf\xe9.txt")


class TestRoot:
    def test_it_must_exist(self, tmp_path: Path) -> None:
        with pytest.raises(ContextError, match="does not exist") as caught:
            Disk(tmp_path / "none")
        assert caught.value.file == str(tmp_path / "none")

    def test_it_must_be_a_directory(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"file": ""})
        with pytest.raises(ContextError, match="not a directory"):
            Disk(tmp_path / "file")

    def test_it_must_be_within_reach(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refused(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("os.lstat", refused)
        monkeypatch.setattr("os.scandir", refused)
        with pytest.raises(ContextError, match=r"cannot be read \(permission denied\)"):
            Disk(tmp_path)

    @pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
    def test_it_must_have_a_name_that_can_be(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(ContextError):
            Disk(tmp_path / name)

    def test_it_may_be_a_link_to_a_directory(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"real/a": "", "link": "-> real"})
        assert list(Disk(tmp_path / "link").list("")) == ["a"]


class TestEntries:
    def test_kinds_and_sizes(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"file": "12345", "empty": "", "dir/x": "1", "link": "-> dir", "dangling": "-> none"})
        os.mkfifo(tmp_path / "pipe")
        assert Disk(tmp_path).list("") == {
            "file": DiskEntry(Kind.FILE, 5),
            "empty": DiskEntry(Kind.FILE, 0),
            "dir": DiskEntry(Kind.DIRECTORY, 0),
            "link": DiskEntry(Kind.LINK, 0),
            "dangling": DiskEntry(Kind.LINK, 0),
            "pipe": DiskEntry(Kind.SPECIAL, 0),
        }

    def test_sockets_are_skipped_as_the_builder_skips_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_tree(tmp_path, {"a": ""})
        monkeypatch.chdir(tmp_path)  # the name of a socket must be short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket")
            assert list(Disk(tmp_path).list("")) == ["a"]
            assert FileSet(filter_context(Disk(tmp_path), NOTHING_IGNORED).tree).paths == ("a",)

    def test_a_named_pipe_is_listed_and_never_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        filtered = filter_context(Disk(tmp_path), NOTHING_IGNORED)
        assert FileSet(filtered.tree).paths == ("pipe",)
        assert filtered.problems == []

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("a", Kind.DIRECTORY),
            ("a/b", Kind.FILE),
            ("a/b/c", None),
            ("a/none", None),
            ("none", None),
            ("none/x", None),
            ("link", Kind.LINK),
            ("link/b", None),
        ],
    )
    def test_one_path_without_following_links(self, tmp_path: Path, path: str, kind: Kind | None) -> None:
        write_tree(tmp_path, {"a/b": "", "link": "-> a"})
        entry = Disk(tmp_path).entry(path)
        assert (entry.kind if entry else None) is kind

    def test_the_text_of_a_link_as_it_stands(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"a": "-> ./x//y/../"})
        disk = Disk(tmp_path)
        assert disk.link_target("a") == "./x//y/../"
        (tmp_path / "a").unlink()
        assert disk.link_target("a") == ""

    def test_content(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"a/b": b"\xff\x00"})
        assert Disk(tmp_path).read("a/b") == b"\xff\x00"

    def test_names_that_are_not_utf_8(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {f"d/{NOT_UTF_8}": "123"})
        disk = Disk(tmp_path)
        assert disk.list("d") == {NOT_UTF_8: DiskEntry(Kind.FILE, 3)}
        assert disk.read(f"d/{NOT_UTF_8}") == b"123"

    def test_progress_is_told_in_entries(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"a/b": "", "a/c": "", "d": ""})
        told: list[int] = []
        disk = Disk(tmp_path, told.append)
        filter_context(disk, NOTHING_IGNORED)
        filter_context(disk, NOTHING_IGNORED)
        assert told == [2, 2]


class TestOneWalk:
    @pytest.fixture
    def scanned(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        names: list[str] = []
        scandir = os.scandir

        def counted(path: Path) -> os._ScandirIterator[str]:
            names.append(path.name)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", counted)
        return names

    def test_services_that_share_a_context_read_each_directory_once(self, tmp_path: Path, scanned: list[str]) -> None:
        write_tree(tmp_path, {"a/b/c": "", "d/e": ""})
        disk = Disk(tmp_path)
        first = filter_context(disk, NOTHING_IGNORED)
        second = filter_context(disk, DockerIgnoreSpec.parse("*.py"))
        third = filter_context(disk, DockerIgnoreSpec.parse("d", builder="legacy"))
        assert sorted(scanned) == sorted([tmp_path.name, "a", "b", "d"])
        assert FileSet(first.tree).paths == FileSet(second.tree).paths != FileSet(third.tree).paths

    def test_excluded_directories_are_not_read(self, tmp_path: Path, scanned: list[str]) -> None:
        write_tree(tmp_path, {"a/b/c": "", "node_modules/x/y": ""})
        filter_context(Disk(tmp_path), DockerIgnoreSpec.parse("**/node_modules\n!a"))
        assert "node_modules" not in scanned
        assert "x" not in scanned

    def test_excluded_directories_are_read_where_a_negation_reaches(self, tmp_path: Path, scanned: list[str]) -> None:
        write_tree(tmp_path, {"a/b/c": "", "d/e/f": ""})
        filter_context(Disk(tmp_path), DockerIgnoreSpec.parse("*\n!a/b/c"))
        assert scanned == [tmp_path.name, "a", "b"]


class TestTrouble:
    def test_a_directory_that_cannot_be_read_is_a_problem_and_the_rest_is_listed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_tree(tmp_path, {"a/x": "", "secret/x": "", "z": ""})
        scandir = os.scandir

        def guarded(path: Path) -> os._ScandirIterator[str]:
            if path.name == "secret":
                raise PermissionError(13, "Permission denied", str(path))
            return scandir(path)

        monkeypatch.setattr(os, "scandir", guarded)
        disk = Disk(tmp_path)
        for _ in range(2):  # also when the answer is remembered
            filtered = filter_context(disk, NOTHING_IGNORED)
            assert FileSet(filtered.tree).paths == ("a/", "a/x", "secret/", "z")
            assert [str(problem) for problem in filtered.problems] == [
                f"{tmp_path / 'secret'}: the directory cannot be read (permission denied)"
            ]

    def test_an_excluded_directory_that_cannot_be_read_is_no_problem(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_tree(tmp_path, {"a": "", "secret/x": ""})
        scandir = os.scandir

        def guarded(path: Path) -> os._ScandirIterator[str]:
            assert path.name != "secret"
            return scandir(path)

        monkeypatch.setattr(os, "scandir", guarded)
        assert filter_context(Disk(tmp_path), DockerIgnoreSpec.parse("secret")).problems == []

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_permissions(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"secret/x": ""})
        (tmp_path / "secret").chmod(0)
        try:
            assert len(filter_context(Disk(tmp_path), NOTHING_IGNORED).problems) == 1
        finally:
            (tmp_path / "secret").chmod(0o700)

    def test_paths_that_are_too_long_for_the_system(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for _ in range(25):
            Path("d" * 200).mkdir()
            monkeypatch.chdir("d" * 200)
        monkeypatch.chdir(tmp_path)
        filtered = filter_context(Disk(tmp_path), NOTHING_IGNORED)
        assert [problem.kind for problem in filtered.problems] == ["context"]
        assert "too long" in str(filtered.problems[0])

    def test_a_file_that_vanishes_while_the_directory_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_tree(tmp_path, {"a": "", "b": ""})
        scandir = os.scandir

        class Vanishing:
            def __init__(self, path: Path) -> None:
                with scandir(path) as found:
                    self._entries = sorted(found, key=lambda entry: entry.name)

            def __enter__(self) -> list[os.DirEntry[str]]:
                (tmp_path / "a").unlink()
                return self._entries

            def __exit__(self, *_: object) -> None:
                pass

        monkeypatch.setattr(os, "scandir", Vanishing)
        assert list(Disk(tmp_path).list("")) == ["b"]

    def test_a_directory_that_vanishes(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"a/b": ""})
        disk = Disk(tmp_path)
        disk.list("")
        (tmp_path / "a/b").unlink()
        (tmp_path / "a").rmdir()
        with pytest.raises(ContextError, match="no such file"):
            disk.list("a")
        assert disk.entry("a/b") is None


class TestLinks:
    def test_links_are_listed_and_not_followed(self, tmp_path: Path) -> None:
        outside = write_tree(tmp_path / "outside", {"secret": "x"})
        root = write_tree(
            tmp_path / "context",
            {
                "real/a": "",
                "to-directory": "-> real",
                "out": f"-> {outside}",
                "out-relative": "-> ../outside",
                "out-file": "-> ../outside/secret",
                "dangling": "-> none",
            },
        )
        assert FileSet(filter_context(Disk(root), NOTHING_IGNORED).tree).paths == (
            "dangling",
            "out",
            "out-file",
            "out-relative",
            "real/",
            "real/a",
            "to-directory",
        )

    def test_loops_end(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"a": "-> b", "b": "-> a", "self": "-> self", "d/up": "-> ..", "d/here": "-> ."})
        filtered = filter_context(Disk(tmp_path), NOTHING_IGNORED)
        assert FileSet(filtered.tree).paths == ("a", "b", "d/", "d/here", "d/up", "self")
        assert filtered.problems == []

    def test_below_a_link_there_is_nothing_to_take_back(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"real/a": "", "link": "-> real"})
        spec = DockerIgnoreSpec.parse("*\n!link/a")
        assert FileSet(filter_context(Disk(tmp_path), spec).tree).paths == ()
