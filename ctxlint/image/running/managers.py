"""``poetry``, ``pdm``, ``pipenv`` and ``flit``: what they install, and where."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import File, Origin
from ctxlint.image.running.environments import active, make, site_of
from ctxlint.image.running.requests import install_path, install_pipfile, make_wheel
from ctxlint.image.running.sources import root_of_project
from ctxlint.image.running.workspace import Selection, install_workspace
from ctxlint.packaging import Groups, normal_name
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import Words, names, sort_words

if TYPE_CHECKING:
    from ctxlint.image.running.command import Command

_POETRY_VALUED = names("-E --extras --only --with --without -C --directory -P --project -o --output -f --format -G")
_PDM_VALUED = names("-G --group --with --without -p --project -L --lockfile -d --dest --venv -c --config -k --skip")
_PIPENV_VALUED = names("--python --categories -i --index --pypi-mirror --extra-pip-args -r --requirements")
_FALSE = ("false", "0", "no", "off")


def _settings_file(command: Command) -> str:
    return f"{command.home}/.config/pypoetry/config.toml"


def _setting(command: Command, name: str) -> str | None:
    """A setting of poetry: the environment first, then what ``poetry config`` kept."""
    variable = "POETRY_" + name.upper().replace(".", "_").replace("-", "_")
    if (value := command.variable(variable)) is not None:
        return value.lower() if not value.startswith("/") else value
    kept = dict(line.split("=", 1) for line in (command.machine.text(_settings_file(command)) or "").splitlines())
    return kept.get(name)


def _configure(command: Command, arguments: list[str]) -> None:
    """``poetry config name value``: kept in the tree, so that later steps and stages know it."""
    if len(arguments) < 2 or not all(map(is_known, arguments)):
        return
    path = _settings_file(command)
    text = (command.machine.text(path) or "") + f"{arguments[0]}={arguments[1]}\n"
    command.machine.make_directory(posixpath.dirname(path))
    command.machine.remove(path)
    command.machine.put(path, File(text, len(text), Origin.MADE, installed=True))


def _poetry_site(command: Command, root: str) -> str:
    """The ``site-packages`` that poetry installs into."""
    if _setting(command, "virtualenvs.create") in _FALSE:
        return active(command)
    virtual = command.variable("VIRTUAL_ENV")
    if virtual:
        return site_of(command, command.path(virtual))
    return make(command, _poetry_environment(command, root))


def _poetry_environment(command: Command, root: str) -> str:
    in_project = _setting(command, "virtualenvs.in-project")
    inside = posixpath.join(root, ".venv")
    if in_project in ("true", "1") or (in_project is None and command.machine.known(inside)):
        return inside
    cache = _setting(command, "cache-dir") or f"{command.home}/.cache/pypoetry"
    directory = _setting(command, "virtualenvs.path") or f"{cache}/virtualenvs"
    name = posixpath.basename(root) or "root"
    return posixpath.join(directory.replace("{cache-dir}", cache), f"{name}-py{command.job.python}")


def run_poetry(command: Command) -> None:
    """``poetry`` with its subcommand."""
    words = sort_words(command.arguments, valued=_POETRY_VALUED)
    directory = words.value("-C", "--directory") or words.value("-P", "--project")
    inner = replace(command, cwd=command.path(directory)) if directory else command
    root = root_of_project(inner, inner.cwd) or inner.cwd
    subcommand, *arguments = [*words.positional, ""]
    match subcommand:
        case "config":
            local = "--local" in words.options
            if not local or arguments[0].startswith("virtualenvs."):
                _configure(inner, [each for each in arguments if each])
        case "install" | "sync" | "update" | "add":
            if "--dry-run" not in words.options and "--lock" not in words.options:
                selection = _poetry_selection(words, root_too=subcommand in ("install", "sync"))
                install_workspace(inner, root, root, _poetry_site(inner, root), selection)
        case "build":
            make_wheel(inner, root, inner.path(words.value("-o", "--output") or posixpath.join(root, "dist")))
        case "run":
            rest = words.rest[1:]
            prefix = posixpath.dirname(posixpath.dirname(posixpath.dirname(_poetry_site(inner, root))))
            inner.again(rest, environment=_entered(inner, prefix))
        case _:
            pass


def _entered(command: Command, prefix: str) -> dict[str, str]:
    """The variables of a command that runs inside an environment."""
    return {"VIRTUAL_ENV": prefix, "PATH": f"{prefix}/bin:{command.environment.get('PATH', '')}"}


def _poetry_selection(words: Words, *, root_too: bool) -> Selection:
    return Selection(
        project=root_too and "--no-root" not in words.options,
        paths="--no-directory" not in words.options,
        editable=True,
        lock="poetry.lock",
        dependencies="--only-root" not in words.options,
        groups=Groups(
            only=_listed(words, "--only"),
            added=_listed(words, "--with"),
            left_out=_listed(words, "--without") | (names("dev") if "--no-dev" in words.options else frozenset()),
            everything="--all-groups" in words.options,
        ),
        strict=False,
    )


def _listed(words: Words, *options: str) -> frozenset[str]:
    """The names of groups that options give, with commas or blanks between them."""
    return frozenset(
        normal_name(name) for value in words.values(*options) for name in re.split(r"[,\s]+", value) if name
    )


# -- pdm


def run_pdm(command: Command) -> None:
    """``pdm`` with its subcommand."""
    words = sort_words(command.arguments, valued=_PDM_VALUED)
    directory = words.value("-p", "--project")
    inner = replace(command, cwd=command.path(directory)) if directory else command
    root = root_of_project(inner, inner.cwd) or inner.cwd
    match words.positional[:1]:
        case ["install" | "sync" | "update" | "add"] if "--dry-run" not in words.options:
            selection = Selection(
                project="--no-self" not in words.options and "--dev" not in words.options,
                editable="--no-editable" not in words.options,
                groups=_pdm_groups(words),
                lock="pdm.lock",
            )
            install_workspace(inner, root, root, _pdm_site(inner, root), selection)
        case ["build"]:
            make_wheel(inner, root, inner.path(words.value("-d", "--dest") or posixpath.join(root, "dist")))
        case ["run"]:
            inner.again(words.rest[1:])
        case ["venv"]:
            make(inner, posixpath.join(root, ".venv"))
        case _:
            pass


def _pdm_groups(words: Words) -> Groups:
    production = any(name in words.options for name in ("--prod", "--production", "--no-dev"))
    return Groups(
        default=frozenset() if production else None,
        added=_listed(words, "-G", "--group", "--with"),
        left_out=_listed(words, "--without"),
        everything=not production and not _listed(words, "-G", "--group"),
    )


def _pdm_site(command: Command, root: str) -> str:
    if (command.variable("PDM_USE_VENV") or "").lower() in _FALSE:
        return posixpath.join(root, "__pypackages__", command.job.python, "lib")
    virtual = command.variable("VIRTUAL_ENV")
    if virtual and (command.variable("PDM_IGNORE_ACTIVE_VENV") or "").lower() not in ("1", "true"):
        return site_of(command, command.path(virtual))
    return make(command, posixpath.join(root, ".venv"))


# -- pipenv and flit


def run_pipenv(command: Command) -> None:
    """``pipenv`` with its subcommand."""
    words = sort_words(command.arguments, valued=_PIPENV_VALUED)
    match words.positional[:1]:
        case ["install" | "sync" | "update"]:
            locked = words.positional[0] == "sync" or any(
                name in words.options for name in ("--deploy", "--ignore-pipfile")
            )
            install_pipfile(command, command.cwd, _pipenv_site(command, words), locked=locked)
        case ["run"]:
            command.again(words.rest[1:])
        case _:
            pass


def _pipenv_site(command: Command, words: Words) -> str:
    if "--system" in words.options or command.variable("PIPENV_SYSTEM"):
        return active(command)
    inside = posixpath.join(command.cwd, ".venv")
    virtual = command.variable("VIRTUAL_ENV")
    if virtual:
        return site_of(command, command.path(virtual))
    if command.variable("PIPENV_VENV_IN_PROJECT") or command.machine.known(inside):
        return make(command, inside)
    directory = command.variable("WORKON_HOME") or f"{command.home}/.local/share/virtualenvs"
    return make(command, posixpath.join(directory, posixpath.basename(command.cwd) or "root"))


def run_flit(command: Command) -> None:
    """``flit install``, by a link or a copy."""
    words = sort_words(command.arguments, valued=names("--deps --extras --python -f --ini-file"))
    if words.positional[:1] == ["install"]:
        editable = any(name in words.options for name in ("-s", "--symlink", "--pth-file"))
        install_path(command, ".", active(command), editable=editable)
    elif words.positional[:1] == ["build"]:
        make_wheel(command, command.cwd, command.path("dist"))
