"""A rule as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import to_builtins

from ctxlint.reporters.lines import BLANK, Line, Piece, Style, line
from ctxlint.reporters.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.rulebook import Example, Rule


def rule_object(rule: Rule) -> dict[str, object]:
    """Give the data of a rule for JSON."""
    return dict(to_builtins(rule))


def rule_table(rules: Sequence[Rule]) -> Iterator[Line]:
    """Write a line for each rule."""
    yield from table(
        [
            (
                [Piece(rule.code, Style.STRONG)],
                [Piece(rule.name)],
                [Piece(rule.severity.value, Style[rule.severity.name])],
                [Piece(_one_line(rule.what))],
            )
            for rule in rules
        ]
    )


def _one_line(text: str) -> str:
    """Cut out the first sentence."""
    return " ".join(text.split()).split(". ")[0].removesuffix(".")


def rule_page(rule: Rule) -> Iterator[Line]:
    """Write all that is known about a rule."""
    severity = Piece(rule.severity.value, Style[rule.severity.name])
    yield line(Piece(f"{rule.code} {rule.name}", Style.STRONG), " [", severity, "]")
    yield from _section("What it does", _paragraphs(rule.what))
    yield from _section("Why is this bad?", _paragraphs(rule.why))
    for title, example in _chosen(rule.examples):
        yield from _section(f"{title}: {example.title}", _example(example))
    yield from _section("How to fix", _paragraphs(rule.fix))
    if rule.options:
        yield from _section("Options", _toml(rule.options))


def _section(title: str, content: Iterator[Line]) -> Iterator[Line]:
    yield BLANK
    yield line(Piece(title, Style.STRONG))
    yield from content


def _paragraphs(text: str) -> Iterator[Line]:
    for paragraph in text.split("\n"):
        yield line(f"  {paragraph}", hang=2) if paragraph else BLANK


def _chosen(examples: Sequence[Example]) -> Iterator[tuple[str, Example]]:
    """Pick the first that finds something, and the first that does not."""
    for title, wanted in (("Example", True), ("No finding", False)):
        yield from [(title, example) for example in examples if bool(example.finds) is wanted][:1]


def _example(example: Example) -> Iterator[Line]:
    for path, text in example.files.items():
        yield line("  ", Piece(path, Style.PLACE))
        yield from (line(f"    {content}") for content in text.splitlines())
    yield from _toml({**example.options, **example.definition, **(example.observed or {})})
    for found in example.finds:
        yield line(Piece("  -> ", Style.HELP), found, hang=5)


def _toml(options: Mapping[str, object]) -> Iterator[Line]:
    for key, value in options.items():
        yield line(f"  {key} = {json.dumps(value, ensure_ascii=False)}", hang=4)
