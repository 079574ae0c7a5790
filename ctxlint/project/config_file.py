"""Finding and reading the configuration: ``ctxlint.toml``, or ``[tool.ctxlint]`` in ``pyproject.toml``."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli
from msgspec import Struct, field

from ctxlint.errors import ConfigError
from ctxlint.model import Location
from ctxlint.project.config import PARSER, Config, ServiceConfig, schema
from ctxlint.project.files import display, is_directory, is_file, is_link, normalised, read_text, repository_root
from ctxlint.project.options import OptionError
from ctxlint.project.toml_places import key_lines, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG_FILE = "ctxlint.toml"
PYPROJECT = "pyproject.toml"
_AT_LINE = re.compile(r"at line (\d+)")


def load_config(path: Path) -> Config:
    """Return the configuration for ``path``, a file or directory: the nearest one upward, or the defaults.

    The search ends at the repository root (the directory with ``.git``) or at the root of the file system. In
    one directory ``ctxlint.toml`` comes before ``pyproject.toml``; a ``pyproject.toml`` without the table is
    passed over. Raises ``ConfigError``; its message has one line for each mistake.
    """
    place = normalised(Path.cwd(), str(path))
    start = place if is_directory(place) else place.parent
    top = repository_root(start)
    for directory in (start, *start.parents):
        config = _from_directory(directory, top or directory)
        if config is not None:
            return config
        if directory == top:
            break
    return Config()


def read_config(path: Path, root: Path) -> Config:
    """Read one file; messages and locations name it relative to ``root``."""
    return _read(path, root) or Config(file=path)


def _from_directory(directory: Path, root: Path) -> Config | None:
    files = (directory / CONFIG_FILE, directory / PYPROJECT)
    found = (_read(file, root) for file in files if is_file(file) or is_link(file))
    return next((config for config in found if config is not None), None)


def _read(path: Path, root: Path) -> Config | None:
    """``None`` for a ``pyproject.toml`` that has no table for us."""
    text = read_text(path, root, "the configuration file")
    name = display(path, root)
    document = parse(text, name)
    prefix = ("tool", "ctxlint") if path.name == PYPROJECT else ()
    table: object = document
    for key in prefix:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    reader = _Reader(name, key_lines(text))
    config = reader.config(table, prefix, path)
    reader.finish()
    return config


def parse(text: str, name: str) -> dict[str, Any]:
    """Read TOML; raises ``ConfigError`` with the line of a mistake."""
    try:
        return tomli.loads(text)
    except RecursionError as error:
        raise ConfigError("the configuration file is nested too deeply", file=name, line=1) from error
    except ValueError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = str(error).split(" (at ")[0].strip(" .")
        raise ConfigError(f"the configuration file is not valid TOML: {reason}", file=name, line=line) from error


class _Reader(Struct):
    """Reads tables by the schema and keeps every mistake until the end."""

    file: str
    lines: dict[tuple[str, ...], int]
    mistakes: list[tuple[int, str]] = field(default_factory=list)

    def config(self, table: object, path: tuple[str, ...], file: Path) -> Config:
        values = dict(self._values(Config, table, path))
        services = table.get("services", {}) if isinstance(table, dict) and "services" in values else {}
        read = {name: self._service(entry, (*path, "services", name)) for name, entry in services.items()}
        given = {key: value for key, value in values.items() if key != "services"}
        places = {key: self._place((*path, key)) for key in given}
        return Config(**(_arguments(values) | {"services": read}), file=file, given=given, places=places)

    def _service(self, table: object, path: tuple[str, ...]) -> ServiceConfig:
        values = dict(self._values(ServiceConfig, table, path))
        places = {key: self._place((*path, key)) for key in values}
        return ServiceConfig(**_arguments(values), location=self._place(path), given=values, places=places)

    def finish(self) -> None:
        """Raise what went wrong, all of it."""
        if not self.mistakes:
            return
        (line, first), *others = sorted(self.mistakes)
        message = "\n".join((first, *(f"{self.file}:{at}: {sentence}" for at, sentence in others)))
        raise ConfigError(message, file=self.file, line=line)

    def _place(self, path: tuple[str, ...]) -> Location:
        return Location(self.file, line_of(path, self.lines))

    def _values(
        self, kind: type[Config | ServiceConfig], table: object, path: tuple[str, ...]
    ) -> Iterator[tuple[str, Any]]:
        """Yield the options that ``table`` sets and that are right."""
        known = schema(kind)
        if not isinstance(table, dict):
            self._mistake(path, f"'{'.'.join(path)}' must be a table")
            return
        for key, value in table.items():
            if key not in known:
                self._mistake((*path, key), _unknown(key, list(known)))
                continue
            try:
                yield key, known[key].metadata[PARSER](value)
            except OptionError as error:
                self._mistake((*path, key), f"'{key}' {error}")

    def _mistake(self, path: tuple[str, ...], sentence: str) -> None:
        self.mistakes.append((line_of(path, self.lines), sentence))


def _arguments(values: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("-", "_"): value for key, value in values.items()}


def _unknown(key: str, known: list[str]) -> str:
    """Word the mistake of a key that no table has; the nearest one is named however far it is."""
    nearest = difflib.get_close_matches(key.replace("_", "-").lower(), known, n=1, cutoff=0)
    return f"'{key}' is not an option; the nearest one is '{nearest[0]}'"
