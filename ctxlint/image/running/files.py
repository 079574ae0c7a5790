"""``cp``, ``mv``, ``rm``, ``mkdir``, ``ln``, ``touch``, ``install``: what they do to files that are known."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Link, Origin, Unknown
from ctxlint.image.running.sources import need_files
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import Words, names, sort_words

if TYPE_CHECKING:
    from ctxlint.context import Node
    from ctxlint.image.running.command import Command

_COPY_VALUED = names("-t --target-directory -S --suffix")
_MODE_VALUED = names("-m --mode -t --target-directory -o --owner -g --group -S --suffix -Z --context")


def _has(words: Words, letters: str, *long: str) -> bool:
    """Whether one of the flags is there, alone (``-r``) or among others (``-pr``)."""
    short = (name for name in words.options if not name.startswith("--"))
    return any(set(letters) & set(name[1:]) for name in short) or any(name in words.options for name in long)


def copy(command: Command) -> None:
    """``cp``; a source that is not known becomes a target that is not."""
    words = sort_words(command.arguments, valued=_COPY_VALUED)
    keeps = command.maybe or _has(words, "n", "--no-clobber", "--update")
    recursive = _has(words, "rRa", "--recursive", "--archive")
    pairs = _pairs(command, words)
    need_files(command, (source for source, _ in pairs))
    for source, target in pairs:
        node = command.machine.raw(source) if _has(words, "adP", "--archive") else command.machine.node(source)
        if not isinstance(node, Directory) or recursive:
            _place(command, target, node, replace=not keeps)


def move(command: Command) -> None:
    """``mv``; where it may not run, the source stays."""
    words = sort_words(command.arguments, valued=_COPY_VALUED)
    keeps = command.maybe or _has(words, "n", "--no-clobber", "--update")
    pairs = _pairs(command, words)
    need_files(command, (source for source, _ in pairs))
    for source, target in pairs:
        node = command.machine.raw(source)
        inside = target == source or target.startswith(source.rstrip("/") + "/")
        if inside or (isinstance(node, Directory) and _is_filled(command.machine.raw(target))):
            continue
        _place(command, target, node, replace=not keeps)
        if not keeps and isinstance(node, File | Link | Directory):
            command.machine.remove(source)


def _is_filled(node: Node | None) -> bool:
    return isinstance(node, Directory) and bool(node.entries)


def _place(command: Command, target: str, node: Node | None, *, replace: bool) -> None:
    """Put a node in its place; what is not known came from a command that is not, and is unknown there, too."""
    known = node or Unknown(command.shown)
    if not isinstance(known, Unknown) or command.machine.raw(target) is None:
        command.machine.put(target, known, replace=replace)


def _pairs(command: Command, words: Words) -> list[tuple[str, str]]:
    """Sources with the paths that they go to; none when it cannot be told."""
    positional = [command.path(word) + ("/." if word.endswith("/.") else "") for word in words.positional]
    into = words.value("-t", "--target-directory")
    if into is None and len(positional) < 2:
        return []
    goal = positional.pop() if into is None else command.path(into)
    exact = _has(words, "T", "--no-target-directory")
    sources = [path for written in positional for path in command.machine.matches(written)]
    if not is_known(goal):
        return []
    is_directory = isinstance(command.machine.node(goal), Directory)
    if not is_directory and (len(sources) > 1 or into is not None):
        return []
    parents = "--parents" in words.options
    return [
        (source.removesuffix("/."), _target(command, source, goal, inside=is_directory and not exact, parents=parents))
        for source in sources
        if is_known(source)
    ]


def _target(command: Command, source: str, goal: str, *, inside: bool, parents: bool) -> str:
    if not inside or source.endswith("/."):
        return goal
    if not parents:
        return posixpath.join(goal, posixpath.basename(source))
    below = posixpath.join(goal, posixpath.relpath(source, command.cwd if source.startswith(command.cwd) else "/"))
    command.machine.make_directory(posixpath.dirname(below))
    return below


def remove(command: Command) -> None:
    """``rm``; a directory goes only with ``-r``."""
    words = sort_words(command.arguments, valued=frozenset())
    recursive = _has(words, "rR", "--recursive")
    if command.maybe:
        return
    for path in command.paths(word for word in words.positional if posixpath.basename(word) not in (".", "..")):
        node = command.machine.raw(path)
        if recursive or not isinstance(node, Directory):
            command.machine.remove(path)


def make_directories(command: Command) -> None:
    """``mkdir``."""
    for word in sort_words(command.arguments, valued=_MODE_VALUED).positional:
        if is_known(word):
            command.machine.make_directory(command.path(word))


def link(command: Command) -> None:
    """``ln``: a symbolic link, or one more name for a file."""
    words = sort_words(command.arguments, valued=_COPY_VALUED)
    *targets, place = [*words.positional, "."] if len(words.positional) == 1 else words.positional or ["."]
    into = words.value("-t", "--target-directory")
    if into is not None:
        targets, place = words.positional, into
    path = command.path(place)
    follows = not _has(words, "nT", "--no-dereference", "--no-target-directory")
    inside = isinstance(command.machine.node(path) if follows else command.machine.raw(path), Directory)
    for target in targets:
        where = posixpath.join(path, posixpath.basename(target.rstrip("/"))) if inside else path
        symbolic = _has(words, "s", "--symbolic")
        known = Link(target) if symbolic else command.machine.known(command.path(target))
        node = known if is_known(target) else Unknown(command.shown)
        forced = _has(words, "f", "--force") and not command.maybe
        if node is not None and not isinstance(node, Directory):
            _link(command, where, node, forced=forced)


def _link(command: Command, where: str, node: Node, *, forced: bool) -> None:
    if forced and isinstance(command.machine.raw(where), Link | File):
        command.machine.remove(where)
    if command.machine.raw(where) is None or isinstance(command.machine.raw(where), Unknown):
        command.machine.put(where, node, replace=False)


def touch(command: Command) -> None:
    """``touch``: an empty file where there is none."""
    for path in command.paths(sort_words(command.arguments, valued=names("-d -t -r --date --reference")).positional):
        if command.machine.raw(path) is None:
            command.machine.put(path, File("", origin=Origin.MADE), replace=False)


def install(command: Command) -> None:
    """``install``: directories with ``-d``, else a copy."""
    words = sort_words(command.arguments, valued=_MODE_VALUED)
    if _has(words, "d", "--directory"):
        for word in words.positional:
            command.machine.make_directory(command.path(word))
        return
    if _has(words, "D") and words.positional:
        goal = words.value("-t", "--target-directory") or posixpath.dirname(words.positional[-1])
        command.machine.make_directory(command.path(goal))
    for source, target in _pairs(command, words):
        _place(command, target, command.machine.node(source), replace=not command.maybe)


def change_mode(command: Command) -> None:
    """``chmod`` and ``chown``: the files have to be there."""
    words = command.arguments
    options = [word for word in words if word.startswith("--") or (word.startswith("-") and not _MODE.match(word))]
    if not any(word.startswith("--reference") or "f" in word[:3] for word in options):
        need_files(command, [word for word in words if word not in options][1:])


_MODE = re.compile(r"-[rwxXst]+\b")


def edit(command: Command) -> None:
    """``sed -i``, ``dos2unix``: the files have to be there."""
    words = sort_words(command.arguments, valued=names("-e --expression -f --file -l"))
    if command.name == "dos2unix":
        need_files(command, words.positional)
    elif any(name.startswith(("-i", "--in-place")) for name in words.options):
        scripted = {"-e", "--expression", "-f", "--file"} & words.options.keys()
        files = words.positional if scripted else words.positional[1:]
        need_files(command, files)
        command.machine.notes.edited.update(map(command.path, files))


_COPIERS = names("cp mv install ln rsync cpio")


def scatter(command: Command) -> None:
    """``find … -exec cp {} directory``, ``xargs cp -t directory``, ``rsync``: directories with anything in them."""
    words = command.argv
    start = next((number for number, word in enumerate(words) if posixpath.basename(word) in _COPIERS), len(words))
    for word in words[start + 1 :]:
        node = command.machine.known(command.path(word))
        if isinstance(node, Directory):
            node.unknown = True
