"""Every kind of command that is followed, by the name of the program."""

from __future__ import annotations

import posixpath
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.image.running import files, managers, wrappers
from ctxlint.image.running.clones import run_git
from ctxlint.image.running.conda import run_conda
from ctxlint.image.running.environments import active, make
from ctxlint.image.running.make import run_make
from ctxlint.image.running.node import NPM, PNPM, YARN
from ctxlint.image.running.pip import run_pip, sorted_words
from ctxlint.image.running.requests import install_generously, install_path, make_wheel
from ctxlint.image.running.sources import need_files
from ctxlint.image.running.uv import install_tool, run_uv
from ctxlint.image.running.wrappers import Wrapper
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import names, sort_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.image.running.command import Command, Handler

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*t?")
_PIP = re.compile(r"pip[\d.]*")
_VENV_VALUED = names(
    "-p --python --prompt --copies-x --extra-search-dir --seeder --app-data --pip --setuptools --wheel"
)
_GENEROUS = names(
    "just task nox tox invoke inv hatch rye pixi conda mamba micromamba pants bazel ansible-playbook pip-sync "
    "poe doit fab cmake maturin buildout mise hermit"
)


def run_python(command: Command) -> None:
    """``python -m pip``, ``python -m venv``, ``python setup.py install``; anything else changes nothing known."""
    words = list(command.arguments)
    while words and words[0].startswith("-") and words[0] not in ("-m", "-c", "-"):
        words = words[2:] if words[0] in ("-W", "-X") else words[1:]
    if words[:1] == ["-m"] and len(words) > 1:
        _run_module(command, words[1], words[2:])
    elif words and posixpath.basename(words[0]) == "setup.py":
        _run_setup(command, posixpath.dirname(words[0]) or ".", words[1:])
    elif words and words[0].endswith(".py"):
        need_files(command, words[:1])


def _run_module(command: Command, module: str, arguments: list[str]) -> None:
    directory = posixpath.dirname(command.argv[0])
    if module in ("pip", "venv", "virtualenv", "build"):
        program = posixpath.join(directory, module) if directory else module
        handler = {"pip": run_pip, "build": run_build}.get(module, run_venv)
        handler(replace(command, argv=(program, *arguments)))
    elif module in ("uv", "poetry", "pdm", "pipenv", "flit"):
        command.again((module, *arguments))


def run_venv(command: Command) -> None:
    """``python -m venv`` and ``virtualenv``."""
    for word in sort_words(command.arguments, valued=_VENV_VALUED).positional:
        if is_known(word):
            make(command, command.path(word))


def run_build(command: Command) -> None:
    """``python -m build``: a wheel in ``dist``."""
    words = sort_words(command.arguments, valued=names("-o --outdir -C --config-setting --config-json --installer"))
    source = command.path(words.positional[0] if words.positional else ".")
    make_wheel(command, source, command.path(words.value("-o", "--outdir") or posixpath.join(source, "dist")))


def _run_setup(command: Command, directory: str, arguments: list[str]) -> None:
    if "develop" in arguments or "install" in arguments:
        install_path(command, directory, active(command), editable="develop" in arguments)
    elif "bdist_wheel" in arguments:
        words = sort_words(arguments, valued=names("-d --dist-dir"))
        make_wheel(command, command.path(directory), command.path(words.value("-d", "--dist-dir") or "dist"))


def run_pipx(command: Command) -> None:
    """``pipx install``: an environment of its own."""
    words = sorted_words(command.arguments)
    if words.positional[:1] == ["install"]:
        install_tool(command, words, "pipx/venvs")


_ROWS: dict[str, Handler] = {
    # files
    "cp": files.copy,
    "mv": files.move,
    "rm unlink": files.remove,
    "mkdir": files.make_directories,
    "ln": files.link,
    "touch": files.touch,
    "install": files.install,
    "chmod chown": files.change_mode,
    "sed dos2unix": files.edit,
    "find xargs parallel rsync cpio": files.scatter,
    "git": run_git,
    "make gmake": run_make,
    # shells and what runs something else
    "sh bash dash ash zsh ksh": wrappers.run_shell,
    "env": Wrapper(names("-u --unset -C --chdir -S")),
    "sudo": Wrapper(names("-u --user -g --group -h --host -p --prompt -C -r -t")),
    "time nice ionice nohup setsid eatmydata command builtin exec retry unbuffer chronic": Wrapper(
        names("-n -c -p -f -o")
    ),
    "timeout": Wrapper(names("-s -k --signal --kill-after"), skip=1),
    "gosu su-exec setuidgid chroot": Wrapper(skip=1),
    "su runuser": wrappers.run_switch_user,
    "pyenv": wrappers.run_pyenv,
    # installers
    "uv": run_uv,
    "poetry": managers.run_poetry,
    "pdm": managers.run_pdm,
    "pipenv": managers.run_pipenv,
    "flit": managers.run_flit,
    "virtualenv": run_venv,
    "pyproject-build": run_build,
    "pipx": run_pipx,
    "conda mamba micromamba": run_conda,
    "npm": NPM,
    "pnpm": PNPM,
    "yarn yarnpkg": YARN,
}

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {name: handler for row, handler in _ROWS.items() for name in row.split()}
)
"""Program -> what it does, but for Python and pip, which have many names."""


def run(command: Command) -> None:
    """Do what is known of a command."""
    if not command.argv or not is_known(command.argv[0]) or not command.argv[0]:
        return
    if handler := handler_of(command.name):
        handler(command)
    elif not wrappers.run_file(command, *_file(command)):
        if command.name in _GENEROUS:
            install_generously(command)
        elif "/" in command.argv[0]:
            need_files(command, command.argv[:1])


def handler_of(name: str) -> Handler | None:
    """The handler of a program, by its name without directories."""
    if _PYTHON.fullmatch(name):
        return run_python
    return run_pip if _PIP.fullmatch(name) else HANDLERS.get(name)


def _file(command: Command) -> tuple[str, tuple[str, ...]]:
    """The path of a program that is a file, and its arguments."""
    written = command.argv[0]
    return (command.path(written) if "/" in written else posixpath.join("/usr/local/bin", written)), command.arguments
