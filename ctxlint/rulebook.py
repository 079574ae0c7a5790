"""``rules/*.toml`` -> rules; the only reader of rule data."""

from __future__ import annotations

import string
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import tomli
from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.checks import CHECKS, Check
from ctxlint.errors import ConfigError
from ctxlint.model import Hit, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = {
    "code": str,
    "name": str,
    "severity": str,
    "check": str,
    "messages": dict,
    "fixes": dict,
    "what": str,
    "why": str,
    "fix": str,
    "options": dict,
    "options-of": str,
    "yields-to": list,
    "repair": dict,
    "examples": list,
}
_OPTIONAL = {"fixes", "options", "options-of", "yields-to", "repair"}
_REPAIR_KEYS = {"comment": str, "made-by": list, "needed-by": list}
_EXAMPLE_KEYS = {"title", "files", "options", "definition", "tracked", "observed", "finds", "with"}


class Example(Struct, frozen=True):
    """A small repository, and what the rule says about it."""

    title: str
    files: Mapping[str, str]
    """Path -> text; a path that ends in ``/`` is an empty directory, a text ``-> target`` makes a link."""
    finds: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    definition: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the service beyond the defaults (context ``.``, Dockerfile ``Dockerfile``)."""
    tracked: tuple[str, ...] | None = None
    """What version control knows; ``None`` when there is none."""
    observed: Mapping[str, Any] | None = None
    """Fields of what a real build and container have shown, for a rule about that."""
    beside: tuple[str, ...] = ()
    """Codes of other rules that are asked, too (``with`` in rule data); what they find is not looked at."""


class Repair(Struct, frozen=True):
    """What an edit of the ignore file has to know about the paths that a rule finds."""

    comment: str
    """What stands above the lines that exclude them."""
    made_by: tuple[str, ...] = ()
    """Commands that make them anew: a build that runs one does not need those of the host.

    A program and words that stand behind it in this order; ``python -m`` in front is left out.
    """
    needed_by: tuple[str, ...] | None = None
    """The only commands that may need them; ``None`` when anything may."""


class Rule(Struct, frozen=True):
    """A question with its words: what a hit of its check is called, how bad it is and what to do about it."""

    code: str
    name: str
    severity: Severity
    check: str
    messages: Mapping[str, str]
    what: str
    why: str
    fix: str
    fixes: Mapping[str, str]
    """Variant -> what to change, for one hit; ``fix`` says it in general."""
    options: Mapping[str, Any]
    examples: tuple[Example, ...]
    options_of: str | None = None
    """Code of the rule whose options this one starts from, as far as its check knows them."""
    shared_options: tuple[str, ...] = ()
    """The names of those options."""
    repair: Repair | None = None
    yields_to: tuple[str, ...] = ()
    """Codes of rules whose findings say the same of a module, and more: this rule's finding is left out then."""

    @property
    def observes(self) -> bool:
        """Whether it is about what a real container has shown, and so for ``verify``."""
        return CHECKS[self.check].observes

    def make(self, overrides: Mapping[str, Any]) -> Check:
        """The check with the rule's options, and those of ``overrides`` that it knows."""
        kind = CHECKS[self.check]
        names = {name.replace("_", "-"): name for name in kind.__struct_fields__}
        values = {**self.options, **{key: value for key, value in overrides.items() if key in names}}
        return kind(**{names[key]: tuple(value) if isinstance(value, list) else value for key, value in values.items()})

    def message(self, hit: Hit) -> str:
        """The sentence for a hit."""
        return self.messages[hit.variant].format_map(hit.values)

    def advice(self, hit: Hit) -> str | None:
        """What to change, as far as it can be said for this very hit."""
        template = self.fixes.get(hit.variant)
        return template.format_map(hit.values) if template else None


def _example(table: Mapping[str, Any], file: str) -> Example:
    if unknown := set(table) - _EXAMPLE_KEYS:
        raise ConfigError(f"unknown key {sorted(unknown)[0]!r} in an example", file=file)
    tracked = table.get("tracked")
    return Example(
        title=table["title"],
        files=table["files"],
        finds=tuple(table["finds"]),
        options=table.get("options", {}),
        definition=table.get("definition", {}),
        tracked=None if tracked is None else tuple(tracked),
        observed=table.get("observed"),
        beside=tuple(table.get("with", ())),
    )


def _repair(table: Mapping[str, Any], file: str) -> Repair:
    for key in [*table, "comment"]:
        if key not in _REPAIR_KEYS:
            raise ConfigError(f"unknown key {key!r} in 'repair'", file=file)
        if not isinstance(table.get(key), _REPAIR_KEYS[key]):
            raise ConfigError(f"{key!r} in 'repair' is missing or has the wrong type", file=file)
    needed = table.get("needed-by")
    return Repair(table["comment"], tuple(table.get("made-by", ())), None if needed is None else tuple(needed))


def _check_table(table: Mapping[str, Any], file: str) -> None:
    for key in [*table, *_KEYS]:
        if key not in _KEYS:
            raise ConfigError(f"unknown key {key!r}", file=file)
        if key not in table and key not in _OPTIONAL:
            raise ConfigError(f"the key {key!r} is missing", file=file)
        if key in table and not isinstance(table[key], _KEYS[key]):
            raise ConfigError(f"{key!r} has the wrong type", file=file)
    if table["check"] not in CHECKS:
        raise ConfigError(f"there is no check {table['check']!r}", file=file)
    known = {name.replace("_", "-") for name in CHECKS[table["check"]].__struct_fields__}
    if unknown := set(table.get("options", {})) - known:
        raise ConfigError(f"the check has no option {sorted(unknown)[0]!r}", file=file)


def read_rule(text: str, file: str) -> Rule:
    """One rule from its TOML; raises :class:`ConfigError` with the offending word."""
    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ConfigError(str(error), file=file) from None
    _check_table(table, file)
    return Rule(
        code=table["code"],
        name=table["name"],
        severity=Severity(table["severity"]),
        check=table["check"],
        messages=table["messages"],
        what=table["what"].strip(),
        why=table["why"].strip(),
        fix=table["fix"].strip(),
        fixes=table.get("fixes", {}),
        options=table.get("options", {}),
        options_of=table.get("options-of"),
        repair=_repair(table["repair"], file) if "repair" in table else None,
        yields_to=tuple(table.get("yields-to", ())),
        examples=tuple(_example(example, file) for example in table["examples"]),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    folder = resources.files("ctxlint.rules")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    found = {rule.code: rule for rule in (read_rule(f.read_text("utf-8"), f"rules/{f.name}") for f in files)}
    return tuple(_with_shared_options(rule, found) for _, rule in sorted(found.items()))


def _with_shared_options(rule: Rule, found: Mapping[str, Rule]) -> Rule:
    if rule.options_of is None:
        return rule
    if rule.options_of not in found:
        raise ConfigError(f"there is no rule {rule.options_of!r} to take options of", file=f"rules/{rule.code}")
    known = {name.replace("_", "-") for name in CHECKS[rule.check].__struct_fields__}
    shared = {key: value for key, value in found[rule.options_of].options.items() if key in known}
    return replace(rule, options={**shared, **rule.options}, shared_options=tuple(shared))


def find_rule(word: str) -> Rule | None:
    """The rule with this code or name, whatever its case."""
    return next((rule for rule in rules() if word.upper() == rule.code or word.lower() == rule.name), None)


def placeholders(template: str) -> set[str]:
    """The names of the values that a message takes."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
