"""The same build, found in several places."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxlint.model import Definition
    from ctxlint.project.candidates import Candidate


def without_repeated(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Drop a service that builds what one from elsewhere builds, and has its short name or runs the same.

    Services of the same files that share a build all stay: people know them by their names.
    """
    kept: list[Candidate] = []
    origins: dict[object, object] = {}
    for candidate in candidates:
        build, origin = _build(candidate.definition), candidate.origin
        marks = ((build, candidate.names[0]), (build, _process(candidate.definition)))
        if all(origins.setdefault(mark, origin) == origin for mark in marks):
            kept.append(candidate)
    return kept


def _build(definition: Definition) -> object:
    return (
        definition.context,
        definition.dockerfile,
        definition.inline,
        definition.target,
        frozenset(definition.build_args.items()),
        frozenset(definition.named_contexts.items()),
    )


def _process(definition: Definition) -> object:
    environment = frozenset(definition.environment.items())
    return definition.entrypoint, definition.command, definition.working_dir, environment
