"""``ctxlint rule``."""

from __future__ import annotations

import sys

import click

from ctxlint.cli.nearest import did_you_mean
from ctxlint.cli.options import complete_codes
from ctxlint.cli.output import Plain, show
from ctxlint.cli.rule_page import rule_object, rule_page, rule_table
from ctxlint.reporters.json_format import VERSION, json_lines
from ctxlint.rulebook import Rule, find_rule, rules

EPILOG = """\b
Examples:
  ctxlint rule                      all rules
  ctxlint rule CTX105               one of them
  ctxlint rule copy-source-ignored  the same, by its name"""


@click.command("rule", epilog=EPILOG)
@click.argument("code", required=False, shell_complete=complete_codes)
@click.option("--json", "as_json", is_flag=True, help="The rule's data, for programs.")
@click.option("--no-color", is_flag=True, help="Plain text on a terminal, too.")
def command(code: str | None, *, as_json: bool, no_color: bool) -> None:
    """Explain a rule, or list all of them.

    CODE is a code such as CTX105 or a name such as copy-source-ignored, as findings show them.
    """
    chosen = [_found(code)] if code else list(rules())
    if as_json:
        Plain(sys.stdout).write(json_lines({"version": VERSION, "rules": [rule_object(rule) for rule in chosen]}))
    elif code:
        show(rule_page(chosen[0]), color=not no_color)
    else:
        show(rule_table(chosen), color=not no_color)


def _found(word: str) -> Rule:
    if rule := find_rule(word):
        return rule
    known = [text for rule in rules() for text in (rule.code, rule.name)]
    hint = did_you_mean(word, known) or " 'ctxlint rule' lists them."
    raise click.BadParameter(f"there is no rule '{word}'.{hint}", param_hint="CODE")
