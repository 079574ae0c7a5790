"""The schema of the configuration: two dataclasses whose fields are the options.

A new option is one more field: its name (with ``-`` for ``_``) is the key, its parser says what a value must look
like. :mod:`ctxlint.project.config_file` reads files into these.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ctxlint.model import Builder, Command, Location, Severity
from ctxlint.project import options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PARSER = "parser"


def parsed_by(parser: Callable[[object], object]) -> Mapping[str, object]:
    """Make a field an option that a configuration file may set."""
    return {PARSER: parser}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceConfig:
    """One ``[services.NAME]`` table; ``None`` and empty mean that the table does not say.

    Paths are relative to the directory of the configuration file.
    """

    dockerfile: str | None = field(default=None, metadata=parsed_by(options.text))
    context: str | None = field(default=None, metadata=parsed_by(options.text))
    ignore_file: str | None = field(default=None, metadata=parsed_by(options.text))
    target: str | None = field(default=None, metadata=parsed_by(options.text))
    build_args: Mapping[str, str] = field(default_factory=dict, metadata=parsed_by(options.assignments))
    builder: Builder | None = field(default=None, metadata=parsed_by(options.one_of(Builder)))
    entrypoint: Command | None = field(default=None, metadata=parsed_by(options.command))
    command: Command | None = field(default=None, metadata=parsed_by(options.command))
    required_modules: tuple[str, ...] = field(default=(), metadata=parsed_by(options.texts))
    required_paths: tuple[str, ...] = field(default=(), metadata=parsed_by(options.texts))
    max_context_size: int | None = field(default=None, metadata=parsed_by(options.parse_size))
    max_context_files: int | None = field(default=None, metadata=parsed_by(options.count))
    max_file_size: int | None = field(default=None, metadata=parsed_by(options.parse_size))
    ignore: tuple[str, ...] = field(default=(), metadata=parsed_by(options.codes))
    select: tuple[str, ...] = field(default=(), metadata=parsed_by(options.codes))
    verify_command: Command | None = field(default=None, metadata=parsed_by(options.command))
    skip: bool = field(default=False, metadata=parsed_by(options.flag))
    location: Location
    given: Mapping[str, object] = field(default_factory=dict)
    """What the table sets, parsed, by option name."""
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where it sets it, by option name."""


def _services(value: object) -> dict[str, object]:
    """Check the outline; the tables themselves are read where their places are known."""
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise options.OptionError("must be a table of tables, one [services.NAME] for each service")
    return value


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration; every default here is what holds without a file."""

    select: tuple[str, ...] = field(default=(), metadata=parsed_by(options.codes))
    ignore: tuple[str, ...] = field(default=(), metadata=parsed_by(options.codes))
    fail_on: Severity = field(default=Severity.WARNING, metadata=parsed_by(options.one_of(Severity)))
    builder: Builder = field(default=Builder.BUILDKIT, metadata=parsed_by(options.one_of(Builder)))
    exclude: tuple[str, ...] = field(default=(), metadata=parsed_by(options.texts))
    baseline: str | None = field(default=None, metadata=parsed_by(options.text))
    required_modules: tuple[str, ...] = field(default=(), metadata=parsed_by(options.texts))
    required_paths: tuple[str, ...] = field(default=(), metadata=parsed_by(options.texts))
    max_context_size: int | None = field(default=None, metadata=parsed_by(options.parse_size))
    max_context_files: int | None = field(default=None, metadata=parsed_by(options.count))
    max_file_size: int | None = field(default=None, metadata=parsed_by(options.parse_size))
    services: Mapping[str, ServiceConfig] = field(default_factory=dict, metadata=parsed_by(_services))
    file: Path | None = None
    """Absolute path of the file all this was read from."""
    given: Mapping[str, object] = field(default_factory=dict)
    """What the file sets at top level, parsed, by option name."""


def schema(kind: type[Config | ServiceConfig]) -> dict[str, Field[Any]]:
    """Return the options of a table by the key that a file uses."""
    return {item.name.replace("_", "-"): item for item in fields(kind) if PARSER in item.metadata}
