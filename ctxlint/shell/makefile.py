"""Makefiles: variables and rules, as far as they are plain text; make is not run.

Sources: the GNU make manual, "How to Use Variables", "Conditional Parts of Makefiles", "Writing Recipes in Rules".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from ctxlint.shell.unknown import is_known, unknown
from ctxlint.shell.words import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

NAMES = ("GNUmakefile", "makefile", "Makefile")
"""In this order, as make looks for them."""
VALUED = names("-C --directory -f --file --makefile -j --jobs -l --load-average -o --old-file -W --what-if -I")
"""The options of make that take a value."""
_MAX_DEPTH = 8
_MAX_TARGETS = 200
_MAX_REFERENCES = 300
_MAX_TEXT = 20_000
_MAX_INCLUDES = 4
_ASSIGNMENT = re.compile(
    r"(?:export\s+|override\s+)*(?P<name>[\w.-]+)\s*(?P<operator>::?:?=|\?=|\+=|!=|=)\s*(?P<value>.*)"
)
_RULE = re.compile(
    r"(?P<targets>[^:=#\t][^:=#]*?)\s*::?(?!=)\s*(?P<needs>[^=;#]*)(?:;(?P<first>.*)|#.*)?",
)
_CONDITION = re.compile(r"(ifeq|ifneq|ifdef|ifndef)\b")
_INCLUDE = re.compile(r"(?:-|s)?include\s+(?P<paths>.+)")
_DEFINITION = re.compile(r"(?:override\s+|export\s+)*define\s+(?P<name>[\w.-]+)")
_MARKS = "@-+ \t"
_PLAIN = re.compile(r"[\w.-]+")
_NOT_PLAIN = re.compile(r"[^\w.-]+")
_OF_MAKE = names("MAKEFILE_LIST MAKEFLAGS MAKECMDGOALS MAKELEVEL SHELL CC CXX CPP AR AS LD")
_DIRECTORY = ("CURDIR", "PWD", "shell pwd")


class Line(NamedTuple):
    """A line of a recipe, without the marks in front of it; references are not replaced."""

    number: int
    """From 1; in the file that was included, if one was."""
    text: str
    conditional: bool = False
    """It stands between ``ifdef`` and ``endif``, or the like."""
    forgiven: bool = False
    """Make goes on when it fails."""


class Rule(Struct):
    """What a target needs, and its recipe."""

    needs: list[str] = field(default_factory=list)
    recipe: list[Line] = field(default_factory=list)


class Values(Struct, frozen=True):
    """What variables are besides those of the file, the strongest first."""

    given: Mapping[str, str] = {}
    """On the command line: stronger than the file."""
    environment: Mapping[str, str] = {}
    """Weaker than the file, but for ``?=``."""
    absent: Callable[[str], str] = unknown
    """What a variable is that is nowhere."""
    directory: str = "$PWD"
    """Where make runs, as the shell of a recipe understands it."""


class Makefile(Struct):
    """Variables and rules by name. A variable of a condition is unknown."""

    variables: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    """Those of ``?=``."""
    rules: dict[str, Rule] = field(default_factory=dict)
    has_conditions: bool = False

    @property
    def first(self) -> list[str]:
        """The target that is made when none is named."""
        return [name for name in self.rules if not name.startswith(".")][:1]

    @property
    def has_patterns(self) -> bool:
        """Whether there are rules for names that are not written down."""
        return any("%" in name or name in (".SUFFIXES", ".DEFAULT") for name in self.rules)

    def is_phony(self, name: str) -> bool:
        """Whether a target is no file."""
        return ".PHONY" in self.rules and name in self.rules[".PHONY"].needs

    def order(self, targets: Iterable[str], values: Values) -> list[tuple[str, Rule | None]]:
        """What is made, each once: what a target needs before itself; no rule for a file that has to be there."""
        found: dict[str, Rule | None] = {}
        self._visit(targets, values, found, set())
        return list(found.items())

    def _visit(
        self, targets: Iterable[str], values: Values, found: dict[str, Rule | None], seen: set[str], depth: int = 0
    ) -> None:
        for name in targets:
            if name in seen or depth > _MAX_DEPTH or len(seen) > _MAX_TARGETS:
                continue
            seen.add(name)
            rule = self.rules.get(name)
            needs = [self.expanded(need, values, name) for need in rule.needs if need != "|"] if rule else []
            self._visit([each for need in needs for each in need.split()], values, found, seen, depth + 1)
            found[name] = rule

    def scripts(self, rule: Rule) -> list[Line]:
        """What each shell of a recipe is given: a line, or all of them."""
        if ".ONESHELL" not in self.rules or not rule.recipe:
            return rule.recipe
        return [rule.recipe[0]._replace(text="\n".join(line.text for line in rule.recipe))]

    def expanded(self, text: str, values: Values, target: str = "") -> str:
        """A text with its references replaced; what needs a function, or make itself, stays unknown."""
        return _Expansion(self, values, target).text(text)


def read_makefile(text: str, included: Callable[[str], str | None] = lambda _: None) -> Makefile:
    """Read a file; ``included`` gives the text of another one, by the path that it is named with."""
    reader = _Reader(Makefile(), included)
    reader.read(text)
    return reader.makefile


class _Reader(Struct):
    makefile: Makefile
    included: Callable[[str], str | None]
    targets: tuple[str, ...] = ()
    """The targets of the rule whose recipe is being read."""
    open: int = 0
    """How many conditions are."""
    defined: str = ""
    """The variable whose lines are being read."""
    depth: int = 0

    def read(self, text: str) -> None:
        for number, line in _lines(text):
            stripped = line.strip()
            if self.defined:
                self.defined = "" if stripped == "endef" else self.defined
            elif line.startswith("\t"):
                self._recipe(number, line)
            elif _CONDITION.match(stripped):
                self.open += 1
                self.makefile.has_conditions = True
            elif stripped == "endif":
                self.open = max(self.open - 1, 0)
            elif stripped and not stripped.startswith("#"):
                self._statement(number, stripped)

    def _recipe(self, number: int, written: str) -> None:
        text = written.strip().lstrip(_MARKS)
        marks = written.strip()[: len(written.strip()) - len(text)]
        line = Line(number, text, self.open > 0, "-" in marks)
        for target in self.targets:
            self.makefile.rules[target].recipe.append(line)

    def _statement(self, number: int, line: str) -> None:
        if match := _DEFINITION.match(line):
            self.defined = match["name"]
            self.makefile.variables[self.defined] = unknown(self.defined)
        elif match := _ASSIGNMENT.fullmatch(line):
            self._assign(match["name"], match["operator"], match["value"].partition(" #")[0].strip())
        elif match := _INCLUDE.fullmatch(line):
            self._include(match["paths"])
        elif match := _RULE.fullmatch(line):
            self.targets = tuple(filter(is_known, self.makefile.expanded(match["targets"], Values()).split()))
            for target in self.targets:
                self.makefile.rules.setdefault(target, Rule()).needs.extend(match["needs"].split())
            if match["first"]:
                self._recipe(number, match["first"])

    def _assign(self, name: str, operator: str, value: str) -> None:
        made = self.makefile
        if self.open or operator == "!=":
            made.variables[name] = unknown(name)
        elif operator == "+=":
            made.variables[name] = f"{made.variables.get(name, made.defaults.get(name, ''))} {value}".strip()
        elif operator != "?=":
            made.variables[name] = value
        elif name not in made.variables:
            made.defaults.setdefault(name, value)

    def _include(self, paths: str) -> None:
        for path in self.makefile.expanded(paths, Values()).split():
            text = self.included(path) if is_known(path) and self.depth < _MAX_INCLUDES else None
            if text is not None:
                self.depth += 1
                self.read(text)
                self.depth -= 1


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, continued ones joined."""
    waiting: list[str] = []
    start = 1
    for number, line in enumerate(text.splitlines(), 1):
        if not waiting:
            start = number
        waiting.append(line.removesuffix("\\") if not waiting else line.removesuffix("\\").strip())
        if not line.endswith("\\"):
            yield start, " ".join(waiting)
            waiting = []
    if waiting:
        yield start, " ".join(waiting)


