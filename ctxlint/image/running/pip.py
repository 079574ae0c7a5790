"""``pip install``, ``pip wheel``, and the same words for uv."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.image.running.environments import active, make_site, of_program, site_of
from ctxlint.image.running.requests import install_requirements, install_word, make_wheel, open_directory
from ctxlint.packaging import read_requirement
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import Words, names, sort_words

if TYPE_CHECKING:
    from ctxlint.image.running.command import Command

_VALUED = names(
    """
    -r --requirement --requirements -c --constraint --constraints -e --editable -t --target --prefix --root --src
    --platform --python-version --implementation --abi -i --index-url --extra-index-url --index --default-index
    -f --find-links --trusted-host --progress-bar --cache-dir --timeout --default-timeout --retries --no-binary
    --only-binary -C --config-settings --config-setting --global-option --build-option --install-option --python -p
    -d --dest -w --wheel-dir --upgrade-strategy --cert --client-cert --proxy --log --exists-action --report --group
    --root-user-action --use-feature --use-deprecated --keyring-provider --extra --link-mode --index-strategy
    --python-platform --override --overrides --exclude-newer --no-build-package --no-binary-package --resolution
    --prerelease --torch-backend --build-constraint --build-constraints -b --build --allow-insecure-host
    --reinstall-package --refresh-package -P --upgrade-package --no-build-isolation-package --directory --project
    --config-file --color
    """
)


def sorted_words(arguments: tuple[str, ...]) -> Words:
    """The words of an installer that takes pip's options."""
    return sort_words(arguments, valued=_VALUED)


def run_pip(command: Command) -> None:
    """``pip`` with its subcommand."""
    words = sorted_words(command.arguments)
    subcommand = words.positional[0] if words.positional else ""
    python = words.value("--python")
    site = (python and of_program(command, python)) or of_program(command, command.argv[0]) or active(command)
    match subcommand:
        case "install":
            install(command, words, _elsewhere(command, words) or site)
        case "wheel":
            build_wheels(command, words)
        case _:
            pass


def _elsewhere(command: Command, words: Words) -> str | None:
    """Where ``--target``, ``--prefix``, ``--root`` and ``--user`` put things."""
    if target := words.value("-t", "--target"):
        return command.path(target)
    prefix = words.value("--prefix") or (f"{command.home}/.local" if "--user" in words.options else None)
    if root := words.value("--root"):
        prefix = posixpath.join(root, (prefix or "/usr/local").lstrip("/"))
    return site_of(command, command.path(prefix)) if prefix else None


def install(command: Command, words: Words, site: str) -> None:
    """Install what the words after ``install`` name into an environment."""
    if "--dry-run" in words.options or "--download" in words.options:
        return
    make_site(command, site)
    for requirement in words.values("-r", "--requirement", "--requirements"):
        if posixpath.basename(requirement) not in ("pyproject.toml", "setup.cfg", "setup.py"):
            install_requirements(command, requirement, site)
    for path in words.values("-e", "--editable"):
        install_word(command, path, site, editable=True)
    for word in words.positional[1:]:
        install_word(command, word, site)


def build_wheels(command: Command, words: Words) -> None:
    """``pip wheel``: the wheels of the projects among its words, and those of what they need."""
    output = command.path(words.value("-w", "--wheel-dir") or ".")
    for word in words.positional[1:]:
        requirement = read_requirement(word) if is_known(word) else None
        if requirement and requirement.path:
            make_wheel(command, command.path(requirement.path), output)
    open_directory(command, output)
