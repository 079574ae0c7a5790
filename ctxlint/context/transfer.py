"""The transferred set: the part of the filtered context that BuildKit asks its client for.

The client resolves links of the wanted paths on its own disk, before it filters (``FollowPaths`` of
tonistiigi/fsutil), and sends what matches the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.context.tree import Directory
from ctxlint.dockerignore import Matcher, matcher_of
from ctxlint.globs import GlobSyntaxError, match_glob
from ctxlint.host import Kind
from ctxlint.paths import clean, has_glob, rooted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.context.disk import Disk

_MAGIC = frozenset("*?[]^\\")
"""What makes the part of a pattern match more than the name that it spells."""


class _LinkFollower:
    """Resolves the links on the way to each wanted path, globs included."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self.resolved: set[str] = set()

    def add(self, path: str) -> None:
        waiting = [path]
        while waiting:
            waiting += self._follow(waiting.pop())

    def _follow(self, path: str) -> list[str]:
        """Note ``path`` as wanted, or the link on the way to it; what the link leads to is returned."""
        names = rooted(path).strip("/").split("/")
        for number in range(1, len(names) + 1):
            current = "/".join(names[:number]) or "."
            rest = names[number:]
            targets = self._targets(current, globs=True)
            if not targets and rest:
                continue
            if current in self.resolved:
                break
            self.resolved.add(current)
            return ["/".join([target, *rest]) for target in targets]
        return []

    def _targets(self, path: str, *, globs: bool) -> list[str]:
        """What the link at ``path``, or each link that it matches, leads to."""
        parent, _, name = path.rpartition("/")
        if globs and has_glob(name):
            return self._glob_targets(parent, name)
        entry = self._disk.entry(path)
        if entry is None or entry.kind is not Kind.LINK:
            return []
        target = clean(self._disk.link_target(path))
        return [target if target.startswith("/") else rooted(f"{parent}/{target}")]

    def _glob_targets(self, parent: str, pattern: str) -> list[str]:
        above = self._disk.entry(parent) if parent else None
        if parent and (above is None or above.kind is not Kind.DIRECTORY):
            return []
        targets = []
        for name in sorted(self._disk.list(parent)):
            if _matches(pattern, name):
                targets += self._targets(f"{parent}/{name}".lstrip("/"), globs=False)
        return targets


def _matches(pattern: str, name: str) -> bool:
    try:
        return match_glob(pattern, name)
    except GlobSyntaxError:
        return False


def follow(disk: Disk, paths: Iterable[str]) -> list[str] | None:
    """Wanted paths -> patterns to send, or ``None`` when the whole context is wanted.

    Paths are relative to the context (a leading ``/`` does no harm) and may be globs.
    """
    follower = _LinkFollower(disk)
    for path in paths:
        follower.add(path)
    if "." in follower.resolved:
        return None
    wanted: list[str] = []
    for path in sorted(follower.resolved):
        if not (wanted and path.startswith(wanted[-1] + "/")):
            wanted.append(path)
    return wanted


def transferred(tree: Directory, disk: Disk, paths: Iterable[str]) -> Directory:
    """The part of the filtered ``tree`` that BuildKit asks for when its instructions read ``paths``."""
    wanted = follow(disk, paths)
    if wanted is None:
        return tree
    return _select(tree, matcher_of(wanted), [path.split("/") for path in wanted]) if wanted else Directory()


def _select(tree: Directory, matcher: Matcher, wanted: list[list[str]]) -> Directory:
    """What the patterns match; a directory that they do not match is kept for what is in it."""
    result = Directory()
    made: list[tuple[Directory, str]] = []
    waiting = [(tree, result, matcher.root)]
    while waiting:
        source, target, position = waiting.pop()
        for name, node in source.entries.items():
            visit = matcher.visit(position, name)
            if isinstance(node, Directory):
                if visit.excluded:
                    target.entries[name] = node  # with all that is in it
                    continue
                if not any(_reaches(names, f"{position.path}{name}") for names in wanted):
                    continue
                child = Directory(implied=True)
                target.entries[name] = child
                made.append((target, name))
                waiting.append((node, child, matcher.enter(position, name, visit)))
            elif visit.excluded:
                target.entries[name] = node
    for parent, name in reversed(made):
        made_child = parent.entries[name]
        if isinstance(made_child, Directory) and not made_child.entries:
            del parent.entries[name]
    return result


def _reaches(names: list[str], directory: str) -> bool:
    """Whether a pattern, in its parts, may match below a directory that it does not match itself."""
    for mine, there in zip(names, directory.split("/"), strict=False):
        if mine != there:
            return not _MAGIC.isdisjoint(mine)
    return True
