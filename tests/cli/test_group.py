"""Which command is meant, and what is imported for it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from ctxlint.cli.app import COMMANDS, cli

from .runs import CLEAN, SHOP, run, run_in, spawn

if TYPE_CHECKING:
    from pathlib import Path

MEANS_CHECK = {
    "nothing is said": (),
    "a directory": ("backend",),
    "a directory with a slash": ("./backend/",),
    "a Dockerfile": ("backend/Dockerfile",),
    "an option": ("--format", "text"),
    "an option before a path": ("--quiet", "backend"),
    "a path after two dashes": ("--", "backend"),
}
MEANS_SOMETHING_ELSE = {
    "a typo of a command": ("chekc", "No such command or path 'chekc'. Did you mean 'check'?"),
    "another case": ("Context", "No such command or path 'Context'. Did you mean 'context'?"),
    "a word that is near nothing": ("frobnicate", "'ctxlint --help' lists the commands."),
    "a path that does not exist": ("examples/outage", "error: examples/outage: There is no such file or directory."),
    "a file that does not exist": ("api.Dockerfile", "error: api.Dockerfile: There is no such file or directory."),
}


@pytest.mark.parametrize("words", MEANS_CHECK.values(), ids=MEANS_CHECK)
def test_check_is_the_default(words: tuple[str, ...], tmp_path: Path) -> None:
    result = run_in(tmp_path, SHOP, *words)
    assert result.code == 1
    assert "CTX403" in result.out
    assert result == run(tmp_path, "check", *words)


@pytest.mark.parametrize(("word", "message"), MEANS_SOMETHING_ELSE.values(), ids=MEANS_SOMETHING_ELSE)
def test_no_command_and_no_path(word: str, message: str, tmp_path: Path) -> None:
    result = run_in(tmp_path, SHOP, word)
    assert result.code == 2
    assert message in result.err


def test_a_directory_with_a_commands_name_needs_a_slash(tmp_path: Path) -> None:
    run_in(tmp_path, {"rule/Dockerfile": "FROM scratch\n"})
    assert "CTX101" in run(tmp_path, "rule").out
    assert run(tmp_path, "./rule").out.startswith("rule ")


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("check", "-h"), ("context", "--help"), ("rule", "-h")])
def test_help_shows_examples(words: tuple[str, ...], tmp_path: Path) -> None:
    result = run(tmp_path, *words)
    assert result.code == 0
    assert "Examples:\n    ctxlint" in result.out


def test_help_lists_every_command(tmp_path: Path) -> None:
    out = run(tmp_path, "--help").out
    assert all(f"  {name} " in out and summary in out for name, summary in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_exists_under_its_name(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name


def test_version(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").out.startswith("ctxlint, version ")


LIGHT = {
    "the version": ("--version",),
    "the commands": ("--help",),
    "a report for programs": ("check", "--format", "json"),
    "a report in a pipe": ("check",),
    "a list in a pipe": ("context", "--list"),
}
PROBE = """
import sys
from ctxlint.cli import main
try:
    main()
finally:
    sys.stderr.write(" ".join(sorted({name.split(".")[0] for name in sys.modules} & {"docker", "rich"})))
"""


@pytest.mark.parametrize("words", LIGHT.values(), ids=LIGHT)
def test_what_is_not_needed_is_not_imported(words: tuple[str, ...], tmp_path: Path) -> None:
    run_in(tmp_path, CLEAN)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_no_command_is_imported_for_the_version(tmp_path: Path) -> None:
    code = PROBE.replace('{"docker", "rich"}', '{"yaml", "tomli", "pathspec"}')
    done = subprocess.run([sys.executable, "-c", code, "--version"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_module_runs_too(tmp_path: Path) -> None:
    assert spawn(tmp_path, "--version").stdout.startswith(b"ctxlint, version ")
