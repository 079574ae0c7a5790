"""Shells and the scripts that they read; programs that are files of the image."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import File, Unknown
from ctxlint.shell.unknown import is_known
from ctxlint.start.shell import commands_of
from ctxlint.start.values import Opaque

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_VALUED = frozenset({"-o", "+o", "-O", "+O", "--rcfile", "--init-file"})
_SHEBANG = re.compile(r"#!\s*(?P<program>\S+)(?P<arguments>[^\n]*)")
ARCHIVES = (".pyz", ".zip", ".pex", ".whl", ".par")
"""How the names of archives end that Python runs."""
_SHELL_SUFFIXES = (".sh", ".bash", ".ash", ".zsh", ".ksh")


def run_shell(call: Call) -> Iterator[Outcome]:
    """``sh -c text name word…``, ``bash script word…``; a shell that reads the terminal starts nothing."""
    words = list(call.arguments)
    reads_text = False
    while words and words[0][:1] in ("-", "+") and words[0] not in ("-", "--"):
        option = words.pop(0)
        reads_text = reads_text or (not option.startswith("--") and "c" in option)
        if option in _VALUED or (option[-1:] == "o" and not option.startswith("--")):
            del words[:1]
    if words[:1] in (["--"], ["-"]):
        del words[0]
    if reads_text and words:
        yield from _run_text(call, words)
    elif words:
        yield from _run_file(call, words)
    elif call.situation.stdin:
        yield from _script(call, call.situation.stdin, call.name, ())


def _run_text(call: Call, words: list[str]) -> Iterator[Outcome]:
    text, *arguments = words
    if not is_known(text):
        yield call.not_known(text)
        return
    zero = arguments[0] if arguments else call.argv[0]
    yield from _script(call, text, zero, tuple(arguments[1:]))


def _run_file(call: Call, words: list[str]) -> Iterator[Outcome]:
    file, *arguments = words
    if not is_known(file):
        yield call.not_known(file)
        return
    path = call.path(file)
    text = call.files.text(path)
    if text is not None:
        yield from _script(call, text, path, tuple(arguments))
    elif call.files.is_file(path):
        yield call.opaque(f"{path} cannot be read as text", python=None)
    else:
        yield call.lost(path, "script")


def _script(call: Call, text: str, zero: str, arguments: tuple[str, ...]) -> Iterator[Outcome]:
    for inner in commands_of(text, call, zero, arguments):
        if isinstance(inner, Opaque):
            yield inner
        else:
            yield call.again(inner.argv, replace(inner.situation, depth=call.situation.depth))


# -- files as programs


def find_program(call: Call) -> str | None:
    """The path of the program when it is a file of the image: as written, or found along ``PATH``."""
    program = call.argv[0]
    if "/" in program:
        return _known_file(call, call.path(program))
    entries = (call.situation.environment.get("PATH") or DEFAULT_PATH).split(":")
    found = (_known_file(call, posixpath.join(entry, program)) for entry in entries if entry.startswith("/"))
    return next((path for path in found if path), None)


def _known_file(call: Call, path: str) -> str | None:
    known = isinstance(call.files.node(path), File | Unknown) or path in call.files.written
    return path if known else None


def run_file(call: Call, path: str) -> Iterator[Outcome]:
    """Run a file of the image by what its first line says, else by its name."""
    text = call.files.text(path)
    if text is None and path.endswith(ARCHIVES):
        yield call.opaque("an archive is not looked into")
        return
    if text is None:
        python = None if isinstance(call.files.node(path), Unknown) and call.files.is_pythonic else False
        yield call.opaque(f"{path} is a program of which nothing is known", python=python)
        return
    match = _SHEBANG.match(text)
    if match:
        yield call.again(_interpreter(match["program"], match["arguments"].split(), path, call.arguments))
    elif path.endswith(".py"):
        yield call.again(("python", path, *call.arguments))
    else:
        yield from _script(call, text, path, call.arguments)


def _interpreter(program: str, options: list[str], path: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The argument list that a ``#!`` line makes; ``env`` only finds the interpreter."""
    if posixpath.basename(program) == "env":
        options = [option for option in options if option not in ("-S", "-i") and "=" not in option]
        return (*(options or ["sh"]), path, *arguments)
    return (program, *options, path, *arguments)


def is_shell_script(path: str) -> bool:
    """Whether a name is one of a shell script."""
    return path.endswith(_SHELL_SUFFIXES)