class _Expansion(Struct):
    makefile: Makefile
    values: Values
    target: str
    left: int = _MAX_REFERENCES

    def text(self, text: str, depth: int = 0) -> str:
        if len(text) > _MAX_TEXT:
            return unknown("text")
        pieces: list[str] = []
        at = 0
        while (dollar := text.find("$", at)) >= 0:
            pieces.append(text[at:dollar])
            sign = text[dollar + 1 : dollar + 2]
            if sign == "$":
                pieces.append("$")
                at = dollar + 2
            elif sign in ("(", "{"):
                end = _closing(text, dollar + 1)
                pieces.append(self._value(text[dollar + 2 : end], depth))
                at = end + 1
            else:
                pieces.append(self._value(sign, depth) if sign else "$")
                at = dollar + 1 + len(sign)
        found = "".join([*pieces, text[at:]])
        return found if len(found) <= _MAX_TEXT else unknown("text")

    def _value(self, reference: str, depth: int) -> str:
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            return _not_known(reference)
        if reference in _DIRECTORY and reference not in self.values.given:
            return self.values.directory
        name = self.text(reference, depth + 1) if "$" in reference else reference
        if name in ("@", "@D", "@F", "<", "^", "+", "?", "*"):
            return self._automatic(name, depth)
        if not _PLAIN.fullmatch(name):
            return _not_known(name)
        return self._variable(name, depth)

    def _variable(self, name: str, depth: int) -> str:
        makefile, values = self.makefile, self.values
        if name in values.given:
            return values.given[name]
        if name in makefile.variables:
            return self.text(makefile.variables[name], depth + 1)
        if name in values.environment:
            return values.environment[name]
        if name in makefile.defaults:
            return self.text(makefile.defaults[name], depth + 1)
        if name in _OF_MAKE:
            return _not_known(name)
        return {"MAKE": "make", "RM": "rm -f"}.get(name) or values.absent(name)

    def _automatic(self, sign: str, depth: int) -> str:
        rule = self.makefile.rules.get(self.target)
        needs = [self.text(need, depth + 1) for need in rule.needs if need != "|"] if rule else []
        match sign:
            case "@":
                return self.target
            case "<":
                return " ".join(needs[:1])
            case "^" | "+":
                return " ".join(needs)
            case _:
                return _not_known(sign)


def _not_known(written: str) -> str:
    # Nothing in it may mean anything to a shell.
    return unknown(_NOT_PLAIN.sub("-", written)[:100])


def _closing(text: str, at: int) -> int:
    """The offset of the bracket that closes the one at ``at``; the end of the text if none does."""
    opening = text[at]
    closing = ")" if opening == "(" else "}"
    depth = 0
    for place in range(at, len(text)):
        if text[place] == opening:
            depth += 1
        elif text[place] == closing:
            depth -= 1
            if not depth:
                return place
    return len(text)
