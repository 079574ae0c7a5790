"""``make``: the recipes of a Makefile of the image."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import File
from ctxlint.image.running.requests import install_generously
from ctxlint.image.running.scripts import run_script
from ctxlint.image.running.sources import need_files
from ctxlint.shell.make_reading import read_makefile
from ctxlint.shell.makefile import NAMES, VALUED, Values
from ctxlint.shell.syntax import ASSIGNMENT
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import sort_words

if TYPE_CHECKING:
    from ctxlint.image.running.command import Command
    from ctxlint.shell.makefile import Makefile
    from ctxlint.shell.words import Words

# So many of a makefile are read in the time of one step of a script.
_CHARACTERS = 2_000


def run_make(command: Command) -> None:
    """Follow what targets need, and their recipes; what cannot be told may have installed the project."""
    words = sort_words(command.arguments, valued=VALUED)
    inside = replace(command, cwd=command.path(words.value("-C", "--directory") or "."))
    file = words.value("-f", "--file", "--makefile") or _name(inside)
    text = inside.machine.text(inside.path(file)) if file and is_known(inside.path(file)) else None
    if text is None or not command.machine.goes_on(len(text) // _CHARACTERS):
        install_generously(inside)
        return
    makefile = read_makefile(text, lambda path: inside.machine.text(inside.path(path)))
    if not _follow(inside, makefile, words):
        install_generously(inside)


def _name(command: Command) -> str | None:
    return next((name for name in NAMES if isinstance(command.machine.known(command.path(name)), File)), None)


def _follow(command: Command, makefile: Makefile, words: Words) -> bool:
    """Run the recipes; whether all of them are known."""
    given = {match["name"]: word[match.end() :] for word in words.positional if (match := ASSIGNMENT.match(word))}
    targets = [word for word in words.positional if not ASSIGNMENT.match(word)] or makefile.first
    values = Values(given, command.environment, lambda _: "", command.cwd)
    is_known_all = not makefile.has_conditions and all(name in makefile.rules for name in targets)
    for name, rule in makefile.order(targets, values):
        if rule is None:
            _need(command, makefile, name)
            continue
        # A file that is there may be up to date.
        there = not makefile.is_phony(name) and command.machine.node(command.path(name)) is not None
        for line in makefile.scripts(rule):
            script = makefile.expanded(line.text, values, name)
            maybe, forgiven = command.maybe or line.conditional or there, command.forgiven or line.forgiven
            run_script(replace(command, maybe=maybe, forgiven=forgiven), script)
            is_known_all = is_known_all and is_known(script)
    return is_known_all


def _need(command: Command, makefile: Makefile, name: str) -> None:
    """A file that no rule makes has to be there; a pattern may be a rule for it."""
    if not makefile.has_patterns and posixpath.splitext(name)[1]:
        need_files(command, [name])
