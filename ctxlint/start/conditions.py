"""What a condition of a script comes to."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.shell.expansion import expand_text
from ctxlint.shell.syntax import Sequence, Simple
from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from ctxlint.shell.syntax import Node
    from ctxlint.start.state import State

_VARIABLE = re.compile(r"\$\{?[A-Za-z_]|[`(]")
_TESTS = frozenset({"[", "[[", "test"})
_FILE_TESTS = frozenset({"-e", "-f", "-s", "-r", "-x", "-d"})


class Verdict(Struct, frozen=True):
    """The value, ``None`` when not known; ``fixed`` when no run-time setting can change it."""

    value: bool | None = None
    fixed: bool = False

    @property
    def never(self) -> bool:
        """Whether it fails in every container of this service."""
        return self.fixed and self.value is False

    @property
    def always(self) -> bool:
        """Whether it holds in every container of this service."""
        return self.fixed and self.value is True


OPEN = Verdict()


def is_test(node: Node) -> bool:
    """Whether a command only asks something."""
    return isinstance(node, Simple) and node.words[:1] in {(name,) for name in _TESTS}


def judge(node: Node | None, state: State) -> Verdict:
    """Judge the condition of an ``if``, a ``while`` or an ``&&``."""
    match node:
        case None:
            return Verdict(value=True, fixed=True)
        case Sequence(items) if len(items) == 1:
            return judge(items[0], state)
        case Simple(_, ("true" | ":",)):
            return Verdict(value=True, fixed=True)
        case Simple(_, ("false",)):
            return Verdict(value=False, fixed=True)
        case Simple(_, (first, *words)) if first in _TESTS:
            return _test([word for word in words if word not in ("]", "]]")], state)
        case _:
            return OPEN


def _test(words: list[str], state: State) -> Verdict:
    negated = words[:1] == ["!"]
    words = words[negated:]
    fixed = not any(_VARIABLE.search(word) for word in words)
    value: bool | None = None
    match words:
        case [flag, path] if flag in _FILE_TESTS:
            value = _has_file(flag, expand_text(path, state), state)
        case ["-n" | "-z" as flag, word]:
            text = expand_text(word, state)
            value = bool(text) == (flag == "-n") if is_known(text) else None
        case [left, operator, right]:
            value = _compare(expand_text(left, state), operator, expand_text(right, state))
        case _:
            pass
    return Verdict(value if value is None else value != negated, fixed and value is not None)


def _has_file(flag: str, written: str, state: State) -> bool | None:
    path = state.path(written) if is_known(written) else written
    if state.files.mounted(path):
        return None
    if state.files.node(path) is None:
        return False if state.files.absent(path) else None
    return state.files.is_directory(path) if flag == "-d" else flag == "-e" or not state.files.is_directory(path)


def _compare(left: str, operator: str, right: str) -> bool | None:
    if not is_known(left) or not is_known(right):
        return None
    match operator:
        case "=" | "==":
            return fnmatch.fnmatchcase(left, right)
        case "!=":
            return not fnmatch.fnmatchcase(left, right)
        case "-eq" | "-gt" | "-lt" | "-ne" | "-ge" | "-le":
            return _compare_numbers(left, operator, right)
        case _:
            return None


def _compare_numbers(left: str, operator: str, right: str) -> bool | None:
    if not re.fullmatch(r"-?[0-9]{1,9}", left) or not re.fullmatch(r"-?[0-9]{1,9}", right):
        return None
    difference = int(left) - int(right)
    results = {"-eq": difference == 0, "-ne": difference != 0, "-gt": difference > 0}
    results |= {"-lt": difference < 0, "-ge": difference >= 0, "-le": difference <= 0}
    return results[operator]


def judge_pattern(subject: str, patterns: tuple[str, ...], state: State) -> bool | None:
    """Whether one of a ``case`` arm's patterns matches."""
    texts = [expand_text(pattern, state) for pattern in patterns]
    if not is_known(subject) or not all(map(is_known, texts)):
        return None
    return any(fnmatch.fnmatchcase(subject, text) for text in texts)


def depends_on_environment(raw: str) -> bool:
    """Whether a word has variables other than the script's arguments."""
    return bool(_VARIABLE.search(raw))
