"""``git clone``: a directory whose content nobody knows."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxlint.image.running.requests import open_directory
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import names, sort_words

if TYPE_CHECKING:
    from ctxlint.image.running.command import Command

_GIT_VALUED = names("-C -c --git-dir --work-tree --namespace --config-env")
_CLONE_VALUED = names(
    "-b --branch -c --config --depth --filter -j --jobs -o --origin --reference --reference-if-able --revision "
    "--separate-git-dir --server-option --shallow-exclude --shallow-since --template -u --upload-pack"
)


def run_git(command: Command) -> None:
    """``git clone URL [DIRECTORY]``; other commands of git bring no directory of their own."""
    words = sort_words(command.arguments, valued=_GIT_VALUED)
    if words.positional[:1] != ["clone"]:
        return
    url, *directory = [*sort_words(words.rest[1:], valued=_CLONE_VALUED).positional, ""][:2]
    name = next(filter(None, directory), posixpath.basename(url.rstrip("/")).removesuffix(".git"))
    path = command.path(posixpath.join(words.value("-C") or ".", name))
    if name and is_known(path):
        open_directory(command, path)
