"""What a real run would have shown, from plain tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxlint.observation import (
    BuildFailure,
    CommandResult,
    Difference,
    Failure,
    FileDifference,
    Import,
    Observation,
    Trouble,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.model import Finding


def observation(fields: Mapping[str, Any], predicted: tuple[Finding, ...] = ()) -> Observation:
    """An observation whose nested values are tables."""
    build, command = fields.get("build"), fields.get("command")
    values = {
        **fields,
        "imports": tuple(map(imported, fields.get("imports", ()))),
        "differences": tuple(map(difference, fields.get("differences", ()))),
        "build": BuildFailure(**build) if build else None,
        "command": CommandResult(**command) if command else None,
    }
    return Observation(**values, predicted=predicted)


def imported(table: Mapping[str, Any]) -> Import:
    failure = table.get("failure")
    return Import(**{**table, "failure": failed(failure) if failure else None})


def failed(table: Mapping[str, Any]) -> Failure:
    return Failure(**{**table, "trouble": Trouble(table["trouble"])})


def difference(table: Mapping[str, Any]) -> FileDifference:
    return FileDifference(**{**table, "difference": Difference(table["difference"])})
