"""What a terminal shows: colours, long lines in several, progress; and what a pipe does not."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from ctxlint.cli import spinner, terminal
from ctxlint.cli.output import Plain, sink, text_of
from ctxlint.cli.progress import Progress
from ctxlint.reporters.lines import Line, Piece, Style, line

from .runs import BROKEN, COMMAND, SHOP, run_in, spawn

if TYPE_CHECKING:
    from pathlib import Path

ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(root: Path, *words: str, **environment: str) -> bytes:
    """What a command writes to a terminal of 80 columns."""
    reader, writer = pty.openpty()
    variables = {"TERM": "xterm-256color", "COLUMNS": "80", "PATH": os.environ["PATH"], **environment}
    # A slow machine would show its progress among the words.
    command = [*COMMAND, *words, "--quiet"]
    with subprocess.Popen(command, cwd=root, env=variables, stdout=writer, stderr=writer) as process:
        os.close(writer)
        written = b""
        while chunk := _read(reader):
            written += chunk
        process.wait()
    os.close(reader)
    return written


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def squeezed(text: bytes) -> list[bytes]:
    """The words, whatever the lines."""
    return ESCAPE.sub(b"", text).split()


def test_the_same_words_in_colour(tmp_path: Path) -> None:
    run_in(tmp_path, SHOP)
    shown = on_a_terminal(tmp_path)
    assert ESCAPE.search(shown)
    assert squeezed(shown) == spawn(tmp_path, "--quiet").stdout.split()


def test_lines_fit_the_terminal(tmp_path: Path) -> None:
    run_in(tmp_path, SHOP)
    assert max(len(text) for text in ESCAPE.sub(b"", on_a_terminal(tmp_path)).split(b"\r\n")) <= 80


def test_errors_in_colour(tmp_path: Path) -> None:
    run_in(tmp_path, BROKEN)
    assert b"\x1b[1;31merror: \x1b[0m" in on_a_terminal(tmp_path)


PLAIN = {
    "the option": (("--no-color",), {}),
    "the option with an error": (("--no-color", "--service", "db"), {}),
    "JSON": (("--format", "json"), {}),
    "the variable": ((), {"NO_COLOR": "1", "TERM": "dumb"}),
}


@pytest.mark.parametrize(("words", "environment"), PLAIN.values(), ids=PLAIN)
def test_no_colour(words: tuple[str, ...], environment: dict[str, str], tmp_path: Path) -> None:
    run_in(tmp_path, SHOP)
    assert b"\x1b" not in on_a_terminal(tmp_path, *words, **environment)


def test_colour_in_a_pipe_when_it_is_asked_for(tmp_path: Path) -> None:
    run_in(tmp_path, SHOP)
    assert b"\x1b" in spawn(tmp_path, FORCE_COLOR="1").stdout
    assert b"\x1b" not in spawn(tmp_path, FORCE_COLOR="").stdout


def test_names_cannot_control_the_terminal(tmp_path: Path) -> None:
    run_in(tmp_path, {"Dockerfile": "FROM scratch\nCOPY . /\n", "\x1b]0;owned\x07.env": "", "[bold]x[/bold]": ""})
    shown = on_a_terminal(tmp_path, "context", "--list")
    assert b"\\x1b]0;owned\\x07.env" in shown
    assert b"[bold]x[/bold]" in shown


HANGING = {
    "short": (line("one two", hang=2), ["one two"]),
    "long": (line("one two three four five six", hang=2), ["one two three four", "  five six"]),
    "a long word": (line("x" * 30, hang=2), ["x" * 18, "  " + "x" * 12]),
    "not to be broken": (line("one two three four five six"), ["one two three four five six"]),
    "too little room": (line("one two three four five six", hang=15), ["one two three four five six"]),
}


@pytest.mark.parametrize(("item", "shown"), HANGING.values(), ids=HANGING)
def test_long_lines(item: Line, shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stream = StringIO()
    monkeypatch.setattr(terminal, "_NARROWEST", 10)
    monkeypatch.setattr(terminal, "Console", lambda **given: Console(**given, force_terminal=True, width=20))
    terminal.Terminal(stream).write([item])
    assert stream.getvalue().splitlines() == shown


def test_every_style_has_a_colour() -> None:
    assert set(terminal.STYLES) == set(Style)


def test_plain_text_has_no_colours() -> None:
    stream = StringIO()
    sink(stream, color=True).write([line("a ", Piece("b", Style.ERROR)), line()])
    assert isinstance(sink(stream, color=True), Plain)
    assert stream.getvalue() == text_of([line("a b"), line()]) == "a b\n\n"


class Screen:
    """A display that notes what it is told."""

    def __init__(self) -> None:
        self.shown: list[int | str] = []

    def show(self, entries: int) -> None:
        self.shown.append(entries)

    def stop(self) -> None:
        self.shown.append("stopped")


WALKS = {
    "a short walk": (True, [0.0, 0.1, 0.2], []),
    "a long walk": (True, [0.0, 0.6, 0.7], [10, 20, "stopped"]),
    "a walk that gets long": (True, [0.0, 0.4, 0.6], [20, "stopped"]),
    "a long walk that nobody waits for": (False, [0.0, 0.6, 0.7], []),
}


@pytest.mark.parametrize(("shown", "times", "expected"), WALKS.values(), ids=WALKS)
def test_progress(shown: bool, times: list[float], expected: list[int | str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    screen, clock = Screen(), iter(times)
    with Progress(shown=shown, clock=lambda: next(clock), open_display=lambda: screen) as progress:
        progress(10)
        progress(10)
    assert screen.shown == expected


def test_no_progress_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: False)
    screen, clock = Screen(), iter([0.0, 1.0])
    with Progress(shown=True, clock=lambda: next(clock), open_display=lambda: screen) as progress:
        progress(10)
    assert screen.shown == []


def test_the_display_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = StringIO()
    monkeypatch.setattr(spinner, "Console", lambda **given: Console(**given, force_terminal=True))
    display = spinner.Spinner(stream)
    display.show(12345)
    display.stop()
    assert "reading build contexts: 12,345 entries" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")


def test_progress_of_a_real_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    seen: list[int] = []
    monkeypatch.setattr(Progress, "__call__", lambda _, entries: seen.append(entries))
    run_in(tmp_path, SHOP)
    assert sum(seen) >= 6
