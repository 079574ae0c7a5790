"""The configuration that holds: every option with its value, and where that comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.cli.toml_text import toml_key, toml_size, toml_value
from ctxlint.project import options
from ctxlint.project.config import PARSER, Config, schema
from ctxlint.project.files import relative
from ctxlint.rulebook import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ctxlint.analysis import Service
    from ctxlint.model import Definition, Location

DEFAULT = "default"
COMMAND_LINE = "command line"
_DEFINED = ("dockerfile", "context", "ignore-file", "target", "build-args", "entrypoint", "command")
"""What a definition holds, whoever gave it."""


class Setting(Struct, frozen=True):
    """One option, at top level or of a service; its value is what TOML can hold, ``None`` when there is none."""

    option: str
    value: object
    origin: str
    """Words, or ``FILE:LINE``."""
    service: str | None = None
    place: Location | None = None

    @property
    def text(self) -> str:
        """``option = value`` in TOML."""
        return f"{toml_key(self.option)} = {written(self.option, self.value)}"


def written(option: str, value: object) -> str:
    """A value in TOML; sizes in the unit that fits."""
    parser = schema(Config)[option].metadata[PARSER] if option in schema(Config) else None
    return toml_size(value) if parser is options.parse_size and isinstance(value, int) else toml_value(value)


def settings(config: Config, given: Iterable[str]) -> Iterator[Setting]:
    """The options at top level; ``given`` are those that the command line sets."""
    for key, item in schema(Config).items():
        if key == "services":
            continue
        value = getattr(config, item.name)
        if key in given:
            yield Setting(key, value, COMMAND_LINE)
        elif key in config.places:
            yield Setting(key, value, str(config.places[key]), place=config.places[key])
        else:
            yield _default(key, value)


def _default(key: str, value: object) -> Setting:
    """An option that nobody sets; where it belongs to rules, theirs holds."""
    owners = [rule for rule in rules() if key in rule.options and not rule.options_of]
    if value is None and owners:
        return Setting(key, owners[0].options[key], f"{DEFAULT} of {owners[0].code}")
    return Setting(key, value, DEFAULT)


def service_settings(service: Service, config: Config) -> Iterator[Setting]:
    """What is known about a service, found or configured; paths are relative to the configuration file."""
    definition = service.definition
    directory = config.file.parent if config.file else service.workspace.root
    for key in _DEFINED:
        value = defined(definition, key, directory)
        if value:
            where = definition.locations.get(key) or definition.location
            guessed = key == "context" and definition.guessed and key not in definition.options
            origin = f"guessed from what {where.file} copies" if guessed else str(where)
            yield Setting(key, value, origin, definition.name, where)
    for key, value in definition.options.items():
        place = definition.locations.get(key)
        if key not in _DEFINED and place:
            yield Setting(key, value, str(place), definition.name, place)


def defined(definition: Definition, key: str, directory: Path) -> object:
    """The value of an option in a definition."""
    shown: dict[str, Callable[[], object]] = {
        "dockerfile": lambda: None if definition.inline else relative(definition.dockerfile, directory),
        "context": lambda: relative(definition.context, directory),
        "ignore-file": lambda: definition.ignore_file and relative(definition.ignore_file, directory),
        "target": lambda: definition.target,
        "build-args": lambda: definition.build_args,
        "entrypoint": lambda: definition.entrypoint,
        "command": lambda: definition.command,
    }
    return shown[key]()
