"""The text of a makefile -> its variables and rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.shell.makefile import Line, Makefile, Rule, Values
from ctxlint.shell.unknown import is_known, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
