"""What the README shows of ``ctxlint verify`` is what it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.runs import run
from tests.docker.test_outage import copy_of

README = Path(__file__).parents[2] / "README.md"
COMMAND = "$ ctxlint verify auth -C examples/outage\n"

pytestmark = pytest.mark.docker


def shown() -> str:
    section = re.search(
        r"<!-- verify -->\n\n```console\n(.*?)```\n\n<!-- end verify -->", README.read_text("utf-8"), re.S
    )
    assert section
    return section[1]


def constant(text: str) -> str:
    """The text with what differs from machine to machine replaced."""
    return re.sub(r"\d+ ms|\d+\.\d+ s", "1 ms", re.sub(r"Python 3\.\d+\.\d+", "Python 3.12.1", text))


@pytest.mark.usefixtures("engine")
def test_the_readme(python_base: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "examples").mkdir()
    copy_of("outage", tmp_path / "examples", python_base)
    done = run(tmp_path, *COMMAND.split()[2:])
    assert done.code == 1
    assert constant(shown()) == COMMAND + constant(done.out)
