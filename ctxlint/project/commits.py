"""From the words that people use for a revision to a commit."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from dulwich.errors import NotGitRepository
from dulwich.graph import find_merge_base
from dulwich.objectspec import parse_commit
from dulwich.repo import Repo

from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dulwich.objects import Commit

_STEP = re.compile(r"[~^]\d*")
_REVISION = re.compile(r"(?P<base>[^~^]+)(?P<steps>(?:[~^]\d*)*)")
_MAX_STEPS = 10_000


def open_revision(root: Path, revision: str) -> tuple[Repo, bytes]:
    """Open the repository in ``root`` and find the tree of a commit; raises :class:`CtxlintError`.

    ``revision`` is a branch, a tag, a hash or ``HEAD``, with ``~`` and ``^`` behind it. Three dots at its end mean the
    last commit that it has in common with ``HEAD``.
    """
    with _told(revision):
        repo = Repo(str(root))
        with ExitStack() as stack:
            stack.callback(repo.close)
            tree = _commit(repo, revision).tree
            stack.pop_all()
        return repo, tree


def _commit(repo: Repo, revision: str) -> Commit:
    name, dots, rest = revision.partition("...")
    commit = _stepped(repo, name or "HEAD")
    if not dots:
        return commit
    bases = find_merge_base(repo, [commit.id, _stepped(repo, rest or "HEAD").id])
    if not bases:
        raise KeyError(revision)
    found = [parse_commit(repo, base) for base in bases]
    return next(commit for commit in found if not any(_is_above(repo, other, commit) for other in found))


def _is_above(repo: Repo, commit: Commit, ancestor: Commit) -> bool:
    """Whether one commit comes from another; dulwich gives both where commits are of the same second."""
    waiting, seen = [*commit.parents], set[bytes]()
    while waiting:
        here = parse_commit(repo, waiting.pop())
        if here.id == ancestor.id:
            return True
        if here.id not in seen and here.commit_time >= ancestor.commit_time:
            seen.add(here.id)
            waiting += here.parents
    return False


def _stepped(repo: Repo, name: str) -> Commit:
    """Follow ``~2`` and ``^1`` from a name."""
    match = _REVISION.fullmatch(name)
    if match is None:
        raise KeyError(name)
    base = "HEAD" if match["base"] == "@" else match["base"]
    commit = parse_commit(repo, os.fsencode(base))
    for step in _STEP.findall(match["steps"]):
        count = int(step[1:] or 1)
        parents = [count - 1] if step[0] == "^" else [0] * min(count, _MAX_STEPS)
        for number in parents if count else []:
            commit = parse_commit(repo, commit.parents[number])
    return commit


@contextmanager
def _told(revision: str) -> Iterator[None]:
    """Give what fails in opening a repository its words."""
    try:
        yield
    except NotGitRepository:
        raise CtxlintError("There is no git repository here to compare with.") from None
    except (KeyError, IndexError, ValueError):
        message = f"There is no revision '{revision}' in this repository; a shallow clone has only the last ones."
        raise CtxlintError(message) from None
    except Exception as error:  # a repository can be broken in many ways
        raise CtxlintError(f"The repository cannot be read: {error}") from error
