"""``conda``, ``mamba`` and ``micromamba``: environments by prefix or by name."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.image.running.environments import make
from ctxlint.image.running.requests import install_generously
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import names, sort_words

if TYPE_CHECKING:
    from ctxlint.image.running.command import Command
    from ctxlint.shell.words import Words

_VALUED = names("-n --name -p --prefix -r --root-prefix -f --file --cwd -c --channel")
_RUN_VALUED = names("-n --name -p --prefix --cwd -e")
_BASES = ("base", "root")
# Where the images of conda have their environments.
_ENVIRONMENTS = "/opt/conda/envs"


def run_conda(command: Command) -> None:
    """``conda run`` runs a command in an environment; ``conda create`` makes one, and may install the project."""
    words = sort_words(command.arguments, valued=_VALUED)
    if words.positional[:1] == ["run"]:
        _run_inside(command, words)
        return
    prefix = _prefix(command, words)
    install_generously(_inside(command, prefix) if prefix and "create" in words.positional[:2] else command)


def _run_inside(command: Command, outer: Words) -> None:
    words = sort_words(outer.rest[1:], valued=_RUN_VALUED)
    prefix = _prefix(command, words) or _prefix(command, outer)
    inner = _inside(command, prefix) if prefix else command
    inner.again(words.rest, cwd=command.path(words.value("--cwd") or "."))


def _inside(command: Command, prefix: str) -> Command:
    make(command, prefix)
    path = f"{posixpath.join(prefix, 'bin')}:{command.environment.get('PATH', '')}"
    return replace(command, environment={**command.environment, "PATH": path})


def _prefix(command: Command, words: Words) -> str | None:
    """The directory of the environment that is meant, unless it is the first one of all."""
    if prefix := words.value("-p", "--prefix"):
        return command.path(prefix) if is_known(prefix) else None
    name = words.value("-n", "--name")
    if name and "/" in name:
        return command.path(name) if is_known(name) else None
    return posixpath.join(_ENVIRONMENTS, name) if name and is_known(name) and name not in _BASES else None
