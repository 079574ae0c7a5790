"""The documentation: its commands run, its configurations are read, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tomli
import yaml

from ctxlint.project import Config, load_config
from tests.helpers import ROOT, write_tree
from tests.project.test_revision import commit, git

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?P<command>.+?)(?:\s+#.*)?$", re.MULTILINE)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
OTHERS = ("./dev ", "pip ", "pipx ", "docker ", "eval ", "_CTXLINT_COMPLETE=")
"""Commands of other programs, which other tests run or which need what is not here."""


def blocks(language: str) -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for block in FENCE.finditer(page.read_text("utf-8")):
            if block["language"] == language:
                yield page, block["text"]


FOUND = {found["command"] for _, text in blocks("console") for found in COMMAND.finditer(text)}
COMMANDS = sorted(command for command in FOUND if not command.startswith("ctxlint verify"))
"""Those of verify need an engine, and are run where there is one."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in a repository of its own, on a branch beside ``main``."""
    root = tmp_path_factory.mktemp("docs") / "outage"
    shutil.copytree(ROOT / "examples" / "outage", root)
    commit(root, {})
    git(root, "checkout", "--quiet", "-b", "work")
    commit(root, {"backend/more.py": ""})
    return root


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(command: str, example: Path) -> None:
    """What is not ctxlint's is known; what is, runs and can tell."""
    if command.startswith(OTHERS):
        return
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "PATH": tools}

    result = subprocess.run(
        ["sh", "-c", command], cwd=example, env=variables, capture_output=True, text=True, check=False
    )

    assert result.returncode in (0, 1), result.stderr
    assert "error:" not in result.stderr


def test_the_guides_show_commands() -> None:
    assert len([command for command in COMMANDS if command.startswith("ctxlint ")]) >= 8


@pytest.mark.parametrize(
    ("page", "text"), [*blocks("toml")], ids=lambda value: value.name if isinstance(value, Path) else ""
)
def test_configurations_are_read(page: Path, text: str, tmp_path: Path) -> None:
    name = "pyproject.toml" if "tool" in tomli.loads(text) else "ctxlint.toml"
    config = load_config(write_tree(tmp_path, {name: text, ".git/": None}))
    assert config != Config() or page.name == "configuration.md"


@pytest.mark.parametrize(
    ("page", "text"), [*blocks("yaml")], ids=lambda value: value.name if isinstance(value, Path) else ""
)
def test_yaml_is_yaml(page: Path, text: str) -> None:
    assert yaml.safe_load(text), page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [found["target"].partition("#")[0] for found in LINK.finditer(page.read_text("utf-8"))]
    files = [target for target in targets if target and "://" not in target]
    assert [target for target in files if not (page.parent / target).exists()] == []


def test_every_page_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in PAGES[1:] if f"(docs/{page.name})" not in readme] == []


SHELLS = ("bash", "zsh", "fish")


@pytest.mark.parametrize("shell", SHELLS)
def test_completion(shell: str, example: Path) -> None:
    """What the shell's script asks for, it gets: commands, options, services and codes."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"_CTXLINT_COMPLETE={shell}_source ctxlint" in readme
    assert "ctxlint" in completed(example, f"{shell}_source", "").stdout


def completed(root: Path, instruction: str, words: str) -> subprocess.CompletedProcess[str]:
    """Ask as the script of a shell does: the words so far, the last of them unfinished."""
    count = len(words.split(" ")) - 1
    variables = {"_CTXLINT_COMPLETE": instruction, "COMP_WORDS": words, "COMP_CWORD": str(count)}
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["ctxlint"],
        cwd=root,
        env={**os.environ, **variables, "PATH": tools},
        capture_output=True,
        text=True,
        check=True,
    )


OFFERED = {
    "commands": ("ctxlint c", {"check", "context", "config"}),
    "options": ("ctxlint check --fail", {"--fail-on"}),
    "values": ("ctxlint check --fail-on w", {"warning"}),
    "services": ("ctxlint check --service b", {"backend"}),
    "the service whose context is listed": ("ctxlint context f", {"frontend"}),
    "codes": ("ctxlint check --select ctx20", {f"CTX20{number}" for number in range(1, 10)}),
    "names of rules": ("ctxlint rule invalid-s", {"invalid-suppression"}),
}


@pytest.mark.parametrize(("words", "offered"), OFFERED.values(), ids=OFFERED)
def test_what_is_offered(words: str, offered: set[str], example: Path) -> None:
    printed = completed(example, "bash_complete", words).stdout
    assert {line.partition(",")[2] for line in printed.splitlines()} == offered


def test_a_broken_project_offers_nothing(tmp_path: Path) -> None:
    write_tree(tmp_path, {"ctxlint.toml": "nonsense"})
    assert completed(tmp_path, "bash_complete", "ctxlint check --service b").stdout.strip() == ""
