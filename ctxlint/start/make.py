"""``make target``: the recipes of a Makefile, as far as they are plain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.shell.syntax import ASSIGNMENT
from ctxlint.shell.words import names, sort_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.start.calls import Call, Outcome

_NAMES = ("GNUmakefile", "makefile", "Makefile")
_RULE = re.compile(r"(?P<targets>[\w./ %-]+?)\s*::?(?!=)\s*(?P<needed>[^;=#]*)")
_VARIABLE = re.compile(r"(?:export\s+)?(?P<name>[\w.-]+)\s*(?:[:?+]{0,2}=)\s*(?P<value>.*)")
_REFERENCE = re.compile(r"\$\((\w+)\)|\$\{(\w+)\}|\$\$")
_INCLUDE = re.compile(r"^[-s]?include[ \t]+(?P<paths>.+)$", re.M)
_CONDITION = re.compile(r"^[ \t]*ifn?(?:eq|def)\b", re.M)
_MAX_DEPTH = 20
_MAX_INCLUDES = 4

Rules = dict[str, tuple[list[str], list[str]]]
"""Target -> what it needs, and the lines of its recipe."""


def run_make(call: Call) -> Iterator[Outcome]:
    """What a target runs, after what it needs; the first one when none is named."""
    words = sort_words(call.arguments, valued=names("-C --directory -f --file --makefile -j -l -o -W -I"))
    inside = call.inside(words.value("-C", "--directory"))
    file = words.value("-f", "--file", "--makefile")
    file = file or next((name for name in _NAMES if inside.files.is_file(inside.path(name))), "Makefile")
    text = inside.files.text(inside.path(file))
    if text is None:
        yield inside.lost(inside.path(file), "program")
        return
    text = _with_included(inside, text)
    rules, variables = _read(text)
    optional = inside.situation.optional or _CONDITION.search(text) is not None
    given = {match["name"]: word[match.end() :] for word in words.positional if (match := ASSIGNMENT.match(word))}
    targets = [word for word in words.positional if not ASSIGNMENT.match(word)]
    first = [name for name in rules if not name.startswith(".")][:1]
    for line in _recipe(targets or first, rules, set()):
        command = _replaced(line.lstrip("@-+ \t"), {**inside.situation.environment, **variables, **given})
        yield inside.again(("sh", "-c", command), replace(inside.situation, optional=optional))


def _with_included(call: Call, text: str, depth: int = 0) -> str:
    """A Makefile with the files that it includes; paths are relative to where make runs."""

    def content(match: re.Match[str]) -> str:
        texts = (call.files.text(call.path(path)) or "" for path in match["paths"].split())
        return "\n".join(_with_included(call, each, depth + 1) for each in texts)

    return _INCLUDE.sub(content, text) if depth < _MAX_INCLUDES else text


def _read(text: str) -> tuple[Rules, dict[str, str]]:
    rules: Rules = {}
    variables: dict[str, str] = {}
    recipes: list[list[str]] = []
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line.startswith("\t"):
            for recipe in recipes:
                recipe.append(line.strip())
        elif match := _VARIABLE.match(line):
            variables[match["name"]] = match["value"].strip()
        elif match := _RULE.match(line):
            recipes = []
            for target in match["targets"].split():
                needed, recipe = rules.setdefault(target, ([], []))
                needed += match["needed"].split()
                recipes.append(recipe)
    return rules, variables


def _recipe(targets: list[str], rules: Rules, seen: set[str]) -> Iterator[str]:
    for target in targets:
        if target in rules and target not in seen and len(seen) < _MAX_DEPTH:
            seen.add(target)
            needed, lines = rules[target]
            yield from _recipe(needed, rules, seen)
            yield from lines


def _replaced(line: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """A line with the variables of make replaced; those of the shell, behind two dollars, are left."""

    def value(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if not name:
            return "$"
        found = variables.get(name, "")
        return _replaced(found, variables, depth + 1) if depth < _MAX_DEPTH else found

    return _REFERENCE.sub(value, line)[:20_000]
