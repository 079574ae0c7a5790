"""Printing lines: with colours on a terminal, as they are everywhere else."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO

from ctxlint.reporters.lines import Line, Piece, Style, line

if TYPE_CHECKING:
    from collections.abc import Iterable


class Sink(Protocol):
    """Where lines go."""

    def write(self, lines: Iterable[Line]) -> None:
        """Print the lines."""


class Plain:
    """Text without colours."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, lines: Iterable[Line]) -> None:
        """Print the lines as they are."""
        if text := text_of(lines):
            self._stream.write(text)
            self._stream.flush()


def text_of(lines: Iterable[Line]) -> str:
    """Join the lines, each with its end."""
    return "".join(f"{item}\n" for item in lines)


def sink(stream: TextIO, *, color: bool) -> Sink:
    """Open a terminal with colours if ``color`` allows it and ``stream`` is one (or ``FORCE_COLOR`` says so)."""
    if not color or not (stream.isatty() or os.environ.get("FORCE_COLOR")):
        return Plain(stream)
    terminal: Sink = import_module("ctxlint.cli.terminal").Terminal(stream)
    return terminal


def show(lines: Iterable[Line], *, color: bool) -> None:
    """Print to standard output."""
    sink(sys.stdout, color=color).write(lines)


def complain(messages: Iterable[str], *, color: bool = True) -> None:
    """Print ``error: …`` to standard error, one line for each line of a message."""
    word = Piece("error: ", Style.ERROR)
    lines = [line(word, text, hang=7) for message in messages for text in message.split("\n")]
    sink(sys.stderr, color=color).write(lines)
