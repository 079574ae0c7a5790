"""The examples of every rule, run; and the rules that rules keep."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ctxlint import engine
from ctxlint.analysis import Service
from ctxlint.checks import CHECKS
from ctxlint.model import Definition, Location, Mount
from ctxlint.project import VersionControl
from ctxlint.rulebook import Example, Rule, placeholders, rules
from ctxlint.workspace import Workspace
from tests.helpers import write_tree
from tests.observations import observation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RULES = rules()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{example.title}") for rule in RULES for example in rule.examples
]
FOLDER = Path(__file__).parent.parent / "rules"


def service_of(example: Example, root: Path) -> Service:
    definition = Definition(
        name="example",
        context=root / example.definition.get("context", "."),
        dockerfile=root / example.definition.get("dockerfile", "Dockerfile"),
        location=Location("Dockerfile"),
        target=example.definition.get("target"),
        mounts=tuple(
            Mount(source, target, Location("compose.yaml"))
            for target, source in example.definition.get("mounts", {}).items()
        ),
        inline=example.definition.get("inline"),
        guessed=example.definition.get("guessed", False),
        prepared=example.definition.get("prepared", False),
        options=example.definition.get("options", {}),
    )
    return Service(definition, Workspace(root, version_control=VersionControl(root, example.tracked)))


def observed(service: Service, fields: Mapping[str, Any]) -> Service:
    """The service after a run that has shown all that an example tells, and what the rules had said before."""
    static = engine.run([service], [rule for rule in RULES if not rule.observes], engine.Settings())
    return service.observed(observation(fields, static.findings))


def found(rule: Rule, example: Example, root: Path, options: Mapping[str, Any] | None = None) -> list[str]:
    settings = engine.Settings(options={**(options or {}), **example.options})
    others = [other for other in RULES if other.code in example.beside]
    service = service_of(example, root)
    if example.observed is not None:
        service = observed(service, example.observed)
    report = engine.run([service], [rule, *others], settings)
    assert not report.errors
    return [finding.message for finding in report.findings if finding.code == rule.code]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example, tmp_path: Path) -> None:
    write_tree(tmp_path, example.files)

    assert sorted(found(rule, example, tmp_path)) == sorted(example.finds)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_shows_both_sides(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(not example.finds for example in rule.examples)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_message_is_shown_by_an_example(rule: Rule) -> None:
    shown = [line for example in rule.examples for line in example.finds]
    for template in rule.messages.values():
        pattern = re.sub(r"\\\{\w+\\\}", ".*", re.escape(template))
        assert any(re.fullmatch(pattern, line) for line in shown), template


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_fix_belongs_to_a_message(rule: Rule) -> None:
    assert set(rule.fixes) <= set(rule.messages)


def shorter(options: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The options with one item less, for every item of every list."""
    for key, value in options.items():
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield f"{key}: {item}", {**options, key: value[:index] + value[index + 1 :]}
        elif isinstance(value, dict):
            for name, inner in shorter(value):
                yield f"{key}.{name}", {**options, key: inner}


def own_options(rule: Rule) -> Iterator[Any]:
    own = {key: value for key, value in rule.options.items() if key not in rule.shared_options}
    for name, options in shorter(own):
        yield pytest.param(rule, {**rule.options, **options}, id=f"{rule.code}-{name}")


@pytest.mark.parametrize(("rule", "options"), [case for rule in RULES for case in own_options(rule)])
def test_every_item_of_an_option_earns_its_place(rule: Rule, options: dict[str, Any], tmp_path: Path) -> None:
    changed = []
    for number, example in enumerate(rule.examples):
        root = write_tree(tmp_path / str(number), example.files)
        changed.append(sorted(found(rule, example, root, options)) != sorted(example.finds))

    assert any(changed)


def test_codes_and_names_are_unique_and_name_the_files() -> None:
    names = [f"{rule.code}-{rule.name}.toml" for rule in RULES]

    assert sorted(names) == sorted(path.name for path in FOLDER.glob("*.toml"))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_check_is_asked_by_a_rule() -> None:
    assert {rule.check for rule in RULES} == set(CHECKS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_templates_have_named_placeholders_only(rule: Rule) -> None:
    for template in [*rule.messages.values(), *rule.fixes.values()]:
        assert all(name.isidentifier() for name in placeholders(template))
