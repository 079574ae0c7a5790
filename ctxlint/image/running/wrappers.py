"""Commands that run another command, and shells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.image.running.scripts import run_script
from ctxlint.image.running.sources import need_files
from ctxlint.shell.syntax import ASSIGNMENT
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import names, sort_words

if TYPE_CHECKING:
    from collections.abc import Set

    from ctxlint.image.running.command import Command

_SHELL_VALUED = names("-o +o -O +O --rcfile --init-file")
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-S\s+)?)?(?P<program>[\w.-]+)")
_SHELL = re.compile(r"(?:ba|da|a|z|k)?sh")


class Wrapper(Struct, frozen=True):
    """Options, then ``skip`` words, then the command; ``VAR=value`` words before it are its environment."""

    valued: Set[str] = frozenset()
    skip: int = 0

    def __call__(self, command: Command) -> None:
        """Run what is wrapped."""
        rest = list(sort_words(command.arguments, valued=self.valued).rest[self.skip :])
        variables = {}
        while rest and (match := ASSIGNMENT.match(rest[0])):
            variables[match["name"]] = rest.pop(0)[match.end() :]
        command.again(rest, environment=variables)


def run_switch_user(command: Command) -> None:
    """``su user -c script``."""
    words = sort_words(command.arguments, valued=names("-c --command -s --shell -g -G -w -u --user"))
    script = words.value("-c", "--command")
    if script is not None:
        command.again(("sh", "-c", script))
    elif words.value("-u", "--user"):
        command.again(words.rest)


def run_pyenv(command: Command) -> None:
    """``pyenv exec command``."""
    if command.arguments[:1] == ("exec",):
        command.again(command.arguments[1:])


def run_shell(command: Command) -> None:
    """``sh -c text name word…``, ``bash script word…``, and a script on standard input."""
    words = list(command.arguments)
    reads_text = False
    while words and words[0][:1] in ("-", "+") and words[0] not in ("-", "--"):
        option = words.pop(0)
        reads_text = reads_text or (not option.startswith("--") and "c" in option)
        if option in _SHELL_VALUED or (option[-1:] == "o" and not option.startswith("--")):
            del words[:1]
    if words and reads_text:
        if is_known(words[0]):
            run_script(command, words[0], words[1] if words[1:] else "sh", tuple(words[2:]))
    elif words and not run_file(command, command.path(words[0]), tuple(words[1:])):
        need_files(command, words[:1])
    elif not words and command.document is not None:
        run_script(command, command.document)


def run_file(command: Command, path: str, arguments: tuple[str, ...]) -> bool:
    """Follow a shell script that is in the image; whether there is one."""
    text = command.machine.text(path)
    if text is None:
        return False
    if is_for_shell(text):
        run_script(command, text, path, arguments)
    return True


def is_for_shell(text: str) -> bool:
    """Whether a script is one for a shell: it says so, or nothing."""
    match = _SHEBANG.match(text)
    return _SHELL.fullmatch(match["program"]) is not None if match else not text.startswith("#!")
