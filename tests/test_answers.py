"""A run is told again while everything that it asked the disk has the same answer, and never otherwise."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxlint.cli.app import cli
from ctxlint.cli.recording import told_again
from ctxlint.recorder import Recorder, asked_again
from tests.cli.runs import Run, run, spawn
from tests.helpers import ROOT, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TREE = {
    "api/Dockerfile": "FROM python:3.12\nWORKDIR /srv\nCOPY app app\nCOPY data data\n"
    'CMD ["python", "-m", "app.main"]\n',
    "api/.dockerignore": "**/lost\n*.md\n",
    "api/app/__init__.py": "",
    "api/app/main.py": "import app.lost\nimport app.kept\n",
    "api/app/kept.py": "from pathlib import Path\nTEXT = (Path(__file__).parent / 'words.txt').read_text()\n",
    "api/app/lost/__init__.py": "",
    "api/data/big.bin": "0" * 1000,
    "api/readme.md": "",
    "web/Dockerfile": "FROM scratch\nCOPY . /\n",
    "compose.yaml": "services:\n  api:\n    build: api\n  web:\n    build: {context: web}\n",
    "ctxlint.toml": 'max-file-size = "1MB"\n',
    ".gitignore": "*.log\n",
}


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CTXLINT_NO_CACHE", "")
    monkeypatch.setenv("CTXLINT_CACHE_DIR", str(tmp_path / "caches"))
    return tmp_path / "caches"


def check(root: Path, *words: str) -> Run:
    """Run and record."""
    with contextlib.chdir(root):
        result = CliRunner().invoke(cli, words, prog_name="ctxlint", obj=list(words))
    return Run(result.exit_code, result.stdout, result.stderr)


def again(root: Path, *words: str) -> Run | None:
    """What is told without running, if anything is."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = told_again(words)
    return None if code is None else Run(code, out.getvalue(), err.getvalue())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "project", TREE)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("check",),
        ("api", "--quiet"),
        ("-f", "json", "--exit-zero"),
        ("-f", "concise", "-s", "api"),
        ("-f", "sarif", "--no-color"),
        ("--config", "absent.toml"),
        ("--baseline", "absent.json"),
    ],
    ids=" ".join,
)
def test_the_same_words_are_told_again(project: Path, words: tuple[str, ...]) -> None:
    assert again(project, *words) is None
    first = check(project, *words)
    kept = again(project, *words)
    failed_early = first.code == 2
    assert kept == (None if failed_early else first)
    assert check(project, *words, "--no-cache") == first


@pytest.mark.parametrize(
    "words",
    [
        ("--no-cache",),
        ("--fix",),
        ("--diff",),
        ("-o", "report.txt"),
        ("--baseline", "b.json", "--write-baseline"),
        ("context", "api"),
        ("--version",),
        ("--nonsense",),
    ],
    ids=" ".join,
)
def test_words_that_ask_for_more_are_not(project: Path, words: tuple[str, ...]) -> None:
    check(project, *words)
    assert again(project, *words) is None


def test_other_words_and_other_directories_are_something_else(project: Path) -> None:
    check(project, "api")
    assert again(project, "api", "-q") is None
    assert again(project / "api", "api") is None
    assert again(project, "api") is not None


def test_a_runner_that_wants_a_summary_gets_one_each_time(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(project)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project.parent / "summary"))
    assert again(project) is None
    check(project)
    assert (project.parent / "summary").read_text().count("# ") > 0


