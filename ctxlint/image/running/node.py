"""``npm ci`` and its kin: installs of Node's package managers that stop without a lock file.

Yarn 1 is not among them: without a lock file it goes on, ``--frozen-lockfile`` or not.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.image.running.sources import may_be_made, need, unpacks, upwards
from ctxlint.packaging import Input
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import Words, names, sort_words

if TYPE_CHECKING:
    from collections.abc import Set

    from ctxlint.image.running.command import Command

_MANIFEST = "package.json"
_ROOTS = (_MANIFEST, "pnpm-workspace.yaml")
_DIRECTORY = ("--prefix", "-C", "--dir", "--cwd")
_VALUED = names(
    "--prefix -C --dir --cwd --registry --cache --loglevel --omit --include -w --workspace --filter -F --userconfig"
    " --store-dir --network-concurrency --fetch-retries --cache-folder --modules-folder --network-timeout --reporter"
    " --maxsockets --virtual-store-dir --mode --otp --tag --before --script-shell"
)
_GLOBAL = ("-g", "--global")
_INSTALLS = names("install i add update up upgrade import shrinkwrap")
_MODERN_YARN = re.compile(r'"packageManager"\s*:\s*"yarn@(?:[2-9]|\d\d)')


class Manager(Struct, frozen=True):
    """A package manager: its lock files, and the commands that stop without one."""

    locks: tuple[str, ...]
    strict: Set[str] = frozenset()
    flags: tuple[str, ...] = ()
    """Options that make an install strict."""
    modern: bool = False
    """Only where the project asks for a version of Yarn that has these options."""

    def __call__(self, command: Command) -> None:
        """Note a lock file that is missing where one must be."""
        words = sort_words(command.arguments, valued=_VALUED)
        subcommand = words.positional[0] if words.positional else "install"
        is_strict = subcommand in self.strict or (subcommand in _INSTALLS and _is_on(words, self.flags))
        if is_strict and not any(flag in words.options for flag in _GLOBAL):
            directory = words.value(*_DIRECTORY)
            self._need(replace(command, cwd=command.path(directory)) if directory else command)

    def _need(self, command: Command) -> None:
        if not is_known(command.cwd) or unpacks(command) or self._is_locked(command):
            return
        if _is_above(command, _ROOTS):
            return  # the root of a workspace, which has the lock file
        manifest = posixpath.join(command.cwd, _MANIFEST)
        if self.modern and not _MODERN_YARN.search(command.machine.text(manifest) or ""):
            return
        if need(command, Input(manifest, "project")):
            for lock in self.locks:
                need(command, Input(posixpath.join(command.cwd, lock), "lock", manifest))

    def _is_locked(self, command: Command) -> bool:
        """Whether a lock file is there or above, may be there, or may have been made by another install."""
        if any(command.machine.node(posixpath.join(command.cwd, lock)) for lock in self.locks):
            return True
        if _is_above(command, self.locks) or any(may_be_made(command, lock) for lock in self.locks):
            return True
        other = re.compile(rf"\b{command.name}\s+(?:-\S+\s+)*(?:{'|'.join(_INSTALLS)})\b")
        return any(other.search(text.replace(command.shown, "")) for text in command.job.texts)


def _is_above(command: Command, files: tuple[str, ...]) -> bool:
    """Whether one of these is known in a directory above; of what a base image has there, nobody knows."""
    above = upwards(posixpath.dirname(command.cwd))
    return any(command.machine.known(posixpath.join(place, name)) for place in above for name in files)


def _is_on(words: Words, flags: tuple[str, ...]) -> bool:
    return any(value not in ("false", "0") for flag in flags for value in words.values(flag))


NPM = Manager(("package-lock.json", "npm-shrinkwrap.json"), names("ci clean-install ic install-clean isntall-clean"))
PNPM = Manager(("pnpm-lock.yaml",), flags=("--frozen-lockfile",))
YARN = Manager(("yarn.lock",), flags=("--immutable",), modern=True)
