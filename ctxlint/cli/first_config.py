"""The text of a first configuration: every option with what it does, every service that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.sizes import size_text
from ctxlint.cli.config_values import service_settings, settings
from ctxlint.cli.toml_text import toml_key
from ctxlint.project.config import ABOUT, Config, schema
from ctxlint.project.config_file import PYPROJECT
from ctxlint.reporters.lines import BLANK, Line, line
from ctxlint.reporters.totals import filtered_totals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ctxlint.analysis import Service

_FIRST = {"baseline": '"ctxlint-baseline.json"'}
"""What to show of an option that nothing is set for."""


def first_config(services: Sequence[Service], file: Path) -> Iterator[Line]:
    """Write the options at top level, then the services; ``file`` is where it will stand."""
    config = Config(file=file)
    prefix = "tool.ctxlint." if file.name == PYPROJECT else ""
    if prefix:
        yield line(f"[{prefix.rstrip('.')}]")
    yield line("# What holds without any of this: remove the mark of a line to change it.")
    for item in settings(config, ()):
        yield BLANK
        yield line(f"# {schema(Config)[item.option].metadata[ABOUT]}{_measured(item.option, services)}")
        yield line(f"# {item.text if item.value is not None else f'{item.option} = {_FIRST[item.option]}'}")
    yield BLANK
    yield line("# The services that were found. A table adds to what was found, or overrides it.")
    for service in services:
        yield BLANK
        yield from _service(service, config, prefix)


def _service(service: Service, config: Config, prefix: str) -> Iterator[Line]:
    found = list(service_settings(service, config))
    yield line(f"# {service.definition.location}")
    yield line(f"# [{prefix}services.{toml_key(service.name)}]")
    for item in found:
        note = "  # " + item.origin if item.origin.startswith("guessed") else ""
        yield line(f"# {item.text}{note}")
    yield line("# required-modules = []")


def _measured(option: str, services: Sequence[Service]) -> str:
    """What the largest context has, beside the option that limits it."""
    if option != "max-context-size":
        return ""
    sizes = [(found.bytes, service.name) for service in services if (found := filtered_totals(service))]
    return f" The largest now: {max(sizes)[1]} with {size_text(max(sizes)[0])}." if sizes else ""
