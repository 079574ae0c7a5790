"""Readings in terms of JSON, and back."""

from __future__ import annotations

from typing import Any

from ctxlint.data.values import Base, DataPath, Reading, Target
from ctxlint.imports.stored import row


def reading_to_json(reading: Reading) -> list[Any]:
    """All of a reading."""
    paths = [
        [_target_to_json(path.target), path.line, path.column, path.lazy, path.guarded, path.main_only]
        for path in reading.paths
    ]
    constants = {name: _target_to_json(target) for name, target in reading.constants.items()}
    return [paths, constants, reading.changes_directory]


def reading_from_json(value: object) -> Reading:
    """The reading; raises :class:`ValueError` or :class:`TypeError` for anything else."""
    paths, constants, changes_directory = row(value, (list, dict, bool))
    return Reading(
        tuple(_path(path) for path in paths),
        {name: _target(target) for name, target in constants.items()},
        changes_directory,
    )


def _path(value: object) -> DataPath:
    target, *rest = row(value, (list, int, int, bool, bool, bool))
    return DataPath(_target(target), *rest)


def _target_to_json(target: Target) -> list[Any]:
    return [target.base, target.path, target.name, target.level, target.attribute, target.partial]


def _target(value: object) -> Target:
    base, *rest = row(value, (str, str, str, int, str, bool))
    return Target(Base(base), *rest)
