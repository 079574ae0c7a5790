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
ABOUT = "about"


def parsed_by(parser: Callable[[object], object], about: str = "") -> Mapping[str, object]:
    """Make a field an option that a configuration file may set; ``about`` tells people what it does, in a sentence."""
    return {PARSER: parser, ABOUT: about}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceConfig:
    """One ``[services.NAME]`` table; ``None`` and empty mean that the table does not say.

    Paths are relative to the directory of the configuration file.
    """

    dockerfile: str | None = field(
        default=None,
        metadata=parsed_by(options.text, "The Dockerfile, relative to this file."),
    )
    context: str | None = field(
        default=None,
        metadata=parsed_by(options.text, "The directory that is sent to the builder, relative to this file."),
    )
    ignore_file: str | None = field(
        default=None,
        metadata=parsed_by(options.text, "The ignore file, instead of the one that the builder looks for."),
    )
    target: str | None = field(
        default=None,
        metadata=parsed_by(options.text, "The stage that is built; without it, the last one."),
    )
    build_args: Mapping[str, str] = field(
        default_factory=dict,
        metadata=parsed_by(options.assignments, "Values for ARG instructions."),
    )
    builder: Builder | None = field(
        default=None,
        metadata=parsed_by(options.one_of(Builder), "Whose reading of the ignore file counts for this service."),
    )
    entrypoint: Command | None = field(
        default=None,
        metadata=parsed_by(options.command, "What the container starts, instead of ENTRYPOINT."),
    )
    command: Command | None = field(
        default=None,
        metadata=parsed_by(options.command, "The arguments of the entrypoint, instead of CMD."),
    )
    required_modules: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(options.texts, "Python modules that this image must be able to import."),
    )
    required_paths: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(
            options.texts, "Files that this image must hold: by their path in it or in the repository; globs are fine."
        ),
    )
    max_context_size: int | None = field(
        default=None,
        metadata=parsed_by(options.parse_size, "The budget of this service's context in bytes."),
    )
    max_context_files: int | None = field(
        default=None,
        metadata=parsed_by(options.count, "The budget of this service's context in files."),
    )
    max_file_size: int | None = field(
        default=None,
        metadata=parsed_by(options.parse_size, "Above this size a single file is reported."),
    )
    ignore: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(options.codes, "Rules that are not asked about this service: codes or their beginnings."),
    )
    select: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(
            options.codes, "The only rules that are asked about this service: codes or their beginnings."
        ),
    )
    verify_command: Command | None = field(
        default=None,
        metadata=parsed_by(options.command, "What `ctxlint verify` runs in the container instead of importing."),
    )
    skip: bool = field(
        default=False,
        metadata=parsed_by(options.flag, "Leave this service out."),
    )
    location: Location
    given: Mapping[str, object] = field(default_factory=dict)
    """What the table sets, parsed, by option name."""
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where it sets it, by option name."""


def services(value: object) -> dict[str, object]:
    """Check the outline; the tables themselves are read where their places are known."""
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise options.OptionError("must be a table of tables, one [services.NAME] for each service")
    return value


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration; every default here is what holds without a file."""

    select: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(
            options.codes, "The only rules that are asked: codes or their beginnings; without it, all of them."
        ),
    )
    ignore: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(options.codes, "Rules that are not asked: codes or their beginnings."),
    )
    fail_on: Severity = field(
        default=Severity.WARNING,
        metadata=parsed_by(options.one_of(Severity), "The mildest finding that makes the check fail."),
    )
    builder: Builder = field(
        default=Builder.BUILDKIT,
        metadata=parsed_by(
            options.one_of(Builder),
            "Whose reading of ignore files counts: BuildKit, the classic builder, or Docker before 23 (legacy).",
        ),
    )
    exclude: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(
            options.texts, "Where services are not looked for: patterns in the language of ignore files."
        ),
    )
    baseline: str | None = field(
        default=None,
        metadata=parsed_by(options.text, "The file with the findings that do not count, relative to this file."),
    )
    required_modules: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(options.texts, "Python modules that every image must be able to import."),
    )
    required_paths: tuple[str, ...] = field(
        default=(),
        metadata=parsed_by(
            options.texts, "Files that every image must hold: by their path in it or in the repository; globs are fine."
        ),
    )
    max_context_size: int | None = field(
        default=None,
        metadata=parsed_by(options.parse_size, "The budget of a context in bytes."),
    )
    max_context_files: int | None = field(
        default=None,
        metadata=parsed_by(options.count, "The budget of a context in files."),
    )
    max_file_size: int | None = field(
        default=None,
        metadata=parsed_by(options.parse_size, "Above this size a single file is reported."),
    )
    services: Mapping[str, ServiceConfig] = field(
        default_factory=dict,
        metadata=parsed_by(
            services, "What is to be known about single services, by name; a name that was not found adds a service."
        ),
    )
    file: Path | None = None
    """Absolute path of the file all this was read from."""
    given: Mapping[str, object] = field(default_factory=dict)
    """What the file sets at top level, parsed, by option name."""
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where it sets it, by option name."""


def schema(kind: type[Config | ServiceConfig]) -> dict[str, Field[Any]]:
    """Return the options of a table by the key that a file uses."""
    return {item.name.replace("_", "-"): item for item in fields(kind) if PARSER in item.metadata}
