"""A revision as a file system, against the same tree on the disk."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from dulwich.repo import Repo

from ctxlint.api import load
from ctxlint.context import HOST, Disk, Files, FileSet, Kind, filter_context, is_directory, is_file
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import CtxlintError
from ctxlint.project.revision import RevisionFiles
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TREE: dict[str, str | bytes | None] = {
    "a.txt": "one\n",
    "empty": "",
    "d/e/f.bin": b"\x00" * 5000,
    "d/link": "-> ../a.txt",
    "d/up": "-> e",
    "dangling": "-> nowhere",
    "loop": "-> loop",
    "out": "-> /etc/hostname",
    os.fsdecode(b"caf\xe9"): "x",
    "with blank/\u00e4": "y",
}
PATHS = (
    "",
    "d",
    "d/e",
    "d/up/f.bin",
    "d/link",
    "dangling",
    "loop",
    "out",
    "a.txt/x",
    "nothing",
    "d/../a.txt",
    "d/up/../e",
)


def git(root: Path, *words: str) -> str:
    who = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull}
    result = subprocess.run(["git", *words], cwd=root, env=environment, check=True, capture_output=True, text=True)
    return result.stdout.strip()


def commit(root: Path, files: Mapping[str, str | bytes | None]) -> str:
    """Write files and make a commit of all that is there; returns its hash."""
    write_tree(root, files)
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "a change")
    return git(root, "rev-parse", "HEAD")


def everything(files: Files, root: Path) -> dict[str, tuple[str, int, bytes | str]]:
    """All paths with what they are, what they weigh and what is in them."""
    found: dict[str, tuple[str, int, bytes | str]] = {}
    disk = Disk(root, None, files)
    for listed in FileSet(filter_context(disk, DockerIgnoreSpec.parse(".git")).tree).entries:
        path = listed.path.rstrip("/")
        entry = disk.entry(path)
        assert entry
        content = disk.read(path) if entry.kind is Kind.FILE else disk.link_target(path)
        found[path] = (entry.kind.name, entry.size, content)
    return found


def names(root: Path, revision: str) -> set[str]:
    with RevisionFiles(root, revision) as files:
        return set(files.list(root))


@pytest.fixture
def at_head(tmp_path: Path) -> Iterator[RevisionFiles]:
    commit(tmp_path, TREE)
    with RevisionFiles(tmp_path, "HEAD") as files:
        yield files


def test_everything_is_what_it_is_on_the_disk(at_head: RevisionFiles) -> None:
    assert everything(at_head, at_head.root) == everything(HOST, at_head.root)


def test_everything_is_there_without_the_index_and_in_a_pack(at_head: RevisionFiles) -> None:
    wanted = everything(HOST, at_head.root)
    git(at_head.root, "gc", "--quiet")
    (at_head.root / ".git" / "index").unlink()
    with RevisionFiles(at_head.root, "HEAD") as files:
        assert everything(files, at_head.root) == wanted


@pytest.mark.parametrize("path", PATHS)
def test_paths_lead_where_they_lead_on_the_disk(path: str, at_head: RevisionFiles) -> None:
    place = at_head.root / path
    assert (is_file(at_head, place), is_directory(at_head, place)) == (place.is_file(), place.is_dir())
    if place.is_file():
        assert at_head.read(place) == place.read_bytes()
        assert at_head.resolve(place) == place.resolve()
    else:
        with pytest.raises(OSError, match=r"\["):
            at_head.read(place)


def test_what_is_not_committed_is_not_there(at_head: RevisionFiles) -> None:
    write_tree(at_head.root, {"new": "", "a.txt": "changed"})
    assert at_head.entry(at_head.root / "new") is None
    assert at_head.read(at_head.root / "a.txt") == b"one\n"


def test_what_lies_outside_is_read_from_the_disk(tmp_path: Path) -> None:
    commit(tmp_path / "in", {"a": "", "link": "-> ../beside"})
    write_tree(tmp_path, {"beside": "1"})
    with RevisionFiles(tmp_path / "in", "HEAD") as files:
        assert files.read(tmp_path / "beside") == files.read(tmp_path / "in" / "link") == b"1"


def test_a_submodule_is_an_empty_directory(tmp_path: Path) -> None:
    inner = commit(tmp_path / "inner", {"x": ""})
    commit(tmp_path, {".gitignore": "inner\n"})
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{inner},sub")
    git(tmp_path, "commit", "--quiet", "--message", "a submodule")
    with RevisionFiles(tmp_path, "HEAD") as files:
        assert is_directory(files, tmp_path / "sub")
        assert files.list(tmp_path / "sub") == {}


def test_a_large_file_has_the_size_that_its_pointer_names(tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 123456789\n"
    commit(tmp_path, {"model.bin": pointer})
    write_tree(tmp_path, {"model.bin": "something else by now"})
    git(tmp_path, "add", ".")
    with RevisionFiles(tmp_path, "HEAD") as files:
        entry = files.entry(tmp_path / "model.bin")
    assert entry
    assert entry.size == 123456789


def test_a_work_tree_of_its_own(tmp_path: Path) -> None:
    commit(tmp_path / "main", {"a": "1"})
    git(tmp_path / "main", "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"))
    commit(tmp_path / "other", {"b": "2"})
    assert names(tmp_path / "other", "HEAD") == {"a", "b"}
    assert names(tmp_path / "other", "main") == {"a"}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two branches and a merge, each commit with another tree."""
    root = tmp_path_factory.mktemp("history")
    commit(root, {"a": "1"})
    git(root, "tag", "--annotate", "v1", "--message", "one")
    git(root, "checkout", "--quiet", "-b", "side")
    commit(root, {"s1": ""})
    commit(root, {"s2": ""})
    git(root, "checkout", "--quiet", "main")
    commit(root, {"m1": ""})
    git(root, "merge", "--quiet", "--no-edit", "side")
    commit(root, {"m2": ""})
    git(root, "checkout", "--quiet", "-b", "feature/x", "HEAD~1")
    commit(root, {"f": ""})
    return root


