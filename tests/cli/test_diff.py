"""``ctxlint diff``: what enters and leaves, against commits that the real git made."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import write_tree
from tests.project.test_revision import commit, git

from .runs import Tree, run

if TYPE_CHECKING:
    from pathlib import Path

SHOP: Tree = {
    "compose.yaml": "services:\n  backend:\n    build: backend\n  web:\n    build: web\n",
    "backend/Dockerfile": "FROM scratch\nCOPY app /app\n",
    "backend/.dockerignore": "*.log\n",
    "backend/app/main.py": "print()\n",
    "backend/app/old/a.txt": "12345",
    "backend/app/old/b.txt": "12345",
    "web/Dockerfile": "FROM scratch\nCOPY . /web\n",
    "web/index.html": "<p>hello</p>",
    ".gitignore": "*.tmp\n",
}


SHARED = "services:\n" + "".join(
    f"  {name}:\n    build: {{context: ., dockerfile: a/Dockerfile, args: {{A: {name}}}}}\n" for name in ("one", "two")
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    commit(tmp_path, SHOP)
    return tmp_path


def compared(root: Path, *words: str, revision: str = "HEAD") -> dict[str, dict[str, Any]]:
    result = run(root, "diff", revision, "--format", "json", *words)
    assert result.err == ""
    return {service["name"]: service for service in json.loads(result.out)["services"]}


def paths(change: dict[str, Any]) -> tuple[set[str], set[str], set[str]]:
    return tuple({item["path"] for item in change[kind]} for kind in ("entered", "left", "resized"))  # type: ignore[return-value]


NOTHING: tuple[set[str], set[str], set[str]] = (set(), set(), set())


def test_nothing_changes(shop: Path) -> None:
    assert run(shop, "diff", "HEAD").out == "backend  no change\nweb  no change\n"


def test_files_enter_leave_and_grow(shop: Path) -> None:
    write_tree(shop, {"backend/app/new.py": "123", "backend/notes.md": "1234", "backend/app/main.py": "print(1)\n"})
    (shop / "backend/app/old/a.txt").unlink()
    found = compared(shop)

    assert paths(found["backend"]["context"]) == ({"app/new.py", "notes.md"}, {"app/old/a.txt"}, {"app/main.py"})
    assert paths(found["backend"]["image"]) == ({"/app/new.py"}, {"/app/old/a.txt"}, {"/app/main.py"})
    assert paths(found["web"]["context"]) == paths(found["web"]["image"]) == NOTHING
    context = found["backend"]["context"]
    assert context["growth"] == 3 + 4 + 1 - 5 == context["after"]["bytes"] - context["before"]["bytes"]


CHANGES: dict[str, tuple[Tree, str, set[str], set[str]]] = {
    "a line of the ignore file": ({"backend/.dockerignore": "*.log\napp/old\n"}, "context", set(), {"app/old/a.txt"}),
    "an instruction": (
        {"backend/Dockerfile": "FROM scratch\nCOPY app /app\nCOPY app/main.py /\n"},
        "image",
        {"/main.py"},
        set(),
    ),
    "another context in the compose file": (
        {"compose.yaml": "services:\n  backend:\n    build: {context: ., dockerfile: backend/Dockerfile}\n"},
        "context",
        {"web/index.html", "backend/app/main.py"},
        {"app/main.py"},
    ),
    "another stage": (
        {"backend/Dockerfile": "FROM scratch AS a\nCOPY app /app\nFROM scratch\nCOPY --from=a /app/old /\n"},
        "image",
        {"/a.txt"},
        {"/app/main.py", "/app/old/a.txt"},
    ),
    "an exclusion in the configuration": (
        {"ctxlint.toml": "[services.backend]\ncontext = 'web'\n"},
        "context",
        {"index.html"},
        {"app/main.py"},
    ),
}


@pytest.mark.parametrize(("tree", "kind", "entered", "left"), CHANGES.values(), ids=CHANGES)
def test_what_defines_a_service_is_read_at_the_revision(
    tree: Tree, kind: str, entered: set[str], left: set[str], shop: Path
) -> None:
    write_tree(shop, tree)
    came, went, _ = paths(compared(shop)["backend"][kind])
    assert entered <= came
    assert left <= went


def test_services_come_and_go(shop: Path) -> None:
    write_tree(shop, {"compose.yaml": "services:\n  backend:\n    build: backend\n  api:\n    build: web\n"})
    found = compared(shop)

    assert {name: service["state"] for name, service in found.items()} == {
        "backend": "kept",
        "api": "new",
        "web": "gone",
    }
    assert found["api"]["context"]["before"] == {"files": 0, "bytes": 0}
    assert paths(found["web"]["image"])[1] == {"/web/index.html", "/web/Dockerfile"}
    out = run(shop, "diff", "HEAD").out
    assert "api (new)\n" in out
    assert "web (gone)\n" in out


def test_both_are_the_same_as_git_says(shop: Path) -> None:
    commit(shop, {"web/a/b.txt": "1", "web/a/c.txt": "2", "web/index.html": "<p>bye</p>"})
    commit(shop, {"web/d.txt": "1"})
    git(shop, "rm", "--quiet", "-r", "web/a")
    status = git(shop, "diff", "--no-renames", "--name-status", "HEAD~2", "--", "web").splitlines()
    wanted = {kind: {line[2:].removeprefix("web/") for line in status if line[0] == kind} for kind in "ADM"}

    assert paths(compared(shop, revision="HEAD~2")["web"]["context"]) == (wanted["A"], wanted["D"], wanted["M"])


def test_the_work_tree_is_left_alone(shop: Path) -> None:
    commit(shop, {"web/more.txt": "1"})
    before = git(shop, "status", "--porcelain=v2", "--branch"), (shop / ".git/index").read_bytes()
    run(shop, "diff", "HEAD~1")
    assert (git(shop, "status", "--porcelain=v2", "--branch"), (shop / ".git/index").read_bytes()) == before


def test_what_git_ignores_is_counted_and_not_compared(shop: Path) -> None:
    write_tree(shop, {"web/big.tmp": "x" * 1000, "web/new.txt": "1"})
    result = run(shop, "diff", "HEAD")
    assert "not compared: 1 file (1 kB) that git ignores\n" in result.out
    assert paths(compared(shop)["web"]["image"]) == ({"/web/new.txt"}, set(), set())


def test_the_repository_itself_is_not_compared(tmp_path: Path) -> None:
    commit(tmp_path, {"Dockerfile": "FROM scratch\nCOPY . /\n"})
    (service,) = compared(tmp_path).values()
    assert paths(service["context"]) == paths(service["image"]) == NOTHING


def test_directories_that_are_new_are_named_once(shop: Path) -> None:
    write_tree(shop, {f"web/assets/icons/{number}.svg": "x" * number for number in range(1, 31)})
    out = run(shop, "diff", "HEAD").out
    assert out.count("assets") == 2
    assert "    +  assets/  30 files  +465 B\n" in out
    assert "    +  /web/assets/  30 files  +465 B\n" in out


def test_only_the_largest_are_named(shop: Path) -> None:
    write_tree(shop, {f"web/{number}.svg": "x" * number for number in range(1, 31)})
    out = run(shop, "diff", "HEAD", "--service", "web").out
    assert "    +  20 more  20 files  +210 B\n" in out
    assert "    +  30.svg" in out
    assert "backend" not in out


class TestBudget:
    CASES = (("2kB", 0), ("1kB", 0), ("999", 1), ("0", 1))

    @pytest.mark.parametrize(("budget", "code"), CASES)
    def test_growth(self, budget: str, code: int, shop: Path) -> None:
        write_tree(shop, {"web/big.txt": "x" * 1000})
        result = run(shop, "diff", "HEAD", "--max-growth", budget)
        assert result.code == code
        assert ("over budget: the image of web grows by 1 kB, the budget is " in result.out) == bool(code)

    def test_what_shrinks_is_within_any_budget(self, shop: Path) -> None:
        (shop / "web/index.html").unlink()
        assert run(shop, "diff", "HEAD", "--max-growth", "0").code == 0

    def test_the_json_says_it(self, shop: Path) -> None:
        write_tree(shop, {"backend/notes.txt": "x" * 1000})
        found = compared(shop, "--max-growth", "10")["backend"]
        assert (found["context"]["over_budget"], found["image"]["over_budget"]) == (True, False)

    def test_a_size_that_is_none(self, shop: Path) -> None:
        result = run(shop, "diff", "HEAD", "--max-growth", "much")
        assert result.code == 2
        assert "must be a size" in result.err


class TestMarkdown:
    def test_nothing(self, shop: Path) -> None:
        lines = run(shop, "diff", "HEAD", "--format", "markdown").out.splitlines()
        assert lines == ["### ctxlint: images and contexts since `HEAD`", "", "No file enters or leaves."]

    def test_a_table_and_the_entries(self, shop: Path) -> None:
        write_tree(shop, {"web/big.txt": "x" * 1000})
        lines = run(shop, "diff", "HEAD", "--format", "markdown", "--max-growth", "1").out.splitlines()
        assert lines[2] == "- **over budget** `the context of web grows by 1 kB, the budget is 1 B`"
        assert "| `web` | image | 2 \u2192 3 | 37 B \u2192 1.04 kB | **+1 kB** |" in lines
        assert "- `+` `/web/big.txt` +1 kB" in lines
        assert not any("backend" in line for line in lines)

    def test_a_context_that_is_shared_is_shown_once(self, tmp_path: Path) -> None:
        commit(tmp_path, {"a/Dockerfile": "FROM scratch\nCOPY . /\n", "compose.yaml": SHARED})
        write_tree(tmp_path, {"new.txt": "123"})
        out = run(tmp_path, "diff", "HEAD", "--format", "markdown").out
        assert out.count("- `+` `new.txt` +3 B") == out.count("<summary>context of") == 1
        assert "<summary>context of <code>one</code>, <code>two</code></summary>" in out
        text = run(tmp_path, "diff", "HEAD").out
        assert "  context: 2 files" in text
        assert text.count(", +3 B, as in one\n") == 2

    def test_a_service_cannot_write_tags(self, tmp_path: Path) -> None:
        commit(tmp_path, {"<b>/Dockerfile": "FROM scratch\n"})
        write_tree(tmp_path, {"<b>/x": ""})
        assert "<b>" not in run(tmp_path, "diff", "HEAD", "--format", "markdown").out.replace("`<b>`", "")

    def test_names_are_no_markup(self, shop: Path) -> None:
        write_tree(shop, {"web/`</details>`|x": ""})
        out = run(shop, "diff", "HEAD", "--format", "markdown").out
        assert out.count("`</details>`") == 0


class TestWhatCannotBeTold:
    def test_a_dockerfile_that_was_broken(self, shop: Path) -> None:
        commit(shop, {"web/Dockerfile": "FROM scratch\nCPOY . /\n"})
        write_tree(shop, {"web/Dockerfile": "FROM scratch\n"})
        result = run(shop, "diff", "HEAD")
        assert result.code == 2
        assert result.err == "error: web/Dockerfile:2: unknown instruction: CPOY (at HEAD)\n"
        assert "backend  no change\n" in result.out

    def test_a_compose_file_that_is_broken(self, shop: Path) -> None:
        write_tree(shop, {"compose.yaml": "services: ["})
        result = run(shop, "diff", "HEAD")
        assert result.code == 2
        assert result.err.startswith("error: compose.yaml:")

    CASES = (
        (("nope",), "There is no revision 'nope'"),
        (("HEAD", "nowhere"), "nowhere: There is no such file or directory."),
        (("HEAD", "--service", "db"), "There is no service 'db'."),
        ((), "Missing argument 'REV'"),
    )

    @pytest.mark.parametrize(("words", "message"), CASES)
    def test_words(self, words: tuple[str, ...], message: str, shop: Path) -> None:
        result = run(shop, "diff", *words)
        assert result.code == 2
        assert message in result.err

    def test_no_repository(self, tmp_path: Path) -> None:
        write_tree(tmp_path, SHOP)
        result = run(tmp_path, "diff", "HEAD")
        assert (result.code, result.out) == (2, "")
        assert "There is no git repository here" in result.err


def test_a_directory_that_is_new(shop: Path) -> None:
    write_tree(shop, {"worker/Dockerfile": "FROM scratch\nCOPY x /\n", "worker/x": "1"})
    (service,) = compared(shop, "worker").values()
    assert (service["name"], service["state"]) == ("worker", "new")


def test_a_clone_without_a_work_tree_to_compare_gets_one_that_is_new(shop: Path) -> None:
    """A shallow clone has the last commit only, which is enough to compare with it."""
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{shop}", "copy"], cwd=shop, check=True)
    assert run(shop / "copy", "diff", "HEAD").code == 0
    assert run(shop / "copy", "diff", "HEAD~1").code == 2
