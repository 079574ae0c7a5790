"""Makefiles: the recipes of their rules, as far as variables are plain text; make is not run.

A recipe runs in the directory of the file, each line in a shell of its own (GNU make manual, "Recipe Execution").
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.errors import CtxlintError
from ctxlint.model import Location
from ctxlint.project.files import display, is_file, read_text
from ctxlint.shell.unknown import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ctxlint.project.workflows.shell import Shell

NAMES = ("GNUmakefile", "makefile", "Makefile")
"""In this order, as make looks for them."""
MAX_DEPTH = 8
_ASSIGNMENT = re.compile(
    r"(?:export\s+|override\s+)*(?P<name>[\w.-]+)\s*(?P<operator>::?:?=|\?=|\+=|!=|=)\s*(?P<value>.*)"
)
_RULE = re.compile(r"(?P<targets>[^:=#\t][^:=#]*?)\s*::?(?!=)\s*(?P<needs>[^=;]*)(?:;(?P<first>.*))?")
_REFERENCE = re.compile(r"\$(?:\$|\(([^()$]*)\)|\{([^{}$]*)\}|([@<^*?A-Za-z]))")
_CONDITION = re.compile(r"(ifeq|ifneq|ifdef|ifndef)\b")


class Rule(Struct):
    """What a target needs, and its recipe: lines with their numbers."""

    needs: list[str] = field(default_factory=list)
    recipe: list[tuple[int, str]] = field(default_factory=list)


class Makefile(Struct):
    """Variables and rules by name. A variable of a condition is unknown."""

    file: str
    variables: dict[str, str] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    """The targets of the rule whose recipe is being read."""
    open_conditions: int = 0

    def read(self, text: str) -> None:
        """Take over the lines of a file."""
        for number, line in _lines(text):
            if line.startswith("\t"):
                self._recipe(number, line)
            elif _CONDITION.match(line.strip()):
                self.open_conditions += 1
            elif line.strip() == "endif":
                self.open_conditions -= 1
            elif line.strip() and not line.lstrip().startswith("#"):
                self._statement(number, line.strip())

    def _recipe(self, number: int, line: str) -> None:
        for target in self.targets:
            self.rules[target].recipe.append((number, line.strip().lstrip("@-+ ")))

    def _statement(self, number: int, line: str) -> None:
        if match := _ASSIGNMENT.fullmatch(line):
            self._assign(match["name"], match["operator"], match["value"].partition(" #")[0].strip())
        elif match := _RULE.fullmatch(line):
            self.targets = tuple(match["targets"].split())
            for target in self.targets:
                self.rules.setdefault(target, Rule()).needs.extend(match["needs"].split())
            if match["first"]:
                self._recipe(number, match["first"])

    def _assign(self, name: str, operator: str, value: str) -> None:
        if self.open_conditions or operator == "!=":
            self.variables[name] = unknown(name)
        elif operator == "+=":
            self.variables[name] = f"{self.variables.get(name, '')} {value}".strip()
        elif operator != "?=" or name not in self.variables:
            self.variables[name] = value

    def expanded(self, text: str, given: Mapping[str, str], target: str, depth: int = 0) -> str:
        """Put in variables; what needs a function, or make itself, stays unknown."""

        def one(match: re.Match[str]) -> str:
            name = match[1] or match[2] or match[3]
            if name is None:
                return "$"
            if name in given:
                return given[name]
            if name in ("@", "MAKE", "CURDIR", "PWD", "shell pwd"):
                return {"@": target, "MAKE": "make"}.get(name, "$PWD")
            value = self.variables.get(name)
            if value is None or depth > MAX_DEPTH:
                return unknown(name)
            return self.expanded(value, given, target, depth + 1)

        return _REFERENCE.sub(one, text)


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines with their numbers, continued ones joined."""
    found: list[tuple[int, str]] = []
    is_open = False
    for number, line in enumerate(text.splitlines(), 1):
        piece = line.removesuffix("\\")
        if is_open:
            found[-1] = (found[-1][0], found[-1][1] + " " + piece.strip())
        else:
            found.append((number, piece))
        is_open = line.endswith("\\")
    return found


def read_makefile(path: Path, root: Path) -> Makefile | None:
    """Read a file; ``None`` for one that is not there or cannot be read."""
    try:
        text = read_text(path, root, "the makefile") if is_file(path) else None
    except CtxlintError:
        return None
    return None if text is None else _parsed(text, display(path, root))


@lru_cache(maxsize=32)
def _parsed(text: str, file: str) -> Makefile:
    makefile = Makefile(file)
    makefile.read(text)
    return makefile


def run_target(
    makefile: Makefile,
    target: str,
    shell: Shell,
    given: Mapping[str, str],
    placed: Callable[[Location], None] | None = None,
) -> None:
    """Follow the recipes of what a target needs, and its own, in the directory of ``shell``.

    ``placed`` hears where each line stands before it is followed.
    """
    _Run(makefile, shell, given, placed).target(target)


class _Run(Struct):
    makefile: Makefile
    shell: Shell
    given: Mapping[str, str]
    placed: Callable[[Location], None] | None
    done: set[str] = field(default_factory=set)

    def target(self, name: str, depth: int = 0) -> None:
        rule = self.makefile.rules.get(name)
        if rule is None or name in self.done or depth > MAX_DEPTH:
            return
        self.done.add(name)
        for need in rule.needs:
            self.target(self.makefile.expanded(need, self.given, name), depth + 1)
        for number, line in rule.recipe:
            if self.placed:
                self.placed(Location(self.makefile.file, number))
            child = self.shell.child()
            child.variables["PWD"] = self.shell.directory
            child.run(self.makefile.expanded(line, self.given, name))
            self.shell.prepared = self.shell.prepared or child.prepared


def makefile_in(shell: Shell, directory: str, name: str | None) -> Makefile | None:
    """The makefile that ``make`` would take in a directory of the job."""
    names = (name,) if name else NAMES
    for each in names:
        path = shell.checkout.locate(posixpath.join(directory, each)) if shell.checkout else None
        if path and shell.checkout and is_file(path):
            return read_makefile(path, shell.checkout.root)
    return None
