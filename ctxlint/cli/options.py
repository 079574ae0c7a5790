"""Options and their values that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from ctxlint import api
from ctxlint.cli.nearest import did_you_mean
from ctxlint.errors import CtxlintError
from ctxlint.model import Builder
from ctxlint.project.options import OptionError, parse_size
from ctxlint.rulebook import find_rule, rules

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


class _Size(click.ParamType[int]):
    """A number of bytes, as the configuration writes it."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read ``5MB``."""
        try:
            return parse_size(value)
        except OptionError as error:
            self.fail(f"'{value}' {error}.", param, ctx)


SIZE = _Size()
BUILDERS = click.Choice([builder.value for builder in Builder])


def complete_codes(_ctx: click.Context, _param: click.Parameter, word: str) -> list[CompletionItem]:
    """Offer the codes and names of rules to a shell."""
    codes = [CompletionItem(rule.code, help=rule.name) for rule in rules() if rule.code.startswith(word.upper())]
    names = [rule.name for rule in rules() if word and rule.name.startswith(word.lower())]
    return codes or [CompletionItem(name) for name in names]


def complete_services(_ctx: click.Context, _param: click.Parameter, word: str) -> list[CompletionItem]:
    """Offer the services of the project around the working directory to a shell; none where it is broken."""
    with suppress(CtxlintError, OSError):
        names = [service.name for service in api.load().services]
        return [CompletionItem(name) for name in names if name.startswith(word)]
    return []


def service_option(function: Decorated) -> Decorated:
    """Add the choice of services."""
    return click.option(
        "-s",
        "--service",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_services,
        help="Only this service; may be repeated.",
    )(function)


def shared_options(function: Decorated) -> Decorated:
    """Add what every command that reads a project takes."""
    options = (
        click.option("--builder", type=BUILDERS, help="Whose reading of ignore files counts."),
        click.option("--config", type=PATH, metavar="FILE", help="Configuration file, instead of looking for one."),
        click.option("--no-color", is_flag=True, help="Plain text on a terminal, too."),
        click.option("-q", "--quiet", is_flag=True, help="No summary and no progress."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def read_codes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Codes, beginnings of codes and names of rules, separated by commas."""
    words = (word.strip() for value in values for word in value.split(","))
    return tuple(_code(word) for word in words if word)


def _code(word: str) -> str:
    if rule := find_rule(word):
        return rule.code
    if any(rule.code.startswith(word.upper()) for rule in rules()):
        return word.upper()
    known = [text for rule in rules() for text in (rule.code, rule.name)]
    raise click.BadParameter(f"no rule is called '{word}'.{did_you_mean(word, known)}")
