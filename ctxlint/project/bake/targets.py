"""Targets of bake files as they are built: matrices written out, inherited attributes filled in."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.project.bake.evaluation import UNKNOWN, Definitions, Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxlint.project.bake.document import Bake, Part
    from ctxlint.project.bake.functions import Value

MAX_TARGETS = 500
_MERGED = ("args", "contexts")
"""Attributes that add up; of the others, the last one counts (buildx, bake/bake.go: ``Target.Merge``)."""


class Target(Struct, frozen=True):
    """A target with the values of its attributes; ``lines`` are where those stand that it states itself."""

    name: str
    file: Path
    line: int
    values: dict[str, Value]
    lines: dict[str, tuple[Path, int]] = field(default_factory=dict)
    text_line: int = 1
    """Where the text of ``dockerfile-inline`` begins."""


def targets_of(bake: Bake) -> dict[str, Target]:
    """Work out all targets, with what they inherit; a target whose name is unknown is left out."""
    blocks = {
        name: {key: item.value for part in parts for key, item in part.attributes.items()}
        for name, parts in bake.targets.items()
    }
    definitions = Definitions(bake.variables, bake.functions, blocks)
    evaluator = Evaluator(definitions, {"BAKE_LOCAL_PLATFORM": "linux/amd64", "BAKE_CMD_CONTEXT": "."})
    own: dict[str, Target] = {}
    for name, parts in bake.targets.items():
        for part in parts:
            for target in islice(_written_out(name, part, evaluator), MAX_TARGETS):
                own[target.name] = _merged(own[target.name], target) if target.name in own else target
    return {name: _inheriting(name, own, set()) or target for name, target in own.items()}


def grouped(bake: Bake) -> set[str]:
    """The names that stand in groups, those of targets with a matrix among them."""
    evaluator = Evaluator(Definitions(bake.variables, bake.functions))
    members = [
        evaluator.value(part.attributes["targets"].value)
        for parts in bake.groups.values()
        for part in parts
        if "targets" in part.attributes
    ]
    return {name for names in members if isinstance(names, list) for name in names if isinstance(name, str)}


def _written_out(name: str, part: Part, evaluator: Evaluator) -> Iterator[Target]:
    matrix = evaluator.value(part.attributes["matrix"].value) if "matrix" in part.attributes else {}
    if not isinstance(matrix, dict) or not all(isinstance(axis, list) for axis in matrix.values()):
        return
    for combination in product(*matrix.values()):
        names = dict(zip(matrix, combination, strict=True))
        values = {key: evaluator.value(attribute.value, names) for key, attribute in part.attributes.items()}
        called = values.get("name", name)
        if isinstance(called, str):
            lines = {key: (part.file, attribute.line) for key, attribute in part.attributes.items()}
            inline = part.attributes.get("dockerfile-inline")
            yield Target(called, part.file, part.line, values, lines, inline.text_line if inline else 1)


def _merged(base: Target, over: Target) -> Target:
    """Lay a target over another: that is what a later block of the same name does, and what inherits does."""
    values = {**base.values, **{key: value for key, value in over.values.items() if value is not None}}
    for key in _MERGED:
        below, above = base.values.get(key), over.values.get(key)
        if isinstance(below, dict) and isinstance(above, dict):
            values[key] = below | {name: value for name, value in above.items() if value is not None}
    text_line = over.text_line if over.values.get("dockerfile-inline") else base.text_line
    return Target(over.name, over.file, over.line, values, base.lines | over.lines, text_line)


def _inheriting(name: str, own: dict[str, Target], visited: set[str]) -> Target | None:
    """Fill in what a target inherits; ``None`` for one that is not known or is being worked out."""
    if name in visited or name not in own:
        return None
    target, found = own[name], None
    names = target.values.get("inherits")
    for base in names if isinstance(names, list) else ():
        inherited = _inheriting(base, own, visited | {name}) if isinstance(base, str) else None
        if inherited is None:
            continue
        found = _merged(found, inherited) if found else inherited
    if names is UNKNOWN:
        return Target(
            name, target.file, target.line, {**dict.fromkeys(("context", "dockerfile"), UNKNOWN), **target.values}
        )
    return _merged(found, target) if found else target
