"""Which sources of ``ADD`` are URLs or git repositories rather than paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

from ctxlint.dockerfile.steps import SourceKind
from ctxlint.dockerfile.text import TRUTHS, RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PROTOCOL = re.compile(r"([a-zA-Z0-9]+)://")
_SCP = re.compile(r"[a-zA-Z0-9\-_]+@[a-zA-Z0-9\-.]+:[^?#]*(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_URL = re.compile(r"(?:[^/?#@]*@)?(?:\[[^\]/?#]*\]|[^:\[\]/?#]*)(?::[0-9]*)?(?=[/?#]|\Z)([^?#]*)(?:\?([^#]*))?")
_BAD_ESCAPE = re.compile("%(?![0-9a-fA-F]{2})")
_GIT_SCHEMES = ("", "ssh", "git", "http", "https")


def kind_of(source: str) -> SourceKind:
    """Tell what a source is; raises :class:`RefusalError` for a git URL with a query that the builder does not know."""
    query = _git_query(source)
    if query is not None:
        _check_query(query)
        return SourceKind.GIT if not source.startswith("github.com/") else SourceKind.PATH
    return SourceKind.URL if source.startswith(("http://", "https://")) else SourceKind.PATH


def _git_query(source: str) -> str | None:
    """Find the query of a git reference; ``None`` for all else."""
    if source.startswith(("./", "../")):
        return None
    protocol = _PROTOCOL.match(source)
    if protocol is None and not source.startswith("github.com/"):
        scp = _SCP.fullmatch(source)
        query = scp[1] or "" if scp else "%"
        return None if _BAD_ESCAPE.search(query) else query
    scheme = protocol[1].lower() if protocol else ""
    url = _URL.match(source[protocol.end() if protocol else 0 :])
    if scheme not in _GIT_SCHEMES or url is None or _BAD_ESCAPE.search(url[1]):
        return None
    is_git = scheme not in ("http", "https") or unquote(url[1]).endswith(".git")
    return url[2] or "" if is_git else None


def _check_query(query: str) -> None:
    seen: set[str] = set()
    for field in query.split("&"):
        if not field or _BAD_ESCAPE.search(field) or ";" in field:
            continue
        key, _, value = map(unquote_plus, field.partition("="))
        if key in seen:
            raise RefusalError(f'query "{key}" has multiple values')
        seen.add(key)
        if key not in _QUERIES:
            raise RefusalError(f'unexpected query "{key}"')
        if not _QUERIES[key](value):
            raise RefusalError(f'invalid {key} value: "{value}"')


def _is_truth(value: str) -> bool:
    return value == "" or value in TRUTHS


def _is_time(value: str) -> bool:
    return value in ("checkout", "commit")


_QUERIES: Mapping[str, Callable[[str], bool]] = {
    "ref": bool,
    "tag": bool,
    "branch": bool,
    "subdir": bool,
    "checksum": bool,
    "commit": bool,
    "mtime": _is_time,
    "keep-git-dir": _is_truth,
    "submodules": _is_truth,
    "fetch-by-commit": _is_truth,
}
