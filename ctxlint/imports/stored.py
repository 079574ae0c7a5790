"""Scans in terms of JSON, and back; what comes back from a disk is believed only as far as its types go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxlint.imports.values import Binding, Import, Kind, Scan, SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = Import("")
_TYPES = (str, list, int, int, int, str, bool, bool, bool, bool, str, list, str, str)
_ROUGH = 3
"""So many values, and no more, tell an import that the rough scan finds."""


def row(value: object, types: Sequence[type]) -> list[Any]:
    """A list with values of exactly these types; raises :class:`ValueError`."""
    if type(value) is not list or [type(each) for each in value] != list(types):
        raise ValueError("not a row of the cache")
    return value


def scan_to_json(scan: Scan) -> list[Any]:
    """All of a scan."""
    problem = [scan.problem.message, scan.problem.line, scan.problem.column] if scan.problem else []
    imports = [_import_to_json(wanted) for wanted in scan.imports]
    return [imports, problem, dict(scan.bindings), scan.open, scan.changes_path]


def scan_from_json(value: object) -> Scan:
    """The scan; raises :class:`ValueError` or :class:`TypeError` for anything else."""
    imports, problem, bindings, is_open, changes_path = row(value, (list, list, dict, bool, int))
    return Scan(
        tuple(_import_from_json(wanted) for wanted in imports),
        SyntaxProblem(*row(problem, (str, int, int))) if problem else None,
        {name: _binding(source) for name, source in bindings.items()},
        is_open,
        changes_path,
    )


def _import_to_json(wanted: Import) -> str | list[Any]:
    if wanted[_ROUGH:] == _PLAIN[_ROUGH:]:
        text = "." * wanted.level + wanted.module
        return ":".join((text, *wanted.names))
    return [*wanted]


def _import_from_json(value: object) -> Import:
    if type(value) is str:
        text, *names = value.split(":")
        module = text.lstrip(".")
        return Import(module, tuple(names), len(text) - len(module))
    values = row(value, _TYPES)
    values[1] = tuple(_text(name) for name in values[1])
    values[5] = Kind(values[5])
    values[11] = tuple((level, module) for level, module in (row(pair, (int, str)) for pair in values[11]))
    return Import(*values)


def _binding(source: object) -> Binding:
    if source is None:
        return None
    level, module = row(source, (int, str))
    return level, module


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError("not a text of the cache")
    return value