def test_a_runner_of_actions_has_a_format_of_its_own(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(project)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert again(project) is None


def test_another_installation_starts_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(project)
    monkeypatch.setattr("ctxlint.answers.installation", lambda: "another")
    assert again(project) is None


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"installation": 1}', "\0"])
def test_a_broken_answer_is_none(project: Path, caches: Path, text: str) -> None:
    check(project)
    (file,) = caches.glob("*.answer")
    file.write_text(text)
    assert again(project) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("answers", []),
        ("answers", {"list": 1}),
        ("answers", {"read": {"x": 1}}),
        ("answers", {"knows": {"x": [1, 2]}}),
        ("outcome", 1),
        ("outcome", [[], [], 0, False]),
        ("outcome", [[[[[5, "PLAIN"]], None]], [], 0, False, True]),
        ("outcome", [[[[["x", "ANY"]], None]], [], 0, False, True]),
        ("outcome", [[[[["x", "PLAIN"]], "x"]], [], 0, False, True]),
        ("outcome", [[], [5], 0, False, True]),
        ("outcome", [[], [], "0", False, True]),
    ],
)
def test_an_answer_of_another_shape_is_none(project: Path, caches: Path, key: str, value: object) -> None:
    check(project)
    (file,) = caches.glob("*.answer")
    file.write_text(json.dumps({**json.loads(file.read_text()), key: value}))
    assert again(project) is None


def test_a_cache_inside_of_the_project_keeps_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTXLINT_CACHE_DIR", str(project / "cache"))
    check(project)
    assert not (project / "cache").exists()


def test_nothing_is_imported_to_tell_it_again(project: Path) -> None:
    first = spawn(project)
    script = "import sys; from ctxlint.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    found = subprocess.run([sys.executable, "-m", "ctxlint"], cwd=project, capture_output=True, check=False)
    assert (found.returncode, found.stdout) == (first.returncode, first.stdout)
    check(project, "-q")
    loaded = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, check=False)
    assert b"ctxlint.engine" in loaded.stderr  # another way to start it is another installation
    loaded = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, check=False)
    assert loaded.stdout == first.stdout
    assert not {b"click", b"ctxlint.engine", b"ctxlint.model", b"dataclasses"} & set(loaded.stderr.split())


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: write_tree(root, {name: text})


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", root, *words], capture_output=True, check=True)


def _track(root: Path) -> None:
    _git(root, "init", "-q")
    _git(root, "add", "api/app/__init__.py")


def _relink(root: Path) -> None:
    (root / "api/app/words.txt").unlink()
    (root / "api/app/words.txt").symlink_to("../data/absent")


