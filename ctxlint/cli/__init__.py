"""The command line: the only place that prints and exits."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from ctxlint.cli.ending import exit_code_of
from ctxlint.cli.recording import told_again

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Entry point of the command ``ctxlint``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(exit_code_of(lambda: _run(sys.argv[1:])))


def _run(words: Sequence[str]) -> int | None:
    code = told_again(words)
    if code is None:
        # Only what has to be found out needs the whole program.
        from ctxlint.cli.app import main as run  # noqa: PLC0415

        run(words)
    return code
