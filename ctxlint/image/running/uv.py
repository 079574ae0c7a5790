"""``uv``: environments, ``uv pip``, ``uv sync`` and what implies it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.image.running.environments import active, is_environment, make, site_of
from ctxlint.image.running.pip import install, sorted_words
from ctxlint.image.running.requests import install_word, make_wheel
from ctxlint.image.running.sources import project_at, root_of_project
from ctxlint.image.running.workspace import Selection, install_workspace, members_of
from ctxlint.packaging import Groups, normal_name, strings
from ctxlint.shell.words import Words, names, sort_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxlint.image.running.command import Command

_GLOBAL = names("--cache-dir --config-file --color --directory --project --allow-insecure-host --python-preference")
_VALUED = names(
    """
    --extra --no-extra --group --no-group --only-group --package --project --directory -p --python --python-platform
    --no-install-package --only-install-package --index --default-index -i --index-url --extra-index-url -f --find-links
    --link-mode --config-setting -C --resolution --prerelease --exclude-newer --index-strategy --keyring-provider
    --cache-dir --config-file --color --allow-insecure-host --refresh-package --reinstall-package -P --upgrade-package
    --no-build-package --no-binary-package --no-build-isolation-package --with --with-editable --with-requirements
    --env-file -m --module -w --python-preference --script -o --out-dir --torch-backend --config-settings --prompt
    -b --build-constraints --build-constraint --fork-strategy --no-sources-package --output-format
    """
)


def run_uv(command: Command) -> None:
    """``uv`` with its subcommand."""
    words = sort_words(command.arguments, valued=_GLOBAL)
    subcommand, *_ = [*words.rest, ""]
    directory = words.value("--directory")
    inner = replace(command, argv=("uv", *words.rest), cwd=command.path(directory) if directory else command.cwd)
    if handler := _SUBCOMMANDS.get(subcommand):
        handler(inner, words.value("--project"))


def _sorted(command: Command) -> Words:
    """The words after the subcommand."""
    return sort_words(command.argv[2:], valued=_VALUED)


def _flag(command: Command, words: Words, name: str) -> bool:
    """Whether a switch is on, by an option or by a variable of its name."""
    value = command.variable("UV_" + name.upper().replace("-", "_")) or ""
    return f"--{name}" in words.options or value.lower() in ("1", "true", "yes", "on", "t", "y")


# -- environments


def project_environment(command: Command, root: str, *, use_active: bool = False) -> str:
    """The prefix of the environment of a project."""
    if use_active and (prefix := command.variable("VIRTUAL_ENV")):
        return command.path(prefix)
    return posixpath.join(root, command.variable("UV_PROJECT_ENVIRONMENT") or ".venv")


def _pip_site(command: Command, words: Words) -> str:
    """Where ``uv pip`` installs: the environment that is named, active or near; else the system's."""
    if target := words.value("-t", "--target"):
        return command.path(target)
    prefix = words.value("--prefix")
    if prefix:
        return site_of(command, command.path(prefix))
    python = words.value("-p", "--python") or command.variable("UV_PYTHON")
    if python and "/" in python:
        path = command.path(python)
        return site_of(command, posixpath.dirname(posixpath.dirname(path)) if "/bin/" in path else path)
    if _flag(command, words, "system") or _flag(command, words, "system-python"):
        return active(command)
    if virtual := command.variable("VIRTUAL_ENV"):
        return site_of(command, command.path(virtual))
    near = next((prefix for prefix in _near(command.cwd) if is_environment(command, prefix)), None)
    return site_of(command, near) if near else active(command)


def _near(directory: str) -> list[str]:
    """The ``.venv`` of a directory and of those above it."""
    found = [posixpath.join(directory, ".venv")]
    while directory not in ("/", ""):
        directory = posixpath.dirname(directory)
        found.append(posixpath.join(directory, ".venv"))
    return found


# -- subcommands


def _venv(command: Command, project: str | None) -> None:
    words = _sorted(command)
    default = project_environment(command, command.path(project or "."))
    make(command, command.path(words.positional[0]) if words.positional else default)


def _pip(command: Command, _project: str | None) -> None:
    words = sorted_words(command.argv[2:])
    if words.positional[:1] == ["install"]:
        install(command, words, _pip_site(command, words))
    elif words.positional[:1] == ["sync"]:
        files = Words({**words.options, "-r": words.positional[1:]}, ["sync"])
        install(command, files, _pip_site(command, words))


def _sync(command: Command, project: str | None) -> None:
    sync(command, _sorted(command), project)


