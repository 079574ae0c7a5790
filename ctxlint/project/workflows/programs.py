"""What the programs that a job's scripts run mean for the images that it builds."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.errors import CtxlintError
from ctxlint.project.files import is_file, read_text
from ctxlint.project.workflows.commands import build_command, is_client, is_kaniko
from ctxlint.project.workflows.harmless import is_harmless
from ctxlint.project.workflows.makefile import makefile_in, run_targets
from ctxlint.project.workflows.place import joined
from ctxlint.shell.makefile import VALUED
from ctxlint.shell.unknown import is_known, unknown
from ctxlint.shell.words import sort_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ctxlint.project.workflows.commands import Command
    from ctxlint.project.workflows.shell import Shell

MAX_DEPTH = 5
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh"})
_DECLARING = frozenset({"export", "declare", "local", "readonly", "typeset"})
_RUNNERS: dict[str, frozenset[str]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p"}),
    "time": frozenset({"-f", "-o"}),
    "command": frozenset(),
    "exec": frozenset({"-a"}),
    "nice": frozenset({"-n"}),
    "nohup": frozenset(),
    "env": frozenset({"-u", "-C"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
}
"""Programs that run another one, with those of their options that take a value."""
_SHEBANG = re.compile(r"#!\s*\S*(?:/|env\s+)(?:sh|bash|dash|ash|zsh)\b")
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


def executor(built: Callable[[Command, Shell], None]) -> Callable[[Shell, list[str]], None]:
    """Make what a shell executes commands with; ``built`` hears of each build."""

    def execute(shell: Shell, words: list[str]) -> None:
        words = _without_runners(shell, words)
        if not words or _is_of_shell(shell, words) or _runs_script(shell, words) or _runs_make(shell, words):
            return
        if is_client(words[0]) or is_kaniko(words):
            command = build_command(words)
            if command:
                built(command, shell)
        shell.prepared = shell.prepared or not is_harmless(words)

    return execute


def _without_runners(shell: Shell, words: list[str]) -> list[str]:
    """Drop ``sudo -E env A=b`` in front of a command."""
    while words and (valued := _RUNNERS.get(posixpath.basename(words[0]))) is not None:
        runner, words = posixpath.basename(words[0]), words[1:]
        while words and words[0].startswith("-"):
            words = words[2 if words[0] in valued else 1 :]
        while words and runner in ("env", "sudo") and (match := _ASSIGNED.fullmatch(words[0])):
            shell.assign(match[1], match[2])
            words = words[1:]
        if runner == "timeout":
            words = words[1:]
    return words


def _is_of_shell(shell: Shell, words: list[str]) -> bool:
    """Do what a command of the shell itself does."""
    name, *rest = words
    if name in shell.functions and shell.depth < MAX_DEPTH:
        shell.call(name, rest)
    elif name in ("cd", "pushd"):
        shell.enter(rest)
    elif name == "popd":
        shell.directory = unknown("directory")
    elif name in _DECLARING:
        for match in filter(None, map(_ASSIGNED.fullmatch, rest)):
            shell.assign(match[1], match[2])
    elif name == "read":
        for variable in rest:
            shell.assign(variable, unknown("$" + variable))
    elif name == "eval" and shell.depth < MAX_DEPTH:
        _run(shell, " ".join(rest), shell.arguments)
    else:
        return False
    return True


def _run(shell: Shell, text: str, arguments: tuple[str, ...]) -> None:
    if not is_known(text):
        shell.prepared = True
        return
    before, shell.arguments = shell.arguments, arguments
    shell.depth += 1
    shell.run(text)
    shell.depth -= 1
    shell.arguments = before


def _runs_script(shell: Shell, words: list[str]) -> bool:
    """Follow ``bash -c text``, and scripts of the repository; those that are sourced change this shell."""
    name, rest = posixpath.basename(words[0]), words[1:]
    if shell.depth >= MAX_DEPTH:
        return False
    if name in _SHELLS:
        while rest and rest[0].startswith("-") and not rest[0].endswith("c"):
            rest = rest[2 if rest[0] in ("-o", "+o") else 1 :]
        if rest and rest[0].startswith("-") and len(rest) > 1:
            _in_child(shell, rest[1], rest[2:], "sh")
            return True
        return bool(rest) and _runs_file(shell, rest, is_shell=True)
    if name in (".", "source"):
        text = _script(shell, rest[0]) if rest else None
        if text is not None:
            _run(shell, text, shell.arguments)
        return text is not None
    return "/" in words[0] and _runs_file(shell, words, is_shell=False)


def _runs_make(shell: Shell, words: list[str]) -> bool:
    """Follow the rules of a makefile of the repository."""
    if posixpath.basename(words[0]) not in ("make", "gmake") or shell.depth >= MAX_DEPTH:
        return False
    found = sort_words(words[1:], valued=VALUED)
    directory = joined(shell.directory, found.value("-C", "--directory") or ".")
    makefile = makefile_in(shell, directory, found.value("-f", "--file", "--makefile"))
    if makefile is None:
        return False
    given = {match[1]: match[2] for word in found.positional if (match := _ASSIGNED.fullmatch(word))}
    targets = [word for word in found.positional if not _ASSIGNED.fullmatch(word)] or makefile.first
    child = shell.child()
    child.directory = directory
    child.depth += 1
    run_targets(makefile, targets, child, given)
    shell.prepared = shell.prepared or child.prepared
    return True


def _runs_file(shell: Shell, words: list[str], *, is_shell: bool) -> bool:
    text = _script(shell, words[0])
    if text is None or "build" not in text or not (is_shell or _SHEBANG.match(text)):
        return False
    _in_child(shell, text, words[1:], words[0])
    return True


def _in_child(shell: Shell, text: str, arguments: list[str], zero: str) -> None:
    child = shell.child()
    child.zero = zero
    _run(child, text, tuple(arguments))
    shell.prepared = shell.prepared or child.prepared


def _script(shell: Shell, word: str) -> str | None:
    """The text of a script of the repository."""
    path: Path | None = shell.checkout.locate(joined(shell.directory, word)) if shell.checkout else None
    if path is None or not is_file(path) or shell.checkout is None:
        return None
    try:
        return read_text(path, shell.checkout.root, "the script")
    except CtxlintError:
        return None
