"""Running commands in small trees: in this process, or in one of their own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from click.testing import CliRunner

from ctxlint.cli.app import cli
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

Tree = Mapping[str, str | bytes | None]

SHOP: Tree = {
    "backend/Dockerfile": "FROM python:3.12\nWORKDIR /app\nCOPY app app\nCOPY settings.toml /etc/\n",
    "backend/.dockerignore": "# built things\n**/monitoring/\n!app/\n*.log\n",
    "backend/app/main.py": "import app.monitoring\n",
    "backend/app/monitoring/__init__.py": "",
    "backend/settings.toml": "x = 1\n",
    "backend/debug.log": "0123456789",
    "web/Dockerfile": "FROM scratch\nCOPY index.html /\n",
    "web/index.html": "<p>hello</p>",
}
"""Two services; the negation in the backend's ignore file has no effect."""

CLEAN: Tree = {"Dockerfile": "FROM scratch\nCOPY main.py /\n", "main.py": "print()\n"}
BROKEN: Tree = {"Dockerfile": "FROM scratch\nCPOY main.py /\n", "main.py": ""}


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


def run(root: Path, *words: str, given: bytes = b"") -> Run:
    """Run a command in ``root``, in this process, with some standard input."""
    with contextlib.chdir(root):
        result = CliRunner().invoke(cli, words, prog_name="ctxlint", input=given)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Run(result.exit_code, result.stdout, result.stderr)


def run_in(root: Path, tree: Tree, *words: str) -> Run:
    """Make a tree first."""
    return run(write_tree(root, tree), *words)


COMMAND = (sys.executable, "-m", "ctxlint")


def spawn(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    variables = os.environ | environment
    return subprocess.run([*COMMAND, *words], cwd=root, capture_output=True, check=False, env=variables)
