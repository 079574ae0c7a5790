"""``strategy.matrix`` of a workflow -> the values of each of its jobs."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from ctxlint.project.compose.nodes import Items, Node, Table, Text
from ctxlint.project.workflows.expressions import filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

MAX_JOBS = 256
"""GitHub's own limit."""
_Values = dict[str, str]


def combinations(matrix: Node | None, values: Mapping[str, str], wanted: Set[str]) -> list[_Values]:
    """The values of each job by dotted names, as far as they are ``wanted``; what is computed is left out."""
    jobs = ({name: value for name, value in job.items() if name in wanted} for job in _jobs(matrix, values))
    return list({tuple(job.items()): job for job in jobs}.values())


def _jobs(matrix: Node | None, values: Mapping[str, str]) -> list[_Values]:
    if not isinstance(matrix, Table):
        return [{}]
    axes = {
        key: list(_axis(f"matrix.{key}", node, values)) for key, node in matrix.entries.items() if _is_axis(key, node)
    }
    jobs = [_joined(parts) for parts in islice(product(*axes.values()), MAX_JOBS)] if axes else []
    jobs = [job for job in jobs if not any(_agrees(job, entry) for entry in _entries(matrix, "exclude", values))]
    return _included(jobs, list(_entries(matrix, "include", values)), axes) or [{}]


def _is_axis(key: str, node: Node) -> bool:
    return key not in ("include", "exclude") and isinstance(node, Items)


def _axis(name: str, node: Node, values: Mapping[str, str]) -> Iterator[_Values]:
    for item in node.items if isinstance(node, Items) else ():
        yield dict(_flattened(name, item, values))


def _flattened(name: str, node: Node, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """``matrix.image: {dir: a}`` gives ``matrix.image.dir``."""
    if isinstance(node, Text):
        yield name, filled(node.text, values)
    elif isinstance(node, Table):
        for key, value in node.entries.items():
            yield from _flattened(f"{name}.{key}", value, values)


def _entries(matrix: Table, key: str, values: Mapping[str, str]) -> Iterator[_Values]:
    node = matrix.get(key)
    for item in node.items if isinstance(node, Items) else ():
        yield dict(_flattened("matrix", item, values))


def _agrees(job: _Values, entry: _Values) -> bool:
    return all(job.get(name) == value for name, value in entry.items())


def _included(jobs: list[_Values], entries: list[_Values], axes: Mapping[str, object]) -> list[_Values]:
    """Add each entry to the jobs whose own values it does not change, or else as a job of its own."""
    own = tuple(f"matrix.{key}" for key in axes)
    added = []
    for entry in entries:
        fixed = {
            name: value for name, value in entry.items() if name in own or name.startswith(tuple(f"{o}." for o in own))
        }
        fitting = [job for job in jobs if _agrees(job, fixed)]
        if fitting:
            for job in fitting:
                job.update(entry)
        else:
            added.append(entry)
    return jobs + added


def _joined(parts: tuple[_Values, ...]) -> _Values:
    return {name: value for part in parts for name, value in part.items()}