EDITS: dict[str, Callable[[Path], object]] = {
    "a line of the ignore file": write("api/.dockerignore", "*.md\n"),
    "an ignore file where none was": write("web/.dockerignore", "*"),
    "an instruction": write("api/Dockerfile", "FROM scratch\nCOPY nothing /\n"),
    "an import": write("api/app/main.py", "import app.kept\n"),
    "a file of the context": write("api/id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\n"),
    "the size of a file": write("api/data/big.bin", "0" * 2_000_000),
    "a service": write("compose.yaml", "services:\n  api:\n    build: api\n"),
    "a Dockerfile": write("new.Dockerfile", "FROM scratch\nCOPY nothing /\n"),
    "the configuration": write("ctxlint.toml", 'ignore = ["CTX102"]\n'),
    "a configuration that is nearer": write(".git/HEAD", ""),
    "a file goes": lambda root: (root / "api/app/kept.py").unlink(),
    "a link leads elsewhere": _relink,
    "the line that is shown": write("api/app/main.py", "import app.lost ;\nimport app.kept\n"),
    "a data file": lambda root: (root / "api/app/words.txt").unlink(),
    "the baseline": write("known.json", '{"version": 1, "findings": []}'),
    "what git tracks": _track,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_an_edit_that_matters_is_seen(project: Path, edit: Callable[[Path], object]) -> None:
    write_tree(project, {"api/app/words.txt": "-> ../data/big.bin"})
    check(project, "--baseline", "known.json", "--write-baseline")
    (project / "known.json").write_text('{"version": 1,  "findings": []}')
    first = check(project, "--baseline", "known.json")
    assert again(project, "--baseline", "known.json") == first

    edit(project)
    assert again(project, "--baseline", "known.json") is None


@pytest.mark.parametrize(
    "edit",
    [
        write("api/readme.md", ""),
        write("api/app/main.py", TREE["api/app/main.py"]),
        lambda root: (root / "api/app/main.py").touch(),
        lambda root: (root / "api/data/big.bin").write_text("1" * 1000),
        lambda root: (root.parent / "beside").touch(),
    ],
    ids=["the same text", "the same source", "a touch", "a file that nobody reads", "a file beside the project"],
)
def test_an_edit_that_does_not_is_not(project: Path, edit: Callable[[Path], object]) -> None:
    first = check(project)
    edit(project)
    assert again(project) == first


names = st.sampled_from(
    [*TREE, "api/app/words.txt", "api/.env", "web/index.html", "api/Dockerfile.dockerignore", "x.Dockerfile"]
)
texts = st.sampled_from(["", "*\n", "!app\n", "import app.lost\n", "FROM scratch\nCOPY app /\n", *TREE.values()])
edits = st.lists(st.tuples(names, st.none() | texts | st.just("-> ../web")), min_size=1, max_size=3)


@pytest.mark.parametrize("looks", [True, False], ids=["by looks", "by content"])
@given(steps=st.lists(edits, min_size=1, max_size=3))
@settings(max_examples=15)
def test_nothing_else_is_told_than_what_a_run_would_find(
    steps: list[list[tuple[str, str | None]]], looks: bool
) -> None:
    with _place(looks=looks) as root:
        write_tree(root, TREE)
        for step in steps:
            check(root)
            for name, text in step:
                _replace(root / name, text)
            kept = again(root)
            assert kept is None or kept == run(root, "--no-cache")


@contextlib.contextmanager
def _place(*, looks: bool) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CTXLINT_CACHE_DIR", f"{place}/caches")
        patch.setattr("ctxlint.host._TOO_YOUNG", 0 if looks else 10**12)
        root = Path(place, "project")
        root.mkdir()
        yield root


def _replace(path: Path, text: str | None) -> None:
    """Put another file there, so that it looks different although no time has gone by; ``None`` takes it away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        path.unlink(missing_ok=True)
        return
    write_tree(path.parent, {".new": text})
    (path.parent / ".new").replace(path)


def test_a_file_that_changes_while_it_is_looked_at_leaves_nothing(tmp_path: Path) -> None:
    recorder = Recorder()
    write_tree(tmp_path, {"a": "1"})
    recorder.read(tmp_path / "a")
    assert recorder.is_steady
    write_tree(tmp_path, {"a": "2"})
    recorder.read(tmp_path / "a")
    assert not recorder.is_steady


def test_a_part_of_a_file_leaves_nothing(tmp_path: Path) -> None:
    recorder = Recorder()
    write_tree(tmp_path, {"a": "12"})
    recorder.read(tmp_path / "a", 3)
    assert recorder.is_steady
    recorder.read(tmp_path / "a", 2)
    assert not recorder.is_steady


_opened: list[str] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _opened is not None and event in ("open", "os.scandir", "os.listdir"):
        _opened.append(os.fspath(arguments[0]) if isinstance(arguments[0], str | Path) else "")


sys.addaudithook(_watch)


@pytest.mark.parametrize("example", ["outage", "outage-fixed", "api"])
def test_nothing_is_read_without_being_recorded(example: str, project: Path, caches: Path) -> None:
    root = project / "api" if example == "api" else ROOT / "examples" / example
    global _opened  # noqa: PLW0603  # audit hooks are for good
    _opened = []
    try:
        check(root)
    finally:
        opened, _opened = _opened, None
    (file,) = caches.glob("*.answer")
    asked = {path for answers in json.loads(file.read_text())["answers"].values() for path in answers}
    inside = {path for path in opened if path.startswith(str(root))}
    assert inside
    assert inside <= asked


def test_a_directory_has_one_listing_for_the_whole_run(tmp_path: Path) -> None:
    recorder = Recorder()
    write_tree(tmp_path, {"a": "1"})
    first = recorder.list(tmp_path)
    write_tree(tmp_path, {"b": "2"})
    assert recorder.list(tmp_path) is first
    assert recorder.is_steady
    assert asked_again(recorder.answers) is None
