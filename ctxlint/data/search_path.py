"""Source -> the directories that it adds to ``sys.path``, as far as they are written down."""

from __future__ import annotations

import ast
import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.data.evaluation import Evaluator
from ctxlint.data.guards import expressions
from ctxlint.data.targets import SELF
from ctxlint.data.values import Base, Target
from ctxlint.imports.parsing import MAX_SIZE, parse
from ctxlint.imports.platform import dotted
from ctxlint.imports.values import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.data.guards import Around
    from ctxlint.imports import Module

_BASES = (Base.FILE, Base.CWD, Base.ABSOLUTE)
_METHODS = {"sys.path.insert": 1, "sys.path.append": 0, "sys.path.extend": 0, "site.addsitedir": 0}
"""Function -> which argument names directories."""


class Addition(Struct, frozen=True):
    """A directory that is searched from then on; ``None`` when only a run would tell which one."""

    target: Target | None
    in_front: bool = False
    main_only: bool = False


def additions(source: bytes) -> tuple[Addition, ...]:
    """What a source adds, in its order; something unknown when it cannot be read."""
    tree = SyntaxProblem("") if len(source) > MAX_SIZE else parse(source)
    if isinstance(tree, SyntaxProblem):
        return (Addition(None),)
    try:
        evaluator = Evaluator(tree.body)
        found = [each for node, here in expressions(tree.body, evaluator.top) for each in _added(node, here, evaluator)]
    except RecursionError:
        return (Addition(None),)
    if b"chdir" in source:  # where the process works by then is not known
        found = [Addition(None) if each.target and each.target.base is Base.CWD else each for each in found]
    return tuple(found) or (Addition(None),)


def _added(node: ast.stmt | ast.expr, here: Around, evaluator: Evaluator) -> Iterator[Addition]:
    for directories, in_front in _changes(node, evaluator):
        single = directories.elts if isinstance(directories, ast.List | ast.Tuple) else [directories]
        for each in single:
            target = _plain(each, here, evaluator)
            yield Addition(target, in_front, here.main_only)


def _changes(node: ast.stmt | ast.expr, evaluator: Evaluator) -> Iterator[tuple[ast.expr, bool]]:
    """The expressions that name directories, and whether they come before the others."""
    match node:
        case ast.Call():
            name = evaluator.qualified(node.func)
            at = _METHODS.get(name)
            if at is not None and len(node.args) > at:
                yield node.args[at], name == "sys.path.insert"
        case ast.AugAssign(op=ast.Add()) if dotted(node.target) == "sys.path":
            yield node.value, False
        case ast.Assign([target], value) if _is_search_path(target):
            yield from _assigned(value, whole=not isinstance(target, ast.Subscript))
        case _:
            return


def _is_search_path(node: ast.expr) -> bool:
    return dotted(node.value if isinstance(node, ast.Subscript) else node) == "sys.path"


def _assigned(value: ast.expr, *, whole: bool) -> Iterator[tuple[ast.expr, bool]]:
    """``[a, b] + sys.path``, ``sys.path + [a]``, ``[a, *sys.path]``; a slice is assigned a list."""
    match value:
        case ast.BinOp(left, ast.Add(), right):
            yield from ((side, side is left) for side in (left, right) if not _is_search_path(side))
        case ast.List(elements):
            yield from ((each, True) for each in elements if not isinstance(each, ast.Starred))
        case _ if whole or not _is_search_path(value):
            yield value, True
        case _:
            return


def _plain(node: ast.expr, here: Around, evaluator: Evaluator) -> Target | None:
    if isinstance(node, ast.Constant) and node.value == "":
        return Target(Base.CWD)
    target = evaluator.target(node, here.scope)
    known = target is not None and target.base in _BASES and not target.partial and SELF not in target.path
    return target if known else None


class Added(Struct, frozen=True):
    """A directory of the image, and the one of the build context that it comes from, if that is known."""

    path: str
    source: str | None
    in_front: bool


def places_of(source: bytes, module: Module, cwd: str | None) -> tuple[list[Added], bool]:
    """The directories that a module adds, and whether these are all; ``cwd`` is where the process works."""
    found = [each for each in additions(source) if not each.main_only or module.name == "__main__"]
    placed = [_placed(each, module, cwd) for each in found]
    return [place for place in placed if place], all(placed)


def _placed(addition: Addition, module: Module, cwd: str | None) -> Added | None:
    target = addition.target
    if target is None or (target.base is Base.CWD and cwd is None):
        return None
    if target.base is Base.FILE:
        source = module.file.path if module.file else ""
        origin = posixpath.normpath(posixpath.join(posixpath.dirname(source), target.path))
        place = posixpath.normpath(posixpath.join(posixpath.dirname(module.path), target.path))
        return Added(place, origin, addition.in_front)
    return Added(posixpath.normpath(posixpath.join(cwd or "/", target.path)), None, addition.in_front)
