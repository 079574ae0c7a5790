"""Write what is generated: rule pages, the README's rule table and output, the examples' expected output.

``python scripts/generate.py`` writes, ``--check`` only says what is stale (exit 1).
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctxlint.cli.config_values import settings
from ctxlint.project.config import ABOUT, Config, ServiceConfig, schema
from ctxlint.project.config_schema import config_schema
from ctxlint.rulebook import Example, Rule, rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
GUIDES = ("module-not-found", "large-context")
RUN = re.compile(
    r"(?P<head><!-- run in (?P<directory>\S+) -->\n```console\n\$ (?P<command>ctxlint .*)\n)(?:(?!```).*\n)*```"
)
"""A block of one command and its output."""
EXAMPLES = ("outage", "outage-fixed")


def rule_page(rule: Rule) -> str:
    """The Markdown page of a rule."""
    finding = next(example for example in rule.examples if example.finds)
    quiet = next(example for example in rule.examples if not example.finds)
    parts = [
        f"# {rule.code} {rule.name}",
        f"Severity: **{rule.severity}**",
        f"## What it does\n\n{rule.what}",
        f"## Why is this bad?\n\n{rule.why}",
        f"## Example: {finding.title}\n\n{example_text(finding)}",
        f"## No finding: {quiet.title}\n\n{example_text(quiet)}",
        f"## How to fix\n\n{rule.fix}",
    ]
    if rule.options:
        parts.append("## Options\n\n" + "\n".join(option_lines(rule)))
    return "\n\n".join(parts) + "\n"


def option_lines(rule: Rule) -> Iterator[str]:
    """One line for each option and its default."""
    for key, value in rule.options.items():
        if key in rule.shared_options:
            continue
        shown = ", ".join(f"`{item}`" for item in value) if isinstance(value, list | dict) else f"`{value}`"
        yield f"* `{key}`: {shown or 'empty'}"
    if rule.options_of:
        yield f"* all others: those of {rule.options_of}"


def example_text(example: Example) -> str:
    """Files with a text as blocks, empty ones as a list, and what is found."""
    blocks = [f"`{name}`\n\n```\n{text.strip()}\n```" for name, text in example.files.items() if text.strip()]
    empty = ", ".join(f"`{name}`" for name, text in example.files.items() if not text.strip())
    if empty:
        blocks.append(f"and {empty}")
    if example.options:
        blocks.append("with " + ", ".join(f"`{key} = {value}`" for key, value in example.options.items()))
    if example.observed:
        blocks.append("and a real run that has shown\n\n" + "\n".join(observed_lines(example.observed)))
    blocks += [f"> {message}" for message in example.finds]
    return "\n\n".join(blocks)


def observed_lines(fields: Mapping[str, Any]) -> Iterator[str]:
    """One line for each thing that a real run has shown."""
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            yield f"* {name.replace('_', ' ')}: {shown(item)}"


def shown(item: object) -> str:
    """A value, or the values of a table in one line."""
    if not isinstance(item, dict):
        return "yes" if item is True else f"`{item}`"
    words = {"failure": lambda value: f"failed: `{value['words']}`", "guarded": lambda _: "guarded"}
    return ", ".join(words.get(key, shown)(value) for key, value in item.items())


def rule_table() -> str:
    """The README's table."""
    rows = [f"| [{r.code}](docs/rules/{r.code}-{r.name}.md) | {r.name} | {r.severity} |" for r in rules()]
    return "\n".join(["| code | name | severity |", "|---|---|---|", *rows])


def schema_text() -> str:
    """The JSON Schema of the configuration."""
    return json.dumps(config_schema(), indent=2) + "\n"


def option_table() -> str:
    """The options at top level, with what holds without them."""
    defaults = {item.option: item.text for item in settings(Config(), ()) if item.value is not None}
    rows = [(f"`{defaults.get(key, key)}`", item.metadata[ABOUT]) for key, item in schema(Config).items()]
    return table("option, with its default", rows)