class TestRevisions:
    WORDS = (
        "HEAD",
        "@",
        "HEAD~0",
        "HEAD~1",
        "HEAD^",
        "HEAD^1",
        "HEAD~2",
        "HEAD^^",
        "HEAD^2",
        "HEAD~1^2~1",
        "main",
        "side",
        "v1",
    )

    @pytest.mark.parametrize("revision", WORDS)
    def test_they_are_those_of_git(self, revision: str, history: Path) -> None:
        known = subprocess.run(
            ["git", "rev-parse", "--verify", "--quiet", revision], cwd=history, capture_output=True, check=False
        )
        if known.returncode:
            with pytest.raises(CtxlintError, match="There is no revision"):
                names(history, revision)
        else:
            assert names(history, revision) == set(git(history, "ls-tree", "--name-only", revision).split())

    def test_hashes_long_and_short(self, history: Path) -> None:
        whole = git(history, "rev-parse", "main")
        assert names(history, whole) == names(history, whole[:8]) == names(history, "main")

    @pytest.mark.parametrize("revision", ["main...", "side...", "...side", "side...main"])
    def test_three_dots(self, revision: str, history: Path) -> None:
        left, right = (name or "HEAD" for name in revision.split("..."))
        base = git(history, "merge-base", left, right)
        assert names(history, revision) == names(history, base)

    @pytest.mark.parametrize(
        "revision", ["nope", "HEAD~99", "HEAD^3", "", "~", "-x", "main:a", "HEAD^{tree}", "a b", "\u00e4"]
    )
    def test_what_is_no_revision(self, revision: str, history: Path) -> None:
        with pytest.raises(CtxlintError, match="There is no revision"):
            RevisionFiles(history, revision or "main..")

    @pytest.mark.parametrize("salt", range(8))
    def test_three_dots_in_a_history_of_one_second(
        self, salt: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")
        monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
        commit(tmp_path, {"a": str(salt)})
        git(tmp_path, "checkout", "--quiet", "-b", "side")
        commit(tmp_path, {"s1": ""})
        commit(tmp_path, {"s2": ""})
        git(tmp_path, "checkout", "--quiet", "main")
        commit(tmp_path, {"m1": ""})
        git(tmp_path, "merge", "--quiet", "--no-edit", "side")
        commit(tmp_path, {"m2": ""})
        assert names(tmp_path, "side...") == {"a", "s1", "s2"}

    def test_histories_without_a_common_commit(self, tmp_path: Path) -> None:
        commit(tmp_path, {"a": ""})
        git(tmp_path, "checkout", "--quiet", "--orphan", "alone")
        commit(tmp_path, {"x": ""})
        with pytest.raises(CtxlintError, match="There is no revision"):
            RevisionFiles(tmp_path, "main...")


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(CtxlintError, match="There is no git repository here"):
        RevisionFiles(tmp_path, "HEAD")


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    Repo.init(str(tmp_path)).close()
    with pytest.raises(CtxlintError, match="There is no revision 'HEAD'"):
        RevisionFiles(tmp_path, "HEAD")


def test_a_repository_that_lacks_objects(at_head: RevisionFiles) -> None:
    name = git(at_head.root, "rev-parse", "HEAD:a.txt")
    (at_head.root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(OSError, match="not in this clone"):
        at_head.read(at_head.root / "a.txt")


def test_what_states_builds_is_read_from_the_revision(tmp_path: Path) -> None:
    dockerfiles = {"docker/api.Dockerfile": "FROM scratch\n", "docker/web.Dockerfile": "FROM scratch\n", "docker/x": ""}
    stated = {
        ".travis.yml": "script: docker build -f docker/api.Dockerfile .\n",
        "docker-bake.hcl": 'target "web" { dockerfile = "docker/web.Dockerfile" }\n',
    }
    revision = commit(tmp_path, {**dockerfiles, **stated})
    for name in stated:
        (tmp_path / name).unlink()
    with RevisionFiles(tmp_path, revision) as files:
        then = {service.name: service.prefix for service in load(tmp_path, files=files).services}
    now = {service.name: service.prefix for service in load(tmp_path).services}
    assert (then, now) == ({"api": "", "web": ""}, {"api": "docker/", "web": "docker/"})