def sync(command: Command, words: Words, project: str | None = None) -> None:
    """Bring the environment of a project up to date."""
    if "--dry-run" in words.options or "--script" in words.options:
        return
    here = command.path(words.value("--directory") or ".")
    here = posixpath.join(here, words.value("--project") or project or "")
    start = root_of_project(command, here) or posixpath.normpath(here)
    root = root_of_project(command, here, workspace=True) or start
    use_active = "--active" in words.options
    site = make(command, project_environment(command, root, use_active=use_active))
    install_workspace(command, start, root, site, _selection(command, words, start))


def _selection(command: Command, words: Words, start: str) -> Selection:
    only_groups = bool(words.values("--only-group")) or "--only-dev" in words.options
    flag: Callable[[str], bool] = lambda name: _flag(command, words, name)  # noqa: E731
    return Selection(
        project=not (flag("no-install-project") or flag("no-install-workspace") or only_groups),
        workspace=not flag("no-install-workspace"),
        paths=not flag("no-install-local"),
        editable=not flag("no-editable"),
        everything="--all-packages" in words.options,
        packages=tuple(words.values("--package")),
        without=frozenset(words.values("--no-install-package")),
        lock="uv.lock",
        locked=flag("locked") or flag("frozen"),
        dependencies=not only_groups,
        groups=_groups(command, words, start),
        resolves=not flag("frozen"),
    )


def _groups(command: Command, words: Words, start: str) -> Groups:
    """The groups of ``--group`` and its kin; without them those of ``tool.uv.default-groups``, else ``dev``."""
    project = project_at(command, start)
    default = project.tool("uv").get("default-groups", ["dev"]) if project else ["dev"]
    usual = frozenset() if _flag(command, words, "no-default-groups") else _normal(strings(default))
    no_dev = frozenset({"dev"}) if _flag(command, words, "no-dev") else frozenset()
    return Groups(
        default=usual,
        added=_normal(words.values("--group")) | (frozenset({"dev"}) if "--dev" in words.options else frozenset()),
        left_out=_normal(words.values("--no-group")) | no_dev,
        everything="--all-groups" in words.options or "all" in usual,
    )


def _normal(groups: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normal_name, groups))


def _run(command: Command, project: str | None) -> None:
    """``uv run``: the environment first, then the command in it."""
    words = _sorted(command)
    start = root_of_project(command, command.path(words.value("--project") or project or "."))
    environment = {}
    if start and "--no-project" not in words.options:
        if not _flag(command, words, "no-sync"):
            sync(command, words, project)
        root = root_of_project(command, start, workspace=True) or start
        prefix = project_environment(command, root, use_active="--active" in words.options)
        environment = {"VIRTUAL_ENV": prefix, "PATH": f"{prefix}/bin:{command.environment.get('PATH', '')}"}
    module = words.value("-m", "--module")
    command.again(("python", "-m", module, *words.rest) if module else words.rest, environment=environment)


def _build(command: Command, project: str | None) -> None:
    words = _sorted(command)
    source = command.path(words.positional[0] if words.positional else project or ".")
    output = words.value("-o", "--out-dir")
    root = root_of_project(command, source, workspace=True) or source
    target = command.path(output) if output else posixpath.join(root, "dist")
    for directory in _members(
        command, root, source, words.values("--package"), everything="--all-packages" in words.options
    ):
        make_wheel(command, directory, target)


def _members(command: Command, root: str, source: str, names: list[str], *, everything: bool) -> list[str]:
    """The directories of the members that are built."""
    top = project_at(command, root)
    members = members_of(command, top) if top else {}
    chosen = [members[name].root for name in map(normal_name, names) if name in members]
    return [each.root for each in members.values()] if everything else chosen or [source]


def _tool(command: Command, _project: str | None) -> None:
    words = sorted_words(command.argv[2:])
    if words.positional[:1] == ["install"] and len(words.positional) > 1:
        install_tool(command, words, "uv/tools")


def install_tool(command: Command, words: Words, place: str) -> None:
    """Install a project into an environment of its own, below the home of the user."""
    site = site_of(command, f"{command.home}/.local/share/{place}/tool")
    for path in words.values("-e", "--editable"):
        install_word(command, path, site, editable=True)
    for word in words.positional[1:]:
        install_word(command, word, site, editable="-e" in words.options or "--editable" in words.options)


_SUBCOMMANDS = {
    "venv": _venv,
    "pip": _pip,
    "sync": _sync,
    "add": _sync,
    "run": _run,
    "build": _build,
    "tool": _tool,
}