def service_option_table() -> str:
    """The options of a service."""
    return table("option", [(f"`{key}`", item.metadata[ABOUT]) for key, item in schema(ServiceConfig).items()])


def table(title: str, rows: list[tuple[str, str]]) -> str:
    """Two columns of Markdown."""
    return "\n".join([f"| {title} | |", "|---|---|", *(f"| {first} | {second} |" for first, second in rows)])


def output_of(*arguments: str, given: str = "", directory: Path = ROOT) -> str:
    """What ctxlint prints for a text on standard input."""
    command = [sys.executable, "-m", "ctxlint", *arguments]
    # A runner's own variables would choose another format.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    result = subprocess.run(  # noqa: S603
        command, cwd=directory, env=environment, capture_output=True, text=True, input=given, check=False
    )
    return result.stdout + result.stderr


def with_output(text: str) -> str:
    """``text`` with the output of each command that says where it is run."""
    return RUN.sub(lambda found: found["head"] + _printed(found["directory"], found["command"]) + "```", text)


def _printed(directory: str, command: str) -> str:
    _, *arguments = shlex.split(command)
    printed = output_of(*arguments, directory=ROOT / directory)
    return "\n".join(line.rstrip() for line in printed.rstrip().split("\n")) + "\n"


def with_section(text: str, name: str, content: str) -> str:
    """``text`` with what stands between two markers replaced."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}\n{content}\n\n{match[2]}", text)


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file with its content."""
    for rule in rules():
        yield ROOT / "docs" / "rules" / f"{rule.code}-{rule.name}.md", rule_page(rule)
    yield ROOT / "docs" / "ctxlint.schema.json", schema_text()
    for name in GUIDES:
        guide = ROOT / "docs" / f"{name}.md"
        yield guide, with_output(guide.read_text("utf-8"))
    page = ROOT / "docs" / "configuration.md"
    text = with_section(page.read_text("utf-8"), "options", option_table())
    yield page, with_section(text, "service options", service_option_table())
    for name in EXAMPLES:
        yield ROOT / "examples" / f"{name}.txt", output_of("check", f"examples/{name}")
    readme = (ROOT / "README.md").read_text("utf-8")
    readme = with_section(readme, "rules", rule_table())
    readme = with_section(readme, "outage", f"```console\n{both_ends(output_of('check', 'examples/outage'))}\n```")
    diff = output_of("fix", "--diff", "examples/outage")
    readme = with_section(readme, "fix", f"```diff\n{diff.rstrip()}\n```")
    yield ROOT / "README.md", with_section(readme, "explain", explained())


def both_ends(text: str) -> str:
    """The first and the last of its paragraphs."""
    first, *_, last = text.rstrip().split("\n\n")
    return f"{first}\n\n[...]\n\n{last}"


def explained() -> str:
    """A log of the outage, explained."""
    log = (ROOT / "examples" / "outage-auth.log").read_text("utf-8")
    answer = output_of("explain", "-C", "examples/outage", "-", given=log).rstrip()
    return f"```console\n$ docker logs auth 2>&1 | ctxlint explain -\n{answer}\n```"


def stale(path: Path, content: str) -> bool:
    """Whether a file differs from what would be written."""
    return not path.exists() or path.read_text("utf-8") != content


def main() -> int:
    """Write or check all pages."""
    check = "--check" in sys.argv[1:]
    wanted = dict(pages())
    different = [path for path, content in wanted.items() if stale(path, content)]
    different += [path for path in (ROOT / "docs" / "rules").glob("*.md") if path not in wanted]
    for path in different:
        sys.stdout.write(f"{'stale' if check else 'written'}: {path.relative_to(ROOT)}\n")
        if not check and path in wanted:
            path.write_text(wanted[path], "utf-8")
        elif not check:
            path.unlink()
    return int(check and bool(different))


if __name__ == "__main__":
    sys.exit(main())
